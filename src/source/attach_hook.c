// SPDX-License-Identifier: BSD-2-Clause
/*
 * Attaches to each kind of hook so that it lasts: no bpf_link, which would end
 * with us. It must never replace a program, nor detach one but its own.
 */
#include "source/attach_hook.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>

#include "base/str.h"

/* Enumerators that Linux 6.6's header has (enum bpf_attach_type). */
#define ATTACH_TCX_INGRESS 46
#define ATTACH_TCX_EGRESS  47

/* libbpf's calls answer with a negative errno. */
static int to_errno(int r)
{
	if (r >= 0)
		return 0;
	errno = -r;
	return -1;
}

static int remove_qdisc(const struct attach *a)
{
	LIBBPF_OPTS(bpf_tc_hook, both, .ifindex = a->ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);

	return to_errno(bpf_tc_hook_destroy(&both));
}

static int attach_tc(struct attach *a, unsigned int detail, int program)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = a->ifindex,
		    .attach_point = detail);
	LIBBPF_OPTS(bpf_tc_opts, opts, .prog_fd = program);
	int r = bpf_tc_hook_create(&hook);
	int number;

	if (r < 0 && r != -EEXIST)
		return to_errno(r);
	a->made_qdisc = r == 0;
	r = bpf_tc_attach(&hook, &opts);
	if (r < 0) {
		number = -r;
		if (a->made_qdisc)
			(void)remove_qdisc(a); /* the first failure counts */
		a->made_qdisc = false;
		errno = number;
		return -1;
	}
	a->handle = opts.handle;
	a->priority = opts.priority;
	return 0;
}

static int undo_tc(struct attach *a, unsigned int detail, int program)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = a->ifindex,
		    .attach_point = detail);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = a->handle,
		    .priority = a->priority);

	(void)program; /* handle and priority say which */
	if (to_errno(bpf_tc_detach(&hook, &opts)) < 0)
		return -1;
	return a->made_qdisc ? remove_qdisc(a) : 0;
}

static int attach_tcx(struct attach *a, unsigned int detail, int program)
{
	return to_errno(bpf_prog_attach(program, a->ifindex, detail, 0));
}

static int undo_tcx(struct attach *a, unsigned int detail, int program)
{
	return to_errno(bpf_prog_detach2(program, a->ifindex, detail));
}

static int attach_xdp(struct attach *a, unsigned int detail, int program)
{
	return to_errno(bpf_xdp_attach(a->ifindex, program,
				       detail | XDP_FLAGS_UPDATE_IF_NOEXIST,
				       NULL));
}

static int undo_xdp(struct attach *a, unsigned int detail, int program)
{
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts, .old_prog_fd = program);

	return to_errno(bpf_xdp_detach(a->ifindex, detail, &opts));
}

static const struct attach_hook hooks[] = {
	{"ingress", BPF_PROG_TYPE_SCHED_CLS, BPF_TC_INGRESS, attach_tc, undo_tc,
	 false},
	{"egress", BPF_PROG_TYPE_SCHED_CLS, BPF_TC_EGRESS, attach_tc, undo_tc,
	 true},
	{"tcx-ingress", BPF_PROG_TYPE_SCHED_CLS, ATTACH_TCX_INGRESS, attach_tcx,
	 undo_tcx, false},
	{"tcx-egress", BPF_PROG_TYPE_SCHED_CLS, ATTACH_TCX_EGRESS, attach_tcx,
	 undo_tcx, false},
	{"xdp", BPF_PROG_TYPE_XDP, 0, attach_xdp, undo_xdp, false},
	{"xdpgeneric", BPF_PROG_TYPE_XDP, XDP_FLAGS_SKB_MODE, attach_xdp,
	 undo_xdp, false},
	{"xdpdrv", BPF_PROG_TYPE_XDP, XDP_FLAGS_DRV_MODE, attach_xdp, undo_xdp,
	 false},
};

const struct attach_hook *attach_hook_find(const char *name)
{
	for (size_t i = 0; i < sizeof(hooks) / sizeof(hooks[0]); i++)
		if (str_equal(hooks[i].name, name))
			return &hooks[i];
	return NULL;
}
