/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text that grows as it is written. A failed allocation is remembered, and
 * what is put behind it is dropped: whoever uses the text asks `failed` once.
 */
#ifndef BPFNS_BASE_BUF_H
#define BPFNS_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char *bytes; /* not terminated; owned; NULL while nothing was put */
	size_t len;
	size_t room;
	bool failed;
};

#define _cleanup_buf_ __attribute__((__cleanup__(buf_free)))

void buf_free(struct buf *b);

/* Makes room for `more` bytes behind the text. False if memory is short. */
bool buf_grow(struct buf *b, size_t more);

/* The place behind the text, with room for `more` bytes: the caller writes
 * there and adds to len. NULL if memory is short. */
static inline char *buf_room(struct buf *b, size_t more)
{
	if ((b->room - b->len < more || !b->bytes) && !buf_grow(b, more))
		return NULL;
	return b->bytes + b->len;
}

static inline void buf_put(struct buf *b, const void *bytes, size_t n)
{
	char *at = buf_room(b, n);

	if (!at || n == 0)
		return;
	memcpy(at, bytes, n);
	b->len += n;
}

static inline void buf_char(struct buf *b, char c)
{
	char *at = buf_room(b, 1);

	if (!at)
		return;
	*at = c;
	b->len++;
}

void buf_text(struct buf *b, const char *text);
void buf_blanks(struct buf *b, size_t n);

/* Decimal digits; two of hex a byte. */
void buf_u64(struct buf *b, uint64_t number);
void buf_s64(struct buf *b, int64_t number);
void buf_hex(struct buf *b, const unsigned char *bytes, size_t n);

/* How many decimal digits the number has. */
size_t buf_digits(uint64_t number);

#endif
