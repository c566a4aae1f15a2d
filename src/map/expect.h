/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step "expect": the maps are what an object file declares.
 */
#ifndef BPFNS_MAP_EXPECT_H
#define BPFNS_MAP_EXPECT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"
#include "map/declared.h"
#include "map/map.h"

/*
 * Holds the verified maps against declarations, and gives them their names: a
 * map belongs to the declaration of its name, else to that of the id it came
 * with, else, where as many maps came as are declared, to that in its place.
 * Refused are a map that belongs to none, two that belong to one, and one whose
 * type, key size, value size, flags or (unless `loose`) max entries differ; and
 * a sender who names another object file by device and inode. A map that is
 * declared and didn't come is no fault. 0, or -1 and *e.
 */
int maps_expect(struct map_set *set, const struct declarations *declared,
		const char *path, bool loose, const struct notes *notes,
		struct err *e);

#endif
