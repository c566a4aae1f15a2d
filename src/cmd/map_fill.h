/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes into a map what dump printed.
 */
#ifndef BPFNS_CMD_MAP_FILL_H
#define BPFNS_CMD_MAP_FILL_H

#include "cmd/map_open.h"

/*
 * Reads the rows of a file (NULL or "-": standard input) in the format that
 * args have, and writes them; with ARG_CHECK it writes none and prints their
 * number, with ARG_ATOMIC_REPLACE it deletes what is not among them.
 * `program` is who shows progress. 0, or -1 and *e, which says what has been
 * written.
 */
int map_fill(const struct opened *o, const struct map_args *args,
	     const char *path, const char *program, struct err *e);

#endif
