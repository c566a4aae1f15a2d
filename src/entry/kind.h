/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kinds of maps: what each can do by bpf(2), and what it is like. One
 * table, which every file that treats a kind in its own way asks.
 */
#ifndef BPFNS_ENTRY_KIND_H
#define BPFNS_ENTRY_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf/bpf.h"

/* What can be done with a map of a kind. */
enum kind_can {
	KIND_LOOKUP = 1 << 0, /* read the value under a key */
	KIND_UPDATE = 1 << 1,
	KIND_DELETE = 1 << 2,
	KIND_NEXT = 1 << 3, /* ask for the key behind a key */
	KIND_DUMP = 1 << 4, /* find and read all elements */
	KIND_TAKE = 1 << 5, /* look up and delete in one */
	KIND_PUSH = 1 << 6,
	KIND_PEEK = 1 << 7,
	KIND_POP = 1 << 8,
	KIND_TEST = 1 << 9,	/* ask whether a value may be in there */
	KIND_RECORDS = 1 << 10, /* read what programs write */
};

/* How all elements are found, so that each is met once while others change
 * the map. */
enum kind_walk {
	WALK_NONE,
	WALK_BATCH,   /* a batch reads a hash bucket by bucket, each at once */
	WALK_INDEX,   /* keys are 0, 1, 2, ... */
	WALK_ORDERED, /* batches; keys come in an order we can compare in */
	WALK_SEEN,    /* by the next key, and we keep the keys in mind */
};

/* What is written into a map whose values stand for something else; reading
 * such a value gives an id (a cookie, of a socket). */
enum kind_holds {
	HOLDS_VALUES,
	HOLDS_MAPS,
	HOLDS_PROGRAMS,
	HOLDS_SOCKETS,
	HOLDS_FDS, /* of something else */
};

struct kind {
	uint32_t type; /* enum bpf_map_type */
	char name[22]; /* as bpftool calls it */
	bool per_cpu;  /* a value for each possible CPU */
	unsigned short can;
	unsigned char walk;  /* enum kind_walk */
	unsigned char holds; /* enum kind_holds */
	bool batch_update;
};

/* The kind of a map of this type; one without any abilities for a type that
 * is not known. Never NULL. */
const struct kind *kind_of(uint32_t type);

/* True if what a dump of it says can be written back, row by row. */
bool kind_loads(const struct kind *k);

/*
 * The type of the key or value of a map, in the language of bpfns-types(7),
 * where the kind alone tells more than the size: LPM keys, devices. NULL if
 * it doesn't.
 */
const char *kind_key_type(const struct bpf_shape *shape);
const char *kind_value_type(const struct bpf_shape *shape);

#endif
