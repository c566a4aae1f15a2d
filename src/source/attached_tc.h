/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs that are tc filters, wherever filters can hang.
 */
#ifndef BPFNS_SOURCE_ATTACHED_TC_H
#define BPFNS_SOURCE_ATTACHED_TC_H

#include "source/attached.h"

/* A place where filters hang: a qdisc, a class of one, or clsact's hooks. */
struct tc_parent {
	uint32_t handle;	 /* TC_H_... */
	enum attached_hook hook; /* HOOK_INGRESS or HOOK_EGRESS */
	bool classful;		 /* it may have classes, to be asked for */
};

struct tc_parents {
	uint32_t ifindex;
	struct tc_parent *v;
	size_t n;
	size_t room;
};

#define _cleanup_tc_parents_ __attribute__((__cleanup__(tc_parents_clear)))

/* Finds the places of an interface. 0, or -1 and *e. */
int tc_parents_find(struct netlink *nl, uint32_t ifindex,
		    struct tc_parents *out, struct err *e);

/* Appends the programs at those places that belong to the hook, filters in
 * blocks that interfaces share included. 0, or -1 and *e. */
int tc_programs_find(struct netlink *nl, const struct tc_parents *parents,
		     enum attached_hook hook, struct program_ids *out,
		     struct err *e);

/* Whether the interface has a qdisc "ingress", which takes clsact's place and
 * knows no egress: filters for that would hang at its ingress. 0, or -1 and
 * *e. */
int tc_has_no_egress(uint32_t ifindex, bool *out, struct err *e);

void tc_parents_clear(struct tc_parents *parents);

#endif
