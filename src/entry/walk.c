// SPDX-License-Identifier: BSD-2-Clause
/*
 * Walks over maps. It must never meet a key twice, nor go on for ever: the
 * next key of one that was deleted meanwhile is the first one.
 */
#include "entry/walk.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "bpf/elem.h"
#include "bpf/sys.h"

/* Entries a batch: no faster with more than 256 of them (4 + 8 bytes); but a
 * batch of large values should not take much memory. */
#define BATCH_MOST  4096
#define BATCH_BYTES (1UL << 20)
/* A bucket that doesn't fit into this is given up on. */
#define ROOM_MOST (1UL << 30)
/* Times that a walk may be thrown back to the first key without meeting
 * anything new. */
#define IDLE_MOST 1000

static size_t entry_bytes(const struct table *t)
{
	return t->facts.shape.key_size + t->room;
}

static int make_room(struct walk *w, size_t room, struct err *e)
{
	const struct table *t = w->table;

	if (room > ROOM_MOST / entry_bytes(t))
		return err_set(e, 0, "a bucket with more than %lu MiB",
			       ROOM_MOST >> 20);
	if (mem_resize(&w->keys, room, t->facts.shape.key_size, e) < 0 ||
	    mem_resize(&w->values, room, t->room, e) < 0)
		return -1;
	w->room = room;
	return 0;
}

static size_t token_size(const struct table *t)
{
	size_t size = t->facts.shape.key_size;

	return size < BPF_BATCH_TOKEN_MIN ? BPF_BATCH_TOKEN_MIN : size;
}

/* What a map can't hold needs no room, but for one bucket of a small one. */
static size_t first_room(const struct table *t)
{
	size_t room = BATCH_BYTES / entry_bytes(t);

	if (room > BATCH_MOST)
		room = BATCH_MOST;
	if (room > t->facts.shape.max_entries)
		room = t->facts.shape.max_entries;
	return room < 1 ? 1 : room;
}

int walk_start(struct walk *w, const struct table *t, bool take, struct err *e)
{
	*w = (struct walk){
		.table = t,
		.take = take,
		.how = t->kind->walk,
		.seen = {.size = t->facts.shape.key_size},
	};
	w->token[0] = calloc(1, token_size(t));
	w->token[1] = calloc(1, token_size(t));
	w->at = calloc(1, token_size(t));
	if (!w->token[0] || !w->token[1] || !w->at)
		return err_set(e, ENOMEM, "memory");
	return make_room(w, first_room(t), e);
}

void walk_clear(struct walk *w)
{
	free(w->keys);
	free(w->values);
	free(w->token[0]);
	free(w->token[1]);
	free(w->at);
	keyset_clear(&w->seen);
}

static int say_failed(struct walk *w, int number, struct err *e)
{
	return table_failed(w->table, number, w->take ? "taking" : "reading",
			    e);
}

/* The bits of a prefix of this map that both keys share. */
static uint32_t common_bits(const unsigned char *a, const unsigned char *b,
			    uint32_t most)
{
	uint32_t n = 0;

	while (n < most && !((a[n / 8] ^ b[n / 8]) & (0x80 >> n % 8)))
		n++;
	return n;
}

/*
 * The order in which a trie is walked: what is below a prefix comes before it,
 * and of two branches the one whose next bit is 0 (kernel/bpf/lpm_trie.c,
 * trie_get_next_key). Less than 0: a comes before b.
 */
static int trie_order(const unsigned char *a, const unsigned char *b)
{
	uint32_t x;
	uint32_t y;
	uint32_t n;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	n = common_bits(a + 4, b + 4, x < y ? x : y);
	if (n == x || n == y)
		return (x < y) - (x > y);
	return a[4 + n / 8] & (0x80 >> n % 8) ? 1 : -1;
}

/* Keeps of what came only what stands behind the key last met: a walk that
 * was thrown back meets the others again. */
static void keep_ordered(struct walk *w)
{
	size_t key = w->table->facts.shape.key_size;
	size_t value = w->table->room;
	size_t kept = 0;

	for (size_t i = 0; i < w->n; i++) {
		if (w->begun && trie_order(w->keys + i * key, w->at) <= 0)
			continue;
		memcpy(w->at, w->keys + i * key, key);
		w->begun = true;
		memmove(w->keys + kept * key, w->keys + i * key, key);
		memmove(w->values + kept * value, w->values + i * value, value);
		kept++;
	}
	w->idle = kept > 0 ? 0 : w->idle + 1;
	w->n = kept;
}

