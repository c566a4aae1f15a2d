// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads a ring buffer through its pages. What is in there comes from a program
 * in the kernel, which checks what it writes; lengths are bounded all the same.
 */
#include "entry/ring.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#define HEADER	     8 /* length and page offset, 32 bits each */
#define LENGTH	     (BPF_RINGBUF_DISCARD_BIT - 1)
#define ROUNDED(len) (((size_t)(len) + HEADER + 7) & ~(size_t)7)

int ring_open(struct ring *r, const struct table *t, struct err *e)
{
	void *at;

	*r = (struct ring){
		.fd = t->fd,
		.page = (size_t)sysconf(_SC_PAGESIZE),
		.size = t->facts.shape.max_entries,
	};
	at = mmap(NULL, r->page, PROT_READ | PROT_WRITE, MAP_SHARED, t->fd, 0);
	if (at == MAP_FAILED)
		return err_set(e, errno, "mapping the reader's page");
	r->consumer = at;
	at = mmap(NULL, r->page + 2 * r->size, PROT_READ, MAP_SHARED, t->fd,
		  (off_t)r->page);
	if (at == MAP_FAILED)
		return err_set(e, errno, "mapping the records");
	r->producer = at;
	r->data = (const unsigned char *)at + r->page;
	return 0;
}

void ring_close(struct ring *r)
{
	if (r->consumer)
		(void)munmap(r->consumer, r->page); /* was mapped so */
	if (r->producer)
		(void)munmap((void *)r->producer, r->page + 2 * r->size);
	r->consumer = NULL;
	r->producer = NULL;
}

static uint32_t header_at(const struct ring *r, unsigned long position)
{
	const uint32_t *header =
		(const void *)(r->data + (position & (r->size - 1)));

	return __atomic_load_n(header, __ATOMIC_ACQUIRE);
}

static void move_on(struct ring *r, unsigned long position, uint32_t header)
{
	size_t step = ROUNDED(header & LENGTH);

	__atomic_store_n(r->consumer, position + step, __ATOMIC_RELEASE);
}

int ring_next(struct ring *r, const unsigned char **bytes, size_t *size)
{
	for (;;) {
		unsigned long at =
			__atomic_load_n(r->consumer, __ATOMIC_ACQUIRE);
		unsigned long end =
			__atomic_load_n(r->producer, __ATOMIC_ACQUIRE);
		uint32_t header;

		if (at >= end)
			return 0;
		header = header_at(r, at);
		if (header & BPF_RINGBUF_BUSY_BIT)
			return 0;
		if (header & BPF_RINGBUF_DISCARD_BIT) {
			move_on(r, at, header);
			continue;
		}
		*size = header & LENGTH;
		if (*size > r->size)
			return 0;
		*bytes = r->data + (at & (r->size - 1)) + HEADER;
		return 1;
	}
}

void ring_release(struct ring *r)
{
	unsigned long at = __atomic_load_n(r->consumer, __ATOMIC_ACQUIRE);

	move_on(r, at, header_at(r, at));
}
