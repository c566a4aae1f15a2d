// SPDX-License-Identifier: BSD-2-Clause
/*
 * Grows text and writes numbers into it, fast: what a dump of a large map
 * spends its time on. It must never write past its room.
 */
#include "base/buf.h"

#include <stdlib.h>

#define ROOM_FIRST 256

static const char pairs[] = "00010203040506070809"
			    "10111213141516171819"
			    "20212223242526272829"
			    "30313233343536373839"
			    "40414243444546474849"
			    "50515253545556575859"
			    "60616263646566676869"
			    "70717273747576777879"
			    "80818283848586878889"
			    "90919293949596979899";

void buf_free(struct buf *b)
{
	free(b->bytes);
	*b = (struct buf){0};
}

bool buf_grow(struct buf *b, size_t more)
{
	size_t room = b->room ? b->room : ROOM_FIRST;
	char *bytes;

	if (b->failed || more > SIZE_MAX / 4 || b->len > SIZE_MAX / 4) {
		b->failed = true;
		return false;
	}
	while (room - b->len < more)
		room *= 2;
	if (room == b->room)
		return true;
	bytes = realloc(b->bytes, room);
	if (!bytes) {
		b->failed = true;
		return false;
	}
	b->bytes = bytes;
	b->room = room;
	return true;
}

void buf_text(struct buf *b, const char *text)
{
	buf_put(b, text, strlen(text));
}

void buf_blanks(struct buf *b, size_t n)
{
	char *at = buf_room(b, n);

	if (!at || n == 0)
		return;
	memset(at, ' ', n);
	b->len += n;
}

size_t buf_digits(uint64_t number)
{
	size_t n = 1;

	for (; number >= 10; number /= 10)
		n++;
	return n;
}

void buf_u64(struct buf *b, uint64_t number)
{
	char digits[20];
	char *at = digits + sizeof(digits);

	while (number >= 100) {
		at -= 2;
		memcpy(at, pairs + 2 * (number % 100), 2);
		number /= 100;
	}
	if (number >= 10) {
		at -= 2;
		memcpy(at, pairs + 2 * number, 2);
	} else {
		*--at = (char)('0' + number);
	}
	buf_put(b, at, (size_t)(digits + sizeof(digits) - at));
}

void buf_s64(struct buf *b, int64_t number)
{
	uint64_t magnitude = (uint64_t)number;

	if (number < 0) {
		buf_char(b, '-');
		magnitude = 0 - magnitude;
	}
	buf_u64(b, magnitude);
}

void buf_hex(struct buf *b, const unsigned char *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *at = buf_room(b, 2 * n);

	if (!at)
		return;
	for (size_t i = 0; i < n; i++) {
		*at++ = digits[bytes[i] >> 4];
		*at++ = digits[bytes[i] & 15];
	}
	b->len += 2 * n;
}
