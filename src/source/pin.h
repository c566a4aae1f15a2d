/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps pinned in a bpffs.
 */
#ifndef BPFNS_SOURCE_PIN_H
#define BPFNS_SOURCE_PIN_H

#include "base/note.h"
#include "source/source.h"

/*
 * Opens the pin s->what, or, where that is a directory, every map in it (not
 * below it) in the order of their names; what is no map there is passed over.
 * A map is called as its file is. 0, or -1 and *e.
 */
int pin_collect(const struct source *s, struct map_set *set,
		const struct notes *notes, struct err *e);

#endif
