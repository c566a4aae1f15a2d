// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sets of numbers as masks and values. It must never lose a number: a set
 * that doesn't fit is an error.
 */
#include "confine/cubes.h"

int cubes_add(struct cubes *c, uint32_t mask, uint32_t value, struct err *e)
{
	if (c->n == CUBES_MAX)
		return err_set(e, 0, "too many conditions on one argument");
	c->v[c->n++] = (struct cube){mask, value};
	return 0;
}

bool cube_meet(const struct cube *a, const struct cube *b, struct cube *out)
{
	if ((a->value ^ b->value) & a->mask & b->mask)
		return false;
	*out = (struct cube){a->mask | b->mask, a->value | b->value};
	return true;
}

int cubes_intersect(struct cubes *c, const struct cubes *with, struct err *e)
{
	struct cubes was = *c;
	struct cube both;

	c->n = 0;
	for (size_t i = 0; i < was.n; i++)
		for (size_t j = 0; j < with->n; j++)
			if (cube_meet(&was.v[i], &with->v[j], &both) &&
			    cubes_add(c, both.mask, both.value, e) < 0)
				return -1;
	return 0;
}

/* The values that differ from `value` in the mask, by the highest bit in
 * which they do. */
int cubes_unequal(struct cubes *out, uint32_t mask, uint32_t value,
		  struct err *e)
{
	uint32_t above = 0;

	for (uint32_t bit = 1u << 31; bit; bit >>= 1) {
		if (!(mask & bit))
			continue;
		above |= bit;
		if (cubes_add(out, above, (value & above) ^ bit, e) < 0)
			return -1;
	}
	return 0;
}

/* The values with a bit of `bits`, by the highest of them. */
int cubes_any_bit(struct cubes *out, uint32_t bits, struct err *e)
{
	uint32_t above = 0;

	for (uint32_t bit = 1u << 31; bit; bit >>= 1) {
		if (!(bits & bit))
			continue;
		above |= bit;
		if (cubes_add(out, above, bit, e) < 0)
			return -1;
	}
	return 0;
}

/* The values from `least` up, or those below it, within a mask of the lowest
 * bits: by the highest bit in which they differ from it. */
static int fill_order(struct cubes *out, uint32_t mask, uint32_t least,
		      bool from, struct err *e)
{
	uint32_t above = 0;

	if (from && cubes_add(out, mask, least, e) < 0)
		return -1;
	for (uint32_t bit = 1u << 31; bit; bit >>= 1) {
		if (!(mask & bit))
			continue;
		above |= bit;
		if (!(least & bit) == from &&
		    cubes_add(out, above, (least & above) ^ bit, e) < 0)
			return -1;
	}
	return 0;
}

int cubes_ordered(struct cubes *out, uint32_t mask, uint64_t least, bool yes,
		  struct err *e)
{
	if (mask & (mask + 1))
		return err_set(e, 0, "a comparison within a mask");
	if (least > mask)
		return yes ? 0 : cubes_add(out, 0, 0, e);
	return fill_order(out, mask, (uint32_t)least, yes, e);
}

bool cubes_are_all(const struct cubes *c)
{
	return c->n == 1 && c->v[0].mask == 0;
}

bool cubes_share(const struct cubes *a, const struct cubes *b, uint32_t *value)
{
	struct cube both;

	for (size_t i = 0; i < a->n; i++) {
		for (size_t j = 0; j < b->n; j++) {
			if (!cube_meet(&a->v[i], &b->v[j], &both))
				continue;
			*value = both.value;
			return true;
		}
	}
	return false;
}
