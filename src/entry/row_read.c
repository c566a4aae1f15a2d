// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads rows of text, CSV and TSV. The text may be hostile: it must never be read past its end or guessed at.
 */
#include "entry/row_read.h"

#include <string.h>

#include "base/str.h"
#include "entry/row_cell.h"
#include "entry/row_json.h"
#include "value/value.h"

static bool is_json(const struct layout *l)
{
	return l->format == ROW_JSON || l->format == ROW_JSONL;
}

int row_reader_start(struct row_reader *r, const struct layout *l,
		     const struct row_sink *sink, struct err *e)
{
	*r = (struct row_reader){
		.layout = l,
		.header_seen = !l->header || is_json(l),
	};
	if (row_gather_start(&r->gather, l, sink, e) < 0)
		return -1;
	return is_json(l) ? row_json_start(&r->json, &r->gather, e) : 0;
}

void row_reader_clear(struct row_reader *r)
{
	row_json_clear(&r->json);
	row_gather_clear(&r->gather);
	buf_free(&r->scratch);
}

static int say_header(const struct layout *l, struct err *e)
{
	_cleanup_buf_ struct buf names = {0};

	for (size_t i = 0; i < l->columns.n; i++) {
		buf_char(&names, ' ');
		buf_text(&names, l->columns.v[i].name);
	}
	return err_set(e, 0,
		       "expected the names of the columns:%.*s (where there "
		       "are none, `bpfns-map load --no-header` does without)",
		       (int)names.len, names.bytes ? names.bytes : "");
}

static int read_header(struct row_reader *r, struct row_cursor *c,
		       struct err *e)
{
	const struct columns *columns = &r->layout->columns;
	const char *cell;
	size_t len;

	for (size_t i = 0; i < columns->n; i++) {
		const char *name = columns->v[i].name;

		if (row_cell(c, &cell, &len, e) <= 0 || strlen(name) != len ||
		    memcmp(name, cell, len) != 0)
			return say_header(r->layout, e);
	}
	if (row_cell(c, &cell, &len, e) != 0)
		return say_header(r->layout, e);
	r->header_seen = true;
	return 0;
}

/* Where in new_value the value of this CPU stands, now given. */
static int read_cpu(struct row_reader *r, const char *cell, size_t len,
		    unsigned char **value, struct err *e)
{
	char text[16];
	uint64_t id;
	size_t index;

	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	memcpy(text, cell, len);
	text[len] = '\0';
	if (str_number(text, 0, CPUS_MAX - 1, "", &id, e) < 0 ||
	    cpus_find(r->layout->cpus, (uint32_t)id, &index, e) < 0)
		return -1;
	r->gather.new_given[index] = true;
	*value = r->gather.new_value + index * r->layout->stride;
	return 0;
}

static int read_cell(struct row_reader *r, const struct column *column,
		     const char *cell, size_t len, unsigned char **value,
		     struct err *e)
{
	unsigned char *into =
		column->part == COLUMN_KEY ? r->gather.new_key : *value;
	int result = column->part == COLUMN_CPU
			     ? read_cpu(r, cell, len, value, e)
			     : value_parse(column->type, cell, len,
					   into + column->offset, e);

	return result < 0 ? err_prefix(e, "%s", column->name) : 0;
}

/* "+key:HEX", "+value:HEX": the bytes as a whole, padding and all. */
static int read_whole(struct row_reader *r, const char *cell, size_t len,
		      unsigned char *value, struct err *e)
{
	const struct type *t = r->layout->value;
	unsigned char *into = value;
	struct type bytes = {.form = TYPE_HEX};
	size_t skip = 7;

	if (len >= 5 && memcmp(cell, "+key:", 5) == 0 && r->layout->key) {
		t = r->layout->key;
		into = r->gather.new_key;
		skip = 5;
	} else if (len < 7 || memcmp(cell, "+value:", 7) != 0) {
		return err_set(e, 0, "more than %zu columns",
			       r->layout->columns.n);
	}
	bytes.size = t->size;
	return value_parse(&bytes, cell + skip, len - skip, into, e);
}

static int read_cells(struct row_reader *r, struct row_cursor *c, struct err *e)
{
	const struct columns *columns = &r->layout->columns;
	unsigned char *value = r->gather.new_value;
	const char *cell;
	size_t len;
	int more;

	for (size_t i = 0; i < columns->n; i++) {
		more = row_cell(c, &cell, &len, e);
		if (more == 0)
			return err_set(e, 0, "%zu columns, expected %zu", i,
				       columns->n);
		if (more < 0 ||
		    read_cell(r, &columns->v[i], cell, len, &value, e) < 0)
			return -1;
	}
	while ((more = row_cell(c, &cell, &len, e)) > 0)
		if (read_whole(r, cell, len, value, e) < 0)
			return -1;
	return more;
}

/* Lines of CSV may end by CR LF (RFC 4180). What a value has of that stands as
 * an escape, or within quotes. */
static bool ends_by_return(const char *text, size_t len)
{
	return len > 0 && text[len - 1] == '\r';
}

int row_reader_line(struct row_reader *r, const char *text, size_t len,
		    struct err *e)
{
	struct row_cursor c = {
		.format = r->layout->format,
		.at = text,
		.end = text + len - ends_by_return(text, len),
		.first = true,
		.scratch = &r->scratch,
	};
	const struct layout *l = r->layout;

	r->gather.line++;
	if (is_json(l))
		return row_json_line(r->json, text, len, e);
	if (!r->header_seen)
		return read_header(r, &c, e);
	if (l->key && l->key->padded)
		memset(r->gather.new_key, 0, l->key->size);
	if (l->cpus || l->value->padded)
		memset(r->gather.new_value, 0, r->gather.room);
	if (read_cells(r, &c, e) < 0)
		return -1;
	return row_gather_add(&r->gather, e);
}

int row_reader_end(struct row_reader *r, struct err *e)
{
	if (is_json(r->layout) && row_json_end(r->json, e) < 0)
		return -1;
	if (!r->header_seen)
		return say_header(r->layout, e);
	return row_gather_end(&r->gather, e);
}
