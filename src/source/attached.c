// SPDX-License-Identifier: BSD-2-Clause
/*
 * Asks an interface for its programs: XDP by rtnetlink, tcx by bpf(2), tc's by
 * attached_tc.c. It must never take "can't be asked" for "there is none".
 */
#include "source/attached.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "bpf/prog.h"
#include "source/attached_tc.h"
#include "source/netlink.h"

/* Enumerators that Linux 6.6's header has (enum bpf_attach_type). */
#define ATTACH_TCX_INGRESS 46
#define ATTACH_TCX_EGRESS  47

/* More than bpf_mprog lets stand at one hook (include/linux/bpf_mprog.h,
 * BPF_MPROG_MAX). */
#define TCX_PROGRAMS_MAX 64

/* What one RTM_GETLINK tells. */
struct link {
	uint32_t ifindex;
	uint32_t xdp[4]; /* the program, and that of each mode; 0: none */
};

static int take_link(void *context, struct nlmsghdr *answer, struct err *e)
{
	/* The one that runs comes in a field of its own where there is but
	 * one mode (net/core/rtnetlink.c, rtnl_xdp_fill). */
	static const int fields[] = {
		IFLA_XDP_PROG_ID,
		IFLA_XDP_DRV_PROG_ID,
		IFLA_XDP_SKB_PROG_ID,
		IFLA_XDP_HW_PROG_ID,
	};
	struct link *link = context;
	struct nlattr *all[IFLA_MAX + 1];
	struct nlattr *xdp[IFLA_XDP_MAX + 1];
	const struct ifinfomsg *info = nlmsg_data(answer);

	if (answer->nlmsg_type != RTM_NEWLINK ||
	    nlmsg_parse(answer, sizeof(*info), all, IFLA_MAX, NULL) < 0)
		return err_set(e, 0, "rtnetlink: not an answer about a link");
	link->ifindex = (uint32_t)info->ifi_index;
	if (!all[IFLA_XDP])
		return 0;
	if (nla_parse_nested(xdp, IFLA_XDP_MAX, all[IFLA_XDP], NULL) < 0)
		return err_set(e, 0, "rtnetlink: a faulty answer about XDP");
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (xdp[fields[i]])
			link->xdp[i] = nla_get_u32(xdp[fields[i]]);
	return 0;
}

static int find_link(struct netlink *nl, const char *ifname, struct link *link,
		     struct err *e)
{
	const struct ifinfomsg info = {.ifi_family = AF_UNSPEC};
	const struct netlink_question q = {
		.type = RTM_GETLINK,
		.header = &info,
		.size = sizeof(info),
		.ifname = ifname,
		.take = take_link,
		.context = link,
	};

	*link = (struct link){0};
	return netlink_ask(nl, &q, e);
}

static int find_xdp(const struct link *link, struct program_ids *out,
		    struct err *e)
{
	for (size_t i = 0; i < sizeof(link->xdp) / sizeof(link->xdp[0]); i++)
		if (link->xdp[i] != 0 &&
		    program_ids_add(out, link->xdp[i], e) < 0)
			return -1;
	return 0;
}

static int find_tcx(uint32_t ifindex, uint32_t attach_type, bool explicit,
		    struct program_ids *out, const struct notes *notes,
		    struct err *e)
{
	uint32_t ids[TCX_PROGRAMS_MAX];
	uint32_t n = TCX_PROGRAMS_MAX;

	if (bpf_prog_attached(ifindex, attach_type, ids, &n) < 0) {
		int number = errno;

		/* Nothing was attached here, ever. */
		if (number == ENOENT)
			return 0;
		if (number == EPERM)
			return err_set(e, number, "tcx (needs CAP_NET_ADMIN)");
		if (number != EINVAL || explicit)
			return err_set(e, number, "tcx%s",
				       number == EINVAL
					       ? " (this kernel has none)"
					       : "");
		note(notes, NOTE_DETAIL, "tcx: this kernel has none");
		return 0;
	}
	for (uint32_t i = 0; i < n; i++)
		if (program_ids_add(out, ids[i], e) < 0)
			return -1;
	return 0;
}

int attached_find(struct netlink *nl, const char *ifname, unsigned int hooks,
		  bool explicit, struct program_ids *out,
		  const struct notes *notes, struct err *e)
{
	_cleanup_tc_parents_ struct tc_parents parents = {0};
	struct link link;

	if (find_link(nl, ifname, &link, e) < 0)
		return -1;
	if ((hooks & HOOK_XDP) && find_xdp(&link, out, e) < 0)
		return -1;
	if ((hooks & (HOOK_INGRESS | HOOK_EGRESS)) &&
	    tc_parents_find(nl, link.ifindex, &parents, e) < 0)
		return -1;
	if ((hooks & HOOK_TCX) && find_tcx(link.ifindex, ATTACH_TCX_INGRESS,
					   explicit, out, notes, e) < 0)
		return -1;
	if ((hooks & HOOK_INGRESS) &&
	    tc_programs_find(nl, &parents, HOOK_INGRESS, out, e) < 0)
		return -1;
	if ((hooks & HOOK_TCX) && find_tcx(link.ifindex, ATTACH_TCX_EGRESS,
					   explicit, out, notes, e) < 0)
		return -1;
	if (hooks & HOOK_EGRESS)
		return tc_programs_find(nl, &parents, HOOK_EGRESS, out, e);
	return 0;
}
