/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text to entries, in every format that row_write.h writes. Input comes a line
 * at a time.
 */
#ifndef BPFNS_ENTRY_ROW_READ_H
#define BPFNS_ENTRY_ROW_READ_H

#include "entry/row_gather.h"

struct row_json;

struct row_reader {
	const struct layout *layout;
	struct row_gather gather; /* its line, rows and sink_failed tell how far
				   * it has come */
	/* Its own. */
	bool header_seen;
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

void row_reader_clear(struct row_reader *r);

#endif
