// SPDX-License-Identifier: BSD-2-Clause
/*
 * Keeps declarations. What they say is the object's word, held against
 * nothing.
 */
#include "map/declared.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

int declarations_add(struct declarations *list, struct declared *d,
		     struct err *e)
{
	if (mem_resize(&list->v, list->n + 1, sizeof(*list->v), e) < 0) {
		free(d->name);
		return -1;
	}
	list->v[list->n++] = *d;
	return 0;
}

/* A full name goes before one that was cut. */
const struct declared *declarations_find(const struct declarations *list,
					 const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_equal(list->v[i].name, name))
			return &list->v[i];
	if (strlen(name) != BPF_OBJ_NAME_LEN - 1)
		return NULL;
	for (size_t i = 0; i < list->n; i++)
		if (str_starts(list->v[i].name, name))
			return &list->v[i];
	return NULL;
}

void declarations_clear(struct declarations *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->v[i].name);
	free(list->v);
	*list = (struct declarations){0};
}
