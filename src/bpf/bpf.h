/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The few bpf(2) calls that handing maps over takes, raw: no library, no
 * maps of our own, no privileges beyond what each call needs.
 */
#ifndef BPFNS_BPF_BPF_H
#define BPFNS_BPF_BPF_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* What a map is, by the kernel's word. Sizes are bytes. */
struct bpf_shape {
	uint32_t type; /* enum bpf_map_type */
	uint32_t key_size;
	uint32_t value_size; /* of one CPU, for the per-CPU kinds */
	uint32_t max_entries;
	uint32_t flags; /* BPF_F_* of the map's creation */
};

/* Where the map's types are told: a BTF object (0: none), and in there the
 * types of key and value (0: not told). */
struct bpf_map_btf {
	uint32_t id;
	uint32_t key_type;
	uint32_t value_type;
};

struct bpf_map_facts {
	struct bpf_shape shape;
	uint32_t id;
	struct bpf_map_btf btf;
	char name[BPF_OBJ_NAME_LEN]; /* "" if it has none or it can't be had */
};

/*
 * All of these: a descriptor (close-on-exec, the caller's) or -1 and errno.
 * flags: 0, BPF_F_RDONLY or BPF_F_WRONLY.
 */
int bpf_pin_open(const char *path, uint32_t flags);
int bpf_map_open_id(uint32_t id, uint32_t flags); /* wants CAP_SYS_ADMIN */
int bpf_btf_open_id(uint32_t id);		  /* wants CAP_SYS_ADMIN */

/* The next map id above `after`, in *next. 0, or -1 and errno; ENOENT at the
 * end. Wants CAP_SYS_ADMIN. */
int bpf_map_next_id(uint32_t after, uint32_t *next);

/* Fills *facts for a descriptor that is known to be a map's: one that was
 * opened by id. 0, or -1 and errno. */
int bpf_map_ask(int fd, struct bpf_map_facts *facts);

/*
 * Fills *facts with what the kernel says of the map behind fd, or refuses:
 * fd is closed, or it is no map. Never decided by a name or a link text.
 * 0, or -1 and *e: "a program, not a map", with e->number 0; or, with an
 * errno there, that it couldn't be asked: bpf(2) is denied, which the workload
 * would meet too.
 */
int bpf_map_inspect(int fd, struct bpf_map_facts *facts, struct err *e);

#endif
