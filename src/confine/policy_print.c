// SPDX-License-Identifier: BSD-2-Clause
/*
 * Words for numbers. It must print nothing that the policy language would
 * read as something else.
 */
#include "confine/policy_print.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "confine/policy_const.h"
#include "confine/sysname.h"

#define VALUE_MAX 64

/* Small numbers are counts and descriptors, large ones are bits. */
static const char *value_text(const char *call, unsigned int arg,
			      uint64_t value, char buffer[VALUE_MAX])
{
	const char *name = policy_const_name(call, arg, value);

	if (name)
		return name;
	(void)snprintf(buffer, VALUE_MAX,
		       value < 4096 ? "%" PRIu64 : "0x%" PRIx64, value);
	return buffer;
}

__attribute__((format(printf, 2, 3))) static void append(char buffer[PRINT_MAX],
							 const char *fmt, ...)
{
	size_t used = strlen(buffer);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(buffer + used, PRINT_MAX - used, fmt, ap);
	va_end(ap);
}

const char *print_call(const struct seccomp_data *call, unsigned int given,
		       char buffer[PRINT_MAX])
{
	const struct sysname_abi *abi =
		sysname_abi_of(call->arch, (uint32_t)call->nr);
	const char *separator = "(";
	char name[SYSNAME_MAX] = "";
	char value[VALUE_MAX];

	buffer[0] = '\0';
	if (abi)
		sysname_text(abi, (uint32_t)call->nr & ~abi->bit, name);
	if (abi && abi != sysname_abi_at(0))
		append(buffer, "%s of %s", name, abi->name);
	else if (abi)
		append(buffer, "%s", name);
	else
		append(buffer, "%d of architecture 0x%08x", call->nr,
		       call->arch);
	for (unsigned int i = 0; i < POLICY_ARGS; i++) {
		if (!(given >> i & 1))
			continue;
		append(buffer, "%sarg%u=%s", separator, i,
		       value_text(name, i, call->args[i], value));
		separator = ", ";
	}
	if (given)
		append(buffer, ")");
	return buffer;
}

static const char *const operators[] = {
	[POLICY_EQ] = "==", [POLICY_NE] = "!=", [POLICY_LT] = "<",
	[POLICY_LE] = "<=", [POLICY_GT] = ">",	[POLICY_GE] = ">=",
	[POLICY_ANY] = "&", [POLICY_IN] = "in",
};

const char *print_compare(const char *name, const struct policy_compare *c,
			  char buffer[PRINT_MAX])
{
	char value[VALUE_MAX];

	(void)snprintf(buffer, PRINT_MAX, "arg%u %s %s", c->arg,
		       operators[c->op],
		       value_text(name, c->arg, c->value, value));
	return buffer;
}
