/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BPF object files: what maps they declare, those maps made, and their
 * programs loaded. BTF-defined ones by libbpf, iproute2's after a conversion.
 */
#ifndef BPFNS_SOURCE_OBJECT_H
#define BPFNS_SOURCE_OBJECT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"
#include "map/declared.h"
#include "map/map.h"

/* Where a bpf file system is mounted. */
#define OBJECT_BPFFS "/sys/fs/bpf"

struct bpf_object;
struct btf;
struct bpf_map;
struct object_pins;

struct object {
	const char *path; /* not owned */
	struct bpf_object *bpf;
	struct declarations declared;
	struct bpf_map **maps; /* libbpf's, one for each declaration */
	bool legacy;	       /* iproute2's */
	/* Slots of its prog_arrays are to hold its programs, which must be
	 * loaded for that. */
	bool fills_prog_arrays;
	unsigned char sha1[20]; /* of the file */
};

#define _cleanup_object_ __attribute__((__cleanup__(object_close)))

/* Reads the file and understands it; nothing is made. `bpffs` is where maps
 * that ask for it are pinned. 0, or -1 and *e. */
int object_open(const char *path, const char *bpffs, struct object *out,
		const struct notes *notes, struct err *e);

/* The same of an object in memory, of which nothing is kept. `out->path` and
 * what is known of the file have been set. For object_open, and for what tries
 * to break it. */
int object_understand(const void *bytes, size_t len, const char *bpffs,
		      struct object *out, struct err *e);

/*
 * Makes the maps, or, where one is pinned already as declared, takes that; and
 * loads the programs that attaches_select chose. Nothing is pinned yet. 0, or
 * -1 and *e, and nothing has been left behind.
 */
int object_load(struct object *o, const struct object_pins *pins,
		const struct notes *notes, struct err *e);

/* Adds the maps to the set, in the order of definition. 0, or -1 and *e. */
int object_collect(const struct object *o, struct map_set *set, struct err *e);

/* libbpf's map of a declaration. Never NULL. */
struct bpf_map *object_map(const struct object *o, const struct declared *d);

/* The descriptor of a declared map; the object's. -1 before object_load. */
int object_map_fd(const struct object *o, const struct declared *d);

/* What the object's file says of types, or NULL; the object's. */
const struct btf *object_btf(const struct object *o);

/* Closes the maps and programs. Those that were collected stay in the set. */
void object_close(struct object *o);

#endif
