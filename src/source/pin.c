// SPDX-License-Identifier: BSD-2-Clause
/*
 * Opens pins. The kernel alone judges whether the caller may.
 */
#include "source/pin.h"

#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "base/fd.h"
#include "base/str.h"

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* True if what is there lies in another file system, for sure. */
static bool is_elsewhere(const char *path)
{
	struct statfs st;

	return statfs(path, &st) == 0 && st.f_type != BPF_FS_MAGIC;
}

static int open_pin(const struct source *s, const char *path, struct err *e)
{
	int fd = bpf_pin_open(path, s->read_only ? BPF_F_RDONLY : 0);
	int number;

	if (fd >= 0)
		return fd;
	number = errno;
	if ((number == EINVAL || number == EACCES) && is_elsewhere(path))
		return err_set(e, 0,
			       "--pin %s: no map is pinned there, it is not in "
			       "a bpf file system",
			       path);
	if (number == EACCES && !s->read_only)
		return err_set(e, number, "--pin %s (read-only: --pin %s,ro)",
			       path, path);
	if (number == EINVAL)
		return err_set(e, number, "--pin %s: no map is pinned there",
			       path);
	return err_set(e, number, "--pin %s", path);
}

static int add_one(const struct source *s, int *fd, struct map_set *set,
		   struct err *e)
{
	_cleanup_free_ char *origin = str_format(e, "--pin %s", s->what);

	if (!origin)
		return -1;
	return source_add_map(s, fd, origin, last_part(s->what), set, e);
}

/* One entry of a directory. What is no map is passed over, but a map that
 * can't be opened is not: the workload would miss it. */
static int collect_entry(const struct source *s, const struct dirent *entry,
			 struct map_set *set, const struct notes *notes,
			 struct err *e)
{
	_cleanup_free_ char *path =
		str_format(e, "%s/%s", s->what, entry->d_name);
	_cleanup_free_ char *origin = str_format(e, "--pin %s", path);
	struct bpf_map_facts facts;
	_cleanup_fd_ int fd = -1;
	struct stat st;

	if (!path || !origin)
		return -1;
	if (stat(path, &st) < 0)
		return err_set(e, errno, "%s", origin);
	if (S_ISDIR(st.st_mode))
		return 0;
	fd = open_pin(s, path, e);
	/* A link can't be opened with an access mode (kernel/bpf/inode.c,
	 * bpf_obj_get_user). */
	if (fd < 0 && s->read_only && e->number == EINVAL) {
		note(notes, NOTE_DETAIL, "%s: passed over: not a map", path);
		return 0;
	}
	if (fd < 0)
		return -1;
	if (bpf_map_inspect(fd, &facts, e) < 0) {
		if (e->number != 0)
			return err_prefix(e, "%s", origin);
		note(notes, NOTE_DETAIL, "%s: passed over: %s", path, e->text);
		return 0;
	}
	return source_add_map(s, &fd, origin, entry->d_name, set, e);
}

/* A dot is refused in the names that users make; the kernel's own files
 * (maps.debug, progs.debug) have one (kernel/bpf/inode.c, bpf_lookup). */
static int is_made_by_users(const struct dirent *entry)
{
	return strchr(entry->d_name, '.') == NULL;
}

static int collect_directory(const struct source *s, struct map_set *set,
			     const struct notes *notes, struct err *e)
{
	size_t before = set->n;
	struct dirent **entries;
	int n = scandir(s->what, &entries, is_made_by_users, alphasort);
	int r = 0;

	if (n < 0)
		return err_set(e, errno, "--pin %s", s->what);
	for (int i = 0; i < n; i++) {
		if (r == 0)
			r = collect_entry(s, entries[i], set, notes, e);
		free(entries[i]);
	}
	free(entries);
	if (r < 0)
		return -1;
	if (set->n == before)
		return err_set(e, 0, "--pin %s: no map is pinned in there",
			       s->what);
	return 0;
}

int pin_collect(const struct source *s, struct map_set *set,
		const struct notes *notes, struct err *e)
{
	_cleanup_fd_ int fd = open_pin(s, s->what, e);
	struct stat st;

	if (fd >= 0)
		return add_one(s, &fd, set, e);
	/* Only what is no pin is worth another look. */
	if (stat(s->what, &st) < 0 || !S_ISDIR(st.st_mode))
		return -1;
	if (s->name || s->has_id)
		return err_set(e, 0,
			       "--pin %s: id= and name= are for one map, this "
			       "is a directory",
			       s->what);
	return collect_directory(s, set, notes, e);
}
