// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes of a seccomp profile the filter that a container runtime makes of it
 * (runc's libcontainer/seccomp, crun's seccomp.c): each entry is handed to
 * libseccomp as it stands. Reads words, as jq prints them:
 *   default ACTION ERRNO
 *   rule NAME ACTION ERRNO [INDEX OP VALUE VALUETWO]...
 * Writes the filter to standard output. With a runtime two things
 * are otherwise: calls of other architectures kill the thread, here the
 * process, as with our filters; and calls younger than its libseccomp are
 * left out.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "confine/sysname.h"

#define LINE_MAX_ 1024

static void fail(const char *what)
{
	fprintf(stderr, "oci-filter: %s\n", what);
	exit(2);
}

static const char *word(void)
{
	const char *w = strtok(NULL, " \n");

	if (!w)
		fail("a word is missing");
	return w;
}

static uint32_t action(void)
{
	static const struct {
		const char *name;
		uint32_t action;
	} table[] = {
		{"SCMP_ACT_ALLOW", SCMP_ACT_ALLOW},
		{"SCMP_ACT_LOG", SCMP_ACT_LOG},
		{"SCMP_ACT_TRAP", SCMP_ACT_TRAP},
		{"SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD},
		{"SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS},
	};
	const char *name = word();
	uint32_t number = (uint32_t)strtoul(word(), NULL, 10);

	if (strcmp(name, "SCMP_ACT_ERRNO") == 0)
		return SCMP_ACT_ERRNO(number);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(table[i].name, name) == 0)
			return table[i].action;
	fail(name);
	return 0;
}

static void add_rule(scmp_filter_ctx ctx)
{
	struct scmp_arg_cmp args[6] = {0};
	int number = sysname_number(word());
	uint32_t act = action();
	unsigned int n = 0;
	const char *index;
	int r;

	if (number < 0)
		fail("an unknown system call");
	for (; (index = strtok(NULL, " \n")); n++) {
		args[n].arg = (unsigned int)strtoul(index, NULL, 10);
		args[n].op = strcmp(word(), "SCMP_CMP_EQ") == 0
				     ? SCMP_CMP_EQ
				     : SCMP_CMP_MASKED_EQ;
		args[n].datum_a = strtoull(word(), NULL, 10);
		args[n].datum_b = strtoull(word(), NULL, 10);
	}
	r = seccomp_rule_add_array(ctx, act, number, n, args);
	if (r < 0)
		fail(strerror(-r));
}

int main(void)
{
	scmp_filter_ctx ctx = NULL;
	char line[LINE_MAX_];

	while (fgets(line, sizeof(line), stdin)) {
		const char *kind = strtok(line, " \n");

		if (kind && strcmp(kind, "default") == 0) {
			ctx = seccomp_init(action());
			if (!ctx ||
			    seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
					     SCMP_ACT_KILL_PROCESS) < 0)
				fail("seccomp_init");
		} else if (ctx && kind && strcmp(kind, "rule") == 0) {
			add_rule(ctx);
		} else {
			fail("neither default nor rule");
		}
	}
	if (!ctx || seccomp_export_bpf(ctx, STDOUT_FILENO) < 0)
		fail("seccomp_export_bpf");
	seccomp_release(ctx);
	return 0;
}
