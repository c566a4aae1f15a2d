/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opens all that --pin and --map name.
 */
#ifndef BPFNS_SOURCE_NAMED_H
#define BPFNS_SOURCE_NAMED_H

#include "base/err.h"
#include "base/note.h"
#include "source/source.h"

/*
 * Opens what is listed, in its order, into the set; read-only where the source
 * says so, or everywhere with read_only. 0, or -1 and *e.
 */
int sources_collect(const struct sources *list, bool read_only,
		    struct map_set *set, const struct notes *notes,
		    struct err *e);

#endif
