// SPDX-License-Identifier: BSD-2-Clause
/*
 * list and show: what maps are held, and what they are. A map's particulars
 * are a value themselves, of a type of our own, and printed as such.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/map_verbs.h"
#include "cmd/output.h"
#include "entry/row_write.h"
#include "value/number.h"
#include "value/value.h"

/* What list has of a map; show has the rest, too, and no id of a map that is
 * not of the environment. */
#define SIZES                                              \
	"fd:u32,kind:str[24],key_size:u32,value_size:u32," \
	"max_entries:u32,access:str[12],key:str[65536],value:str[65536]"
#define NAME	     "name:str[256]"
#define REST	     "flags:u32,type:u32,kernel_id:u32"
#define LIST_TYPE    "packed{" NAME ",id:u32," SIZES "}"
#define SHOW_TYPE    "packed{" NAME ",id:u32," SIZES "," REST "}"
#define FOREIGN_TYPE "packed{" NAME "," SIZES "," REST "}"

static void put_number(const struct type *t, const char *name, uint32_t number,
		       unsigned char *record)
{
	struct err ignored;
	size_t offset;

	if (value_find(t, name, &offset, &ignored))
		number_store(sizeof(number), number, record + offset);
}

static void put_string(const struct type *t, const char *name, const char *text,
		       size_t len, unsigned char *record)
{
	struct err ignored;
	size_t offset;
	const struct type *m = value_find(t, name, &offset, &ignored);

	if (m)
		memcpy(record + offset, text, len < m->size ? len : m->size);
}

static void put_type(const struct type *t, const char *name,
		     const struct type *type, unsigned char *record)
{
	_cleanup_buf_ struct buf text = {0};

	if (!type)
		return;
	type_print(type, &text);
	put_string(t, name, text.bytes ? text.bytes : "", text.len, record);
}

/* `m` is NULL for a map that is not of the environment. */
static void fill_record(const struct type *t, const struct opened *o,
			const struct held_map *m, unsigned char *record)
{
	const struct table *table = &o->table;
	const struct bpf_shape *s = &table->facts.shape;
	const char *name = m && m->name ? m->name : table->facts.name;
	const char *access = map_access_word(table->access);

	memset(record, 0, t->size);
	put_string(t, "name", name, strlen(name), record);
	put_number(t, "id", m ? m->id : 0, record);
	put_number(t, "fd", (uint32_t)table->fd, record);
	put_string(t, "kind", table->kind->name, strlen(table->kind->name),
		   record);
	put_number(t, "key_size", s->key_size, record);
	put_number(t, "value_size", s->value_size, record);
	put_number(t, "max_entries", s->max_entries, record);
	put_string(t, "access", access, strlen(access), record);
	put_type(t, "key", o->key, record);
	put_type(t, "value", o->value, record);
	put_number(t, "flags", s->flags, record);
	put_number(t, "type", s->type, record);
	put_number(t, "kernel_id", table->facts.id, record);
}

/* What is needed to print records. */
struct printer {
	struct type *type;
	unsigned char *record;
	struct layout layout;
	struct row_writer writer;
};

static int printer_start(struct printer *p, const char *type,
			 const struct map_args *args, struct err *e)
{
	*p = (struct printer){.type = type_parse(type, 0, e)};
	if (!p->type)
		return -1;
	p->record = mem_zeroed(p->type->size, e);
	if (!p->record)
		return -1;
	p->layout = (struct layout){
		.format = args->format,
		.header = !(args->given & ARG_NO_HEADER),
		.value = p->type,
		.bare = true,
		.only = LAYOUT_ALL_CPUS,
	};
	if (layout_columns(&p->layout, e) < 0)
		return -1;
	return row_writer_start(&p->writer, &p->layout, e);
}

static void printer_clear(struct printer *p)
{
	row_writer_clear(&p->writer);
	layout_clear(&p->layout);
	free(p->record);
	type_free(&p->type);
}

/* The maps are opened twice, rather than kept. */
static int each_held(struct printer *p, const struct held *held,
		     const struct map_args *args,
		     void (*with)(struct row_writer *w, const unsigned char *,
				  const unsigned char *),
		     struct err *e)
{
	for (size_t i = 0; i < held->n; i++) {
		_cleanup_opened_ struct opened o = {.table = TABLE_NONE};

		if (opened_held(&o, &held->v[i], args, e) < 0)
			return -1;
		fill_record(p->type, &o, &held->v[i], p->record);
		with(&p->writer, NULL, p->record);
		if (output_flush_full(&p->writer.out, e) < 0)
			return -1;
	}
	return 0;
}

static int print_list(struct printer *p, const struct map_args *args,
		      struct err *e)
{
	_cleanup_held_ struct held held = {0};

	if (held_read(&held, e) < 0)
		return -1;
	if (!held.announced)
		return err_set(e, 0,
			       "list: no maps were handed over (BPF_NUM_MAPS "
			       "is not set)");
	if (each_held(p, &held, args, row_writer_fit, e) < 0)
		return -1;
	row_writer_begin(&p->writer);
	if (each_held(p, &held, args, row_writer_put, e) < 0)
		return -1;
	row_writer_end(&p->writer);
	return output_flush(&p->writer.out, e);
}

int verb_list(struct call *c, struct err *e)
{
	struct printer p;
	int r;

	if (call_end(c, e) < 0)
		return -1;
	r = printer_start(&p, LIST_TYPE, c->args, e);
	if (r == 0)
		r = print_list(&p, c->args, e);
	printer_clear(&p);
	return r;
}

/* A line each, for people. */
static void print_lines(const struct printer *p, struct buf *out)
{
	const struct columns *columns = &p->layout.columns;
	size_t widest = 0;

	for (size_t i = 0; i < columns->n; i++)
		if (strlen(columns->v[i].name) > widest)
			widest = strlen(columns->v[i].name);
	for (size_t i = 0; i < columns->n; i++) {
		const struct column *column = &columns->v[i];

		buf_text(out, column->name);
		buf_blanks(out, widest + 2 - strlen(column->name));
		value_print(column->type, p->record + column->offset,
			    VALUE_CELL, out);
		buf_char(out, '\n');
	}
}

/* The map of the environment that stands at this descriptor, or NULL. */
static const struct held_map *find_fd(const struct held *held, int fd)
{
	for (size_t i = 0; i < held->n; i++)
		if (held->v[i].fd == fd)
			return &held->v[i];
	return NULL;
}

int verb_show(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_held_ struct held held = {0};
	_cleanup_buf_ struct buf out = {0};
	const struct held_map *m;
	struct err ignored;
	struct printer p;
	int r;

	if (call_open(c, &o, e) < 0 || call_end(c, e) < 0)
		return -1;
	/* By fd or pin it may not be of the environment, or there is none. */
	(void)held_read(&held, &ignored);
	m = find_fd(&held, o.table.fd);
	r = printer_start(&p, m ? SHOW_TYPE : FOREIGN_TYPE, c->args, e);
	if (r == 0) {
		fill_record(p.type, &o, m, p.record);
		if (c->args->format == ROW_JSON)
			value_print(p.type, p.record, VALUE_JSON, &out);
		else
			print_lines(&p, &out);
		if (c->args->format == ROW_JSON)
			buf_char(&out, '\n');
		r = output_flush(&out, e);
	}
	printer_clear(&p);
	return r;
}
