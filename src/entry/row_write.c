// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes rows: the inner loop of a dump. It must never lose a bit, nor write
 * anything that a terminal or a reader of the format takes for its own.
 */
#include "entry/row_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "value/value.h"

int row_writer_start(struct row_writer *w, const struct layout *l,
		     struct err *e)
{
	*w = (struct row_writer){.layout = l};
	w->widths = calloc(l->columns.n + 1, sizeof(*w->widths));
	/* So that there is a place for each cell to begin at. */
	if (!w->widths || !buf_room(&w->out, 1))
		return err_set(e, ENOMEM, "memory");
	if (l->header)
		for (size_t i = 0; i < l->columns.n; i++)
			w->widths[i] = strlen(l->columns.v[i].name);
	return 0;
}

void row_writer_clear(struct row_writer *w)
{
	buf_free(&w->out);
	free(w->widths);
}

/* Rewrites the cell that begins at `at` in quotes, each quote (and backslash,
 * unless it is CSV) escaped by `escape`. */
static void quote_cell(struct buf *out, size_t at, char escape)
{
	size_t len = out->len - at;
	char *to = buf_room(out, len + 2);
	char *from;

	if (!to)
		return;
	/* From the back: a cell grows to twice its length at most. */
	from = out->bytes + at;
	out->len = at;
	memmove(from + len + 2, from, len);
	to = from;
	from += len + 2;
	*to++ = '"';
	for (size_t i = 0; i < len; i++) {
		if (from[i] == '"' || (from[i] == '\\' && escape == '\\'))
			*to++ = escape;
		*to++ = from[i];
	}
	*to++ = '"';
	out->len = (size_t)(to - out->bytes);
}

static bool may_need_quotes(const struct column *c)
{
	return c->type &&
	       (c->type->form == TYPE_STR || c->type->form == TYPE_CHAR ||
		c->type->form == TYPE_ARRAY);
}

static bool has_any(const char *text, size_t len, const char *these)
{
	for (; *these; these++)
		if (memchr(text, *these, len))
			return true;
	return false;
}

static void print_cell(const struct layout *l, const struct column *c,
		       const unsigned char *bytes, struct buf *out)
{
	size_t at = out->len;
	const char *text;
	size_t len;

	value_print(c->type, bytes + c->offset, VALUE_CELL, out);
	if (!may_need_quotes(c) || out->failed)
		return;
	text = out->bytes + at;
	len = out->len - at;
	if (l->format == ROW_TEXT &&
	    (len == 0 || text[0] == '"' || memchr(text, ' ', len))) {
		if (buf_room(out, 2 * len + 2))
			quote_cell(out, at, '\\');
	} else if (l->format == ROW_CSV && has_any(text, len, "\", ")) {
		if (buf_room(out, 2 * len + 2))
			quote_cell(out, at, '"');
	}
}

static void print_column(const struct row_writer *w, size_t i,
			 const unsigned char *key, uint32_t cpu,
			 const unsigned char *value, struct buf *out)
{
	const struct column *c = &w->layout->columns.v[i];

	if (c->part == COLUMN_CPU)
		buf_u64(out, cpu);
	else
		print_cell(w->layout, c, c->part == COLUMN_KEY ? key : value,
			   out);
}

/* Moves the cell that begins at `at` to the right, or fills up behind it. */
static void align_cell(struct row_writer *w, size_t i, size_t at)
{
	struct buf *out = &w->out;
	size_t len = out->len - at;
	size_t fill = len < w->widths[i] ? w->widths[i] - len : 0;

	if (!column_is_numeric(&w->layout->columns.v[i])) {
		if (i + 1 < w->layout->columns.n)
			buf_blanks(out, fill);
		return;
	}
	if (fill == 0 || !buf_room(out, fill))
		return;
	memmove(out->bytes + at + fill, out->bytes + at, len);
	memset(out->bytes + at, ' ', fill);
	out->len += fill;
}

static void put_gap(struct row_writer *w, size_t i)
{
	if (i == 0)
		return;
	if (w->layout->format == ROW_TEXT)
		buf_put(&w->out, "  ", 2);
	else
		buf_char(&w->out, w->layout->format == ROW_CSV ? ',' : '\t');
}

/* Padding that isn't 0 stands behind the columns: "+key:HEX", all of it. */
static void put_whole(struct row_writer *w, const char *name,
		      const struct type *t, const unsigned char *bytes)
{
	if (!t || !t->padded || t->form != TYPE_STRUCT ||
	    value_padding_is_zero(t, bytes))
		return;
	put_gap(w, 1);
	buf_text(&w->out, name);
	buf_hex(&w->out, bytes, t->size);
}

