// SPDX-License-Identifier: BSD-2-Clause
/*
 * Works out what is shown. It must never show a sum that has overflowed.
 */
#include "cmd/map_view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "value/value.h"

static int make_sum(struct view *v, struct err *e)
{
	const struct type *value = v->map->value;

	if (!type_is_numeric(value))
		return err_set(e, 0, "--sum: the values are more than numbers");
	v->wide = type_widen(value, e);
	if (!v->wide)
		return -1;
	v->sum = malloc(v->wide->size);
	if (!v->sum)
		return err_set(e, ENOMEM, "memory");
	v->layout.value = v->wide;
	return 0;
}

int view_make(struct view *v, const struct opened *map,
	      const struct map_args *args, bool keys, struct err *e)
{
	const struct table *t = &map->table;

	*v = (struct view){
		.map = map,
		.layout = {.format = args->format,
			   .header = !(args->given & ARG_NO_HEADER),
			   .key = keys ? map->key : NULL,
			   .value = map->value,
			   .stride = t->stride,
			   .only = LAYOUT_ALL_CPUS},
	};
	if ((args->given & ARG_CPUS) && !t->kind->per_cpu)
		return err_set(e, 0, "has no values by CPU (a map that is %s)",
			       t->kind->name);
	if (args->given & ARG_SUM) {
		if (make_sum(v, e) < 0)
			return -1;
	} else if (t->kind->per_cpu) {
		v->layout.cpus = &t->cpus;
	}
	if ((args->given & ARG_CPU) &&
	    cpus_find(&t->cpus, args->cpu, &v->layout.only, e) < 0)
		return err_prefix(e, "--cpu");
	return layout_columns(&v->layout, e);
}

const unsigned char *view_value(struct view *v, const unsigned char *value,
				struct err *e)
{
	const struct table *t = &v->map->table;

	if (!v->wide)
		return value;
	memset(v->sum, 0, v->wide->size);
	for (size_t i = 0; i < t->cpus.n; i++)
		if (value_add(v->map->value, value + i * t->stride, v->wide,
			      v->sum, e) < 0)
			return NULL;
	return v->sum;
}

void view_clear(struct view *v)
{
	layout_clear(&v->layout);
	type_free(&v->wide);
	free(v->sum);
}
