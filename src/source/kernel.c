// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds maps by the ids and names the kernel has for them. It must never pick
 * one of several by chance.
 */
#include "source/kernel.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/str.h"

#define FOUND_SHOWN 8

/* The ids of the maps with one name; n counts those beyond FOUND_SHOWN too. */
struct found {
	uint32_t ids[FOUND_SHOWN];
	size_t n;
};

static int open_id(uint32_t id, bool read_only, struct err *e)
{
	int fd = bpf_map_open_id(id, read_only ? BPF_F_RDONLY : 0);

	if (fd >= 0)
		return fd;
	if (errno == EPERM)
		return err_set(e, errno, "map id %u (needs CAP_SYS_ADMIN)", id);
	if (errno == ENOENT)
		return err_set(e, 0, "no map has the id %u", id);
	return err_set(e, errno, "map id %u", id);
}

/* 1 if the map bears the name, 0 if not or if it is gone by now. */
static int has_name(uint32_t id, const char *name, struct err *e)
{
	struct bpf_map_facts facts;
	_cleanup_fd_ int fd = bpf_map_open_id(id, BPF_F_RDONLY);

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return err_set(e, errno, "map id %u", id);
	if (bpf_map_inspect(fd, &facts, e) < 0)
		return -1;
	return str_equal(facts.name, name);
}

static int find_name(const char *name, struct found *found, struct err *e)
{
	uint32_t id = 0;
	int r;

	while (bpf_map_next_id(id, &id) == 0) {
		r = has_name(id, name, e);
		if (r < 0)
			return -1;
		if (r > 0 && found->n++ < FOUND_SHOWN)
			found->ids[found->n - 1] = id;
	}
	if (errno == EPERM)
		return err_set(e, errno,
			       "looking for a map by name (needs "
			       "CAP_SYS_ADMIN)");
	if (errno != ENOENT)
		return err_set(e, errno, "looking for a map by name");
	return 0;
}

static int refuse_several(const char *name, const struct found *found,
			  struct err *e)
{
	char ids[FOUND_SHOWN * 12] = "";

	for (size_t i = 0; i < found->n && i < FOUND_SHOWN; i++)
		(void)snprintf(ids + strlen(ids), sizeof(ids) - strlen(ids),
			       " %u", found->ids[i]);
	return err_set(e, 0, "%zu maps are named %s: give an id:%s%s", found->n,
		       name, ids, found->n > FOUND_SHOWN ? " ..." : "");
}

/* 0 and *id, or -1 and *e. */
static int resolve(const char *what, uint32_t *id, struct err *e)
{
	struct found found = {.n = 0};
	uint64_t number;

	if (str_is_digits(what)) {
		if (str_number(what, 1, UINT32_MAX, "map id", &number, e) < 0)
			return -1;
		*id = (uint32_t)number;
		return 0;
	}
	if (strlen(what) >= BPF_OBJ_NAME_LEN)
		return err_set(e, 0,
			       "'%s': the kernel keeps %d characters of a name",
			       what, BPF_OBJ_NAME_LEN - 1);
	if (find_name(what, &found, e) < 0)
		return -1;
	if (found.n == 0)
		return err_set(e, 0, "no map is named %s", what);
	if (found.n > 1)
		return refuse_several(what, &found, e);
	*id = found.ids[0];
	return 0;
}

int kernel_collect(const struct source *s, struct map_set *set, struct err *e)
{
	_cleanup_free_ char *origin = str_format(e, "--map %s", s->what);
	_cleanup_fd_ int fd = -1;
	uint32_t id = 0;

	if (!origin)
		return -1;
	if (resolve(s->what, &id, e) < 0)
		return err_prefix(e, "--map");
	fd = open_id(id, s->read_only, e);
	if (fd < 0)
		return err_prefix(e, "--map");
	return source_add_map(s, &fd, origin, NULL, set, e);
}
