// SPDX-License-Identifier: BSD-2-Clause
/*
 * What bpfns-exec does with --learn and --report. It must never let a command
 * run under less than the filter that --report reports of.
 */
#include "cmd/exec_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/owner.h"
#include "confine/learn.h"
#include "confine/report.h"
#include "confine/supervise.h"

/* A file that is there already is ours to overwrite, and nobody's to change
 * behind our back: no neighbour has put it there. */
static int check_target(const char *path, const struct stat *st, struct err *e)
{
	if (!S_ISREG(st->st_mode))
		return err_set(e, 0, "%s: not a regular file", path);
	if (st->st_nlink != 1)
		return err_set(e, 0, "%s: has other names, too", path);
	return owner_check_file(path, st, e);
}

int watch_open(const char *path, struct err *e)
{
	_cleanup_fd_ int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	struct stat st;

	if (fd >= 0)
		return fd_steal(&fd);
	if (errno != EEXIST)
		return err_set(e, errno, "%s", path);
	if (lstat(path, &st) == 0 && S_ISLNK(st.st_mode))
		return err_set(e, 0, "%s: a symbolic link", path);
	/* A FIFO isn't waited for. */
	fd = open(path,
		  O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", path);
	if (check_target(path, &st, e) < 0)
		return -1;
	return fd_steal(&fd);
}

/* The command's process: it goes on as any launch does. */
static int become_command(struct launch *l, struct env *env,
			  const struct supervise *s, struct err *e)
{
	int status = LAUNCH_FAILED;

	l->listener = &s->shared->listener;
	if (env_claim(env, e) == 0) {
		l->env = env->v;
		status = launch(l, e);
	}
	s->shared->failed = 1;
	return status;
}

static int learn(struct supervise *s, const char *path, int fd,
		 char *const *command, struct err *e)
{
	struct learn *learned = calloc(1, sizeof(*learned));
	struct judge judge = {learn_decide, learned, fd};
	int r;

	if (!learned)
		return err_set(e, ENOMEM, "memory");
	r = supervise_run(s, &judge, e);
	/* Of a command that did not run there is nothing to learn. */
	if (r == 0 && !s->shared->failed)
		r = learn_write(learned, fd, path, command, e);
	free(learned);
	return r;
}

static int report(struct supervise *s, const struct filter *filter,
		  const struct notes *notes, struct err *e)
{
	struct report r = {.filter = filter, .notes = notes};
	struct judge judge = {report_decide, &r, -1};

	if (supervise_run(s, &judge, e) < 0)
		return -1;
	if (r.refused > 0)
		report_end(&r);
	return 0;
}

static int make_filter(const struct exec_options *o, const struct launch *l,
		       struct filter *out, struct err *e)
{
	if (o->learn)
		return notify_make_all(out, e);
	if (notify_make_denied(l->filter, out, e) < 0)
		return err_prefix(e, "--report: policy %s", l->guard->name);
	return 0;
}

int watch_launch(const struct exec_options *o, const struct launch *l,
		 struct env *env, int learn_fd, const struct notes *notes,
		 struct err *e)
{
	_cleanup_filter_ struct filter f = {0};
	struct launch watched = *l;
	struct supervise s;
	int r;

	if (make_filter(o, l, &f, e) < 0)
		return LAUNCH_FAILED;
	watched.filter = &f;
	r = supervise_start(&s, e);
	if (r == 0)
		return become_command(&watched, env, &s, e);
	if (r > 0 && o->learn)
		r = learn(&s, o->learn, learn_fd, l->argv, e);
	else if (r > 0)
		r = report(&s, l->filter, notes, e);
	if (r < 0)
		return LAUNCH_FAILED;
	supervise_end(&s);
}
