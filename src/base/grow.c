// SPDX-License-Identifier: BSD-2-Clause
/*
 * Doubles arrays.
 */
#include "base/grow.h"

#include <errno.h>
#include <stdlib.h>

#define ROOM_FIRST 16

int grow(void *slot, size_t n, size_t *room, size_t size, struct err *e)
{
	size_t wanted = *room ? 2 * *room : ROOM_FIRST;
	void *grown;

	if (n < *room)
		return 0;
	grown = reallocarray(*(void **)slot, wanted, size);
	if (!grown)
		return err_set(e, ENOMEM, "memory");
	*(void **)slot = grown;
	*room = wanted;
	return 0;
}
