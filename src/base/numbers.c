// SPDX-License-Identifier: BSD-2-Clause
/*
 * Keeps numbers in order, to find them again by halving.
 */
#include "base/numbers.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

/* Where the number stands, or would. */
static size_t place_of(const struct numbers *set, uint32_t number)
{
	size_t low = 0;
	size_t high = set->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set->v[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool numbers_have(const struct numbers *set, uint32_t number)
{
	size_t at = place_of(set, number);

	return at < set->n && set->v[at] == number;
}

int numbers_add(struct numbers *set, uint32_t number, struct err *e)
{
	size_t at = place_of(set, number);

	if (at < set->n && set->v[at] == number)
		return 0;
	if (grow(&set->v, set->n, &set->room, sizeof(*set->v), e) < 0)
		return -1;
	memmove(&set->v[at + 1], &set->v[at],
		(set->n - at) * sizeof(set->v[0]));
	set->v[at] = number;
	set->n++;
	return 1;
}

void numbers_clear(struct numbers *set)
{
	free(set->v);
	*set = (struct numbers){0};
}
