/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A map on its way from a source to the workload, and the set that owns the
 * descriptors. Sources fill a set; every later step takes it and hands it on:
 * received -> verified -> narrowed -> placed -> environment.
 */
#ifndef BPFNS_MAP_MAP_H
#define BPFNS_MAP_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "bpf/bpf.h"

/* The longest name, in bytes: what a file in a bpffs can be called. */
#define MAP_NAME_LONGEST 255

enum map_access {
	MAP_READ_WRITE,
	MAP_READ_ONLY,
	MAP_WRITE_ONLY,
};

/* Who gave a map its id; a higher one wins. */
enum map_id_rank {
	MAP_ID_NONE,  /* nobody: it gets the lowest free one */
	MAP_ID_CAME,  /* it came with the map */
	MAP_ID_ASKED, /* the user, with ,id= */
};

/* What a sender says a map is. Only the kernel knows; see maps_verify. */
struct map_claim {
	bool made;
	bool has_flags; /* the datagram's layout had that field */
	struct bpf_shape shape;
	/* The object file it was made from, 0 where that isn't known. */
	uint64_t device;
	uint64_t inode;
};

struct map {
	int fd;
	char *origin; /* for messages: "--pin /x/drops"; owned */
	char *name;   /* owned; NULL if it has none */
	bool renamed; /* the name is not the kernel's own */
	uint32_t id;  /* the N of BPF_MAP<N> */
	enum map_id_rank id_rank;
	bool want_read_only;
	struct map_claim claim;
	/* In the language of bpfns-types(7), for the environment; owned; NULL
	 * where nobody told. */
	char *key_type;
	char *value_type;
	/* The source opened it by its id, as nothing but a map can be, and has
	 * asked the kernel (map_take_facts). */
	bool asked;
	/* From here on: known once maps_verify has returned. */
	struct bpf_shape shape;
	uint32_t kernel_id;
	struct bpf_map_btf btf;
	enum map_access access;
};

struct map_set {
	struct map *v;
	size_t n;
	size_t room;
};

#define map_set_each(m, set) \
	for (struct map *m = (set)->v; m < (set)->v + (set)->n; m++)

#define _cleanup_maps_ __attribute__((__cleanup__(map_set_clear)))

/*
 * Adds a map and takes *fd over, on failure too (it is closed then). `origin`
 * and `name` (may be NULL) are copied. The pointer returned holds until the
 * next addition; NULL and *e on failure.
 */
struct map *map_set_add(struct map_set *set, int *fd, const char *origin,
			const char *name, struct err *e);

/* Names a map that has no name yet, by a copy of `name` in which every byte
 * that a name can't have is a _; one that is too long is refused. 0, or -1
 * and *e. */
int map_set_name(struct map *m, const char *name, struct err *e);

/* Names a map anew, in the same way. */
int map_set_rename(struct map *m, const char *name, struct err *e);

/* What the kernel says of it: shape, kernel_id, btf. */
void map_take_facts(struct map *m, const struct bpf_map_facts *facts);

/* Takes the map out of the set and closes it. The order stays. */
void map_set_remove(struct map_set *set, size_t index);

/* Closes and frees everything in the set. */
void map_set_clear(struct map_set *set);

/* What to call a map in a message: its name, else "id N of ORIGIN". The
 * buffer is the caller's. Returns it. */
#define MAP_LABEL_MAX 300
const char *map_label(const struct map *m, char buffer[MAP_LABEL_MAX]);

/* True if a map may bear this name: 1 to 255 bytes of printable ASCII and no
 * ':', which separates names in BPF_MAPS. */
bool map_name_valid(const char *name);

/* "read-write", "read-only" or "write-only". */
const char *map_access_word(enum map_access access);

/* The access mode of the descriptor, by fcntl. 0, or -1 and *e. */
int map_read_access(int fd, enum map_access *access, struct err *e);

#endif
