/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The datagram with which tc hands maps over: bytes in, structs out. No I/O.
 *
 * AF_UNIX, SOCK_DGRAM, native byte order, as on LP64. One message bears up to
 * 64 descriptors (SCM_RIGHTS) and as many entries, in the same order:
 *
 *   offset size
 *        0    2  version, 1
 *        2    2  number of maps, in all messages together
 *        4   64  name of the object file, NUL-terminated
 *       68    4  padding
 *       72    8  st_dev of the object file
 *       80    8  st_ino
 *       88       entries of u32 fields:
 *   iproute2 4.1  (20 bytes): type, key size, value size, max entries, id
 *            4.4  (24 bytes): ... id, pinning
 *            4.6  (28 bytes): type, key size, value size, max entries, flags,
 *                             id, pinning
 *            4.13 (36 bytes): ... pinning, inner id, inner index
 *
 * The version never changed, the entry did: its size follows from the length
 * of the payload. What we send is the last form.
 *
 * Names: tc has no field for them. Where a map's name is not the kernel's own
 * (,name=NAME; a pin longer than the kernel's 15 bytes), a block stands behind
 * the entries: a NUL-terminated name for each, "" for none, then u32 length of
 * the names, then the u32 TC_NAMES_MAGIC. tc's importer reads as many entries
 * as it wants and drops the rest, so it takes such a message too.
 */
#ifndef BPFNS_WIRE_TC_H
#define BPFNS_WIRE_TC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define TC_MAPS_MAX	  64 /* in one message */
#define TC_MAPS_TOTAL_MAX 65535
#define TC_OBJECT_MAX	  64
#define TC_NAME_MAX	  256 /* with its NUL */
#define TC_NAMES_MAGIC	  0x6e667062u
/* The longest message. */
#define TC_MESSAGE_MAX (88 + TC_MAPS_MAX * (36 + TC_NAME_MAX) + 8)

struct tc_entry {
	uint32_t type;
	uint32_t key_size;
	uint32_t value_size;
	uint32_t max_entries;
	uint32_t flags;
	uint32_t id;
	uint32_t pinning;
	uint32_t inner_id;
	uint32_t inner_index;
	const char *name; /* points into the message; NULL or "": none */
};

struct tc_message {
	uint16_t total;
	char object[TC_OBJECT_MAX + 1]; /* always terminated */
	uint64_t device;
	uint64_t inode;
	bool has_flags; /* the layout has the flags field */
	bool has_names; /* encode: add the names */
	size_t n;
	struct tc_entry entries[TC_MAPS_MAX];
};

/*
 * Reads `len` bytes that came with n_fds descriptors. Every length and count
 * is checked. The names point into `bytes`. 0, or -1 and *e.
 */
int tc_decode(const void *bytes, size_t len, size_t n_fds,
	      struct tc_message *out, struct err *e);

/* Writes the message, 36 bytes an entry, to `out`. The names must be shorter
 * than TC_NAME_MAX. Returns its length. */
size_t tc_encode(const struct tc_message *message,
		 unsigned char out[TC_MESSAGE_MAX]);

#endif
