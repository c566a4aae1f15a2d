// SPDX-License-Identifier: BSD-2-Clause
/*
 * Text to bytes: numbers. It must never cut, wrap or guess.
 */
#include "value/word_number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "value/number.h"

int word_refuse(const char *text, size_t len, struct err *e, const char *what,
		const char *expected)
{
	return err_set(e, 0, "'%.*s%s' is not %s%s%s%s",
		       (int)(len < WORD_SHOWN ? len : WORD_SHOWN), text,
		       len > WORD_SHOWN ? "..." : "", what,
		       expected ? " (" : "", expected ? expected : "",
		       expected ? ")" : "");
}

bool word_is(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && memcmp(text, word, len) == 0;
}

int word_decimal(const char *text, size_t len, uint64_t max, uint64_t *out)
{
	uint64_t n = 0;

	if (len == 0)
		return -1;
	for (size_t i = 0; i < len; i++) {
		unsigned int digit = (unsigned int)(text[i] - '0');

		if (digit > 9 || __builtin_mul_overflow(n, 10U, &n) ||
		    __builtin_add_overflow(n, digit, &n))
			return -1;
	}
	*out = n;
	return n <= max ? 0 : -1;
}

int word_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decimal, or hex behind 0x. */
static int parse_magnitude(const char *text, size_t len, uint64_t max,
			   uint64_t *out)
{
	uint64_t n = 0;

	if (len < 3 || text[0] != '0' || text[1] != 'x')
		return word_decimal(text, len, max, out);
	for (size_t i = 2; i < len; i++) {
		int digit = word_hex_digit(text[i]);

		if (digit < 0 || n >> 60 != 0)
			return -1;
		n = n << 4 | (uint64_t)digit;
	}
	*out = n;
	return n <= max ? 0 : -1;
}

int word_unsigned(const struct type *t, const char *text, size_t len,
		  unsigned char *bytes, struct err *e)
{
	uint64_t max = number_max(t->size);
	_cleanup_buf_ struct buf name = {0};
	_cleanup_buf_ struct buf range = {0};
	uint64_t n;

	if (parse_magnitude(text, len, max, &n) == 0) {
		if (t->form == TYPE_BIG)
			n = number_swap(t->size, n);
		number_store(t->size, n, bytes);
		return 0;
	}
	buf_text(&name, "a ");
	type_print(t, &name);
	buf_char(&name, '\0');
	buf_text(&range, "0 to ");
	buf_u64(&range, max);
	buf_char(&range, '\0');
	return word_refuse(text, len, e, name.failed ? "a number" : name.bytes,
			   range.failed ? NULL : range.bytes);
}

int word_signed(const struct type *t, const char *text, size_t len,
		unsigned char *bytes, struct err *e)
{
	uint64_t max = number_max(t->size) >> 1;
	bool minus = len > 0 && text[0] == '-';
	_cleanup_buf_ struct buf name = {0};
	_cleanup_buf_ struct buf range = {0};
	uint64_t n;

	if (parse_magnitude(text + minus, len - minus, max + minus, &n) == 0) {
		number_store(t->size, minus ? 0 - n : n, bytes);
		return 0;
	}
	buf_text(&name, "an ");
	type_print(t, &name);
	buf_char(&name, '\0');
	buf_char(&range, '-');
	buf_u64(&range, max + 1);
	buf_text(&range, " to ");
	buf_u64(&range, max);
	buf_char(&range, '\0');
	return word_refuse(text, len, e, name.failed ? "a number" : name.bytes,
			   range.failed ? NULL : range.bytes);
}

/* 0 and *d, or -1. Takes no blank, no name, no number out of range. */
static int read_float(const struct type *t, const char *text, size_t len,
		      double *d)
{
	char copy[512];
	char *end;

	if (len == 0 || len >= sizeof(copy))
		return -1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (strspn(copy, "0123456789-+.") == 0)
		return -1;
	/* A float must not be rounded twice. */
	*d = t->size == sizeof(float) ? (double)strtof(copy, &end)
				      : strtod(copy, &end);
	return end == copy + len && isfinite(*d) ? 0 : -1;
}

int word_float(const struct type *t, const char *text, size_t len,
	       unsigned char *bytes, struct err *e)
{
	double d;
	float f;

	if (word_is(text, len, "nan")) {
		number_store(t->size,
			     t->size == sizeof(f) ? 0x7fc00000
						  : 0x7ff8000000000000,
			     bytes);
		return 0;
	}
	if (word_is(text, len, "inf"))
		d = (double)INFINITY;
	else if (word_is(text, len, "-inf"))
		d = -(double)INFINITY;
	else if (read_float(t, text, len, &d) < 0)
		return word_refuse(text, len, e,
				   t->size == sizeof(f) ? "an f32" : "an f64",
				   "-1.5, 1e10, inf, -inf, nan");
	f = (float)d;
	if (t->size == sizeof(f))
		memcpy(bytes, &f, sizeof(f));
	else
		memcpy(bytes, &d, sizeof(d));
	return 0;
}
