/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SipHash-2-4: a hash whose collisions nobody finds who doesn't know the key.
 */
#ifndef BPFNS_BASE_SIPHASH_H
#define BPFNS_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct siphash_key {
	uint64_t half[2];
};

/* Draws a key at random. 0, or -1 and *e: there is no random number to be had,
 * and nothing that could stand for it. */
int siphash_key_draw(struct siphash_key *key, struct err *e);

/* The hash of n bytes. */
uint64_t siphash(const struct siphash_key *key, const void *bytes, size_t n);

#endif
