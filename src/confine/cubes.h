/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sets of 32-bit numbers, each a union of cubes: the numbers that have some
 * bits so, whatever the others are.
 */
#ifndef BPFNS_CONFINE_CUBES_H
#define BPFNS_CONFINE_CUBES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* The numbers whose bits in `mask` are those of `value`. */
struct cube {
	uint32_t mask;
	uint32_t value; /* no bits outside of the mask */
};

#define CUBES_MAX 1024

/* A union of cubes, no two of which share a number. */
struct cubes {
	struct cube v[CUBES_MAX];
	size_t n;
};

/* All of these: 0, or -1 and *e when there are too many. The caller sees to it
 * that none is added which shares a number with one that is there. */
int cubes_add(struct cubes *c, uint32_t mask, uint32_t value, struct err *e);

/* Adds the numbers that differ from `value` within the mask. */
int cubes_unequal(struct cubes *out, uint32_t mask, uint32_t value,
		  struct err *e);

/* Adds the numbers with at least one bit of `bits`. */
int cubes_any_bit(struct cubes *out, uint32_t bits, struct err *e);

/* Adds the numbers that, within a mask of the lowest bits, are `least` or
 * more; with `yes` false the others. */
int cubes_ordered(struct cubes *out, uint32_t mask, uint64_t least, bool yes,
		  struct err *e);

/* Cuts *c to what is in `with`, too. */
int cubes_intersect(struct cubes *c, const struct cubes *with, struct err *e);

/* True if every number is in it, and in one cube. */
bool cubes_are_all(const struct cubes *c);

/* True if both have a number in common, which is put into *value. */
bool cubes_share(const struct cubes *a, const struct cubes *b, uint32_t *value);

/* True if two cubes share a number: all of those are *out. */
bool cube_meet(const struct cube *a, const struct cube *b, struct cube *out);

#endif
