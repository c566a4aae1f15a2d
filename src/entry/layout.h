/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What rows of a map consist of, and the formats they are written in:
 * bpfns-types(7). A row is a key and its value, or, of a per-CPU map, a key
 * and one CPU's value.
 */
#ifndef BPFNS_ENTRY_LAYOUT_H
#define BPFNS_ENTRY_LAYOUT_H

#include "entry/cpus.h"
#include "value/columns.h"

enum row_format {
	ROW_TEXT, /* columns that are aligned, for people */
	ROW_CSV,
	ROW_TSV,
	ROW_JSON,  /* one array of objects */
	ROW_JSONL, /* an object a line */
};

struct layout {
	enum row_format format;
	bool header; /* of text, csv, tsv: the columns' names stand first */
	const struct type *key; /* NULL: a kind without keys */
	const struct type *value;
	bool bare; /* a row is the value itself: no "value" is written */
	const struct cpus *cpus; /* NULL: no values by CPU */
	size_t stride;		 /* from one CPU's value to the next */
	size_t only;		 /* the place of the one CPU to show */
	struct columns columns;	 /* filled by layout_columns */
};

#define LAYOUT_ALL_CPUS SIZE_MAX

/* Works out the columns. 0, or -1 and *e. */
int layout_columns(struct layout *l, struct err *e);
void layout_clear(struct layout *l);

#endif
