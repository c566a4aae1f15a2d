// SPDX-License-Identifier: BSD-2-Clause
/*
 * Resolves and takes on an identity. It must never take a number for less
 * than it says (4294967295 is "no change" to the kernel), and never leave a
 * group behind that nobody asked for.
 */
#include "confine/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/owner.h"
#include "base/real.h"
#include "base/str.h"

/* Of /etc/passwd, bytes: a hundred thousand users. */
#define TABLE_MAX (16u << 20)

#define NO_NUMBER " has no number outside of this user namespace"

/* The highest is the "leave it" of setresuid(2). */
#define ID_MAX	(UINT32_MAX - 1)
#define ID_NONE UINT32_MAX

/* A whole file in memory, as a stream. stdio would take a read that a signal
 * interrupts for the end of the table. NULL and *e. */
static FILE *open_table(const char *path, char **text, struct err *e)
{
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	FILE *stream;
	size_t len;

	if (fd < 0) {
		err_fill(e, errno, "%s", path);
		return NULL;
	}
	if (fd_read_all(fd, path, TABLE_MAX, text, &len, e) < 0)
		return NULL;
	/* Of no bytes there is no stream; the NUL behind them is there. */
	stream = fmemopen(*text, len > 0 ? len : 1, "r");
	if (!stream)
		err_fill(e, errno, "%s", path);
	return stream;
}

/* 1 found, 0 not, -1 and *e. Matches by name, or by uid if name is NULL. */
static int find_user(const char *name, uid_t uid, uid_t *found, gid_t *gid,
		     struct err *e)
{
	_cleanup_free_ char *text = NULL;
	FILE *file = open_table("/etc/passwd", &text, e);
	struct passwd *p = NULL;
	int number;

	if (!file)
		return e->number == ENOENT ? 0 : -1;
	errno = 0;
	while ((p = fgetpwent(file)))
		if (name ? str_equal(p->pw_name, name) : p->pw_uid == uid)
			break;
	number = errno;
	if (p) {
		*found = p->pw_uid;
		*gid = p->pw_gid;
	}
	(void)fclose(file); /* it was memory */
	if (!p && number != 0 && number != ENOENT)
		return err_set(e, number, "/etc/passwd");
	return p != NULL;
}

static int find_group(const char *name, gid_t *gid, struct err *e)
{
	_cleanup_free_ char *text = NULL;
	FILE *file = open_table("/etc/group", &text, e);
	struct group *g = NULL;
	int number;

	if (!file)
		return -1;
	errno = 0;
	while ((g = fgetgrent(file)))
		if (str_equal(g->gr_name, name))
			break;
	number = errno;
	if (g)
		*gid = g->gr_gid;
	(void)fclose(file); /* it was memory */
	if (!g && number != 0 && number != ENOENT)
		return err_set(e, number, "/etc/group");
	if (!g)
		return err_set(e, 0, "no group '%s' in /etc/group", name);
	return 0;
}

/* 1: the group of the user is known, 0: it is not. */
static int parse_user(const char *text, uid_t *uid, gid_t *gid, struct err *e)
{
	uint64_t number;
	int r;

	if (str_is_digits(text)) {
		if (str_number(text, 0, ID_MAX, "user", &number, e) < 0)
			return -1;
		*uid = (uid_t)number;
		return find_user(NULL, *uid, uid, gid, e);
	}
	if (*text == '\0')
		return err_set(e, 0, "an empty user");
	r = find_user(text, 0, uid, gid, e);
	if (r == 0)
		return err_set(e, 0, "no user '%s' in /etc/passwd", text);
	return r;
}

static int parse_group(const char *text, gid_t *gid, struct err *e)
{
	uint64_t number;

	if (str_is_digits(text)) {
		if (str_number(text, 0, ID_MAX, "group", &number, e) < 0)
			return -1;
		*gid = (gid_t)number;
		return 0;
	}
	if (*text == '\0')
		return err_set(e, 0, "an empty group");
	return find_group(text, gid, e);
}

int identity_parse_uid(const char *text, uid_t *uid, struct err *e)
{
	gid_t ignored;

	return parse_user(text, uid, &ignored, e) < 0 ? -1 : 0;
}

int identity_parse_user(const char *text, struct identity *id, struct err *e)
{
	_cleanup_free_ char *copy = str_copy(text, e);
	char *rest = copy;
	const char *user;
	int known;

	if (!copy)
		return -1;
	user = str_next_word(&rest, ':');
	known = parse_user(user, &id->uid, &id->gid, e);
	if (known < 0)
		return -1;
	if (rest && parse_group(rest, &id->gid, e) < 0)
		return -1;
	if (!rest && !known)
		return err_set(e, 0,
			       "uid %s is not in /etc/passwd, so its group "
			       "must be given: %s:GROUP",
			       user, user);
	id->set_user = true;
	id->set_groups = true;
	return 0;
}

static int by_gid(const void *a, const void *b)
{
	gid_t x = *(const gid_t *)a;
	gid_t y = *(const gid_t *)b;

	return (x > y) - (x < y);
}

