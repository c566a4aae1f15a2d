/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step "narrow": fewer maps, and read-only ones.
 */
#ifndef BPFNS_MAP_NARROW_H
#define BPFNS_MAP_NARROW_H

#include "base/err.h"
#include "base/note.h"
#include "base/words.h"
#include "map/map.h"

/* Closes every map that isn't named; a name that no map has is refused. */
int maps_keep_only(struct map_set *set, const struct words *names,
		   struct err *e);

/* Marks the named maps as wanted read-only, or all if names is NULL. */
int maps_want_read_only(struct map_set *set, const struct words *names,
			struct err *e);

/*
 * Replaces the descriptor of every map that is wanted read-only by one that
 * is, and checks that it is, and of the same map. Fails where it can't.
 */
int maps_narrow(struct map_set *set, const struct notes *notes, struct err *e);

/*
 * For a workload whose filter lets it write no map: narrows every map that
 * can be, and refuses a writable descriptor of a map that can be written
 * through mmap(2), where no filter sees it.
 */
int maps_narrow_where_possible(struct map_set *set, const struct notes *notes,
			       struct err *e);

/* True if a descriptor in the set is read-only. */
bool maps_any_read_only(const struct map_set *set);

#endif
