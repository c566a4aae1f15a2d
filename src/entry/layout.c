// SPDX-License-Identifier: BSD-2-Clause
/*
 * Names what stands in a row.
 */
#include "entry/layout.h"

int layout_columns(struct layout *l, struct err *e)
{
	if (l->key &&
	    columns_add(&l->columns, COLUMN_KEY, "key", l->key, e) < 0)
		return -1;
	if (l->cpus && columns_add(&l->columns, COLUMN_CPU, "cpu", NULL, e) < 0)
		return -1;
	return columns_add(&l->columns, COLUMN_VALUE, l->bare ? "" : "value",
			   l->value, e);
}

void layout_clear(struct layout *l)
{
	columns_clear(&l->columns);
}
