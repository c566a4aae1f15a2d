/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same policy as libseccomp codes it, to compare with what we make of it.
 */
#ifndef BPFNS_TEST_PROOF_PEER_H
#define BPFNS_TEST_PROOF_PEER_H

#include "confine/filter.h"
#include "confine/policy.h"
#include "confine/simulate.h"

#define PEER_FILTERS_MAX 512
#define PEER_NUMBERS	 1024 /* system calls from 0 that a peer knows */

/* Filters that are meant to be stacked. */
struct peer {
	struct filter filters[PEER_FILTERS_MAX];
	size_t count;
};

/* 0, or -1 and *e; *out is to be freed with peer_free either way. */
int peer_build(const struct policy *p, struct peer *out, struct err *e);
void peer_free(struct peer *peer);

/* What the kernel does when all of the peer's filters are loaded. */
uint32_t peer_decide(const struct peer *peer, const struct seccomp_data *d);

#endif
