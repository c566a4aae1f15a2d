/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of ring buffers on their way to standard output.
 */
#ifndef BPFNS_CMD_MAP_RECORD_H
#define BPFNS_CMD_MAP_RECORD_H

#include "cmd/map_open.h"
#include "entry/ring.h"

/* Prints what is ready, a line each, and takes it out of the buffer; at most
 * *left records (0: no bound), of which it counts down. 0, or -1 and *e. */
int record_print_ready(struct ring *r, const struct opened *o,
		       const struct map_args *args, uint64_t *left,
		       struct err *e);

#endif
