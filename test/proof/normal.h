/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A condition turned inside out: an "and" of "or"s.
 */
#ifndef BPFNS_TEST_PROOF_NORMAL_H
#define BPFNS_TEST_PROOF_NORMAL_H

#include "confine/policy.h"

#define NORMAL_TERMS_MAX 64
#define NORMAL_SETS_MAX	 256

/* All of the sets must have a comparison that holds. A set has a bit for each
 * of the terms. */
struct normal {
	const struct policy_compare *terms[NORMAL_TERMS_MAX];
	size_t n_terms;
	uint64_t sets[NORMAL_SETS_MAX];
	size_t count;
};

/* Fails if there are too many terms or sets. */
int normal_form(const struct policy *p, const struct policy_rule *rule,
		struct normal *out, struct err *e);

#endif
