/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What stands left of a rule's colon. For the parser's own files.
 */
#ifndef BPFNS_CONFINE_POLICY_SUBJECT_H
#define BPFNS_CONFINE_POLICY_SUBJECT_H

#include "confine/policy_lex.h"

/* `number` is negative if the call is of another architecture, or unknown and
 * marked with ?. */
struct subject {
	char name[POLICY_WORD_MAX + 1];
	const char *at;
	unsigned int line;
	bool optional;
	bool elsewhere; /* [arch=...] names another one */
	int number;
};

struct subjects {
	struct subject row[POLICY_NAMES_MAX];
	size_t count;
};

/* Reads NAME or {NAME, NAME...}, with ? in front of and [arch=NAME] behind
 * each. */
int subjects_read(struct subjects *into, struct lex *l, struct err *e);

/* Fills in the numbers. Refuses names that must be known and aren't. */
int subjects_resolve(struct subjects *s, int (*number)(const char *name),
		     const struct lex *l, struct err *e);

#endif
