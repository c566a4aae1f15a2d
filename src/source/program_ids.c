// SPDX-License-Identifier: BSD-2-Clause
/*
 * Keeps ids of programs in the order in which they came.
 */
#include "source/program_ids.h"

#include <stdlib.h>

#include "base/grow.h"

int program_ids_add(struct program_ids *list, uint32_t id, struct err *e)
{
	if (grow(&list->v, list->n, &list->room, sizeof(*list->v), e) < 0)
		return -1;
	list->v[list->n++] = id;
	return 0;
}

void program_ids_clear(struct program_ids *list)
{
	free(list->v);
	*list = (struct program_ids){0};
}
