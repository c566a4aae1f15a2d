// SPDX-License-Identifier: BSD-2-Clause
/*
 * Attaches programs, and undoes it. If one can't be attached, none stays.
 */
#include "source/attach.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "source/attach_hook.h"
#include "source/attached_tc.h"
#include "source/libbpf_log.h"

static int parse_word(struct attach *a, const char *word, struct err *e)
{
	const char **slot = NULL;

	if (str_starts(word, "section="))
		slot = &a->section;
	else if (str_starts(word, "program="))
		slot = &a->program;
	if (!slot)
		return err_set(e, 0,
			       "'%s' is none of section=NAME, program=NAME",
			       word);
	if (*slot)
		return err_set(e, 0, "%s: given twice", word);
	*slot = strchr(word, '=') + 1;
	return 0;
}

static int parse(struct attach *a, char *text, struct err *e)
{
	char *rest = text;
	const char *hook;
	const char *word;

	a->ifname = str_next_word(&rest, ':');
	if (*a->ifname == '\0')
		return err_set(e, 0, "an interface without a name");
	if (!rest)
		return err_set(e, 0, "'%s' is not IFACE:HOOK", a->ifname);
	hook = str_next_word(&rest, ',');
	a->hook = attach_hook_find(hook);
	if (!a->hook)
		return err_set(e, 0, "'%s' is none of " ATTACH_HOOKS, hook);
	while ((word = str_next_word(&rest, ',')))
		if (parse_word(a, word, e) < 0)
			return -1;
	return 0;
}

int attaches_add(struct attaches *list, char *text, struct err *e)
{
	struct attach a = {0};

	if (parse(&a, text, e) < 0 ||
	    mem_resize(&list->v, list->n + 1, sizeof(*list->v), e) < 0)
		return -1;
	list->v[list->n++] = a;
	return 0;
}

/* The kernel takes "egress" for the ingress of such a qdisc, and says nothing
 * (net/sched/sch_ingress.c, ingress_tcf_block). */
static int check_egress(const struct attach *a, struct err *e)
{
	bool no_egress = false;

	if (a->hook->clsact_egress &&
	    tc_has_no_egress((uint32_t)a->ifindex, &no_egress, e) < 0)
		return err_prefix(e, "--attach %s:%s", a->ifname,
				  a->hook->name);
	if (no_egress)
		return err_set(e, 0,
			       "--attach %s:%s: the interface has a qdisc "
			       "'ingress', which knows no egress (clsact does)",
			       a->ifname, a->hook->name);
	return 0;
}

/* Twice on one hook it would see each packet twice. */
static int check_twin(const struct attach *a, const struct attach *before,
		      struct err *e)
{
	if (a->chosen != before->chosen || a->hook != before->hook ||
	    a->ifindex != before->ifindex)
		return 0;
	return err_set(e, 0, "program %s is to be attached to %s twice",
		       bpf_program__name(a->chosen), a->ifname);
}

int attaches_find(struct attaches *list, const char *netns, struct err *e)
{
	for (size_t i = 0; i < list->n; i++) {
		struct attach *a = &list->v[i];

		a->ifindex = (int)if_nametoindex(a->ifname);
		if (a->ifindex == 0)
			return err_set(e, 0,
				       "--attach %s: no such interface%s%s",
				       a->ifname, netns ? " in netns " : "",
				       netns ? netns : "");
		if (check_egress(a, e) < 0)
			return -1;
		for (size_t j = 0; j < i; j++)
			if (check_twin(a, &list->v[j], e) < 0)
				return -1;
	}
	return 0;
}

static int say_why(const struct attach *a, int number, struct err *e)
{
	const char *hint = "";

	if (number == EPERM)
		hint = " (needs CAP_NET_ADMIN)";
	else if (number == EBUSY || number == EEXIST)
		hint = " (a program is attached there already)";
	else if (number == EINVAL && str_starts(a->hook->name, "tcx"))
		hint = " (tcx is there since Linux 6.6)";
	return err_set(e, number, "--attach %s:%s%s", a->ifname, a->hook->name,
		       hint);
}

int attaches_do(struct attaches *list, const struct notes *notes, struct err *e)
{
	libbpf_log_to(notes);
	for (size_t i = 0; i < list->n; i++) {
		struct attach *a = &list->v[i];

		if (a->hook->attach(a, a->hook->detail,
				    bpf_program__fd(a->chosen)) < 0)
			return say_why(a, errno, e);
		a->attached = true;
		/* That qdisc may have come meanwhile. */
		if (check_egress(a, e) < 0)
			return -1;
		note(notes, NOTE_DETAIL, "attached %s to %s:%s",
		     bpf_program__name(a->chosen), a->ifname, a->hook->name);
	}
	return 0;
}

int attaches_undo(struct attaches *list, struct err *e)
{
	int r = 0;

	for (size_t i = list->n; i > 0; i--) {
		struct attach *a = &list->v[i - 1];

		if (!a->attached)
			continue;
		a->attached = false;
		if (a->hook->undo(a, a->hook->detail,
				  bpf_program__fd(a->chosen)) < 0)
			r = err_set(e, errno, "%s:%s: what was attached stays",
				    a->ifname, a->hook->name);
	}
	return r;
}

void attaches_clear(struct attaches *list)
{
	free(list->v);
	*list = (struct attaches){0};
}
