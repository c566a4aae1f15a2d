/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a map held at one time, and what has changed since the time before.
 */
#ifndef BPFNS_CMD_MAP_SNAPSHOT_H
#define BPFNS_CMD_MAP_SNAPSHOT_H

#include "cmd/map_view.h"
#include "entry/keyset.h"

/* Rates that are kept of each entry, for its sparkline. */
#define HISTORY 32

struct snapshot {
	struct keyset keys;
	unsigned char *values;	   /* as the view shows them */
	float (*history)[HISTORY]; /* rates, the last one last; all finite */
	size_t room;
	long long at; /* clock_ms; 0: there is none yet */
};

/* A map that is watched. `part` is the number whose rate is told; NULL: there
 * is none in the value. */
struct watched {
	struct opened map;
	struct view view;
	size_t value_size;
	const struct type *part;
	size_t part_offset;
	struct snapshot now;
	struct snapshot before;
	size_t *order; /* of the entries of `now` */
};

/* Opens the next MAP of the call to be watched. 0, or -1 and *e. */
int watched_open(struct watched *w, struct call *c, struct err *e);
void watched_close(struct watched *w);

/* `now` becomes `before`, and is taken anew and put in order. 0, or -1 and
 * *e. */
int watched_look(struct watched *w, const struct map_args *args,
		 enum map_sort by, struct err *e);

/* The parts of entry i of `now`; the value it had before (NULL: it is new),
 * and its change a second, which is finite. */
const unsigned char *watched_key(const struct watched *w, size_t i);
const unsigned char *watched_value(const struct watched *w, size_t i);
const unsigned char *watched_before(const struct watched *w, size_t i);
double watched_rate(const struct watched *w, size_t i);

#endif
