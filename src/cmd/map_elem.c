// SPDX-License-Identifier: BSD-2-Clause
/*
 * lookup and getnext: one element of a map.
 */
#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "bpf/elem.h"
#include "cmd/map_one.h"
#include "cmd/map_verbs.h"
#include "cmd/map_view.h"
#include "cmd/output.h"
#include "entry/row_write.h"
#include "value/value.h"

static int print_field(const struct call *c, const struct view *v,
		       const unsigned char *value, struct err *e)
{
	size_t offset;
	const struct type *t =
		value_find(v->layout.value, c->args->field, &offset, e);

	if (!t)
		return err_prefix(e, "--field");
	if (v->layout.cpus && v->layout.only == LAYOUT_ALL_CPUS)
		return err_set(e, 0, "--field: of which CPU? (--cpu, --sum)");
	return one_print(c, t, value + offset, e);
}

/* One value, or, of a per-CPU map, a row for each. */
static int print_looked_up(const struct call *c, struct view *v,
			   const unsigned char *value, struct err *e)
{
	_cleanup_row_writer_ struct row_writer w = {0};
	const struct layout *l = &v->layout;

	value = view_value(v, value, e);
	if (!value)
		return -1;
	if (l->only != LAYOUT_ALL_CPUS)
		value += l->only * l->stride;
	if (c->args->field)
		return print_field(c, v, value, e);
	if (!l->cpus || l->only != LAYOUT_ALL_CPUS)
		return one_print(c, l->value, value, e);
	if (row_writer_start(&w, l, e) < 0)
		return -1;
	row_writer_fit(&w, NULL, value);
	row_writer_begin(&w);
	row_writer_put(&w, NULL, value);
	row_writer_end(&w);
	return output_flush(&w.out, e);
}

/* A bloom filter has values in the place of keys, and says "maybe". */
static int test_value(struct call *c, const struct opened *o, struct err *e)
{
	const char *word = c->n > 0 ? c->word[0] : "";
	_cleanup_free_ unsigned char *value =
		one_take(c, o->value, "VALUE", o->table.room, e);
	_cleanup_buf_ struct buf out = {0};

	if (!value || call_end(c, e) < 0)
		return -1;
	if (c->args->given & (ARG_CPUS | ARG_FIELD | ARG_JSON))
		return err_set(e, 0, "a bloom filter has no values to print");
	if (bpf_elem_lookup(o->table.fd, NULL, value) < 0)
		return errno == ENOENT
			       ? one_answer_no(c, o, word, "not in there")
			       : one_failed(c, o, word, errno, e);
	buf_text(&out, "maybe\n");
	return output_flush(&out, e);
}

static int look_up(struct call *c, const struct opened *o, struct err *e)
{
	const char *word;
	_cleanup_free_ unsigned char *key = one_take_key(c, o, &word, e);
	_cleanup_free_ unsigned char *value = NULL;
	_cleanup_view_ struct view v = {0};

	if (!key || call_end(c, e) < 0)
		return -1;
	if (view_make(&v, o, c->args, false, e) < 0)
		return err_prefix(e, "%s", o->label);
	value = mem_zeroed(o->table.room, e);
	if (!value)
		return -1;
	if (bpf_elem_lookup(o->table.fd, key, value) < 0)
		return one_failed(c, o, word, errno, e);
	return print_looked_up(c, &v, value, e);
}

int verb_lookup(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};

	if (call_open(c, &o, e) < 0)
		return -1;
	if (o.table.kind->can & KIND_TEST)
		return test_value(c, &o, e);
	if (table_need(&o.table, KIND_LOOKUP, c->verb, e) < 0)
		return err_prefix(e, "%s", o.label);
	return look_up(c, &o, e);
}

int verb_getnext(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *key = NULL;
	_cleanup_free_ unsigned char *next = NULL;
	const char *word = "";

	if (call_open_for(c, &o, KIND_NEXT, e) < 0)
		return -1;
	if (c->n > 0) {
		key = one_take_key(c, &o, &word, e);
		if (!key)
			return -1;
	}
	next = mem_zeroed(o.key->size, e);
	if (!next)
		return -1;
	if (call_end(c, e) < 0)
		return -1;
	if (bpf_elem_next(o.table.fd, key, next) < 0)
		return errno == ENOENT
			       ? one_answer_no(c, &o,
					       *word ? word : "the first key",
					       "no key comes next")
			       : one_failed(c, &o, word, errno, e);
	return one_print(c, o.key, next, e);
}
