/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From rows to entries: of a per-CPU map all rows that came for one key, one
 * after the other, make one entry.
 */
#ifndef BPFNS_ENTRY_ROW_GATHER_H
#define BPFNS_ENTRY_ROW_GATHER_H

#include "entry/layout.h"

/* An entry as it was read: `given` has a flag for each CPU (NULL: the map is
 * not per CPU). Nothing in it outlives the call. */
struct row {
	const unsigned char *key;
	const unsigned char *value;
	const bool *given;
	uint64_t line; /* where it began */
};

struct row_sink {
	/* 0, or -1 and *e: the reading stops then. */
	int (*take)(void *context, const struct row *row, struct err *e);
	void *context;
};

struct row_gather {
	const struct layout *layout;
	struct row_sink sink;
	uint64_t line;		/* the one being read, from 1 */
	uint64_t rows;		/* entries that went to the sink */
	bool sink_failed;	/* the failure was the sink's, not the text's */
	size_t room;		/* of the value, all CPUs together */
	unsigned char *new_key; /* the row being read */
	unsigned char *new_value;
	bool *new_given;
	/* Its own. */
	bool pending; /* an entry waits for more of its CPUs */
	uint64_t pending_line;
	unsigned char *key; /* of the pending entry */
	unsigned char *value;
	bool *given;
};

/* 0, or -1 and *e. */
int row_gather_start(struct row_gather *g, const struct layout *l,
		     const struct row_sink *sink, struct err *e);

/* The row in new_key, new_value, new_given is whole. 0, or -1 and *e. */
int row_gather_add(struct row_gather *g, struct err *e);

/* No more rows come. 0, or -1 and *e. */
int row_gather_end(struct row_gather *g, struct err *e);

void row_gather_clear(struct row_gather *g);

#endif
