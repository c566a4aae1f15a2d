/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpfns-export --load MAP=FILE: what an object's new maps hold before anybody
 * gets them.
 */
#ifndef BPFNS_CMD_EXPORT_LOAD_H
#define BPFNS_CMD_EXPORT_LOAD_H

#include "base/err.h"
#include "base/note.h"
#include "entry/layout.h"
#include "source/object.h"
#include "source/object_pin.h"

struct load_request {
	const char *map;  /* not owned */
	const char *path; /* not owned; "-": standard input */
	enum row_format format;
};

struct loads {
	struct load_request *v;
	size_t n;
};

/* Parses one option's argument, writing NULs into it, and appends it. The
 * text must outlive the list. 0, or -1 and *e. */
int loads_add(struct loads *list, char *text, struct err *e);

/*
 * Fills the maps, which object_load has made. Refuses one that the object
 * doesn't declare, and one that was pinned before: others may use that, and
 * what was written could not be undone. 0, or -1 and *e.
 */
int loads_do(const struct loads *list, const struct object *o,
	     const struct object_pins *pins, const struct notes *notes,
	     struct err *e);

void loads_clear(struct loads *list);

#endif
