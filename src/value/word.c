// SPDX-License-Identifier: BSD-2-Clause
/*
 * Text to bytes: values that are one word. The text may be hostile. It must
 * never cut, wrap or guess.
 */
#include <arpa/inet.h>
#include <string.h>

#include "value/number.h"
#include "value/value.h"
#include "value/word.h"
#include "value/word_number.h"

static int parse_bool(const char *text, size_t len, unsigned char *bytes,
		      struct err *e)
{
	if (word_is(text, len, "true") || word_is(text, len, "1"))
		bytes[0] = 1;
	else if (word_is(text, len, "false") || word_is(text, len, "0"))
		bytes[0] = 0;
	else
		return word_refuse(text, len, e, "a bool", "true or false");
	return 0;
}

/* Two digits a byte, exactly n bytes. 0 or -1. */
static int read_hex(const char *text, size_t len, unsigned char *bytes,
		    size_t n)
{
	if (len != 2 * n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int high = word_hex_digit(text[2 * i]);
		int low = word_hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

static int parse_hex(const struct type *t, const char *text, size_t len,
		     unsigned char *bytes, struct err *e)
{
	if (read_hex(text, len, bytes, t->size) == 0)
		return 0;
	return err_set(e, 0,
		       "'%.*s%s' is not %u bytes in hex: expected %llu "
		       "digits, got %zu characters",
		       (int)(len < WORD_SHOWN ? len : WORD_SHOWN), text,
		       len > WORD_SHOWN ? "..." : "", t->size, 2ULL * t->size,
		       len);
}

/* One byte, or \xNN, or a backslash twice: moves *i behind it. 0 or -1. */
static int unescape(const char *text, size_t len, size_t *i,
		    unsigned char *byte)
{
	*byte = (unsigned char)text[(*i)++];
	if (*byte != '\\')
		return 0;
	if (*i < len && text[*i] == '\\') {
		(*i)++;
		return 0;
	}
	if (*i + 2 < len && text[*i] == 'x' &&
	    read_hex(text + *i + 1, 2, byte, 1) == 0) {
		*i += 3;
		return 0;
	}
	return -1;
}

static int parse_str(const struct type *t, const char *text, size_t len,
		     unsigned char *bytes, struct err *e)
{
	size_t used = 0;
	unsigned char byte;

	for (size_t i = 0; i < len;) {
		if (unescape(text, len, &i, &byte) < 0)
			return word_refuse(text, len, e, "a string",
					   "\\ is followed by \\ or xNN");
		if (used == t->size)
			return err_set(
				e, 0, "'%.*s%s' is longer than %u byte%s",
				(int)(len < WORD_SHOWN ? len : WORD_SHOWN),
				text, len > WORD_SHOWN ? "..." : "", t->size,
				t->size == 1 ? "" : "s");
		bytes[used++] = byte;
	}
	return 0;
}

static int parse_char(const struct type *t, const char *text, size_t len,
		      unsigned char *bytes, struct err *e)
{
	if (len == 0)
		return word_refuse(text, len, e, "a char",
				   "one byte, or \\xNN");
	return parse_str(t, text, len, bytes, e);
}

static int read_address(int family, const char *text, size_t len,
			unsigned char *bytes)
{
	char copy[INET6_ADDRSTRLEN + 1];

	if (len >= sizeof(copy) || memchr(text, '\0', len))
		return -1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return inet_pton(family, copy, bytes) == 1 ? 0 : -1;
}

static int parse_address(const struct type *t, const char *text, size_t len,
			 unsigned char *bytes, struct err *e)
{
	if (t->form == TYPE_IP4) {
		if (read_address(AF_INET, text, len, bytes) == 0)
			return 0;
		return word_refuse(text, len, e, "an ip4", "192.0.2.1");
	}
	if (read_address(AF_INET6, text, len, bytes) == 0)
		return 0;
	return word_refuse(text, len, e, "an ip6", "2001:db8::1");
}

/* An address alone is the longest prefix, as a lookup wants it. */
static int parse_cidr(const struct type *t, const char *text, size_t len,
		      unsigned char *bytes, struct err *e)
{
	bool four = t->form == TYPE_CIDR4;
	const char *slash = memchr(text, '/', len);
	size_t end = slash ? (size_t)(slash - text) : len;
	uint64_t most = four ? 32 : 128;
	uint64_t length = most;

	if (read_address(four ? AF_INET : AF_INET6, text, end, bytes + 4) < 0 ||
	    (slash &&
	     word_decimal(slash + 1, len - end - 1, most, &length) < 0))
		return four ? word_refuse(text, len, e, "a cidr4",
					  "192.0.2.0/24")
			    : word_refuse(text, len, e, "a cidr6",
					  "2001:db8::/32");
	number_store(4, length, bytes);
	return 0;
}

static int parse_mac(const char *text, size_t len, unsigned char *bytes,
		     struct err *e)
{
	bool good = len == 17;

	for (size_t i = 0; good && i < 6; i++)
		good = read_hex(text + 3 * i, 2, bytes + i, 1) == 0 &&
		       (i == 5 || text[3 * i + 2] == ':');
	return good ? 0
		    : word_refuse(text, len, e, "a mac", "02:00:5e:00:53:01");
}

int word_parse(const struct type *t, const char *text, size_t len,
	       unsigned char *bytes, struct err *e)
{
	if (word_is_raw(t, text, len)) {
		if (read_hex(text + 4, len - 4, bytes, t->size) == 0)
			return 0;
		return err_set(e, 0, "hex: is to be followed by %llu digits",
			       2ULL * t->size);
	}
	switch (t->form) {
	case TYPE_UNSIGNED:
	case TYPE_BIG:
		return word_unsigned(t, text, len, bytes, e);
	case TYPE_SIGNED:
		return word_signed(t, text, len, bytes, e);
	case TYPE_FLOAT:
		return word_float(t, text, len, bytes, e);
	case TYPE_BOOL:
		return parse_bool(text, len, bytes, e);
	case TYPE_CHAR:
		return parse_char(t, text, len, bytes, e);
	case TYPE_STR:
		return parse_str(t, text, len, bytes, e);
	case TYPE_IP4:
	case TYPE_IP6:
		return parse_address(t, text, len, bytes, e);
	case TYPE_MAC:
		return parse_mac(text, len, bytes, e);
	case TYPE_CIDR4:
	case TYPE_CIDR6:
		return parse_cidr(t, text, len, bytes, e);
	default:
		return parse_hex(t, text, len, bytes, e);
	}
}

bool word_is_raw(const struct type *t, const char *text, size_t len)
{
	return t->form != TYPE_STR && len > 4 && memcmp(text, "hex:", 4) == 0;
}
