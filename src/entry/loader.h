/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes many entries, in batches where that can be done.
 */
#ifndef BPFNS_ENTRY_LOADER_H
#define BPFNS_ENTRY_LOADER_H

#include "entry/keyset.h"
#include "entry/table.h"

struct loader {
	const struct table *table;
	uint64_t flags;	  /* BPF_ANY, BPF_NOEXIST, BPF_EXIST */
	uint64_t applied; /* rows that are in the map by now */
	uint64_t line;	  /* of the row that failed, after a failure */
	/* Its own. */
	bool batches;
	unsigned char *keys;
	unsigned char *values;
	uint64_t *lines;
	unsigned char *old; /* what merging takes from the map */
	size_t n;
	size_t room;
};

#define _cleanup_loader_ __attribute__((__cleanup__(loader_clear)))

/* 0, or -1 and *e. */
int loader_start(struct loader *l, const struct table *t, uint64_t flags,
		 struct err *e);

/*
 * Adds an entry: t->room bytes of value, of which those for the CPUs that
 * `given` (NULL: all) has are written and the others stay as they are in the
 * map. A kind without keys has NULL. `line` is remembered for l->line. 0, or
 * -1 and *e.
 */
int loader_add(struct loader *l, const void *key, const void *value,
	       const bool *given, uint64_t line, struct err *e);

/* Writes what is still to be written. 0, or -1 and *e. */
int loader_flush(struct loader *l, struct err *e);

void loader_clear(struct loader *l);

/* Deletes every key that is not in `keep`. 0 and *n, or -1 and *e. */
int loader_delete_others(const struct table *t, const struct keyset *keep,
			 uint64_t *n, struct err *e);

#endif
