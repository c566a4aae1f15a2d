// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rows from anybody, as bpfns-map load reads them. The first byte chooses the
 * format and what the map is; the rest is the input. What was read is written
 * again and must be read as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "entry/row_read.h"
#include "entry/row_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

struct check {
	const struct layout *layout;
	struct row_writer writer;
	size_t room;
	const struct row *want; /* NULL: the first reading */
	bool met;
};

static int take(void *context, const struct row *row, struct err *e)
{
	struct check *c = context;
	size_t key = c->layout->key ? c->layout->key->size : 0;

	(void)e; /* nothing fails here but what must not */
	if (c->want) {
		must(key == 0 || memcmp(c->want->key, row->key, key) == 0);
		must(memcmp(c->want->value, row->value, c->room) == 0);
		c->met = true;
		return 0;
	}
	row_writer_begin(&c->writer);
	row_writer_put(&c->writer, row->key, row->value);
	row_writer_end(&c->writer);
	return 0;
}

/* Each line of the buffer, then the end. 0, or -1 and *e. */
static int read_all(struct row_reader *r, const char *at, size_t n,
		    struct err *e)
{
	const char *end = at + n;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		if (row_reader_line(r, at, (size_t)(stop - at), e) < 0)
			return -1;
		at = newline ? newline + 1 : end;
	}
	return row_reader_end(r, e);
}

/* The row that was read is what the writer has put into its buffer. */
static int take_and_compare(void *context, const struct row *row, struct err *e)
{
	struct check *c = context;
	struct check again = {c->layout, c->writer, c->room, row, false};
	struct row_sink sink = {take, &again};
	struct row_reader r;

	c->writer.out.len = 0;
	c->writer.rows = 0;
	(void)take(c, row, e);
	/* Which CPUs were given is not written: those that weren't are 0. */
	must(row_reader_start(&r, c->layout, &sink, e) == 0);
	must(read_all(&r, c->writer.out.bytes, c->writer.out.len, e) == 0);
	must(again.met);
	row_reader_clear(&r);
	return 0;
}

static void run(const struct layout *l, const char *text, size_t n, size_t room)
{
	struct check c = {.layout = l, .room = room};
	struct row_sink sink = {take_and_compare, &c};
	struct row_reader r;
	struct err e;

	must(row_writer_start(&c.writer, l, &e) == 0);
	must(row_reader_start(&r, l, &sink, &e) == 0);
	(void)read_all(&r, text, n, &e);
	row_reader_clear(&r);
	row_writer_clear(&c.writer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const values[] = {"u8", "str[6]",
					     "{a:u8,b:{c:u32,d:str[2]},e:f32}",
					     "{a:bool,b:s16[2]}"};
	unsigned int choice = size > 0 ? data[0] : 0;
	struct cpus cpus = {0};
	struct err e;
	struct type *key = type_parse("{x:u8,y:u16}", 0, &e);
	struct type *value = type_parse(values[choice >> 3 & 3], 0, &e);
	struct layout l = {
		.format = (enum row_format)(choice & 7) % 5,
		.header = choice & 0x20,
		.key = choice & 0x40 ? key : NULL,
		.value = value,
		.only = LAYOUT_ALL_CPUS,
	};
	size_t room;

	must(key && value && cpus_count(3, &cpus, &e) == 0);
	room = value->size;
	if ((choice & 0x80) && l.key) {
		l.cpus = &cpus;
		l.stride = (value->size + 7UL) & ~7UL;
		room = l.stride * cpus.n;
	}
	must(layout_columns(&l, &e) == 0);
	if (size > 0)
		run(&l, (const char *)data + 1, size - 1, room);
	layout_clear(&l);
	type_free(&key);
	type_free(&value);
	cpus_clear(&cpus);
	return 0;
}
