// SPDX-License-Identifier: BSD-2-Clause
/*
 * Goes from an interface's name to its maps. What is found there is handed on
 * whole, or not at all.
 */
#include "source/device.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "source/attached.h"
#include "source/netlink.h"
#include "source/reachable.h"

static const struct {
	const char *name;
	unsigned int hook;
	const char *looked_at;
} hooks[] = {
	{"xdp", HOOK_XDP, "xdp"},
	{"tcx", HOOK_TCX, "tcx ingress and egress"},
	{"ingress", HOOK_INGRESS, "tc ingress"},
	{"egress", HOOK_EGRESS, "tc egress, qdiscs and classes"},
};

#define HOOK_COUNT (sizeof(hooks) / sizeof(hooks[0]))

static int parse_hook(struct device *d, const char *word, struct err *e)
{
	for (size_t i = 0; i < HOOK_COUNT; i++)
		if (str_equal(hooks[i].name, word)) {
			d->hooks |= hooks[i].hook;
			return 0;
		}
	return err_set(e, 0, "'%s' is none of ingress, egress, xdp, tcx", word);
}

/* The kernel's own rule for names (net/core/dev.c, dev_valid_name) leaves the
 * colon to us. */
static int parse(struct device *d, char *text, struct err *e)
{
	char *rest = text;
	const char *word;

	d->ifname = str_next_word(&rest, ':');
	if (*d->ifname == '\0')
		return err_set(e, 0, "an interface without a name");
	if (strlen(d->ifname) >= IFNAMSIZ)
		return err_set(e, 0,
			       "%s: an interface's name has at most %d bytes, "
			       "this has %zu",
			       d->ifname, IFNAMSIZ - 1, strlen(d->ifname));
	if (!rest) {
		d->hooks = HOOKS_ALL;
		return 0;
	}
	d->chosen = true;
	while ((word = str_next_word(&rest, ',')))
		if (parse_hook(d, word, e) < 0)
			return -1;
	return 0;
}

int devices_add(struct devices *list, char *text, struct err *e)
{
	struct device d = {0};

	if (parse(&d, text, e) < 0 ||
	    mem_resize(&list->v, list->n + 1, sizeof(*list->v), e) < 0)
		return -1;
	list->v[list->n++] = d;
	return 0;
}

void devices_clear(struct devices *list)
{
	free(list->v);
	*list = (struct devices){0};
}

static void list_hooks(unsigned int chosen, char *out, size_t size)
{
	size_t used = 0;

	out[0] = '\0';
	for (size_t i = 0; i < HOOK_COUNT; i++)
		if (chosen & hooks[i].hook)
			used += (size_t)snprintf(out + used, size - used,
						 "%s%s", used ? "; " : "",
						 hooks[i].looked_at);
}

static int find_programs(struct netlink *nl, const struct device *d,
			 const char *netns, struct program_ids *out,
			 const struct notes *notes, struct err *e)
{
	char looked_at[128];

	if (attached_find(nl, d->ifname, d->hooks, d->chosen, out, notes, e) <
	    0) {
		if (e->number != ENODEV)
			return -1;
		return err_set(e, 0, "no such interface%s%s",
			       netns ? " in netns " : "", netns ? netns : "");
	}
	if (out->n > 0)
		return 0;
	list_hooks(d->hooks, looked_at, sizeof(looked_at));
	return err_set(e, 0, "no program is attached (looked at %s)",
		       looked_at);
}

static int by_name(const void *a, const void *b)
{
	const struct reached_map *x = a;
	const struct reached_map *y = b;
	int order = strcmp(x->facts.name, y->facts.name);

	if (order != 0)
		return order;
	return (x->at > y->at) - (x->at < y->at);
}

static int add_map(const struct device *d, struct reached_map *from,
		   struct map_set *set, struct err *e)
{
	_cleanup_free_ char *origin =
		str_format(e, "--dev %s, map %u", d->ifname, from->facts.id);
	struct map *m;

	if (!origin)
		return -1;
	m = map_set_add(set, &from->fd, origin,
			from->facts.name[0] ? from->facts.name : NULL, e);
	if (!m)
		return -1;
	m->asked = true;
	map_take_facts(m, &from->facts);
	return 0;
}

static int collect_one(struct netlink *nl, const struct device *d,
		       const char *netns, bool read_only,
		       struct reached *reached, struct map_set *set,
		       const struct notes *notes, struct err *e)
{
	_cleanup_program_ids_ struct program_ids programs = {0};

	if (find_programs(nl, d, netns, &programs, notes, e) < 0 ||
	    reached_add(reached, &programs, read_only, notes, e) < 0)
		return -1;
	/* All may have been met by way of another device. */
	if (reached->n_programs > 0 && reached->n_ways == 0)
		return err_set(e, 0, "the programs attached there have no map");
	if (reached->n > 0)
		qsort(reached->v, reached->n, sizeof(*reached->v), by_name);
	for (size_t i = 0; i < reached->n; i++)
		if (add_map(d, &reached->v[i], set, e) < 0)
			return -1;
	reached->n = 0;
	return 0;
}

int devices_collect(const struct devices *list, const char *netns,
		    bool read_only, struct map_set *set,
		    const struct notes *notes, struct err *e)
{
	_cleanup_reached_ struct reached reached = {0};
	_cleanup_netlink_ struct netlink nl = {0};

	if (netlink_open(&nl, e) < 0)
		return -1;
	for (size_t i = 0; i < list->n; i++)
		if (collect_one(&nl, &list->v[i], netns, read_only, &reached,
				set, notes, e) < 0)
			return err_prefix(e, "--dev %s", list->v[i].ifname);
	return 0;
}
