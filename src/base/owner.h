/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose something is, by the number that the kernel tells in our user
 * namespace.
 */
#ifndef BPFNS_BASE_OWNER_H
#define BPFNS_BASE_OWNER_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * True if uid is the one that we have. In a user namespace everybody without a
 * number there is told as the overflow uid (65534), so that there it is nobody
 * for sure, even where we have it ourselves; nor where /proc isn't there to tell.
 */
bool owner_is_us(uid_t uid);

/* True for root and us: what belongs to others, they may change. */
bool owner_is_trusted(uid_t uid);

/* Refuses a file that others than root and us may change, or could, as it is
 * theirs. 0, or -1 and *e. */
int owner_check_file(const char *path, const struct stat *st, struct err *e);

/* The same of a directory; in one with the sticky bit others may write, but put
 * nothing in the place of what is ours. */
int owner_check_directory(const char *path, const struct stat *st,
			  struct err *e);

/* Whether a uid or gid has a number outside of our user namespace, without
 * which nobody can take it on: 1, 0, or -1 where that can't be read. */
int owner_uid_is_mapped(uid_t uid);
int owner_gid_is_mapped(gid_t gid);

/* True if supplementary groups can't be changed in our user namespace, as far
 * as that can be read. */
bool owner_groups_are_fixed(void);

#endif
