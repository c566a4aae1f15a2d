/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walk over all elements of a map, while others may change it. It ends,
 * and meets each key once. Memory is constant, but for the kinds whose next
 * key is all there is to go by (WALK_SEEN): these keep their keys.
 */
#ifndef BPFNS_ENTRY_WALK_H
#define BPFNS_ENTRY_WALK_H

#include "entry/keyset.h"
#include "entry/table.h"

struct walk {
	const struct table *table;
	bool take; /* delete what is read */
	enum kind_walk how;
	bool ended;
	/* What walk_next found last: n entries. */
	unsigned char *keys;
	unsigned char *values;
	size_t n;
	/* Its own. */
	size_t room; /* entries */
	unsigned char *token[2];
	bool begun;
	unsigned char *at; /* the key last met */
	uint64_t index;
	struct keyset seen;
	unsigned int idle; /* rounds without anything new */
};

#define _cleanup_walk_ __attribute__((__cleanup__(walk_clear)))

/* Prepares. With `take`, for a kind that has KIND_TAKE, what is met is taken
 * out of the map. 0, or -1 and *e. */
int walk_start(struct walk *w, const struct table *t, bool take, struct err *e);

/* The next entries: 1, and w->keys, w->values (each t->room bytes) and w->n
 * (1 or more); 0 at the end; -1 and *e. */
int walk_next(struct walk *w, struct err *e);

void walk_clear(struct walk *w);

#endif
