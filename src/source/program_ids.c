// SPDX-License-Identifier: BSD-2-Clause
/*
 * Keeps ids of programs in the order in which they came.
 */
#include "source/program_ids.h"

#include <errno.h>
#include <stdlib.h>

int program_ids_add(struct program_ids *list, uint32_t id, struct err *e)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		uint32_t *v = reallocarray(list->v, room, sizeof(*v));

		if (!v)
			return err_set(e, ENOMEM, "memory");
		list->v = v;
		list->room = room;
	}
	list->v[list->n++] = id;
	return 0;
}

void program_ids_clear(struct program_ids *list)
{
	free(list->v);
	*list = (struct program_ids){0};
}
