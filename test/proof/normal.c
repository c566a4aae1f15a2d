// SPDX-License-Identifier: BSD-2-Clause
/*
 * From "or" of "and"s to "and" of "or"s, clause by clause: (S1 && S2) || C is
 * (S1 || c1) && (S1 || c2) && (S2 || c1) && ..., less the sets that contain
 * another one, which say nothing more.
 */
#include "proof/normal.h"

#include <string.h>

static bool same(const struct policy_compare *a, const struct policy_compare *b)
{
	return a->arg == b->arg && a->bits == b->bits && a->op == b->op &&
	       a->value == b->value;
}

/* The bit of a term; 0 if there are too many. */
static uint64_t bit_of(struct normal *n, const struct policy_compare *c)
{
	size_t i = 0;

	while (i < n->n_terms && !same(n->terms[i], c))
		i++;
	if (i == NORMAL_TERMS_MAX)
		return 0;
	if (i == n->n_terms)
		n->terms[n->n_terms++] = c;
	return UINT64_C(1) << i;
}

/* Adds a set unless one that is there says as much; drops those that then
 * say no more. */
static int add_set(struct normal *n, uint64_t set, struct err *e)
{
	size_t kept = 0;

	for (size_t i = 0; i < n->count; i++)
		if ((n->sets[i] & set) == n->sets[i])
			return 0;
	for (size_t i = 0; i < n->count; i++)
		if ((n->sets[i] & set) != set)
			n->sets[kept++] = n->sets[i];
	n->count = kept;
	if (n->count == NORMAL_SETS_MAX)
		return err_set(e, 0, "a condition too hard to turn around");
	n->sets[n->count++] = set;
	return 0;
}

static int or_clause(const struct policy *p, const struct policy_clause *clause,
		     struct normal *n, struct err *e)
{
	struct normal was = *n;

	n->count = 0;
	for (size_t j = 0; j < clause->count; j++) {
		uint64_t bit = bit_of(n, &p->compares[clause->first + j]);

		if (!bit)
			return err_set(e, 0, "too many comparisons");
		for (size_t i = 0; i < was.count; i++)
			if (add_set(n, was.sets[i] | bit, e) < 0)
				return -1;
	}
	return 0;
}

int normal_form(const struct policy *p, const struct policy_rule *rule,
		struct normal *out, struct err *e)
{
	/* The empty "or" never holds: what "or" begins with. */
	*out = (struct normal){.count = 1};
	for (size_t i = 0; i < rule->clauses; i++)
		if (or_clause(p, &p->clauses[rule->first + i], out, e) < 0)
			return -1;
	return 0;
}
