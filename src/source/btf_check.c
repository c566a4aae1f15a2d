// SPDX-License-Identifier: BSD-2-Clause
/*
 * Looks at every reference in BTF. What libbpf's parser has checked (lengths,
 * the header) is not checked again.
 */
#include "source/btf_check.h"

#include <bpf/btf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A chain of const, volatile, typedef ... (libbpf gives up at 32). */
#define CHAIN_MAX 32

static bool type_is_valid(const struct btf *btf, uint32_t id)
{
	return id < btf__type_cnt(btf);
}

static bool name_is_valid(const struct btf *btf, uint32_t offset)
{
	return btf__name_by_offset(btf, offset) != NULL;
}

static bool members_are_valid(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_member *m = btf_members(t);

	for (int i = 0; i < btf_vlen(t); i++)
		if (!type_is_valid(btf, m[i].type) ||
		    !name_is_valid(btf, m[i].name_off))
			return false;
	return true;
}

static bool params_are_valid(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_param *p = btf_params(t);

	for (int i = 0; i < btf_vlen(t); i++)
		if (!type_is_valid(btf, p[i].type) ||
		    !name_is_valid(btf, p[i].name_off))
			return false;
	return type_is_valid(btf, t->type);
}

static bool variables_are_valid(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_var_secinfo *v = btf_var_secinfos(t);

	for (int i = 0; i < btf_vlen(t); i++) {
		const struct btf_type *of = btf__type_by_id(btf, v[i].type);

		if (!of || (!btf_is_var(of) && !btf_is_func(of)))
			return false;
	}
	return true;
}

static bool enums_are_valid(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_enum *v = btf_enum(t);

	for (int i = 0; i < btf_vlen(t); i++)
		if (!name_is_valid(btf, v[i].name_off))
			return false;
	return true;
}

static bool enums64_are_valid(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_enum64 *v = btf_enum64(t);

	for (int i = 0; i < btf_vlen(t); i++)
		if (!name_is_valid(btf, v[i].name_off))
			return false;
	return true;
}

/* A chain that comes back to itself has no end. */
static bool chain_ends(const struct btf *btf, const struct btf_type *t)
{
	for (int i = 0; t && i < CHAIN_MAX; i++) {
		if (!btf_is_mod(t) && !btf_is_typedef(t))
			return true;
		t = btf__type_by_id(btf, t->type);
	}
	return false;
}

static bool array_is_valid(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_array *a = btf_array(t);

	return type_is_valid(btf, a->type) && type_is_valid(btf, a->index_type);
}

static bool function_is_valid(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_type *proto = btf__type_by_id(btf, t->type);

	return proto && btf_is_func_proto(proto);
}

static bool refers_validly(const struct btf *btf, const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT:
	case BTF_KIND_FWD:
		return true;
	case BTF_KIND_PTR:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return type_is_valid(btf, t->type);
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
		return chain_ends(btf, t);
	case BTF_KIND_ARRAY:
		return array_is_valid(btf, t);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return members_are_valid(btf, t);
	case BTF_KIND_ENUM:
		return enums_are_valid(btf, t);
	case BTF_KIND_ENUM64:
		return enums64_are_valid(btf, t);
	case BTF_KIND_FUNC:
		return function_is_valid(btf, t);
	case BTF_KIND_FUNC_PROTO:
		return params_are_valid(btf, t);
	case BTF_KIND_DATASEC:
		return variables_are_valid(btf, t);
	default:
		return false;
	}
}

static int check_types(const struct btf *btf, struct err *e)
{
	for (uint32_t id = 1; id < btf__type_cnt(btf); id++) {
		const struct btf_type *t = btf__type_by_id(btf, id);

		if (!name_is_valid(btf, t->name_off) || !refers_validly(btf, t))
			return err_set(e, 0, "its BTF is faulty (type %u)", id);
	}
	return 0;
}

int btf_check(const void *raw, size_t size, struct err *e)
{
	struct btf *btf = NULL;
	uint16_t magic = 0;
	int r;

	if (size >= sizeof(magic) && size <= UINT32_MAX)
		memcpy(&magic, raw, sizeof(magic));
	/* libbpf would turn the other byte order around. */
	if (magic == BTF_MAGIC)
		btf = btf__new(raw, (uint32_t)size);
	if (!btf)
		return err_set(e, 0, "its BTF is faulty");
	r = check_types(btf, e);
	btf__free(btf);
	return r;
}
