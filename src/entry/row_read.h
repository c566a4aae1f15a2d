/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text to rows, in every format that row_write.h writes. Input comes a line
 * at a time; of a per-CPU map all that came for one key, one after the other,
 * makes one entry.
 */
#ifndef BPFNS_ENTRY_ROW_READ_H
#define BPFNS_ENTRY_ROW_READ_H

#include "entry/layout.h"

struct row_json;

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

struct row_reader {
	const struct layout *layout;
	struct row_sink sink;
	uint64_t line;	  /* the one being read, from 1 */
	uint64_t rows;	  /* entries that went to the sink */
	bool sink_failed; /* the failure was the sink's, not the text's */
	/* Its own. */
	bool header_seen;
	bool pending; /* an entry waits for more of its CPUs */
	uint64_t pending_line;
	unsigned char *key; /* of the pending entry */
	unsigned char *value;
	bool *given;
	unsigned char *new_key; /* of the row being read */
	unsigned char *new_value;
	bool *new_given;
	size_t room; /* of the value, all CPUs together */
	struct buf scratch;
	struct row_json *json;
};

#define _cleanup_row_reader_ __attribute__((__cleanup__(row_reader_clear)))

/* 0, or -1 and *e. */
int row_reader_start(struct row_reader *r, const struct layout *l,
		     const struct row_sink *sink, struct err *e);

/* One line, without its newline. 0, or -1 and *e. */
int row_reader_line(struct row_reader *r, const char *text, size_t len,
		    struct err *e);

/* The input has ended. 0, or -1 and *e. */
int row_reader_end(struct row_reader *r, struct err *e);

/* For row_json.c: the row in new_key, new_value, new_given is whole. */
int row_reader_deliver(struct row_reader *r, struct err *e);

void row_reader_clear(struct row_reader *r);

#endif
