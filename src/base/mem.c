// SPDX-License-Identifier: BSD-2-Clause
/*
 * Wraps the allocator.
 */
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>

void *mem_zeroed(size_t n, struct err *e)
{
	void *bytes = calloc(1, n > 0 ? n : 1);

	if (!bytes)
		err_fill(e, ENOMEM, "memory");
	return bytes;
}

int mem_resize(void *slot, size_t n, size_t size, struct err *e)
{
	void *resized = reallocarray(*(void **)slot, n, size);

	if (!resized)
		return err_set(e, ENOMEM, "memory");
	*(void **)slot = resized;
	return 0;
}
