// SPDX-License-Identifier: BSD-2-Clause
/*
 * Trees of types: their text, and what is asked of them as a whole. The
 * parser is in type_parse.c.
 */
#include "value/type.h"

#include <stdlib.h>

#include "base/str.h"
#include "value/type_word.h"

void type_free(struct type **t)
{
	free(*t);
	*t = NULL;
}

struct type *type_default(uint32_t size, struct err *e)
{
	switch (size) {
	case 1:
		return type_parse("u8", size, e);
	case 2:
		return type_parse("u16", size, e);
	case 4:
		return type_parse("u32", size, e);
	case 8:
		return type_parse("u64", size, e);
	default:
		return type_parse("hex", size, e);
	}
}

int type_check_size(const struct type *t, uint32_t size, struct err *e)
{
	if (t->size == size)
		return 0;
	return err_set(e, 0, "has %u byte%s, and the map's have %u", t->size,
		       t->size == 1 ? "" : "s", size);
}

static void print_count(uint32_t n, struct buf *out)
{
	buf_char(out, '[');
	buf_u64(out, n);
	buf_char(out, ']');
}

static void print_type(const struct type *t, bool widen, struct buf *out);

static void print_members(const struct type *t, bool widen, struct buf *out)
{
	bool first = true;

	buf_text(out, t->packed && !widen ? "packed{" : "{");
	for (const struct type *m = t->inner; m; m = m->next) {
		if (m->form == TYPE_PAD && widen)
			continue;
		if (!first)
			buf_char(out, ',');
		first = false;
		if (m->form != TYPE_PAD) {
			buf_text(out, m->name);
			buf_char(out, ':');
		}
		print_type(m, widen, out);
	}
	buf_char(out, '}');
}

/* The number of an array of arrays that stands outermost comes first. */
static void print_array(const struct type *t, bool widen, struct buf *out)
{
	const struct type *element = t;

	while (element->form == TYPE_ARRAY)
		element = element->inner;
	print_type(element, widen, out);
	for (; t->form == TYPE_ARRAY; t = t->inner)
		print_count(t->count, out);
}

static void print_type(const struct type *t, bool widen, struct buf *out)
{
	switch (t->form) {
	case TYPE_STRUCT:
		print_members(t, widen, out);
		break;
	case TYPE_ARRAY:
		print_array(t, widen, out);
		break;
	case TYPE_HEX:
		buf_text(out, "hex");
		print_count(t->size, out);
		break;
	case TYPE_STR:
		buf_text(out, "str");
		print_count(t->size, out);
		break;
	case TYPE_PAD:
		buf_text(out, "pad");
		print_count(t->size, out);
		break;
	default:
		buf_text(out, type_word_of(t->form, widen ? 8 : t->size));
		break;
	}
}

void type_print(const struct type *t, struct buf *out)
{
	print_type(t, false, out);
}

bool type_is_numeric(const struct type *t)
{
	switch (t->form) {
	case TYPE_UNSIGNED:
	case TYPE_SIGNED:
	case TYPE_BIG:
	case TYPE_FLOAT:
	case TYPE_PAD:
		return true;
	case TYPE_ARRAY:
		return type_is_numeric(t->inner);
	case TYPE_STRUCT:
		for (const struct type *m = t->inner; m; m = m->next)
			if (!type_is_numeric(m))
				return false;
		return true;
	default:
		return false;
	}
}

struct type *type_widen(const struct type *t, struct err *e)
{
	_cleanup_buf_ struct buf text = {0};

	print_type(t, true, &text);
	buf_char(&text, '\0');
	if (text.failed) {
		err_fill(e, 0, "out of memory");
		return NULL;
	}
	return type_parse(text.bytes, 0, e);
}
