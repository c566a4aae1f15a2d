// SPDX-License-Identifier: BSD-2-Clause
/*
 * Works out the types of a map: by the command line, the environment, BTF, the
 * kind, the size, in this order.
 */
#include "cmd/map_types.h"

#include <stdio.h>

#include "entry/btf.h"

/* What may tell a type, the best first; each may be NULL. */
struct sayings {
	const char *option; /* "--key" */
	const char *given;  /* its argument */
	char variable[32];  /* BPF_MAP0_KEY */
	const char *held;   /* what stands there */
	const char *btf;
	const char *kind;
};

/* NULL and *e. */
static struct type *choose_type(const struct sayings *s, uint32_t size,
				struct err *e)
{
	const char *from = s->option;
	const char *text = s->given;
	_cleanup_type_ struct type *t = NULL;
	struct type *result;

	if (!text && s->held) {
		text = s->held;
		from = s->variable;
	}
	if (!text)
		text = s->btf ? s->btf : s->kind;
	t = text ? type_parse(text, size, e) : type_default(size, e);
	if (!t || type_check_size(t, size, e) < 0) {
		err_put_before(e, "%s", from);
		return NULL;
	}
	result = t;
	t = NULL;
	return result;
}

/* A ring buffer's records are as large as who writes them says. */
static int find_record_type(struct opened *o, const struct map_args *args,
			    struct err *e)
{
	if (args->key_type)
		return err_set(e, 0, "--key: %s has no keys",
			       o->table.kind->name);
	if (!args->value_type)
		return 0;
	o->value = type_parse(args->value_type, 0, e);
	return o->value ? 0 : err_prefix(e, "--value");
}

static int choose_types(struct opened *o, const struct sayings *key,
			const struct sayings *value, struct err *e)
{
	const struct bpf_shape *s = &o->table.facts.shape;

	if (s->key_size > 0) {
		o->key = choose_type(key, s->key_size, e);
		if (!o->key)
			return -1;
	} else if (key->given) {
		return err_set(e, 0, "--key: %s has no keys",
			       o->table.kind->name);
	}
	o->value = choose_type(value, s->value_size, e);
	return o->value ? 0 : -1;
}

int map_find_types(struct opened *o, const struct map_args *args,
		   const struct held_map *m, struct err *e)
{
	const struct bpf_map_facts *facts = &o->table.facts;
	struct btf_types btf = {0};
	struct sayings key = {
		.option = "--key",
		.given = args->key_type,
		.held = m ? m->key_type : NULL,
		.kind = kind_key_type(&facts->shape),
	};
	struct sayings value = {
		.option = "--value",
		.given = args->value_type,
		.held = m ? m->value_type : NULL,
		.kind = kind_value_type(&facts->shape),
	};
	struct err ignored;
	int r;

	if (facts->shape.value_size == 0)
		return find_record_type(o, args, e);
	(void)snprintf(key.variable, sizeof(key.variable), "BPF_MAP%u_KEY",
		       m ? m->id : 0);
	(void)snprintf(value.variable, sizeof(value.variable),
		       "BPF_MAP%u_VALUE", m ? m->id : 0);
	/* Most who hold a map may not read its BTF; then they do without. */
	if (!value.held && !key.held && !(value.given && key.given))
		(void)btf_types_read(facts, &btf, &ignored);
	key.btf = btf.key;
	value.btf = btf.value;
	r = choose_types(o, &key, &value, e);
	btf_types_clear(&btf);
	return r;
}