static int call_batch(struct walk *w, bool first)
{
	struct bpf_batch b = {
		.in = first ? NULL : w->token[0],
		.out = w->token[1],
		.keys = w->keys,
		.values = w->values,
		.count = (uint32_t)w->room,
	};
	int r = w->take ? bpf_batch_take(w->table->fd, &b)
			: bpf_batch_lookup(w->table->fd, &b);
	int number = r < 0 ? errno : 0;

	w->n = number == 0 || number == ENOENT ? b.count : 0;
	return number;
}

/* A filter or an older kernel may deny batches: elements one by one then. */
static bool is_no_batch(int number)
{
	return number == EPERM || number == EINVAL || number == KERNEL_ENOTSUPP;
}

/* One batch. 0, or -1 and *e; w->n may be 0. */
static int next_batch(struct walk *w, struct err *e)
{
	bool first = w->index == 0;
	unsigned char *token;
	int number = call_batch(w, first);

	while (number == ENOSPC) {
		if (make_room(w, 2 * w->room, e) < 0)
			return -1;
		number = call_batch(w, first);
	}
	if (first && is_no_batch(number)) {
		w->how = WALK_SEEN;
		return 0;
	}
	if (number == ENOENT)
		w->ended = true;
	else if (number != 0)
		return say_failed(w, number, e);
	token = w->token[0];
	w->token[0] = w->token[1];
	w->token[1] = token;
	w->index++;
	if (w->how == WALK_ORDERED)
		keep_ordered(w);
	return 0;
}

/* Reads an element into the next place. 1, 0: it is gone, -1 and *e. */
static int read_one(struct walk *w, const unsigned char *key, struct err *e)
{
	const struct table *t = w->table;
	size_t size = t->facts.shape.key_size;
	unsigned char *value = w->values + w->n * t->room;
	int r = w->take ? bpf_elem_take(t->fd, key, value)
			: bpf_elem_lookup(t->fd, key, value);

	if (r < 0)
		return errno == ENOENT ? 0 : say_failed(w, errno, e);
	memcpy(w->keys + w->n * size, key, size);
	w->n++;
	return 1;
}

static int next_indices(struct walk *w, struct err *e)
{
	uint64_t most = w->table->facts.shape.max_entries;

	for (; w->index < most && w->n < w->room; w->index++) {
		uint32_t key = (uint32_t)w->index;

		if (read_one(w, (const unsigned char *)&key, e) < 0)
			return -1;
	}
	w->ended = w->index == most;
	return 0;
}

/* Goes on to the next key that was not met before. */
static int next_seen(struct walk *w, struct err *e)
{
	while (w->n < w->room) {
		int r = bpf_elem_next(w->table->fd, w->begun ? w->at : NULL,
				      w->token[0]);

		if (r < 0 && errno == ENOENT) {
			w->ended = true;
			return 0;
		}
		if (r < 0)
			return say_failed(w, errno, e);
		w->begun = true;
		memcpy(w->at, w->token[0], w->seen.size);
		r = keyset_add(&w->seen, w->at, e);
		if (r < 0)
			return -1;
		w->idle = r > 0 ? 0 : w->idle + 1;
		if (r == 0 && w->idle > IDLE_MOST * (w->seen.n + 1))
			return 0;
		if (r > 0 && read_one(w, w->at, e) < 0)
			return -1;
	}
	return 0;
}

static int next_some(struct walk *w, struct err *e)
{
	switch (w->how) {
	case WALK_BATCH:
	case WALK_ORDERED:
		return next_batch(w, e);
	case WALK_INDEX:
		return next_indices(w, e);
	default:
		return next_seen(w, e);
	}
}

int walk_next(struct walk *w, struct err *e)
{
	w->n = 0;
	while (!w->ended && w->n == 0) {
		if (next_some(w, e) < 0)
			return -1;
		if (w->n == 0 && w->idle > IDLE_MOST)
			return err_set(e, 0,
				       "reading: others delete keys faster "
				       "than they can be walked past");
	}
	return w->n > 0;
}
