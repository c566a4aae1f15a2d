/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The map commands of bpf(2), raw: what a holder of a descriptor may do with
 * no privilege at all. Keys and values are as large as the map's shape says;
 * of per-CPU kinds a value is 8-byte-aligned and there for each possible CPU.
 */
#ifndef BPFNS_BPF_ELEM_H
#define BPFNS_BPF_ELEM_H

#include <stdint.h>

/* All: 0, or -1 and errno. `key` is NULL for kinds without keys. */
int bpf_elem_lookup(int fd, const void *key, void *value);
int bpf_elem_update(int fd, const void *key, const void *value,
		    uint64_t flags); /* BPF_ANY, BPF_NOEXIST, BPF_EXIST */
int bpf_elem_delete(int fd, const void *key);
int bpf_elem_take(int fd, const void *key, void *value);

/* The key behind `key`, or, if that is NULL or not there, the first. ENOENT
 * at the end. */
int bpf_elem_next(int fd, const void *key, void *next);

struct bpf_batch {
	const void *in; /* where to go on; NULL: at the start */
	void *out;	/* where to go on next time */
	void *keys;
	void *values;
	uint32_t count; /* in: the room; out, on failure too: how many */
};

/* Tokens have this many bytes, or the key's size if that is more. */
#define BPF_BATCH_TOKEN_MIN 4

/* 0, or -1 and errno. ENOENT: the end, with count entries valid. ENOSPC: the
 * next bucket has more than count entries. */
int bpf_batch_lookup(int fd, struct bpf_batch *b);
int bpf_batch_take(int fd, struct bpf_batch *b);
int bpf_batch_update(int fd, struct bpf_batch *b); /* no in and out */

#endif
