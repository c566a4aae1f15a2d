// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes what clang would have: a variable for each map, of a struct whose
 * members are pointers to arrays, each as long as the number it stands for.
 */
#include "source/legacy_btf.h"

#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdbool.h>
#include <stdlib.h>

struct builder {
	struct btf *btf;
	int byte; /* an array of bytes can't be too large for the kernel */
	bool failed;
};

/* A field's type must be there before the struct is begun. */
struct field {
	const char *name;
	int type;
};

#define FIELDS_MAX 6

/* libbpf's calls answer with an id, or with what went wrong. */
static int checked(struct builder *b, int id)
{
	if (id < 0)
		b->failed = true;
	return id;
}

/* int (*)[value] */
static int add_number(struct builder *b, uint32_t value)
{
	int array = checked(b, btf__add_array(b->btf, b->byte, b->byte, value));

	return checked(b, btf__add_ptr(b->btf, array));
}

/* Where a field stands is of no interest to libbpf, and not all of them would
 * fit: they all stand at the beginning. */
static int add_struct(struct builder *b, uint32_t size,
		      const struct field *fields, size_t n)
{
	int id = checked(b, btf__add_struct(b->btf, NULL, size));

	for (size_t i = 0; i < n; i++)
		(void)checked(b, btf__add_field(b->btf, fields[i].name,
						fields[i].type, 0, 0));
	return id;
}

static size_t add_shape(struct builder *b, const struct bpf_shape *shape,
			struct field *fields)
{
	size_t n = 0;

	fields[n++] = (struct field){"type", add_number(b, shape->type)};
	fields[n++] =
		(struct field){"key_size", add_number(b, shape->key_size)};
	fields[n++] =
		(struct field){"value_size", add_number(b, shape->value_size)};
	fields[n++] = (struct field){"max_entries",
				     add_number(b, shape->max_entries)};
	fields[n++] = (struct field){"map_flags", add_number(b, shape->flags)};
	return n;
}

/* struct inner *[0]: what a map of maps holds. */
static int add_values(struct builder *b, uint32_t size,
		      const struct declared *inner)
{
	struct field fields[FIELDS_MAX];
	size_t n = add_shape(b, &inner->shape, fields);
	int type = add_struct(b, size, fields, n);
	int pointer = checked(b, btf__add_ptr(b->btf, type));

	return checked(b, btf__add_array(b->btf, b->byte, pointer, 0));
}

static bool holds_maps(uint32_t type)
{
	return type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

/* The map whose shape those in `outer` have. NULL and *e. */
static const struct declared *find_inner(const struct declarations *maps,
					 const struct declared *outer,
					 struct err *e)
{
	for (size_t i = 0; i < maps->n; i++)
		if (outer->inner_id != 0 && maps->v[i].id == outer->inner_id &&
		    !holds_maps(maps->v[i].shape.type))
			return &maps->v[i];
	err_fill(e, 0, "map %s is to hold maps like that of id %u: there is %s",
		 outer->name, outer->inner_id,
		 outer->inner_id ? "none" : "no such id");
	return NULL;
}

static int add_map(struct builder *b, const struct declarations *maps,
		   const struct declared *d, uint32_t size, int *variable,
		   struct err *e)
{
	struct field fields[FIELDS_MAX];
	const struct declared *inner;
	struct bpf_shape shape = d->shape;
	size_t n;
	int type;

	if (holds_maps(shape.type)) {
		inner = find_inner(maps, d, e);
		if (!inner)
			return -1;
		/* iproute2 took any size here, and created it with this. */
		shape.value_size = sizeof(uint32_t);
		n = add_shape(b, &shape, fields);
		fields[n] =
			(struct field){"values", add_values(b, size, inner)};
		n++;
	} else {
		n = add_shape(b, &shape, fields);
	}
	type = add_struct(b, size, fields, n);
	*variable = checked(b, btf__add_var(b->btf, d->name,
					    BTF_VAR_GLOBAL_ALLOCATED, type));
	return 0;
}

static int add_all(struct builder *b, const struct declarations *maps,
		   uint32_t size, int *variables, struct err *e)
{
	b->byte = checked(b, btf__add_int(b->btf, "char", 1, 0));
	for (size_t i = 0; i < maps->n; i++)
		if (add_map(b, maps, &maps->v[i], size, &variables[i], e) < 0)
			return -1;
	(void)checked(
		b, btf__add_datasec(b->btf, ".maps", size * (uint32_t)maps->n));
	for (size_t i = 0; i < maps->n; i++)
		(void)checked(b, btf__add_datasec_var_info(b->btf, variables[i],
							   size * (uint32_t)i,
							   size));
	return b->failed ? err_set(e, 0, "libbpf can't describe the maps") : 0;
}

struct btf *legacy_btf(const struct declarations *maps, uint32_t size,
		       struct err *e)
{
	struct builder b = {.btf = btf__new_empty()};
	int *variables = calloc(maps->n + 1, sizeof(*variables));
	int r = 0;

	if (!b.btf || !variables)
		r = err_set(e, ENOMEM, "memory");
	if (r == 0)
		r = add_all(&b, maps, size, variables, e);
	free(variables);
	if (r == 0)
		return b.btf;
	btf__free(b.btf);
	return NULL;
}
