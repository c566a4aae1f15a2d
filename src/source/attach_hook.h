/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hooks of an interface, as far as attaching to them goes.
 */
#ifndef BPFNS_SOURCE_ATTACH_HOOK_H
#define BPFNS_SOURCE_ATTACH_HOOK_H

#include <linux/bpf.h>

#include "source/attach.h"

struct attach_hook {
	const char *name;
	enum bpf_prog_type type; /* of programs that go there */
	/* tc: enum bpf_tc_attach_point; tcx: enum bpf_attach_type; XDP: flags
	 * (XDP_FLAGS_*). */
	unsigned int detail;
	/* 0, or -1 and errno; `undo` takes back just what `attach` did. */
	int (*attach)(struct attach *a, unsigned int detail, int program);
	int (*undo)(struct attach *a, unsigned int detail, int program);
	bool clsact_egress; /* which the qdisc "ingress" would swallow */
};

/* NULL if there is no such hook. */
const struct attach_hook *attach_hook_find(const char *name);

/* The names of all hooks, for messages. */
#define ATTACH_HOOKS \
	"ingress, egress, tcx-ingress, tcx-egress, xdp, xdpgeneric, xdpdrv"

#endif
