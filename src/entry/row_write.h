/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows to text. It all goes to a buffer, which the caller empties now and
 * then.
 */
#ifndef BPFNS_ENTRY_ROW_WRITE_H
#define BPFNS_ENTRY_ROW_WRITE_H

#include "entry/layout.h"

struct row_writer {
	const struct layout *layout;
	struct buf out;
	uint64_t rows;
	size_t *widths; /* of the columns, for ROW_TEXT */
};

#define _cleanup_row_writer_ __attribute__((__cleanup__(row_writer_clear)))

/* 0, or -1 and *e. */
int row_writer_start(struct row_writer *w, const struct layout *l,
		     struct err *e);

/* Makes the columns wide enough for this entry. For the first ones, before
 * the header; later ones may stick out. */
void row_writer_fit(struct row_writer *w, const unsigned char *key,
		    const unsigned char *value);

/* What stands before the first entry, the entry, what stands behind the last
 * one. */
void row_writer_begin(struct row_writer *w);
void row_writer_put(struct row_writer *w, const unsigned char *key,
		    const unsigned char *value);
void row_writer_end(struct row_writer *w);

void row_writer_clear(struct row_writer *w);

#endif
