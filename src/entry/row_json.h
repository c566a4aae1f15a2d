/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JSON half of row_read.h, by yajl.
 */
#ifndef BPFNS_ENTRY_ROW_JSON_H
#define BPFNS_ENTRY_ROW_JSON_H

#include "entry/row_gather.h"

struct row_json;

/* Rows go to `gather`. 0, or -1 and *e; *out is to be cleared all the same. */
int row_json_start(struct row_json **out, struct row_gather *gather,
		   struct err *e);

/* As their namesakes in row_read.h. */
int row_json_line(struct row_json *j, const char *text, size_t len,
		  struct err *e);
int row_json_end(struct row_json *j, struct err *e);

/* Frees it, and sets *j to NULL. */
void row_json_clear(struct row_json **j);

#endif
