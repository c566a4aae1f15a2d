/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What bpfns-exec --explain tells, in place of the launch.
 */
#ifndef BPFNS_CMD_EXPLAIN_H
#define BPFNS_CMD_EXPLAIN_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "confine/caps.h"
#include "confine/guard.h"
#include "confine/identity.h"
#include "map/env.h"
#include "map/map.h"
#include "map/place.h"

/* What a launch has come to, just before its filter. Nothing is owned. */
struct explanation {
	char *const *command;
	const char *netns; /* as it was asked for; NULL: the caller's */
	const struct map_set *set;
	const struct kept_fds *keep;
	const struct env *env;
	const struct caps *caps; /* with what we had at the start */
	const struct guard *guard;
};

/* What the process is by now, read back from the kernel, and what the filter
 * will do. */
struct explained {
	uid_t uid[3]; /* real, effective, saved */
	gid_t gid[3];
	gid_t groups[IDENTITY_GROUPS_MAX];
	size_t n_groups;
	struct caps_state caps;
	unsigned long long netns; /* the inode of the network namespace */
	uint64_t bpf;		  /* the commands that may pass, as bits */
	unsigned int always;	  /* system calls that always pass */
	unsigned int sometimes;	  /* those for which the arguments decide */
	unsigned int never;
};

/* Fills *found. 0, or -1 and *e. */
int explain_gather(const struct explanation *x, struct explained *found,
		   struct err *e);

/* The name of a securebit, NULL behind the last one. */
const char *explain_securebit(size_t index, unsigned int *bit);

#endif
