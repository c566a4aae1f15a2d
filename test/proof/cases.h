/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system calls that a proof tries, and what the rules say of them.
 */
#ifndef BPFNS_TEST_PROOF_CASES_H
#define BPFNS_TEST_PROOF_CASES_H

#include "confine/filter.h"
#include "confine/policy.h"
#include "confine/simulate.h"

#define CASES_NUMBERS 1024 /* tried of each architecture */
#define CASES_NATIVE  470  /* that a kernel of today has */

struct test {
	struct seccomp_data data;
	uint32_t expect;
};

struct cases {
	struct test *tests;
	size_t count;
	size_t room;
};

/* Makes the cases for a policy; to be freed with cases_free either way. */
int cases_make(const struct policy *p, struct cases *out, struct err *e);
void cases_free(struct cases *c);

/* What the rules say, read one by one. */
uint32_t cases_expect(const struct policy *p, const struct seccomp_data *d);

/* How many instructions of f run for a call before its arguments matter. */
size_t cases_steps(const struct filter *f, int number);

#endif
