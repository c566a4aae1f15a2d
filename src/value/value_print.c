// SPDX-License-Identifier: BSD-2-Clause
/*
 * Bytes to text. It must never lose a bit: what has no text of its own is
 * written as hex:BYTES.
 */
#include <arpa/inet.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "value/number.h"
#include "value/utf8.h"
#include "value/value.h"

static void print_raw(const struct type *t, const unsigned char *bytes,
		      enum value_style style, struct buf *out)
{
	if (style == VALUE_JSON)
		buf_char(out, '"');
	buf_text(out, "hex:");
	buf_hex(out, bytes, t->size);
	if (style == VALUE_JSON)
		buf_char(out, '"');
}

/* Words that need no escape, in quotes for JSON. */
static void print_word(const char *word, enum value_style style,
		       struct buf *out)
{
	if (style == VALUE_JSON)
		buf_char(out, '"');
	buf_text(out, word);
	if (style == VALUE_JSON)
		buf_char(out, '"');
}

/* With the fewest digits that read back as the same number. */
static void print_finite(const struct type *t, const unsigned char *bytes,
			 struct buf *out)
{
	double d = number_load_float(t->size, bytes);
	int digits = t->size == sizeof(float) ? 6 : 15;
	int most = t->size == sizeof(float) ? 9 : 17;
	char text[40];

	for (;; digits++) {
		(void)snprintf(text, sizeof(text), "%.*g", digits, d);
		if (digits == most)
			break;
		if (t->size == sizeof(float) ? (double)strtof(text, NULL) == d
					     : strtod(text, NULL) == d)
			break;
	}
	buf_text(out, text);
}

/* Of the many NaNs there are, one has the name. */
static bool is_plain_nan(const struct type *t, const unsigned char *bytes)
{
	uint64_t n = number_load(t->size, bytes);

	return n ==
	       (t->size == sizeof(float) ? 0x7fc00000 : 0x7ff8000000000000);
}

static void print_float(const struct type *t, const unsigned char *bytes,
			enum value_style style, struct buf *out)
{
	double d = number_load_float(t->size, bytes);

	if (isfinite(d))
		print_finite(t, bytes, out);
	else if (isinf(d))
		print_word(d > 0 ? "inf" : "-inf", style, out);
	else if (is_plain_nan(t, bytes))
		print_word("nan", style, out);
	else
		print_raw(t, bytes, style, out);
}

/* What may stand within {} and [] without quotes. */
static bool is_bare(unsigned char c)
{
	return c > 0x20 && c < 0x7f && !strchr("\"\\,{}[]", c);
}

static void print_escaped(const unsigned char *bytes, size_t n,
			  enum value_style style, struct buf *out)
{
	const char *backslash = style == VALUE_JSON ? "\\\\" : "\\";
	size_t more;

	for (size_t i = 0; i < n; i += more) {
		unsigned char c = bytes[i];

		more = 1;
		if (c == '"' && style != VALUE_CELL) {
			buf_text(out, "\\\"");
		} else if (c == '\\') {
			buf_text(out, backslash);
			buf_text(out, backslash);
		} else if (c >= 0x20 && c < 0x7f) {
			buf_char(out, (char)c);
		} else if (style == VALUE_JSON &&
			   (more = utf8_length(bytes + i, n - i)) > 1) {
			buf_put(out, bytes + i, more);
		} else {
			more = 1;
			buf_text(out, backslash);
			buf_char(out, 'x');
			buf_hex(out, &c, 1);
		}
	}
}

static void print_string(const unsigned char *bytes, size_t n,
			 enum value_style style, struct buf *out)
{
	bool quote = style != VALUE_CELL && n == 0;

	if (style == VALUE_JSON)
		quote = true;
	for (size_t i = 0; style == VALUE_INNER && i < n; i++)
		quote |= !is_bare(bytes[i]);
	if (quote)
		buf_char(out, '"');
	print_escaped(bytes, n, style, out);
	if (quote)
		buf_char(out, '"');
}

/* Up to the last byte that isn't 0: what follows is 0 again when read. */
static void print_str(const struct type *t, const unsigned char *bytes,
		      enum value_style style, struct buf *out)
{
	size_t n = t->size;

	while (n > 0 && bytes[n - 1] == 0)
		n--;
	print_string(bytes, n, style, out);
}

static void print_address(int family, const unsigned char *bytes,
			  enum value_style style, struct buf *out)
{
	char text[INET6_ADDRSTRLEN];

	/* Can't fail: the family is known, and there is room. */
	(void)inet_ntop(family, bytes, text, sizeof(text));
	print_word(text, style, out);
}

