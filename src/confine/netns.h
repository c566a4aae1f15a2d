/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entering a network namespace, with what ip-netns(8) does beside it.
 */
#ifndef BPFNS_CONFINE_NETNS_H
#define BPFNS_CONFINE_NETNS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"

struct netns {
	int fd;		  /* of the namespace; -1: none, or a new one */
	bool create;	  /* a new one */
	const char *name; /* for /etc/netns; NULL if it has none; not owned */
};

#define NETNS_NONE       \
	{                \
		.fd = -1 \
	}
#define _cleanup_netns_ __attribute__((__cleanup__(netns_close)))

/*
 * Resolves NAME (in /run/netns), a PATH with a slash in it, pid:N, fd:N or
 * "new", and opens it; whatever is no network namespace is refused. What is
 * open can't be swapped or die while we wait. 0, or -1 and *e.
 */
int netns_open(const char *text, struct netns *ns, struct err *e);

/*
 * Enters it, or makes a new one, in which lo is brought up, and binds what
 * stands in /etc/netns/NAME over /etc, in a mount namespace of our own. With
 * `sysfs`, /sys shows the devices of that netns, and the mounts below /sys
 * stay. Its descriptor is closed then. 0, or -1 and *e.
 */
int netns_enter(struct netns *ns, bool sysfs, const struct notes *notes,
		struct err *e);

/* Enters it and does nothing beside: the file systems stay as they are. Its
 * descriptor is closed then. 0, or -1 and *e. */
int netns_join(struct netns *ns, const struct notes *notes, struct err *e);

void netns_close(struct netns *ns);

#endif
