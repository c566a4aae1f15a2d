// SPDX-License-Identifier: BSD-2-Clause
/*
 * Types and values from anybody: the first line of the input is a type, what
 * follows is taken once as a value's text and once as a value's bytes. What
 * was read must come out again as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "value/columns.h"
#include "value/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Large enough for every path, small enough to be quick. */
#define SIZE_MOST 4096

static void must(bool holds)
{
	if (!holds)
		abort();
}

static char *terminated(const void *bytes, size_t n)
{
	char *text = malloc(n + 1);

	must(text != NULL);
	memcpy(text, bytes, n);
	text[n] = '\0';
	return text;
}

static void check_bytes(const struct type *t, const unsigned char *bytes,
			enum value_style style)
{
	unsigned char *back = malloc(t->size);
	struct buf text = {0};
	struct err e;

	must(back != NULL);
	value_print(t, bytes, style, &text);
	for (size_t i = 0; i < text.len; i++)
		must(text.bytes[i] >= 0x20 && text.bytes[i] < 0x7f);
	must(value_parse(t, text.bytes ? text.bytes : "", text.len, back, &e) ==
	     0);
	must(memcmp(bytes, back, t->size) == 0);
	must(value_compare(t, bytes, back) == 0);
	buf_free(&text);
	free(back);
}

static void check_text(const struct type *t, const char *text, size_t len)
{
	unsigned char *bytes = malloc(t->size);
	char *exact = malloc(len + 1);
	struct err e;

	must(bytes && exact);
	/* Not terminated, and with nothing behind it. */
	memcpy(exact + 1, text, len);
	if (value_parse(t, exact + 1, len, bytes, &e) == 0)
		check_bytes(t, bytes, VALUE_CELL);
	free(exact);
	free(bytes);
}

static void check_type(const struct type *t)
{
	struct columns columns = {0};
	struct buf text = {0};
	struct err e;
	struct type *again;

	type_print(t, &text);
	buf_char(&text, '\0');
	again = type_parse(text.bytes, 0, &e);
	/* "hex" becomes hex[N], so the text may have become too long. */
	must(again || text.len > TYPE_TEXT_MAX);
	must(!again || again->size == t->size);
	must(columns_add(&columns, COLUMN_VALUE, "value", t, &e) == 0);
	columns_clear(&columns);
	type_free(&again);
	buf_free(&text);
}

static void check_values(const struct type *t, const char *rest, size_t len)
{
	struct buf json = {0};
	unsigned char *bytes = calloc(1, t->size);
	size_t offset;
	struct err e;

	must(bytes != NULL);
	memcpy(bytes, rest, len < t->size ? len : t->size);
	/* A cell's text, and what stands in braces. JSON only goes out. */
	check_bytes(t, bytes, VALUE_CELL);
	value_print(t, bytes, VALUE_JSON, &json);
	buf_free(&json);
	free(bytes);
	check_text(t, rest, len);
	(void)value_find(t, rest, &offset, &e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *newline = size ? memchr(data, '\n', size) : NULL;
	size_t head = newline ? (size_t)(newline - data) : size;
	size_t behind = newline ? head + 1 : size;
	char *text = terminated(data, head);
	char *rest = terminated(data + behind, size - behind);
	struct err e;
	struct type *t = type_parse(text, 16, &e);

	if (t && t->size <= SIZE_MOST) {
		check_type(t);
		check_values(t, rest, size - behind);
	}
	type_free(&t);
	free(rest);
	free(text);
	return 0;
}
