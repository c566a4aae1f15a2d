// SPDX-License-Identifier: BSD-2-Clause
/*
 * Flattens structs into columns.
 */
#include "value/columns.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

void columns_clear(struct columns *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->v[i].name);
	free(c->v);
	*c = (struct columns){0};
}

static int add_one(struct columns *c, const struct column *column,
		   struct err *e)
{
	if (mem_resize(&c->v, c->n + 1, sizeof(*c->v), e) < 0)
		return -1;
	c->v[c->n] = *column;
	c->v[c->n].name = str_copy(column->name, e);
	if (!c->v[c->n].name)
		return -1;
	c->n++;
	return 0;
}

static int add_type(struct columns *c, const struct column *above,
		    struct err *e)
{
	if (!above->type || above->type->form != TYPE_STRUCT)
		return add_one(c, above, e);
	for (const struct type *m = above->type->inner; m; m = m->next) {
		_cleanup_free_ char *name = NULL;
		struct column column = *above;

		if (m->form == TYPE_PAD)
			continue;
		name = str_format(e, "%s%s%s", above->name,
				  *above->name ? "." : "", m->name);
		if (!name)
			return -1;
		column.name = name;
		column.type = m;
		column.offset += m->offset;
		if (add_type(c, &column, e) < 0)
			return -1;
	}
	return 0;
}

int columns_add(struct columns *c, enum column_part part, const char *name,
		const struct type *t, struct err *e)
{
	const struct column column = {
		.part = part, .name = (char *)name, .type = t};

	return add_type(c, &column, e);
}

bool column_is_numeric(const struct column *c)
{
	if (!c->type)
		return true;
	switch (c->type->form) {
	case TYPE_UNSIGNED:
	case TYPE_SIGNED:
	case TYPE_BIG:
	case TYPE_FLOAT:
		return true;
	default:
		return false;
	}
}
