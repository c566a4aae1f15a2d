/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cells of a line.
 */
#ifndef BPFNS_ENTRY_ROW_CELL_H
#define BPFNS_ENTRY_ROW_CELL_H

#include "entry/layout.h"

/* Where in a line the next cell begins. */
struct row_cursor {
	enum row_format format; /* none of the JSON ones */
	const char *at;
	const char *end;
	bool first;	     /* no cell was taken yet */
	struct buf *scratch; /* holds what a quoted cell is without quotes */
};

/* The next cell, which holds until the one behind it is taken. 1, 0 if there
 * is none, -1 and *e. */
int row_cell(struct row_cursor *c, const char **cell, size_t *len,
	     struct err *e);

#endif
