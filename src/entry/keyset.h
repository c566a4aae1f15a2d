/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of keys, all of one size.
 */
#ifndef BPFNS_ENTRY_KEYSET_H
#define BPFNS_ENTRY_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/siphash.h"

struct keyset {
	size_t size; /* of a key: to be set before anything is added */
	unsigned char *keys;
	size_t n;
	size_t room;	 /* of keys */
	uint32_t *slots; /* place + 1 of a key, 0: free; a power of 2 of them */
	size_t n_slots;
	struct siphash_key secret; /* drawn with the first key */
};

void keyset_clear(struct keyset *set);

bool keyset_has(const struct keyset *set, const void *key);

/* Adds a copy. 1 if it is new, 0 if it was there, -1 and *e. */
int keyset_add(struct keyset *set, const void *key, struct err *e);

/* The place of a key, from 0 in the order of adding; SIZE_MAX: not there. */
size_t keyset_find(const struct keyset *set, const void *key);

#endif
