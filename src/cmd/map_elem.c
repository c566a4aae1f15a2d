// SPDX-License-Identifier: BSD-2-Clause
/*
 * lookup, update, delete, getnext: one element of a map.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/mem.h"
#include "base/str.h"
#include "bpf/elem.h"
#include "cmd/map_verbs.h"
#include "cmd/map_view.h"
#include "cmd/output.h"
#include "cmd/say.h"
#include "entry/loader.h"
#include "entry/row_write.h"
#include "value/value.h"

/* A negative answer is told as an error is, but is none. */
static int answer_no(const struct call *c, const struct opened *o,
		     const char *key, const char *why)
{
	struct err e;

	err_fill(&e, 0, "%s: %s: %s: %s", c->verb, o->label, key, why);
	say_error("bpfns-map", &e);
	return STATUS_NO;
}

/* What a call answered about a key: STATUS_NO, or -1 and *e. */
static int answer_failed(const struct call *c, const struct opened *o,
			 const char *key, int number, struct err *e)
{
	if (number == ENOENT)
		return answer_no(c, o, key, "no such key");
	if (number == EEXIST)
		return answer_no(c, o, key, "is there already");
	(void)table_failed(&o->table, number, c->verb, e);
	return err_prefix(e, "%s", o->label);
}

/* The bytes of the next word, which is of this type; malloc'ed. NULL and *e. */
static unsigned char *take_bytes(struct call *c, const struct type *t,
				 const char *what, size_t room, struct err *e)
{
	const char *word = call_take(c, what, e);
	unsigned char *bytes;

	if (!word)
		return NULL;
	bytes = mem_zeroed(room, e);
	if (!bytes)
		return NULL;
	if (value_parse(t, word, strlen(word), bytes, e) < 0) {
		err_put_before(e, "%s", what);
		free(bytes);
		return NULL;
	}
	return bytes;
}

/* A value in the format that was asked for, and a newline. */
static int print_value(const struct call *c, const struct type *t,
		       const unsigned char *bytes, struct err *e)
{
	_cleanup_buf_ struct buf out = {0};

	value_print(t, bytes,
		    c->args->format == ROW_JSON ? VALUE_JSON : VALUE_CELL,
		    &out);
	buf_char(&out, '\n');
	return output_flush(&out, e);
}

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
	return print_value(c, t, value + offset, e);
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
		return print_value(c, l->value, value, e);
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
		take_bytes(c, o->value, "VALUE", o->table.room, e);
	_cleanup_buf_ struct buf out = {0};

	if (!value || call_end(c, e) < 0)
		return -1;
	if (c->args->given & (ARG_CPUS | ARG_FIELD | ARG_JSON))
		return err_set(e, 0, "a bloom filter has no values to print");
	if (bpf_elem_lookup(o->table.fd, NULL, value) < 0)
		return errno == ENOENT ? answer_no(c, o, word, "not in there")
				       : answer_failed(c, o, word, errno, e);
	buf_text(&out, "maybe\n");
	return output_flush(&out, e);
}

