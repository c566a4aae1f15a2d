/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs, as far as it takes to come from them to their maps.
 */
#ifndef BPFNS_BPF_PROG_H
#define BPFNS_BPF_PROG_H

#include <stddef.h>
#include <stdint.h>

#include "bpf/bpf.h"

/* A program's own code can use 64 maps (include/linux/bpf_verifier.h,
 * MAX_USED_MAPS); to those BPF_PROG_BIND_MAP can add. */
#define BPF_PROG_MAPS_MAX 256

struct bpf_prog_facts {
	uint32_t id;
	uint32_t type; /* enum bpf_prog_type */
	char name[BPF_OBJ_NAME_LEN];
	uint32_t map_ids[BPF_PROG_MAPS_MAX];
	size_t n_maps; /* may be more than there is room for */
};

/* What a link holds together. */
struct bpf_link_facts {
	uint32_t type; /* enum bpf_link_type */
	uint32_t prog_id;
	/* Of a link of BPF_LINK_TYPE_TRACING: what its program is attached to:
	 * a program's id, or, for functions of the kernel, a BTF object's. */
	uint32_t target_id;
};

/* Both: a descriptor (close-on-exec, the caller's), or -1 and errno. Want
 * CAP_SYS_ADMIN. */
int bpf_prog_open_id(uint32_t id);
int bpf_link_open_id(uint32_t id);

/* The next link id above `after`. 0, or -1 and errno; ENOENT at the end. */
int bpf_link_next_id(uint32_t after, uint32_t *next);

/* All: 0, or -1 and errno. */
int bpf_prog_ask(int fd, struct bpf_prog_facts *facts);
int bpf_link_ask(int fd, struct bpf_link_facts *facts);

/*
 * The programs attached to a network interface, by attach type, in the order
 * in which they run. *n is the room in ids and becomes their number; ENOSPC:
 * there are more, and *n says how many. Wants CAP_NET_ADMIN.
 */
int bpf_prog_attached(uint32_t ifindex, uint32_t attach_type, uint32_t *ids,
		      uint32_t *n);

/* One value of a map; see bpf(2). 0, or -1 and errno. */
int bpf_map_lookup(int fd, const void *key, void *value);

/*
 * Reads elements of a hash in one go. *n is the room and becomes the number
 * read; `token` is NULL first and then what the call before put into
 * next_token, which has room for a key and 4 bytes at least. 0: there may be
 * more; -1 and errno: ENOENT: that was all; ENOSPC: too little room.
 */
int bpf_map_read_batch(int fd, const void *token, void *next_token, void *keys,
		       void *values, uint32_t *n);

#endif
