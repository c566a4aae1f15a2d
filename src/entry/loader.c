// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes entries. It must never lose count of what has been applied.
 */
#include "entry/loader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bpf/elem.h"
#include "bpf/sys.h"
#include "entry/walk.h"

#define BATCH_MOST  4096
#define BATCH_BYTES (1UL << 20)

int loader_start(struct loader *l, const struct table *t, uint64_t flags,
		 struct err *e)
{
	size_t key = t->facts.shape.key_size;

	*l = (struct loader){.table = t, .flags = flags};
	/* A batch can't be told to write only what is there, or is not
	 * (kernel/bpf/syscall.c, generic_map_update_batch). */
	l->batches = flags == BPF_ANY && t->kind->batch_update;
	l->room = BATCH_BYTES / (key + t->room);
	if (l->room > BATCH_MOST)
		l->room = BATCH_MOST;
	if (l->room < 1 || !l->batches)
		l->room = 1;
	l->keys = calloc(l->room, key + 1);
	l->values = calloc(l->room, t->room);
	l->lines = calloc(l->room, sizeof(*l->lines));
	l->old = calloc(1, t->room);
	if (!l->keys || !l->values || !l->lines || !l->old)
		return err_set(e, ENOMEM, "memory");
	return 0;
}

void loader_clear(struct loader *l)
{
	free(l->keys);
	free(l->values);
	free(l->lines);
	free(l->old);
}

static int say_failed(struct loader *l, size_t place, int number, struct err *e)
{
	l->line = l->lines[place];
	l->n = 0;
	return table_failed(l->table, number, "writing", e);
}

/* One by one: what batches can't do, or where they are denied. */
static int flush_single(struct loader *l, struct err *e)
{
	const struct table *t = l->table;
	size_t key = t->facts.shape.key_size;

	for (size_t i = 0; i < l->n; i++) {
		if (bpf_elem_update(t->fd, key ? l->keys + i * key : NULL,
				    l->values + i * t->room, l->flags) < 0)
			return say_failed(l, i, errno, e);
		l->applied++;
	}
	l->n = 0;
	return 0;
}

int loader_flush(struct loader *l, struct err *e)
{
	struct bpf_batch b = {
		.keys = l->keys,
		.values = l->values,
		.count = (uint32_t)l->n,
	};
	int number;

	if (l->n == 0 || !l->batches)
		return flush_single(l, e);
	if (bpf_batch_update(l->table->fd, &b) == 0) {
		l->applied += l->n;
		l->n = 0;
		return 0;
	}
	number = errno;
	if (number == EPERM || number == KERNEL_ENOTSUPP) {
		l->batches = false;
		return flush_single(l, e);
	}
	/* The count is that of those that went in before the one that failed;
	 * where the call failed as a whole it is ours still. */
	if (b.count >= l->n)
		b.count = 0;
	l->applied += b.count;
	return say_failed(l, b.count, number, e);
}

/* Fills in, for the CPUs that weren't given, what the map has (or 0). Nothing
 * may wait in the batch: it could be for this key. */
static int merge(struct loader *l, const void *key, unsigned char *value,
		 const bool *given, struct err *e)
{
	const struct table *t = l->table;

	memset(l->old, 0, t->room);
	if (bpf_elem_lookup(t->fd, key, l->old) < 0 && errno != ENOENT)
		return say_failed(l, 0, errno, e);
	for (size_t i = 0; i < t->cpus.n; i++)
		if (!given[i])
			memcpy(value + i * t->stride, l->old + i * t->stride,
			       t->stride);
	return 0;
}

static bool all_given(const struct table *t, const bool *given)
{
	for (size_t i = 0; given && i < t->cpus.n; i++)
		if (!given[i])
			return false;
	return true;
}

int loader_add(struct loader *l, const void *key, const void *value,
	       const bool *given, uint64_t line, struct err *e)
{
	const struct table *t = l->table;
	size_t size = t->facts.shape.key_size;
	bool whole = all_given(t, given);
	unsigned char *into;

	if ((l->n == l->room || !whole) && loader_flush(l, e) < 0)
		return -1;
	into = l->values + l->n * t->room;
	l->lines[l->n] = line;
	memcpy(into, value, t->room);
	if (!whole && merge(l, key, into, given, e) < 0)
		return -1;
	if (size > 0)
		memcpy(l->keys + l->n * size, key, size);
	l->n++;
	return 0;
}

int loader_delete_others(const struct table *t, const struct keyset *keep,
			 uint64_t *n, struct err *e)
{
	size_t size = t->facts.shape.key_size;
	_cleanup_walk_ struct walk w = {0};
	struct keyset stale = {.size = size};
	int r = walk_start(&w, t, false, e);

	*n = 0;
	while (r == 0 && (r = walk_next(&w, e)) > 0) {
		r = 0;
		for (size_t i = 0; i < w.n && r >= 0; i++)
			if (!keyset_has(keep, w.keys + i * size))
				r = keyset_add(&stale, w.keys + i * size, e);
		r = r < 0 ? -1 : 0;
	}
	/* Only then: a walk is not disturbed by our own deletions. */
	for (size_t i = 0; r == 0 && i < stale.n; i++) {
		if (bpf_elem_delete(t->fd, stale.keys + i * size) == 0)
			(*n)++;
		else if (errno != ENOENT)
			r = table_failed(t, errno, "deleting", e);
	}
	keyset_clear(&stale);
	return r;
}
