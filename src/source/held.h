/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the environment says of the maps that this process holds: the contract
 * of include/bpfns.h, read back. It may lie; nothing here looks at a
 * descriptor.
 */
#ifndef BPFNS_SOURCE_HELD_H
#define BPFNS_SOURCE_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct held_map {
	uint32_t id;
	int fd;
	const char *name; /* NULL: none */
	/* BPF_MAP<id>_KEY and _VALUE, as they stand there; NULL: not set. */
	const char *key_type;
	const char *value_type;
};

struct held {
	struct held_map *v; /* in the order of the descriptors */
	size_t n;
	bool announced; /* BPF_NUM_MAPS is set */
	bool named;	/* BPF_MAPS is set */
	char *names;	/* what the names point into */
};

#define _cleanup_held_ __attribute__((__cleanup__(held_clear)))

/* Reads BPF_NUM_MAPS, BPF_MAP<id>, BPF_MAPS and the types. Refuses numbers that
 * are none, and counts that don't agree. 0, or -1 and *e. */
int held_read(struct held *h, struct err *e);

void held_clear(struct held *h);

#endif
