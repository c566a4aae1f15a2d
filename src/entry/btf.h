/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types of a map's keys and values as its BTF tells them, in the language
 * of bpfns-types(7). The kernel's copy wants CAP_SYS_ADMIN.
 */
#ifndef BPFNS_ENTRY_BTF_H
#define BPFNS_ENTRY_BTF_H

#include "base/note.h"
#include "bpf/bpf.h"
#include "map/map.h"

struct btf;

/* Texts of types, each owned, or NULL where BTF has none that fits. */
struct btf_types {
	char *key;
	char *value;
};

/* Reads them. 0, or -1 and *e, with e->number EPERM where the privilege is
 * missing. A map without BTF has none: that is no error. */
int btf_types_read(const struct bpf_map_facts *facts, struct btf_types *out,
		   struct err *e);
/* The same from the BTF that the map was made with. */
void btf_types_of(const struct btf *btf, const struct bpf_map_facts *facts,
		  struct btf_types *out);

void btf_types_clear(struct btf_types *types);

/* Fills in the types of all maps of a set that came without. Refuses where
 * there is BTF and it can't be read. 0, or -1 and *e. */
int maps_find_types(struct map_set *set, const struct notes *notes,
		    struct err *e);

#endif
