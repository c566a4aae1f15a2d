/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader's side of a ring buffer (Documentation/bpf/ringbuf.rst). There is
 * one reader; what it has read is gone.
 */
#ifndef BPFNS_ENTRY_RING_H
#define BPFNS_ENTRY_RING_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "entry/table.h"

struct ring {
	int fd;
	size_t page;
	size_t size; /* of the data, a power of two */
	unsigned long *consumer;
	const unsigned long *producer;
	const unsigned char *data; /* mapped twice, one behind the other */
};

#define _cleanup_ring_ __attribute__((__cleanup__(ring_close)))

/* Maps it. Takes a writable descriptor. 0, or -1 and *e. */
int ring_open(struct ring *r, const struct table *t, struct err *e);
void ring_close(struct ring *r);

/* The next record, which is the caller's until ring_release: 1; 0: none is
 * ready. */
int ring_next(struct ring *r, const unsigned char **bytes, size_t *size);
void ring_release(struct ring *r);

#endif
