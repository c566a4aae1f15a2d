/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conditions and values. For the parser's own files.
 */
#ifndef BPFNS_CONFINE_POLICY_EXPR_H
#define BPFNS_CONFINE_POLICY_EXPR_H

#include "confine/policy_lex.h"

/* A condition as it is written, with the places for messages. The clauses
 * index `terms`. */
struct condition {
	struct policy_clause clauses[POLICY_CLAUSES_MAX];
	const char *clause_at[POLICY_CLAUSES_MAX];
	struct policy_compare terms[POLICY_TERMS_MAX];
	const char *term_at[POLICY_TERMS_MAX];
	size_t n_clauses;
	size_t n_terms;
};

/* True if the token at hand can begin a condition. */
bool expr_begins(const struct lex *l);

/* Reads a condition. Its comparisons are of 64 bits. */
int expr_parse(struct lex *l, struct condition *out, struct err *e);

/*
 * Cuts the comparisons to what system call `name` looks at, and refuses those
 * that can't be meant: values out of range, clauses that never hold or never
 * decide, conditions that always hold.
 */
int expr_fit(const struct lex *l, const char *name, struct condition *c,
	     struct err *e);

/* Reads a value: numbers and names, ~, | and parentheses. */
int expr_value(struct lex *l, uint64_t *out, struct err *e);

/* The word at hand as a number: decimal, 0x hexadecimal or 0 octal. */
int expr_number(const struct lex *l, uint64_t *out, struct err *e);

#endif
