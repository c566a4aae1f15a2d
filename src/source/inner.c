// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads ids out of maps. It must never stop before the end of a map.
 */
#include "source/inner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "bpf/prog.h"

/* Elements read in one go, at first. */
#define BATCH_FIRST 256

static int add(struct inner *inner, uint32_t id, struct err *e)
{
	/* Grown by doubling: at 0, 1, 3, 7, ... */
	if ((inner->n & (inner->n + 1)) == 0) {
		uint32_t *v =
			reallocarray(inner->ids, 2 * inner->n + 1, sizeof(*v));

		if (!v)
			return err_set(e, ENOMEM, "memory");
		inner->ids = v;
	}
	inner->ids[inner->n++] = id;
	return 0;
}

/* Slots are looked up one by one: there are no batches for programs. */
static int read_slots(int fd, uint32_t n_slots, struct inner *out,
		      struct err *e)
{
	for (uint32_t i = 0; i < n_slots; i++) {
		uint32_t id;

		if (bpf_map_lookup(fd, &i, &id) == 0) {
			if (add(out, id, e) < 0)
				return -1;
		} else if (errno != ENOENT) {
			return err_set(e, errno, "slot %u", i);
		}
	}
	return 0;
}

struct batch {
	unsigned char *keys;
	uint32_t *ids;
	unsigned char *token;
	unsigned char *next;
	uint32_t room;
};

#define _cleanup_batch_ __attribute__((__cleanup__(batch_clear)))

static void batch_clear(struct batch *b)
{
	free(b->keys);
	free(b->ids);
	free(b->token);
	free(b->next);
	*b = (struct batch){0};
}

static int batch_make(struct batch *b, uint32_t key_size, uint32_t room,
		      struct err *e)
{
	size_t token =
		key_size > sizeof(uint32_t) ? key_size : sizeof(uint32_t);

	b->keys = reallocarray(NULL, room, key_size);
	b->ids = reallocarray(NULL, room, sizeof(*b->ids));
	b->token = malloc(token);
	b->next = malloc(token);
	b->room = room;
	if (!b->keys || !b->ids || !b->token || !b->next)
		return err_set(e, ENOMEM, "memory");
	return 0;
}

/* 0: all was read; 1: a bucket is larger than the room; -1 and *e. */
static int read_batches(int fd, struct batch *b, struct inner *out,
			struct err *e)
{
	bool first = true;
	int number = 0;

	while (number == 0) {
		unsigned char *swap = b->token;
		uint32_t n = b->room;

		if (bpf_map_read_batch(fd, first ? NULL : b->token, b->next,
				       b->keys, b->ids, &n) < 0)
			number = errno;
		if (number == ENOSPC)
			return 1;
		if (number != 0 && number != ENOENT)
			return err_set(e, number, "reading it");
		/* At the end, too, what came before it counts. */
		for (uint32_t i = 0; i < n; i++)
			if (add(out, b->ids[i], e) < 0)
				return -1;
		b->token = b->next;
		b->next = swap;
		first = false;
	}
	return 0;
}

static int read_hash(int fd, const struct bpf_shape *shape, struct inner *out,
		     struct err *e)
{
	uint32_t room = BATCH_FIRST;
	int r;

	do {
		_cleanup_batch_ struct batch b = {0};

		inner_clear(out);
		if (batch_make(&b, shape->key_size, room, e) < 0)
			return -1;
		r = read_batches(fd, &b, out, e);
		room *= 2;
	} while (r > 0 && room != 0);
	return r > 0 ? err_set(e, 0, "a bucket of endless size") : r;
}

int inner_read(int fd, const struct bpf_shape *shape, struct inner *out,
	       struct err *e)
{
	int r;

	switch (shape->type) {
	case BPF_MAP_TYPE_PROG_ARRAY:
		r = read_slots(fd, shape->max_entries, out, e);
		out->programs = true;
		return r;
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
		return read_slots(fd, shape->max_entries, out, e);
	case BPF_MAP_TYPE_HASH_OF_MAPS:
		return read_hash(fd, shape, out, e);
	default:
		return 0;
	}
}

void inner_clear(struct inner *inner)
{
	free(inner->ids);
	*inner = (struct inner){0};
}
