// SPDX-License-Identifier: BSD-2-Clause
/*
 * Walks the qdiscs, classes and filters of an interface. A block that several
 * interfaces share is dumped by the kernel under each of them
 * (net/sched/cls_api.c, tc_dump_tfilter), so that it needs no question of its
 * own.
 */
#include "source/attached_tc.h"

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

#include "base/grow.h"
#include "base/str.h"
#include "source/netlink.h"

#define CLSACT_INGRESS TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)
#define CLSACT_EGRESS  TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS)

static int parents_add(struct tc_parents *list, uint32_t handle,
		       enum attached_hook hook, bool classful, struct err *e)
{
	if (grow(&list->v, list->n, &list->room, sizeof(*list->v), e) < 0)
		return -1;
	list->v[list->n++] = (struct tc_parent){handle, hook, classful};
	return 0;
}

void tc_parents_clear(struct tc_parents *parents)
{
	free(parents->v);
	*parents = (struct tc_parents){0};
}

static int parse(struct nlmsghdr *answer, int type,
		 struct nlattr *all[TCA_MAX + 1], struct err *e)
{
	if (answer->nlmsg_type != type ||
	    nlmsg_parse(answer, sizeof(struct tcmsg), all, TCA_MAX, NULL) < 0)
		return err_set(e, 0, "rtnetlink: not an answer about tc");
	return 0;
}

/* The dump has the qdiscs of every interface of the netns. */
static int take_qdisc(void *context, struct nlmsghdr *answer, struct err *e)
{
	struct tc_parents *list = context;
	const struct tcmsg *tc = nlmsg_data(answer);
	struct nlattr *all[TCA_MAX + 1];
	const char *kind;

	if (parse(answer, RTM_NEWQDISC, all, e) < 0)
		return -1;
	if ((uint32_t)tc->tcm_ifindex != list->ifindex)
		return 0;
	kind = all[TCA_KIND] ? nla_get_string(all[TCA_KIND]) : "";
	if (str_equal(kind, "clsact") || str_equal(kind, "ingress")) {
		if (parents_add(list, CLSACT_INGRESS, HOOK_INGRESS, false, e) <
		    0)
			return -1;
		if (str_equal(kind, "ingress"))
			return 0;
		return parents_add(list, CLSACT_EGRESS, HOOK_EGRESS, false, e);
	}
	/* One that nobody has named has no handle: as the root of all it can
	 * be asked for all the same, below another one nothing hangs on it. */
	if (tc->tcm_handle == 0 && tc->tcm_parent != TC_H_ROOT)
		return 0;
	return parents_add(list, tc->tcm_handle, HOOK_EGRESS,
			   tc->tcm_handle != 0, e);
}

static int take_class(void *context, struct nlmsghdr *answer, struct err *e)
{
	struct tc_parents *list = context;
	const struct tcmsg *tc = nlmsg_data(answer);
	struct nlattr *all[TCA_MAX + 1];

	if (parse(answer, RTM_NEWTCLASS, all, e) < 0)
		return -1;
	return parents_add(list, tc->tcm_handle, HOOK_EGRESS, false, e);
}

static void forget_parents(void *context)
{
	((struct tc_parents *)context)->n = 0;
}

static int find_classes(struct netlink *nl, struct tc_parents *list,
			uint32_t handle, struct err *e)
{
	const struct tcmsg tc = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)list->ifindex,
		.tcm_parent = handle,
	};
	const struct netlink_question q = {
		.type = RTM_GETTCLASS,
		.dump = true,
		.header = &tc,
		.size = sizeof(tc),
		/* One found twice is asked for twice, no more. */
		.take = take_class,
		.context = list,
	};

	return netlink_ask(nl, &q, e);
}

int tc_parents_find(struct netlink *nl, uint32_t ifindex,
		    struct tc_parents *out, struct err *e)
{
	const struct tcmsg tc = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)ifindex,
	};
	const struct netlink_question q = {
		.type = RTM_GETQDISC,
		.dump = true,
		.header = &tc,
		.size = sizeof(tc),
		.take = take_qdisc,
		.again = forget_parents,
		.context = out,
	};
	size_t n_qdiscs;

	out->ifindex = ifindex;
	if (netlink_ask(nl, &q, e) < 0)
		return -1;
	n_qdiscs = out->n;
	for (size_t i = 0; i < n_qdiscs; i++)
		if (out->v[i].classful &&
		    find_classes(nl, out, out->v[i].handle, e) < 0)
			return -1;
	return 0;
}

int tc_has_no_egress(uint32_t ifindex, bool *out, struct err *e)
{
	_cleanup_tc_parents_ struct tc_parents parents = {0};
	_cleanup_netlink_ struct netlink nl = {0};
	bool ingress = false;
	bool egress = false;

	if (netlink_open(&nl, e) < 0 ||
	    tc_parents_find(&nl, ifindex, &parents, e) < 0)
		return -1;
	for (size_t i = 0; i < parents.n; i++) {
		ingress = ingress || parents.v[i].handle == CLSACT_INGRESS;
		egress = egress || parents.v[i].handle == CLSACT_EGRESS;
	}
	*out = ingress && !egress;
	return 0;
}

/* A filter of classic BPF has no id, and no maps. */
static int take_filter(void *context, struct nlmsghdr *answer, struct err *e)
{
	struct program_ids *out = context;
	const struct tcmsg *tc = nlmsg_data(answer);
	struct nlattr *all[TCA_MAX + 1];
	struct nlattr *bpf[TCA_BPF_MAX + 1];

	if (parse(answer, RTM_NEWTFILTER, all, e) < 0)
		return -1;
	/* Handle 0 is the list that filters of a kind hang in, not a filter. */
	if (tc->tcm_handle == 0 || !all[TCA_KIND] || !all[TCA_OPTIONS] ||
	    !str_equal(nla_get_string(all[TCA_KIND]), "bpf"))
		return 0;
	if (nla_parse_nested(bpf, TCA_BPF_MAX, all[TCA_OPTIONS], NULL) < 0)
		return err_set(e, 0, "rtnetlink: a faulty answer about tc");
	if (!bpf[TCA_BPF_ID])
		return 0;
	return program_ids_add(out, nla_get_u32(bpf[TCA_BPF_ID]), e);
}

int tc_programs_find(struct netlink *nl, const struct tc_parents *parents,
		     enum attached_hook hook, struct program_ids *out,
		     struct err *e)
{
	struct tcmsg tc = {
		.tcm_family = AF_UNSPEC,
		.tcm_ifindex = (int)parents->ifindex,
	};
	const struct netlink_question q = {
		.type = RTM_GETTFILTER,
		.dump = true,
		.header = &tc,
		.size = sizeof(tc),
		/* One found twice counts once in the end. */
		.take = take_filter,
		.context = out,
	};

	for (size_t i = 0; i < parents->n; i++) {
		if (parents->v[i].hook != hook)
			continue;
		tc.tcm_parent = parents->v[i].handle;
		if (netlink_ask(nl, &q, e) < 0)
			return -1;
	}
	return 0;
}
