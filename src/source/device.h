/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps of the programs that are attached to network interfaces:
 * IFACE[:ingress,egress,xdp,tcx].
 */
#ifndef BPFNS_SOURCE_DEVICE_H
#define BPFNS_SOURCE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/note.h"
#include "map/map.h"

struct device {
	const char *ifname; /* not owned */
	unsigned int hooks; /* of enum attached_hook */
	bool chosen;	    /* the hooks were named */
};

struct devices {
	struct device *v;
	size_t n;
};

/* Parses one option's argument, writing NULs into it, and appends it. The text
 * must outlive the list. 0, or -1 and *e. */
int devices_add(struct devices *list, char *text, struct err *e);

/*
 * Adds all maps of all programs attached there, in the network namespace that
 * this process is in; `netns` is what messages call it, NULL: nothing. Of each
 * device in the order given, by name; each map once. A device without any
 * program, or without any map, is refused. Wants CAP_SYS_ADMIN and
 * CAP_NET_ADMIN. 0, or -1 and *e.
 */
int devices_collect(const struct devices *list, const char *netns,
		    bool read_only, struct map_set *set,
		    const struct notes *notes, struct err *e);

void devices_clear(struct devices *list);

#endif
