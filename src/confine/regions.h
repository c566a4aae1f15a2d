/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter does with a system call, for all arguments at once: the
 * arguments fall into regions, each with one answer.
 */
#ifndef BPFNS_CONFINE_REGIONS_H
#define BPFNS_CONFINE_REGIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "confine/cubes.h"
#include "confine/filter.h"

/* The halves of the six arguments: REGION_WORD(2, 1) is the upper half of
 * arg2. */
#define REGION_WORDS	       12
#define REGION_WORD(arg, high) (2 * (arg) + (high))

/* The calls whose every half is in its cubes. */
struct region {
	struct cubes words[REGION_WORDS];
	uint32_t action; /* SECCOMP_RET_* and its data */
};

struct region_taker {
	/* 0 to go on; -1 ends it, with what it put into *e. */
	int (*take)(void *context, const struct region *region, struct err *e);
	void *context;
};

/*
 * Hands the regions of one system call to the taker: no two share a call, and
 * all calls are in one. 0, or -1 and *e, also where the filter calculates in
 * ways that only filters from elsewhere do. f must have passed filter_check.
 */
int regions_each(const struct filter *f, uint32_t arch, uint32_t number,
		 const struct region_taker *taker, struct err *e);

/* True if all calls are in it. */
bool region_is_all(const struct region *r);

/* True if there is a call that is in both. Fills in one. */
bool regions_meet(const struct region *a, const struct region *b,
		  uint64_t args[6]);

/* If just these values of one argument are in the region, and there are `max`
 * at most, how many; else 0. The upper half of the argument may be anything
 * or 0. */
size_t region_values(const struct region *r, unsigned int *arg,
		     uint32_t *values, size_t max);

#endif
