/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System call numbers, cut into ranges that are decided alike, and those
 * gathered into segments. For codegen's own files.
 */
#ifndef BPFNS_CONFINE_CODEGEN_RANGE_H
#define BPFNS_CONFINE_CODEGEN_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "confine/policy.h"

/* Numbers from `start` up to the next range, with one decision. */
struct range {
	uint32_t start;
	const struct policy_rule *rule; /* with clauses, or NULL */
	uint32_t action;		/* where rule is NULL */
};

/*
 * Ranges behind each other that are all decided as `base` is, but for a few of
 * one number each: those are asked for one by one.
 */
struct segment {
	size_t first; /* of the ranges */
	size_t count;
	size_t base;
	uint32_t weight; /* of all segments before this one */
};

struct ranges {
	const struct policy *policy;
	struct range *v;
	size_t n;
	struct segment *segments; /* and one behind the last, for its weight */
	size_t n_segments;
};

/* Cuts all numbers there are. bpf(2) counts as what its neighbours are where
 * it has conditions: those are decided before. To be freed with ranges_free
 * either way. 0, or -1 and *e. */
int ranges_make(const struct policy *p, struct ranges *out, struct err *e);
void ranges_free(struct ranges *r);

/* True if both are decided alike. */
bool ranges_alike(const struct ranges *r, const struct range *a,
		  const struct range *b);

/* True if both rules come to the same code. */
bool ranges_same_rule(const struct policy *p, const struct policy_rule *a,
		      const struct policy_rule *b);

#endif
