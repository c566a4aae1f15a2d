// SPDX-License-Identifier: BSD-2-Clause
/*
 * Doubles arrays.
 */
#include "base/grow.h"

#include "base/mem.h"

#define ROOM_FIRST 16

int grow(void *slot, size_t n, size_t *room, size_t size, struct err *e)
{
	size_t wanted = *room ? 2 * *room : ROOM_FIRST;

	if (n < *room)
		return 0;
	if (mem_resize(slot, wanted, size, e) < 0)
		return -1;
	*room = wanted;
	return 0;
}
