/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A walk over a map on its way to standard output.
 */
#ifndef BPFNS_CMD_MAP_PRINT_H
#define BPFNS_CMD_MAP_PRINT_H

#include "cmd/map_view.h"
#include "cmd/progress.h"
#include "cmd/taking.h"
#include "entry/row_write.h"
#include "entry/walk.h"

/* Prints all that the walk meets, in constant memory. What is taken out of a
 * map is written out before more is taken; `taking` is NULL where nothing is.
 * 0, or -1 and *e. */
int print_walk(struct view *v, struct row_writer *w, struct walk *walk,
	       const struct taking *taking, struct progress *progress,
	       struct err *e);

#endif
