/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps that the command line names: WHAT[,id=N][,name=NAME][,ro].
 */
#ifndef BPFNS_SOURCE_SOURCE_H
#define BPFNS_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "map/map.h"

enum source_kind {
	SOURCE_PIN, /* --pin PATH */
	SOURCE_MAP, /* --map ID-or-NAME */
};

struct source {
	enum source_kind kind;
	const char *what; /* the path, id or name; not owned */
	const char *name; /* NULL: the pin's or the kernel's */
	bool has_id;
	uint32_t id;
	bool read_only;
};

struct sources {
	struct source *v;
	size_t n;
};

/* Parses one option's argument, writing NULs into it, and appends it. The
 * text must outlive the list. 0, or -1 and *e. */
int sources_add(struct sources *list, enum source_kind kind, char *text,
		struct err *e);

/* Frees the list. */
void sources_clear(struct sources *list);

/* Adds a map that a source has opened, as the source says; takes *fd over.
 * `name` is what the map is called unless the source names it. For the files
 * beside this one. */
int source_add_map(const struct source *s, int *fd, const char *origin,
		   const char *name, struct map_set *set, struct err *e);

#endif
