// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads the maps of our user namespace (user_namespaces(7)). It must never
 * take the overflow uid for a user.
 */
#include "base/owner.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"

/* 340 lines are the kernel's limit. */
#define MAP_BYTES 16384

/* What /proc says where nobody changed it. */
#define OVERFLOW_UID 65534

/* NULL where it can't be read; the caller frees it. */
static char *read_file(const char *path)
{
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct err ignored;
	char *text = NULL;
	size_t len;

	if (fd < 0 ||
	    fd_read_all(fd, path, MAP_BYTES, &text, &len, &ignored) < 0)
		return NULL;
	return text;
}

/* Lines of: the first number here, the first one outside, how many. */
static int is_mapped(const char *path, unsigned long id)
{
	_cleanup_free_ char *text = read_file(path);
	char *line = text;

	if (!text)
		return -1;
	while (*line != '\0') {
		unsigned long first = strtoul(line, &line, 10);
		unsigned long n;

		(void)strtoul(line, &line, 10); /* the one outside */
		n = strtoul(line, &line, 10);
		if (id >= first && id - first < n)
			return 1;
		if (*line != '\n')
			break;
		line++;
	}
	return 0;
}

int owner_uid_is_mapped(uid_t uid)
{
	return is_mapped("/proc/self/uid_map", uid);
}

int owner_gid_is_mapped(gid_t gid)
{
	return is_mapped("/proc/self/gid_map", gid);
}

bool owner_groups_are_fixed(void)
{
	_cleanup_free_ char *text = read_file("/proc/self/setgroups");

	return text && str_starts(text, "deny");
}

static uid_t overflow_uid(void)
{
	_cleanup_free_ char *text = read_file("/proc/sys/kernel/overflowuid");

	return text ? (uid_t)strtoul(text, NULL, 10) : OVERFLOW_UID;
}

bool owner_is_us(uid_t uid)
{
	if (uid != geteuid())
		return false;
	/* With all numbers mapped nobody is without one (but in an idmapped
	 * mount, which only root makes). */
	return uid != overflow_uid() ||
	       (owner_uid_is_mapped(0) == 1 &&
		owner_uid_is_mapped(UINT32_MAX - 1) == 1);
}

bool owner_is_trusted(uid_t uid)
{
	return uid == 0 || owner_is_us(uid);
}

int owner_check_file(const char *path, const struct stat *st, struct err *e)
{
	if (!owner_is_trusted(st->st_uid))
		return err_set(e, 0,
			       "%s: belongs to uid %u, who could change it "
			       "(only root's and our own will do)",
			       path, st->st_uid);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return err_set(e, 0,
			       "%s: writable by group or others (chmod go-w)",
			       path);
	return 0;
}

int owner_check_directory(const char *path, const struct stat *st,
			  struct err *e)
{
	if (!owner_is_trusted(st->st_uid))
		return err_set(e, 0, "%s belongs to uid %u", path, st->st_uid);
	if ((st->st_mode & (S_IWGRP | S_IWOTH)) && !(st->st_mode & S_ISVTX))
		return err_set(e, 0, "others may write to %s (mode %04o)", path,
			       st->st_mode & 07777);
	return 0;
}
