// SPDX-License-Identifier: BSD-2-Clause
/*
 * Takes maps, and the right to write them, away. It must never hand on a
 * descriptor whose access mode it did not read back, and never freeze a map:
 * that hits every holder.
 */
#include "map/narrow.h"

#include <errno.h>

#include "base/fd.h"
#include "base/str.h"

/* BPF_MAP_TYPE_USER_RINGBUF, an enumerator that Linux 6.1's header has and
 * older ones don't. Whoever holds it writes its pages. */
#define TYPE_USER_RINGBUF 31

static int check_names(const struct map_set *set, const struct words *names,
		       struct err *e)
{
	for (size_t i = 0; i < names->n; i++) {
		bool found = false;

		map_set_each (m, set)
			if (m->name && str_equal(m->name, names->v[i]))
				found = true;
		if (!found)
			return err_set(e, 0, "no map is named '%s'",
				       names->v[i]);
	}
	return 0;
}

int maps_keep_only(struct map_set *set, const struct words *names,
		   struct err *e)
{
	size_t i = 0;

	if (names->n == 0)
		return 0;
	if (check_names(set, names, e) < 0)
		return err_prefix(e, "--only");
	while (i < set->n) {
		if (set->v[i].name && words_have(names, set->v[i].name))
			i++;
		else
			map_set_remove(set, i);
	}
	return 0;
}

int maps_want_read_only(struct map_set *set, const struct words *names,
			struct err *e)
{
	if (names && check_names(set, names, e) < 0)
		return err_prefix(e, "--read-only");
	map_set_each (m, set)
		if (!names || (m->name && words_have(names, m->name)))
			m->want_read_only = true;
	return 0;
}

/* 0, -1 and *e if what was opened is not what was asked for. */
static int check_reopened(const struct map *m, int fd, struct err *e)
{
	char label[MAP_LABEL_MAX];
	struct bpf_map_facts facts;
	enum map_access access;

	if (bpf_map_inspect(fd, &facts, e) < 0 ||
	    map_read_access(fd, &access, e) < 0)
		return err_prefix(e, "%s", map_label(m, label));
	if (facts.id != m->kernel_id)
		return err_set(e, 0, "%s: reopened as map %u, was %u",
			       map_label(m, label), facts.id, m->kernel_id);
	if (access != MAP_READ_ONLY)
		return err_set(e, 0, "%s: reopened, but still writable",
			       map_label(m, label));
	return 0;
}

/* 0, -1 and *e, or 1 and *e: this process has no way to, but nothing failed. */
static int narrow_one(struct map *m, struct err *e)
{
	char label[MAP_LABEL_MAX];
	_cleanup_fd_ int fd = -1;

	if (m->access == MAP_READ_ONLY)
		return 0;
	if (m->access == MAP_WRITE_ONLY) {
		err_fill(e, 0,
			 "%s: its descriptor is write-only, so it can't be "
			 "made read-only",
			 map_label(m, label));
		return 1;
	}
	fd = bpf_map_open_id(m->kernel_id, BPF_F_RDONLY);
	if (fd < 0) {
		int number = errno;

		err_fill(e, number,
			 "%s: can't be reopened read-only (needs "
			 "CAP_SYS_ADMIN, or --pin PATH,ro)",
			 map_label(m, label));
		return number == EPERM ? 1 : -1;
	}
	if (check_reopened(m, fd, e) < 0)
		return -1;
	fd_close(&m->fd);
	m->fd = fd_steal(&fd);
	m->access = MAP_READ_ONLY;
	return 0;
}

int maps_narrow(struct map_set *set, const struct notes *notes, struct err *e)
{
	char label[MAP_LABEL_MAX];

	map_set_each (m, set) {
		if (!m->want_read_only)
			continue;
		if (narrow_one(m, e) != 0)
			return -1;
		if (m->shape.type == BPF_MAP_TYPE_RINGBUF)
			note(notes, NOTE_WARNING,
			     "%s: a ring buffer can't be read through a "
			     "read-only descriptor",
			     map_label(m, label));
	}
	return 0;
}

int maps_narrow_where_possible(struct map_set *set, const struct notes *notes,
			       struct err *e)
{
	char label[MAP_LABEL_MAX];
	struct err why;
	int r;

	map_set_each (m, set) {
		/* Its reader must move a position in it. */
		if (m->shape.type == BPF_MAP_TYPE_RINGBUF)
			continue;
		r = narrow_one(m, &why);
		if (r == 0)
			continue;
		if (r < 0) {
			*e = why;
			return -1;
		}
		if ((m->shape.flags & BPF_F_MMAPABLE) ||
		    m->shape.type == TYPE_USER_RINGBUF)
			return err_set(e, 0,
				       "%s: writable through mmap(2), which no "
				       "filter sees; and %s",
				       map_label(m, label), why.text);
		note(notes, NOTE_DETAIL, "%s; the filter alone keeps it",
		     why.text);
	}
	return 0;
}

bool maps_any_read_only(const struct map_set *set)
{
	map_set_each (m, set)
		if (m->access == MAP_READ_ONLY)
			return true;
	return false;
}