/* The kernel keeps the list sorted, and so can be compared with. */
static size_t sort_groups(gid_t *v, size_t n)
{
	size_t kept = 0;

	qsort(v, n, sizeof(*v), by_gid);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || v[kept - 1] != v[i])
			v[kept++] = v[i];
	return kept;
}

int identity_parse_groups(const struct words *groups, struct identity *id,
			  struct err *e)
{
	if (groups->n > IDENTITY_GROUPS_MAX)
		return err_set(e, 0, "more than %d groups",
			       IDENTITY_GROUPS_MAX);
	for (size_t i = 0; i < groups->n; i++)
		if (parse_group(groups->v[i], &id->groups[i], e) < 0)
			return -1;
	id->n_groups = sort_groups(id->groups, groups->n);
	id->set_groups = true;
	return 0;
}

/* 1 if the process has just these supplementary groups, 0 if not. */
static int has_groups(const struct identity *id, struct err *e)
{
	_cleanup_free_ gid_t *now = NULL;
	size_t count;
	int n;

	/* A number of groups that there can't be */
	if (real_call(syscall(SYS_getgroups, -1, NULL), "getgroups", e) < 0)
		return -1;
	n = getgroups(0, NULL);
	if (n < 0)
		return err_set(e, errno, "getgroups");
	now = calloc((size_t)n + 1, sizeof(*now));
	if (!now)
		return err_set(e, ENOMEM, "memory");
	n = getgroups(n, now);
	if (n < 0)
		return err_set(e, errno, "getgroups");
	count = sort_groups(now, (size_t)n);
	return count == id->n_groups &&
	       memcmp(now, id->groups, count * sizeof(*now)) == 0;
}

static int take_groups(const struct identity *id, struct err *e)
{
	int r = has_groups(id, e);

	if (r != 0)
		return r < 0 ? -1 : 0;
	if (setgroups(id->n_groups, id->groups) < 0)
		return err_set(e, errno, "supplementary groups");
	return 0;
}

/* 1 if real, effective and saved ids are so, 0 if not. */
static int has_user(const struct identity *id, struct err *e)
{
	uid_t u[3] = {ID_NONE, ID_NONE, ID_NONE};
	gid_t g[3] = {ID_NONE, ID_NONE, ID_NONE};

	if (getresuid(&u[0], &u[1], &u[2]) < 0 ||
	    getresgid(&g[0], &g[1], &g[2]) < 0)
		return err_set(e, errno, "identity");
	for (int i = 0; i < 3; i++)
		if (u[i] != id->uid || g[i] != id->gid)
			return 0;
	return 1;
}

static int need_groups(const struct identity *id, const struct caps *caps,
		       struct err *e)
{
	if (caps_need(caps, CAP_SETGID, e) < 0)
		return -1;
	for (size_t i = 0; i < id->n_groups; i++)
		if (owner_gid_is_mapped(id->groups[i]) == 0)
			return err_set(e, 0, "gid %u" NO_NUMBER, id->groups[i]);
	if (owner_groups_are_fixed())
		return err_set(e, 0,
			       "supplementary groups can't be changed in this "
			       "user namespace (/proc/self/setgroups: deny)");
	return 0;
}

static int need_user(const struct identity *id, const struct caps *caps,
		     struct err *e)
{
	if ((getuid() != id->uid || geteuid() != id->uid) &&
	    caps_need(caps, CAP_SETUID, e) < 0)
		return -1;
	if ((getgid() != id->gid || getegid() != id->gid) &&
	    caps_need(caps, CAP_SETGID, e) < 0)
		return -1;
	if (owner_gid_is_mapped(id->gid) == 0)
		return err_set(e, 0, "gid %u" NO_NUMBER, id->gid);
	if (owner_uid_is_mapped(id->uid) == 0)
		return err_set(e, 0, "uid %u" NO_NUMBER, id->uid);
	return 0;
}

int identity_need_user(const struct identity *id, const struct caps *caps,
		       struct err *e)
{
	int r = id->set_user ? has_user(id, e) : 1;

	return r < 0 || (r == 0 && need_user(id, caps, e) < 0) ? -1 : 0;
}

int identity_need_groups(const struct identity *id, const struct caps *caps,
			 struct err *e)
{
	int r = id->set_groups ? has_groups(id, e) : 1;

	return r < 0 || (r == 0 && need_groups(id, caps, e) < 0) ? -1 : 0;
}

int identity_take(const struct identity *id, struct err *e)
{
	int r;

	if (id->set_groups && take_groups(id, e) < 0)
		return -1;
	if (!id->set_user)
		return 0;
	r = has_user(id, e);
	if (r != 0)
		return r < 0 ? -1 : 0;
	if (setresgid(id->gid, id->gid, id->gid) < 0)
		return err_set(e, errno, "gid %u", id->gid);
	if (setresuid(id->uid, id->uid, id->uid) < 0)
		return err_set(e, errno, "uid %u", id->uid);
	return 0;
}

int identity_check(const struct identity *id, struct err *e)
{
	int r = 1;

	if (id->set_user)
		r = has_user(id, e);
	if (r > 0 && id->set_groups)
		r = has_groups(id, e);
	if (r < 0)
		return -1;
	return r ? 0 : err_set(e, 0, "the identity is not what was set");
}