static int look_up(struct call *c, const struct opened *o, struct err *e)
{
	const char *word = c->n > 0 ? c->word[0] : "";
	_cleanup_free_ unsigned char *key =
		take_bytes(c, o->key, "KEY", o->key->size, e);
	_cleanup_free_ unsigned char *value = NULL;
	_cleanup_view_ struct view v = {0};

	if (!key || call_end(c, e) < 0 ||
	    view_make(&v, o, c->args, false, e) < 0)
		return -1;
	value = mem_zeroed(o->table.room, e);
	if (!value)
		return -1;
	if (bpf_elem_lookup(o->table.fd, key, value) < 0)
		return answer_failed(c, o, word, errno, e);
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

/* "any", "noexist" or "exist" at the end; BPF_ANY without. */
static int take_flags(struct call *c, uint64_t *flags, struct err *e)
{
	static const char *const words[] = {"any", "noexist", "exist"};

	*flags = BPF_ANY;
	if (c->n == 0)
		return 0;
	for (uint64_t i = 0; i < 3; i++)
		if (str_equal(c->word[0], words[i])) {
			*flags = i;
			c->word++;
			c->n--;
			return 0;
		}
	return err_set(e, 0, "%s: '%s' is none of any, noexist, exist", c->verb,
		       c->word[0]);
}

static int write_value(struct call *c, const struct opened *o, const char *word,
		       const void *key, const void *value, const bool *given,
		       struct err *e)
{
	_cleanup_loader_ struct loader l = {0};
	uint64_t flags;

	if (take_flags(c, &flags, e) < 0 || call_end(c, e) < 0)
		return -1;
	/* The one way to write some CPUs and keep the others. */
	if (given && flags == BPF_ANY) {
		if (loader_start(&l, &o->table, flags, e) < 0 ||
		    loader_add(&l, key, value, given, 0, e) < 0)
			return -1;
		return loader_flush(&l, e);
	}
	if (given)
		return err_set(e, 0, "%s: --cpu goes with any alone", c->verb);
	if (bpf_elem_update(o->table.fd, key, value, flags) < 0)
		return answer_failed(c, o, word, errno, e);
	return STATUS_DONE;
}

/* Maps of maps, programs and sockets are written as descriptors. */
static int update_descriptor(struct call *c, const struct opened *o,
			     const char *word, const void *key, struct err *e)
{
	uint64_t value = 0;
	bool own = false;
	int fd;
	int r;

	fd = call_descriptor(c, &own, e);
	if (fd < 0)
		return err_prefix(e,
				  "VALUE of a map that is %s "
				  "(fd N, pinned PATH)",
				  o->table.kind->name);
	/* 4 bytes of it, or, in a sockmap that can be read, 8. */
	if (o->table.room == sizeof(value))
		value = (uint64_t)fd;
	else
		memcpy(&value, &(uint32_t){(uint32_t)fd}, sizeof(uint32_t));
	r = write_value(c, o, word, key, &value, NULL, e);
	if (own)
		fd_close(&fd);
	return r;
}

/* One CPU's value, or the same for each. */
static int spread(const struct call *c, const struct opened *o,
		  unsigned char *value, bool *given, struct err *e)
{
	const struct table *t = &o->table;
	size_t only = 0;

	for (size_t i = 1; i < t->cpus.n; i++)
		memcpy(value + i * t->stride, value, o->value->size);
	if (!(c->args->given & ARG_CPU))
		return 0;
	if (!t->kind->per_cpu)
		return err_set(e, 0, "%s: has no values by CPU", o->label);
	if (cpus_find(&t->cpus, c->args->cpu, &only, e) < 0)
		return err_prefix(e, "--cpu");
	given[only] = true;
	return 0;
}

static int update_value(struct call *c, const struct opened *o,
			const char *word, const void *key, struct err *e)
{
	_cleanup_free_ unsigned char *value =
		take_bytes(c, o->value, "VALUE", o->table.room, e);
	_cleanup_free_ bool *given =
		mem_zeroed(o->table.cpus.n * sizeof(*given), e);

	if (!value || !given)
		return -1;
	if (spread(c, o, value, given, e) < 0)
		return -1;
	return write_value(c, o, word, key, value,
			   c->args->given & ARG_CPU ? given : NULL, e);
}

int verb_update(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *key = NULL;
	const char *word;

	if (call_open(c, &o, e) < 0)
		return -1;
	if (table_need(&o.table, KIND_UPDATE, c->verb, e) < 0)
		return err_prefix(e, "%s", o.label);
	word = c->n > 0 ? c->word[0] : "";
	key = take_bytes(c, o.key, "KEY", o.key->size, e);
	if (!key)
		return -1;
	if (o.table.kind->holds == HOLDS_VALUES)
		return update_value(c, &o, word, key, e);
	return update_descriptor(c, &o, word, key, e);
}

int verb_delete(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *key = NULL;
	const char *word;

	if (call_open(c, &o, e) < 0)
		return -1;
	if (table_need(&o.table, KIND_DELETE, c->verb, e) < 0)
		return err_prefix(e, "%s", o.label);
	word = c->n > 0 ? c->word[0] : "";
	key = take_bytes(c, o.key, "KEY", o.key->size, e);
	if (!key || call_end(c, e) < 0)
		return -1;
	if (bpf_elem_delete(o.table.fd, key) < 0)
		return answer_failed(c, &o, word, errno, e);
	return STATUS_DONE;
}

int verb_getnext(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *key = NULL;
	_cleanup_free_ unsigned char *next = NULL;
	const char *word = "";

	if (call_open(c, &o, e) < 0)
		return -1;
	if (table_need(&o.table, KIND_NEXT, c->verb, e) < 0)
		return err_prefix(e, "%s", o.label);
	if (c->n > 0) {
		word = c->word[0];
		key = take_bytes(c, o.key, "KEY", o.key->size, e);
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
			       ? answer_no(c, &o,
					   *word ? word : "the first key",
					   "no key comes next")
			       : answer_failed(c, &o, word, errno, e);
	return print_value(c, o.key, next, e);
}
