/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What follows from comparisons, so that conditions which can't do what their
 * author thinks are refused. For the parser's own files.
 */
#ifndef BPFNS_CONFINE_POLICY_LOGIC_H
#define BPFNS_CONFINE_POLICY_LOGIC_H

#include <stdbool.h>
#include <stddef.h>

#include "confine/policy.h"

/* The largest value of an argument of so many bits. */
uint64_t logic_max(unsigned char bits);

/* True if the comparison holds for this value of its argument. */
bool logic_holds(const struct policy_compare *c, uint64_t value);

/* False if no arguments can make all `n` comparisons hold. True may also mean
 * that it is too hard to tell. */
bool logic_possible(const struct policy_compare *c, size_t n);

/* The comparison that holds exactly where c doesn't. */
struct policy_compare logic_not(const struct policy_compare *c);

/* True if whenever all n comparisons hold, so does `then`. False may also
 * mean that it is too hard to tell. n is at most POLICY_TERMS_MAX. */
bool logic_implies(const struct policy_compare *c, size_t n,
		   const struct policy_compare *then);

#endif
