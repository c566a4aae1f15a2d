// SPDX-License-Identifier: BSD-2-Clause
/*
 * The set that owns map descriptors. Whatever leaves it, leaves it closed.
 */
#include "map/map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/str.h"

static int map_set_grow(struct map_set *set, struct err *e)
{
	size_t room = set->room ? 2 * set->room : 8;
	struct map *v;

	if (set->n < set->room)
		return 0;
	v = reallocarray(set->v, room, sizeof(*v));
	if (!v)
		return err_set(e, ENOMEM, "memory");
	set->v = v;
	set->room = room;
	return 0;
}

static void map_clear(struct map *m)
{
	fd_close(&m->fd);
	free(m->origin);
	free(m->name);
	free(m->key_type);
	free(m->value_type);
}

/* A source's name may hold anything; ours stands in colon lists and on
 * terminals. */
int map_set_name(struct map *m, const char *name, struct err *e)
{
	if (strlen(name) > MAP_NAME_LONGEST)
		return err_set(e, 0,
			       "%s: a name of %zu bytes, the longest has %d",
			       m->origin, strlen(name), MAP_NAME_LONGEST);
	m->name = str_copy(name, e);
	if (!m->name)
		return -1;
	for (char *c = m->name; *c; c++)
		if (*c < 0x20 || *c > 0x7e || *c == ':')
			*c = '_';
	return 0;
}

int map_set_rename(struct map *m, const char *name, struct err *e)
{
	free(m->name);
	m->name = NULL;
	m->renamed = true;
	return map_set_name(m, name, e);
}

struct map *map_set_add(struct map_set *set, int *fd, const char *origin,
			const char *name, struct err *e)
{
	struct map m = {.fd = fd_steal(fd)};

	m.origin = str_copy(origin, e);
	if (!m.origin || (name && map_set_name(&m, name, e) < 0) ||
	    map_set_grow(set, e) < 0) {
		map_clear(&m);
		return NULL;
	}
	set->v[set->n] = m;
	return &set->v[set->n++];
}

void map_take_facts(struct map *m, const struct bpf_map_facts *facts)
{
	m->shape = facts->shape;
	m->kernel_id = facts->id;
	m->btf = facts->btf;
}

void map_set_remove(struct map_set *set, size_t index)
{
	map_clear(&set->v[index]);
	set->n--;
	memmove(&set->v[index], &set->v[index + 1],
		(set->n - index) * sizeof(set->v[0]));
}

void map_set_clear(struct map_set *set)
{
	map_set_each (m, set)
		map_clear(m);
	free(set->v);
	*set = (struct map_set){0};
}

const char *map_label(const struct map *m, char buffer[MAP_LABEL_MAX])
{
	if (m->name)
		(void)snprintf(buffer, MAP_LABEL_MAX, "map %s", m->name);
	else
		(void)snprintf(buffer, MAP_LABEL_MAX, "%s", m->origin);
	return buffer;
}

bool map_name_valid(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > MAP_NAME_LONGEST)
		return false;
	for (; *name; name++)
		if (*name < 0x20 || *name > 0x7e || *name == ':')
			return false;
	return true;
}

const char *map_access_word(enum map_access access)
{
	switch (access) {
	case MAP_READ_ONLY:
		return "read-only";
	case MAP_WRITE_ONLY:
		return "write-only";
	default:
		return "read-write";
	}
}

int map_read_access(int fd, enum map_access *access, struct err *e)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return err_set(e, errno, "descriptor %d", fd);
	switch (flags & O_ACCMODE) {
	case O_RDONLY:
		*access = MAP_READ_ONLY;
		return 0;
	case O_WRONLY:
		*access = MAP_WRITE_ONLY;
		return 0;
	case O_RDWR:
		*access = MAP_READ_WRITE;
		return 0;
	default:
		return err_set(e, 0, "descriptor %d: no access mode", fd);
	}
}
