/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose something is, by the number that the kernel tells in our user
 * namespace.
 */
#ifndef BPFNS_BASE_OWNER_H
#define BPFNS_BASE_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * True if uid is the one that we have. In a user namespace everybody without a
 * number there is told as the overflow uid (65534), so that there it is nobody
 * for sure, even where we have it ourselves.
 */
bool owner_is_us(uid_t uid);

/* True for root and us: what belongs to others, they may change. */
bool owner_is_trusted(uid_t uid);

/* Whether a uid or gid has a number outside of our user namespace, without
 * which nobody can take it on: 1, 0, or -1 where that can't be read. */
int owner_uid_is_mapped(uid_t uid);
int owner_gid_is_mapped(gid_t gid);

#endif
