/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs that are attached to a network interface.
 */
#ifndef BPFNS_SOURCE_ATTACHED_H
#define BPFNS_SOURCE_ATTACHED_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"
#include "source/program_ids.h"

struct netlink;

/* Where programs are looked for. */
enum attached_hook {
	HOOK_INGRESS = 1 << 0, /* tc: clsact's or ingress's */
	HOOK_EGRESS = 1 << 1,  /* tc: clsact's, and those of other qdiscs */
	HOOK_XDP = 1 << 2,     /* in every mode */
	HOOK_TCX = 1 << 3,     /* both directions */
};

#define HOOKS_ALL (HOOK_INGRESS | HOOK_EGRESS | HOOK_XDP | HOOK_TCX)

/*
 * Appends the programs of an interface: XDP, then ingress (tcx, tc), then
 * egress (tcx, tc). One that is attached twice stands there twice. `explicit`:
 * a kernel without tcx is an error. 0, or -1 and *e, ENODEV there if there is
 * no such interface in the netns that nl was opened in.
 */
int attached_find(struct netlink *nl, const char *ifname, unsigned int hooks,
		  bool explicit, struct program_ids *out,
		  const struct notes *notes, struct err *e);

#endif
