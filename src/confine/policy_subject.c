// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads the system calls that a rule is about. It must let no name pass that
 * it doesn't know, unless the policy says that it may.
 */
#include "confine/policy_subject.h"

#include <string.h>

#include "base/str.h"
#include "confine/arch.h"
#include "confine/sysname.h"

static const char *const arch_names[] = {"x86_64",  "aarch64", "arm64",
					 "riscv64", "x86",     "arm",
					 "s390x",   "ppc64le"};

static bool is_native(const char *arch)
{
	return str_equal(str_equal(arch, "arm64") ? "aarch64" : arch,
			 ARCH_NAME);
}

/* [arch=NAME] */
static int read_arch(struct lex *l, bool *elsewhere, struct err *e)
{
	size_t i = 0;

	if (l->token != '[')
		return 0;
	if (lex_next(l, e) < 0)
		return -1;
	if (!lex_is_word(l, "arch"))
		return lex_fail(l, l->start, e, "expected 'arch'");
	if (lex_next(l, e) < 0 || lex_take(l, '=', "'='", e) < 0)
		return -1;
	while (i < sizeof(arch_names) / sizeof(arch_names[0]) &&
	       !lex_is_word(l, arch_names[i]))
		i++;
	if (i == sizeof(arch_names) / sizeof(arch_names[0]))
		return lex_fail(l, l->start, e, "unknown architecture '%s'",
				l->word);
	*elsewhere = !is_native(l->word);
	return lex_next(l, e) < 0 ? -1 : lex_take(l, ']', "']'", e);
}

/* [?]NAME[arch=NAME] */
static int read_subject(struct subjects *into, struct lex *l, struct err *e)
{
	struct subject *s = &into->row[into->count];

	if (into->count == POLICY_NAMES_MAX)
		return lex_fail(l, l->start, e, "more than %d names",
				POLICY_NAMES_MAX);
	*s = (struct subject){.at = l->start, .line = l->line};
	s->optional = l->token == '?';
	if (s->optional && lex_next(l, e) < 0)
		return -1;
	if (l->token != TOKEN_WORD)
		return lex_fail(l, l->start, e,
				"expected the name of a system call");
	memcpy(s->name, l->word, sizeof(s->name));
	into->count++;
	return lex_next(l, e) < 0 ? -1 : read_arch(l, &s->elsewhere, e);
}

/* {SUBJECT, SUBJECT...}[arch=NAME], or one SUBJECT. */
int subjects_read(struct subjects *into, struct lex *l, struct err *e)
{
	bool elsewhere = false;

	into->count = 0;
	if (l->token != '{')
		return read_subject(into, l, e);
	do {
		if (lex_next(l, e) < 0 || read_subject(into, l, e) < 0)
			return -1;
	} while (l->token == ',');
	if (lex_take(l, '}', "',' or '}'", e) < 0 ||
	    read_arch(l, &elsewhere, e) < 0)
		return -1;
	for (size_t i = 0; elsewhere && i < into->count; i++)
		into->row[i].elsewhere = true;
	return 0;
}

static int check_known(const struct subject *s, const struct lex *l,
		       struct err *e)
{
	if (s->optional)
		return 0;
	if (s->number == SYSNAME_UNKNOWN)
		return lex_fail(l, s->at, e,
				"unknown system call '%s' (?%s skips it where "
				"it is unknown)",
				s->name, s->name);
	if (s->number < 0 && !s->elsewhere)
		return lex_fail(l, s->at, e,
				"'%s' is not a system call of " ARCH_NAME
				" (add [arch=...] or write ?%s)",
				s->name, s->name);
	return 0;
}

int subjects_resolve(struct subjects *s, int (*number)(const char *name),
		     const struct lex *l, struct err *e)
{
	for (size_t i = 0; i < s->count; i++) {
		s->row[i].number = number(s->row[i].name);
		if (check_known(&s->row[i], l, e) < 0)
			return -1;
	}
	return 0;
}
