/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the entries of a map are shown: with all CPUs, one of them, or their
 * sum; and what becomes of a value for that.
 */
#ifndef BPFNS_CMD_MAP_VIEW_H
#define BPFNS_CMD_MAP_VIEW_H

#include "cmd/map_open.h"
#include "entry/layout.h"

struct view {
	const struct opened *map;
	struct layout layout;
	struct type *wide; /* of the sum; NULL: there is none */
	unsigned char *sum;
};

#define _cleanup_view_ __attribute__((__cleanup__(view_clear)))

/* Refuses --sum and --cpu for what has no values by CPU, and a sum of what are
 * no numbers. With `keys` rows have keys. 0, or -1 and *e. */
int view_make(struct view *v, const struct opened *map,
	      const struct map_args *args, bool keys, struct err *e);

/* What the view shows of a value as it came from the map: that, or the sum,
 * which holds until the next call. NULL and *e. */
const unsigned char *view_value(struct view *v, const unsigned char *value,
				struct err *e);

void view_clear(struct view *v);

#endif
