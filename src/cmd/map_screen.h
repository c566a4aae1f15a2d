/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Watched maps as one screen.
 */
#ifndef BPFNS_CMD_MAP_SCREEN_H
#define BPFNS_CMD_MAP_SCREEN_H

#include "base/buf.h"
#include "cmd/map_snapshot.h"

/* Composes the whole screen, for a terminal of this size; `hint` is its last
 * line. */
void screen_compose(const struct watched *v, size_t n, size_t rows,
		    size_t columns, const char *hint, struct buf *out);

#endif
