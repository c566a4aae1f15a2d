/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions to the kernel's network side, over rtnetlink(7).
 */
#ifndef BPFNS_SOURCE_NETLINK_H
#define BPFNS_SOURCE_NETLINK_H

#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct nl_sock;

struct netlink {
	struct nl_sock *sock;
};

#define _cleanup_netlink_ __attribute__((__cleanup__(netlink_close)))

/* One question. */
struct netlink_question {
	int type;	    /* RTM_GET... */
	bool dump;	    /* all there are, not one */
	const void *header; /* what follows the nlmsghdr */
	size_t size;	    /* of the header, in bytes */
	const char *ifname; /* a link's name; NULL: the header says which */
	/* Is given each answer. 0, or -1 and *e, which ends it. */
	int (*take)(void *context, struct nlmsghdr *answer, struct err *e);
	/* Forgets what was taken: the kernel's lists changed under a dump, and
	 * it is asked for again. NULL: nothing is to be done. */
	void (*again)(void *context);
	void *context;
};

/* Opens a socket in the network namespace this process is in. 0, or -1 and
 * *e. */
int netlink_open(struct netlink *nl, struct err *e);

/* Asks, and takes what is answered. 0, or -1 and *e, with the kernel's errno
 * there if it refused. */
int netlink_ask(struct netlink *nl, const struct netlink_question *q,
		struct err *e);

void netlink_close(struct netlink *nl);

#endif
