/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step "place": the final descriptor numbers, and nothing else open.
 */
#ifndef BPFNS_MAP_PLACE_H
#define BPFNS_MAP_PLACE_H

#include "base/err.h"
#include "map/map.h"

/* Descriptors that pass through to the workload under their own numbers. */
struct kept_fds {
	int *v; /* ascending, each 3 or more, no two alike */
	size_t n;
	/* One that stays ours, close-on-exec; it is moved out of the way. NULL
	 * if there is none. */
	int *own;
};

/*
 * Moves the maps to 3, 4, 5, ... in the set's order, past those kept, clears
 * close-on-exec of both, and closes every other descriptor above 2. The one
 * place that clears close-on-exec. 0, or -1 and *e.
 */
int maps_place(struct map_set *set, const struct kept_fds *kept, struct err *e);

#endif
