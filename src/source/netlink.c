// SPDX-License-Identifier: BSD-2-Clause
/*
 * Asks over rtnetlink, by libnl's core. It must never take half a dump for a
 * whole one.
 */
#include "source/netlink.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <unistd.h>

/* How often a dump is begun anew while others change what is dumped. */
#define TRIES_MAX 16

/* An exchange under way. */
struct talk {
	const struct netlink_question *q;
	struct err *e;
	int number;  /* the errno the kernel answered with, 0 if it didn't */
	bool failed; /* *e says why */
};

int netlink_open(struct netlink *nl, struct err *e)
{
	int r;

	/* What libnl's constructors would set, which src/launch.ld leaves out
	 * of static programs: each start would pay for them, and what they
	 * find in the environment (NLCB, NLDBG) makes libnl print. */
	nlmsg_set_default_size((size_t)getpagesize());
	nl->sock = nl_socket_alloc();
	if (!nl->sock)
		return err_set(e, ENOMEM, "memory");
	r = nl_connect(nl->sock, NETLINK_ROUTE);
	if (r < 0)
		return err_set(e, 0, "rtnetlink: %s", nl_geterror(r));
	/* The answers end by themselves, or with an error. */
	nl_socket_disable_auto_ack(nl->sock);
	return 0;
}

void netlink_close(struct netlink *nl)
{
	nl_socket_free(nl->sock); /* of NULL too */
	nl->sock = NULL;
}

static int on_valid(struct nl_msg *msg, void *context)
{
	struct talk *t = context;

	if (t->q->take(t->q->context, nlmsg_hdr(msg), t->e) == 0)
		return NL_OK;
	t->failed = true;
	return NL_STOP;
}

/* libnl's own numbers are fewer than the kernel's. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *answer,
		    void *context)
{
	struct talk *t = context;

	(void)from; /* libnl has looked at it */
	t->number = -answer->error;
	return NL_STOP;
}

static int send_question(struct netlink *nl, const struct netlink_question *q,
			 struct err *e)
{
	struct nl_msg *msg =
		nlmsg_alloc_simple(q->type, q->dump ? NLM_F_DUMP : 0);
	int r;

	if (!msg)
		return err_set(e, ENOMEM, "memory");
	r = nlmsg_append(msg, (void *)q->header, q->size, NLMSG_ALIGNTO);
	if (r == 0 && q->ifname)
		r = nla_put_string(msg, IFLA_IFNAME, q->ifname);
	if (r == 0)
		r = nl_send_auto(nl->sock, msg);
	nlmsg_free(msg);
	if (r < 0)
		return err_set(e, 0, "rtnetlink: %s", nl_geterror(r));
	return 0;
}

/* 0; 1: the dump was disturbed; -1 and *e. */
static int ask_once(struct netlink *nl, const struct netlink_question *q,
		    struct err *e)
{
	struct talk t = {.q = q, .e = e};
	struct nl_cb *cb;
	int r;

	if (send_question(nl, q, e) < 0)
		return -1;
	cb = nl_cb_alloc(NL_CB_DEFAULT);
	if (!cb)
		return err_set(e, ENOMEM, "memory");
	(void)nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, &t);
	(void)nl_cb_err(cb, NL_CB_CUSTOM, on_error, &t);
	r = nl_recvmsgs(nl->sock, cb);
	nl_cb_put(cb);
	if (t.failed)
		return -1;
	if (t.number != 0)
		return err_set(e, t.number, "rtnetlink");
	if (r == -NLE_DUMP_INTR)
		return 1;
	if (r < 0)
		return err_set(e, 0, "rtnetlink: %s", nl_geterror(r));
	return 0;
}

int netlink_ask(struct netlink *nl, const struct netlink_question *q,
		struct err *e)
{
	int r;

	for (int i = 0; i < TRIES_MAX; i++) {
		r = ask_once(nl, q, e);
		if (r <= 0)
			return r;
		if (q->again)
			q->again(q->context);
	}
	return err_set(e, 0, "rtnetlink: what is asked for never stays still");
}
