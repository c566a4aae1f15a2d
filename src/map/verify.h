/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step "verify": what the kernel says the descriptors are, and ids.
 */
#ifndef BPFNS_MAP_VERIFY_H
#define BPFNS_MAP_VERIFY_H

#include "base/err.h"
#include "base/note.h"
#include "map/map.h"

/*
 * Refuses a set in which a descriptor is no map, a map differs from what its
 * sender claimed, or a map stands twice (the workload could then have through
 * one descriptor what the other withholds). Fills in shape, kernel id, access
 * and, where a map has no name, the kernel's. 0, or -1 and *e.
 */
int maps_verify(struct map_set *set, const struct notes *notes, struct err *e);

/*
 * Makes the ids unique: those asked for stay (two alike are an error), those
 * that came stay where nobody else has them, all others get the lowest free
 * number, in the set's order. Warns of ids that were changed.
 */
int maps_number(struct map_set *set, const struct notes *notes, struct err *e);

#endif
