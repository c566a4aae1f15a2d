/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Standard output, for who has a lot to say: one buffer, few writes. What
 * can't be written is a failure.
 */
#ifndef BPFNS_CMD_OUTPUT_H
#define BPFNS_CMD_OUTPUT_H

#include "base/buf.h"
#include "base/err.h"

/* Writes all that is in the buffer, and empties it. 0, or -1 and *e; also
 * where the buffer has lost something. */
int output_flush(struct buf *b, struct err *e);

/* The same once there is enough to be worth a write. */
int output_flush_full(struct buf *b, struct err *e);

#endif
