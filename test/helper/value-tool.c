// SPDX-License-Identifier: BSD-2-Clause
/*
 * The conversions of src/value, a line at a time, for test/bats/value.bats and
 * the property test; and the hash of src/base. Words are separated by tabs. Reads from standard input:
 *   type TYPE SIZE         prints "ok SIZE TYPE", the type as it is understood
 *   print STYLE TYPE HEX   prints "ok TEXT"; STYLE: cell, inner, json
 *   parse TYPE TEXT        prints "ok HEX"
 *   compare TYPE HEX HEX   prints "ok -1", "ok 0" or "ok 1"
 *   find TYPE PATH         prints "ok OFFSET TYPE"
 *   siphash KEY HEX        prints "ok HASH", all in hex
 * or "no MESSAGE" where it is refused.
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "base/str.h"
#include "value/value.h"

static void answer(struct buf *out)
{
	printf("ok %.*s\n", (int)out->len, out->bytes ? out->bytes : "");
}

static unsigned char *bytes_of(const char *hex, const struct type *t)
{
	unsigned char *bytes = calloc(1, t->size + 1UL);
	unsigned int byte;

	if (!bytes || strlen(hex) != 2 * (size_t)t->size)
		abort();
	for (size_t i = 0; i < t->size; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1)
			abort();
		bytes[i] = (unsigned char)byte;
	}
	return bytes;
}

static int do_type(char **word, struct buf *out, struct err *e)
{
	_cleanup_type_ struct type *t =
		type_parse(word[1], (uint32_t)atoi(word[2]), e);

	if (!t)
		return -1;
	buf_u64(out, t->size);
	buf_char(out, ' ');
	type_print(t, out);
	return 0;
}

static int do_print(char **word, struct buf *out, struct err *e)
{
	_cleanup_type_ struct type *t = type_parse(word[2], 0, e);
	_cleanup_free_ unsigned char *bytes = NULL;
	enum value_style style = VALUE_CELL;

	if (!t)
		return -1;
	if (str_equal(word[1], "inner"))
		style = VALUE_INNER;
	if (str_equal(word[1], "json"))
		style = VALUE_JSON;
	bytes = bytes_of(word[3], t);
	value_print(t, bytes, style, out);
	return 0;
}

static int do_parse(char **word, struct buf *out, struct err *e)
{
	_cleanup_type_ struct type *t = type_parse(word[1], 0, e);
	_cleanup_free_ unsigned char *bytes = NULL;

	if (!t)
		return -1;
	bytes = malloc(t->size);
	if (!bytes)
		abort();
	memset(bytes, 0xa5, t->size);
	if (value_parse(t, word[2], strlen(word[2]), bytes, e) < 0)
		return -1;
	buf_hex(out, bytes, t->size);
	return 0;
}

static int do_compare(char **word, struct buf *out, struct err *e)
{
	_cleanup_type_ struct type *t = type_parse(word[1], 0, e);
	_cleanup_free_ unsigned char *a = NULL;
	_cleanup_free_ unsigned char *b = NULL;
	int r;

	if (!t)
		return -1;
	a = bytes_of(word[2], t);
	b = bytes_of(word[3], t);
	r = value_compare(t, a, b);
	buf_s64(out, (r > 0) - (r < 0));
	return 0;
}

static int do_find(char **word, struct buf *out, struct err *e)
{
	_cleanup_type_ struct type *t = type_parse(word[1], 0, e);
	const struct type *part;
	size_t offset;

	if (!t)
		return -1;
	part = value_find(t, word[2], &offset, e);
	if (!part)
		return -1;
	buf_u64(out, offset);
	buf_char(out, ' ');
	type_print(part, out);
	return 0;
}

static int do_siphash(char **word, struct buf *out)
{
	struct type t = {.size = sizeof(struct siphash_key)};
	_cleanup_free_ unsigned char *key = bytes_of(word[1], &t);
	_cleanup_free_ unsigned char *bytes = NULL;
	struct siphash_key halves;
	uint64_t hash;
	unsigned char big[sizeof(hash)];

	memcpy(&halves, key, sizeof(halves));
	halves.half[0] = le64toh(halves.half[0]);
	halves.half[1] = le64toh(halves.half[1]);
	t.size = (uint32_t)strlen(word[2]) / 2;
	bytes = bytes_of(word[2], &t);
	hash = siphash(&halves, bytes, t.size);
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (unsigned char)(hash >> (56 - 8 * i));
	buf_hex(out, big, sizeof(big));
	return 0;
}

static int run(char **word, struct buf *out, struct err *e)
{
	if (str_equal(word[0], "type"))
		return do_type(word, out, e);
	if (str_equal(word[0], "print"))
		return do_print(word, out, e);
	if (str_equal(word[0], "parse"))
		return do_parse(word, out, e);
	if (str_equal(word[0], "compare"))
		return do_compare(word, out, e);
	if (str_equal(word[0], "find"))
		return do_find(word, out, e);
	if (str_equal(word[0], "siphash"))
		return do_siphash(word, out);
	abort();
}

int main(void)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while ((len = getline(&line, &room, stdin)) > 0) {
		char *word[5] = {"", "", "", "", ""};
		char *rest = line;
		struct buf out = {0};
		struct err e;

		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		for (int i = 0; i < 4 && rest; i++)
			word[i] = str_next_word(&rest, '\t');
		if (run(word, &out, &e) < 0)
			printf("no %s\n", e.text);
		else
			answer(&out);
		buf_free(&out);
	}
	free(line);
	return fflush(stdout) == 0 ? 0 : 99;
}
