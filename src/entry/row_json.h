/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JSON half of row_read.h, by yajl.
 */
#ifndef BPFNS_ENTRY_ROW_JSON_H
#define BPFNS_ENTRY_ROW_JSON_H

#include "entry/row_read.h"

/* As their namesakes in row_read.h. */
int row_json_start(struct row_reader *r, struct err *e);
int row_json_line(struct row_reader *r, const char *text, size_t len,
		  struct err *e);
int row_json_end(struct row_reader *r, struct err *e);
void row_json_clear(struct row_reader *r);

#endif
