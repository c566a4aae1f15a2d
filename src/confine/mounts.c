// SPDX-License-Identifier: BSD-2-Clause
/*
 * Mounts what a netns wants to be seen differently. It must never change the
 * caller's mount namespace, and never leave one entry out silently: a
 * workload that asks the wrong name server is worse than none.
 */
#include "confine/mounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <mntent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/mnt.h"
#include "base/real.h"
#include "base/str.h"

#define ETC_NETNS    "/etc/netns"
#define SUBMOUNT_MAX 64

/* A mount below /sys that is to stay. */
struct submount {
	int fd;
	char *path;
};

struct submounts {
	struct submount v[SUBMOUNT_MAX];
	size_t n;
};

#define _cleanup_submounts_ __attribute__((__cleanup__(submounts_clear)))

static void submounts_clear(struct submounts *list)
{
	for (size_t i = 0; i < list->n; i++) {
		fd_close(&list->v[i].fd);
		free(list->v[i].path);
	}
}

static int own_namespace(struct err *e)
{
	/* Nowhere to mount */
	if (real_unshare(e) < 0 ||
	    real_call(mount("", "", NULL, 0, NULL), "mount", e) < 0 ||
	    real_call(mnt_attach(-1, ""), "move_mount", e) < 0)
		return -1;
	if (unshare(CLONE_NEWNS) < 0)
		return err_set(e, errno, "a mount namespace");
	/* What we mount stays ours; what the host mounts still comes in. */
	if (mount("", "/", NULL, MS_SLAVE | MS_REC, NULL) < 0)
		return err_set(e, errno, "mount namespace: /");
	return 0;
}

/* Binds one entry over its namesake in /etc. It is cloned first and looked at
 * afterwards: what we have looked at is what we mount. */
static int bind_entry(int directory, const char *name, struct err *e)
{
	_cleanup_free_ char *path = str_format(e, "/etc/%s", name);
	_cleanup_fd_ int entry = -1;
	struct stat ours;
	struct stat theirs;

	if (!path)
		return -1;
	entry = mnt_clone(directory, name);
	if (entry < 0 || fstat(entry, &ours) < 0)
		return err_set(e, errno, "%s", name);
	if (!S_ISREG(ours.st_mode) && !S_ISDIR(ours.st_mode))
		return err_set(e, 0, "%s: neither a file nor a directory",
			       name);
	if (stat(path, &theirs) < 0)
		return err_set(e, errno, "%s: nothing to bind it over: %s",
			       name, path);
	if ((ours.st_mode & S_IFMT) != (theirs.st_mode & S_IFMT))
		return err_set(e, 0, "%s: %s is of another type", name, path);
	if (mnt_attach(entry, path) < 0)
		return err_set(e, errno, "%s: over %s", name, path);
	return 0;
}

static int bind_etc(int directory, const struct notes *notes, struct err *e)
{
	struct dirent **entries;
	int r = real_call(syscall(SYS_getdents64, -1, NULL, 0), "getdents64",
			  e);
	int n = r < 0 ? 0
		      : scandirat(directory, ".", &entries, NULL, alphasort);

	if (r < 0)
		return -1;
	if (n < 0)
		return err_set(e, errno, "reading it");
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;

		if (r == 0 && !str_equal(name, ".") && !str_equal(name, "..")) {
			r = bind_entry(directory, name, e);
			if (r == 0)
				note(notes, NOTE_DETAIL, "bound /etc/%s", name);
		}
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int keep_submount(struct submounts *list, const char *path,
			 struct err *e)
{
	struct submount *s = &list->v[list->n];

	if (list->n == SUBMOUNT_MAX)
		return err_set(e, 0, "more than %d mounts below /sys",
			       SUBMOUNT_MAX);
	s->path = str_copy(path, e);
	if (!s->path)
		return -1;
	s->fd = mnt_clone(AT_FDCWD, path);
	list->n++;
	if (s->fd < 0)
		return err_set(e, errno, "keeping %s", path);
	return 0;
}

/* True if the path is, or lies below, one that is kept: a clone brings along
 * what is mounted below it. */
static bool is_kept(const struct submounts *list, const char *path)
{
	for (size_t i = 0; i < list->n; i++) {
		size_t len = strlen(list->v[i].path);

		if (strncmp(path, list->v[i].path, len) == 0 &&
		    (path[len] == '/' || path[len] == '\0'))
			return true;
	}
	return false;
}

static int keep_submounts(struct submounts *list, struct err *e)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	struct mntent *m;
	int r = 0;

	if (!mounts)
		return err_set(e, errno, "/proc/self/mounts");
	while (r == 0 && (m = getmntent(mounts)))
		if (str_starts(m->mnt_dir, "/sys/") &&
		    !is_kept(list, m->mnt_dir))
			r = keep_submount(list, m->mnt_dir, e);
	(void)endmntent(mounts); /* only read from */
	return r;
}

/* The attributes the old /sys has, so that a read-only one stays so. */
static int sys_attributes(unsigned int *attributes, struct err *e)
{
	struct statvfs st;

	if (real_call(statvfs("", &st), "statfs", e) < 0)
		return -1;
	if (statvfs("/sys", &st) < 0)
		return err_set(e, errno, "/sys");
	*attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
	if (st.f_flag & ST_RDONLY)
		*attributes |= MOUNT_ATTR_RDONLY;
	return 0;
}

static int mount_sys(struct err *e)
{
	_cleanup_submounts_ struct submounts kept = {.n = 0};
	_cleanup_fd_ int sys = -1;
	unsigned int attributes = 0;

	if (sys_attributes(&attributes, e) < 0 || keep_submounts(&kept, e) < 0)
		return -1;
	sys = mnt_new("sysfs", attributes);
	if (sys < 0 || mnt_attach(sys, "/sys") < 0)
		return err_set(e, errno, "/sys");
	for (size_t i = 0; i < kept.n; i++)
		if (mnt_attach(kept.v[i].fd, kept.v[i].path) < 0)
			return err_set(e, errno, "keeping %s", kept.v[i].path);
	return 0;
}

/* *directory stays -1 where there is none. */
static int open_etc(const char *name, int *directory, struct err *e)
{
	_cleanup_free_ char *path = NULL;

	if (!name)
		return 0;
	path = str_format(e, ETC_NETNS "/%s", name);
	if (!path)
		return -1;
	*directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*directory < 0 && errno != ENOENT)
		return err_set(e, errno, "%s", path);
	return 0;
}

/* What was opened in the old mount namespace can't be cloned in ours. */
static int reopen(const char *name, int *directory, struct err *e)
{
	fd_close(directory);
	if (open_etc(name, directory, e) < 0)
		return -1;
	if (*directory < 0)
		return err_set(e, ENOENT, ETC_NETNS "/%s", name);
	return 0;
}

int mounts_make(const char *name, bool sysfs, const struct notes *notes,
		struct err *e)
{
	_cleanup_fd_ int directory = -1;

	if (open_etc(name, &directory, e) < 0)
		return -1;
	if (directory < 0 && !sysfs)
		return 0;
	if (own_namespace(e) < 0 ||
	    (directory >= 0 && reopen(name, &directory, e) < 0))
		return -1;
	if (directory >= 0 && bind_etc(directory, notes, e) < 0)
		return err_prefix(e, ETC_NETNS "/%s", name);
	if (sysfs && mount_sys(e) < 0)
		return err_prefix(e, "--sysfs");
	return 0;
}