static void print_mac(const unsigned char *bytes, enum value_style style,
		      struct buf *out)
{
	char text[18];

	(void)snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x",
		       bytes[0], bytes[1], bytes[2], bytes[3], bytes[4],
		       bytes[5]);
	print_word(text, style, out);
}

static void print_cidr(const struct type *t, const unsigned char *bytes,
		       enum value_style style, struct buf *out)
{
	int family = t->form == TYPE_CIDR4 ? AF_INET : AF_INET6;
	uint64_t most = t->form == TYPE_CIDR4 ? 32 : 128;
	uint64_t length = number_load(4, bytes);
	char text[INET6_ADDRSTRLEN + 4];

	if (length > most) {
		print_raw(t, bytes, style, out);
		return;
	}
	(void)inet_ntop(family, bytes + 4, text, INET6_ADDRSTRLEN);
	(void)snprintf(text + strlen(text), 5, "/%u", (unsigned int)length);
	print_word(text, style, out);
}

static void print_bool(const struct type *t, const unsigned char *bytes,
		       enum value_style style, struct buf *out)
{
	if (bytes[0] > 1)
		print_raw(t, bytes, style, out);
	else
		buf_text(out, bytes[0] ? "true" : "false");
}

static void print_hex(const struct type *t, const unsigned char *bytes,
		      enum value_style style, struct buf *out)
{
	if (style == VALUE_JSON)
		buf_char(out, '"');
	buf_hex(out, bytes, t->size);
	if (style == VALUE_JSON)
		buf_char(out, '"');
}

static void print_composed(const struct type *t, const unsigned char *bytes,
			   enum value_style style, struct buf *out);

static void print_network(const struct type *t, const unsigned char *bytes,
			  enum value_style style, struct buf *out)
{
	if (t->form == TYPE_IP4)
		print_address(AF_INET, bytes, style, out);
	else if (t->form == TYPE_IP6)
		print_address(AF_INET6, bytes, style, out);
	else if (t->form == TYPE_MAC)
		print_mac(bytes, style, out);
	else
		print_cidr(t, bytes, style, out);
}

void value_print(const struct type *t, const unsigned char *bytes,
		 enum value_style style, struct buf *out)
{
	switch (t->form) {
	case TYPE_UNSIGNED:
		buf_u64(out, number_load(t->size, bytes));
		break;
	case TYPE_SIGNED:
		buf_s64(out, number_load_signed(t->size, bytes));
		break;
	case TYPE_BIG:
		buf_u64(out, number_swap(t->size, number_load(t->size, bytes)));
		break;
	case TYPE_FLOAT:
		print_float(t, bytes, style, out);
		break;
	case TYPE_BOOL:
		print_bool(t, bytes, style, out);
		break;
	case TYPE_CHAR:
		print_string(bytes, 1, style, out);
		break;
	case TYPE_STR:
		print_str(t, bytes, style, out);
		break;
	case TYPE_IP4:
	case TYPE_IP6:
	case TYPE_MAC:
	case TYPE_CIDR4:
	case TYPE_CIDR6:
		print_network(t, bytes, style, out);
		break;
	case TYPE_ARRAY:
	case TYPE_STRUCT:
		if (style == VALUE_CELL)
			style = VALUE_INNER;
		print_composed(t, bytes, style, out);
		break;
	default:
		print_hex(t, bytes, style, out);
		break;
	}
}

static void print_members(const struct type *t, const unsigned char *bytes,
			  enum value_style style, struct buf *out)
{
	bool first = true;

	for (const struct type *m = t->inner; m; m = m->next) {
		if (m->form == TYPE_PAD)
			continue;
		if (!first)
			buf_char(out, ',');
		first = false;
		if (style == VALUE_JSON)
			buf_char(out, '"');
		buf_text(out, m->name);
		if (style == VALUE_JSON)
			buf_char(out, '"');
		buf_char(out, ':');
		value_print(m, bytes + m->offset, style, out);
	}
}

static void print_composed(const struct type *t, const unsigned char *bytes,
			   enum value_style style, struct buf *out)
{
	if (t->padded && !value_padding_is_zero(t, bytes)) {
		print_raw(t, bytes, style, out);
		return;
	}
	buf_char(out, t->form == TYPE_ARRAY ? '[' : '{');
	if (t->form == TYPE_STRUCT)
		print_members(t, bytes, style, out);
	for (uint32_t i = 0; t->form == TYPE_ARRAY && i < t->count; i++) {
		if (i > 0)
			buf_char(out, ',');
		value_print(t->inner, bytes + (size_t)i * t->inner->size, style,
			    out);
	}
	buf_char(out, t->form == TYPE_ARRAY ? ']' : '}');
}
