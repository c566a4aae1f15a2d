// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tells whole UTF-8 characters. It must never take one for valid that a JSON
 * parser refuses.
 */
#include "value/utf8.h"

#include <stdint.h>
#include <string.h>

#include "value/word_number.h"

size_t utf8_length(const unsigned char *bytes, size_t n)
{
	static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
	size_t len = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
	uint32_t c = bytes[0] & (0xffU >> (len + 1));

	if (bytes[0] < 0xc0 || bytes[0] > 0xf4 || len > n)
		return 1;
	for (size_t i = 1; i < len; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 1;
		c = c << 6 | (bytes[i] & 0x3fU);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 1;
	return len;
}

/* The four digits behind \u, or -1. */
static int unit_at(const char *text, size_t len, size_t at)
{
	int unit = 0;

	if (at + 6 > len || text[at] != '\\' || text[at + 1] != 'u')
		return -1;
	for (size_t i = at + 2; i < at + 6; i++) {
		int digit = word_hex_digit(text[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

bool utf8_is_halved(const char *text, size_t len)
{
	const char *found = memchr(text, '\\', len);

	while (found) {
		size_t at = (size_t)(found - text);
		int unit = unit_at(text, len, at);
		int other = unit_at(text, len, at + 6);
		bool first = unit >= 0xd800 && unit <= 0xdbff;
		bool second = other >= 0xdc00 && other <= 0xdfff;

		if (first ? !second : unit >= 0xdc00 && unit <= 0xdfff)
			return true;
		at += first ? 12 : 2;
		found = at < len ? memchr(text + at, '\\', len - at) : NULL;
	}
	return false;
}