static void put_line(struct row_writer *w, const unsigned char *key,
		     uint32_t cpu, const unsigned char *value)
{
	for (size_t i = 0; i < w->layout->columns.n; i++) {
		size_t at;

		put_gap(w, i);
		at = w->out.len;
		print_column(w, i, key, cpu, value, &w->out);
		if (w->layout->format == ROW_TEXT)
			align_cell(w, i, at);
	}
	put_whole(w, "+key:", w->layout->key, key);
	put_whole(w, "+value:", w->layout->value, value);
	buf_char(&w->out, '\n');
}

static void put_json_value(struct row_writer *w, const unsigned char *value)
{
	buf_text(&w->out, "\"value\":");
	value_print(w->layout->value, value, VALUE_JSON, &w->out);
}

static void put_json_cpus(struct row_writer *w, const unsigned char *value)
{
	const struct layout *l = w->layout;
	bool first = true;

	buf_text(&w->out, "\"values\":[");
	for (size_t i = 0; i < l->cpus->n; i++) {
		if (l->only != LAYOUT_ALL_CPUS && l->only != i)
			continue;
		buf_text(&w->out, first ? "{\"cpu\":" : ",{\"cpu\":");
		first = false;
		buf_u64(&w->out, l->cpus->ids[i]);
		buf_char(&w->out, ',');
		put_json_value(w, value + i * l->stride);
		buf_char(&w->out, '}');
	}
	buf_char(&w->out, ']');
}

static void put_json(struct row_writer *w, const unsigned char *key,
		     const unsigned char *value)
{
	if (w->layout->format == ROW_JSON && w->rows > 0)
		buf_text(&w->out, ",\n");
	if (w->layout->bare) {
		value_print(w->layout->value, value, VALUE_JSON, &w->out);
		if (w->layout->format == ROW_JSONL)
			buf_char(&w->out, '\n');
		return;
	}
	buf_char(&w->out, '{');
	if (w->layout->key) {
		buf_text(&w->out, "\"key\":");
		value_print(w->layout->key, key, VALUE_JSON, &w->out);
		buf_char(&w->out, ',');
	}
	if (w->layout->cpus)
		put_json_cpus(w, value);
	else
		put_json_value(w, value);
	buf_char(&w->out, '}');
	if (w->layout->format == ROW_JSONL)
		buf_char(&w->out, '\n');
}

static bool is_json(const struct row_writer *w)
{
	return w->layout->format == ROW_JSON || w->layout->format == ROW_JSONL;
}

void row_writer_put(struct row_writer *w, const unsigned char *key,
		    const unsigned char *value)
{
	const struct layout *l = w->layout;

	if (is_json(w)) {
		put_json(w, key, value);
	} else if (!l->cpus) {
		put_line(w, key, 0, value);
	} else {
		for (size_t i = 0; i < l->cpus->n; i++)
			if (l->only == LAYOUT_ALL_CPUS || l->only == i)
				put_line(w, key, l->cpus->ids[i],
					 value + i * l->stride);
	}
	w->rows++;
}

void row_writer_fit(struct row_writer *w, const unsigned char *key,
		    const unsigned char *value)
{
	const struct layout *l = w->layout;
	size_t n = l->cpus ? l->cpus->n : 1;

	if (l->format != ROW_TEXT)
		return;
	for (size_t cpu = 0; cpu < n; cpu++) {
		for (size_t i = 0; i < l->columns.n; i++) {
			size_t at = w->out.len;

			print_column(w, i, key, l->cpus ? l->cpus->ids[cpu] : 0,
				     value + cpu * l->stride, &w->out);
			if (w->out.len - at > w->widths[i])
				w->widths[i] = w->out.len - at;
			w->out.len = at;
		}
	}
}

void row_writer_begin(struct row_writer *w)
{
	if (w->layout->format == ROW_JSON)
		buf_text(&w->out, "[\n");
	if (is_json(w) || !w->layout->header)
		return;
	for (size_t i = 0; i < w->layout->columns.n; i++) {
		size_t at;

		put_gap(w, i);
		at = w->out.len;
		buf_text(&w->out, w->layout->columns.v[i].name);
		if (w->layout->format == ROW_TEXT)
			align_cell(w, i, at);
	}
	buf_char(&w->out, '\n');
}

void row_writer_end(struct row_writer *w)
{
	if (w->layout->format == ROW_JSON)
		buf_text(&w->out, w->rows > 0 ? "\n]\n" : "]\n");
}
