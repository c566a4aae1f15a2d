// SPDX-License-Identifier: BSD-2-Clause
/*
 * Loads the filter and execs. It must never exec without the filter that was
 * asked for.
 */
#include "confine/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"
#include "confine/notify.h"
#include "confine/policy.h"

/* Descriptors that a workload may want to open itself; with fewer left below
 * the old soft limit, it keeps the raised one. */
#define FDS_TO_SPARE 64

static int exec_failed(const char *command, int number, struct err *e)
{
	err_fill(e, number, "%s", command);
	return number == ENOENT ? LAUNCH_NOT_FOUND : LAUNCH_NOT_EXECUTABLE;
}

static int open_file(const char *path, int *fd)
{
	struct stat st;

	if (*path == '\0')
		return ENOENT;
	*fd = open(path, O_PATH | O_CLOEXEC);
	if (*fd < 0)
		return errno;
	if (fstat(*fd, &st) < 0)
		return errno;
	if (!S_ISREG(st.st_mode))
		return EACCES;
	if (faccessat(*fd, "", X_OK, AT_EMPTY_PATH | AT_EACCESS) < 0)
		return errno;
	return 0;
}

/* As execvp(3) searches, but opening what it finds. 0 or an errno. */
static int open_command(const char *command, int *found, struct err *e)
{
	char fallback[256] = "";
	const char *path = getenv("PATH");
	size_t need = confstr(_CS_PATH, fallback, sizeof(fallback));
	_cleanup_free_ char *copy = str_copy(path ? path : fallback, e);
	char *rest = copy;
	const char *part;
	int worst = ENOENT;

	if (!copy || need > sizeof(fallback))
		return ENOMEM;
	if (strchr(command, '/') || *command == '\0')
		return open_file(command, found);
	while ((part = str_next_word(&rest, ':'))) {
		_cleanup_free_ char *file = str_format(
			e, "%s%s%s", part, *part ? "/" : "", command);
		_cleanup_fd_ int fd = -1;
		int number;

		if (!file)
			return ENOMEM;
		number = open_file(file, &fd);
		if (number == 0) {
			*found = fd_steal(&fd);
			return 0;
		}
		if (number == EACCES)
			worst = EACCES;
	}
	return worst;
}

static int load(const struct launch *l, struct err *e)
{
	int listener;

	if (!l->listener)
		return filter_load(l->filter, e);
	listener = notify_load(l->filter, e);
	if (listener < 0)
		return -1;
	/* From here on every call may have to wait for whoever reads this. */
	*l->listener = listener;
	return 0;
}

/*
 * The filter lets one execveat through: that of descriptor POLICY_EXEC_FD. It
 * closes with the exec, and the limit below it, which nobody without
 * CAP_SYS_RESOURCE can raise, keeps that number from ever being had again.
 */
static int exec_once(const struct launch *l, struct err *e)
{
	struct rlimit limit = {POLICY_EXEC_FD, POLICY_EXEC_FD};
	struct rlimit now = {0};
	_cleanup_fd_ int command = -1;
	int number;

	if (l->highest_fd >= POLICY_EXEC_FD) {
		err_fill(e, 0,
			 "policy %s: descriptors up to %d, but it leaves "
			 "those below %d",
			 l->guard->name, l->highest_fd, POLICY_EXEC_FD);
		return LAUNCH_FAILED;
	}
	number = open_command(l->argv[0], &command, e);
	if (number != 0)
		return exec_failed(l->argv[0], number, e);
	if (dup3(command, POLICY_EXEC_FD, O_CLOEXEC) != POLICY_EXEC_FD) {
		err_fill(e, errno, "descriptor %d", POLICY_EXEC_FD);
		return LAUNCH_FAILED;
	}
	fd_close(&command);
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	    getrlimit(RLIMIT_NOFILE, &now) < 0) {
		err_fill(e, errno, "RLIMIT_NOFILE");
		return LAUNCH_FAILED;
	}
	if (now.rlim_max != POLICY_EXEC_FD) {
		err_fill(e, 0, "RLIMIT_NOFILE is not what was set");
		return LAUNCH_FAILED;
	}
	if (load(l, e) < 0)
		return LAUNCH_FAILED;
	(void)syscall(SYS_execveat, POLICY_EXEC_FD, "", l->argv, l->env,
		      AT_EMPTY_PATH);
	number = errno;
	/* A script's interpreter is given a name of a descriptor that the
	 * exec has closed: ENOENT then means that, execveat(2). */
	if (number == ENOENT) {
		err_fill(e, 0,
			 "%s: a script (or one whose interpreter is missing): "
			 "policy %s allows one exec, of a program",
			 l->argv[0], l->guard->name);
		return LAUNCH_NOT_EXECUTABLE;
	}
	return exec_failed(l->argv[0], number, e);
}

static int exec_any(const struct launch *l, struct err *e)
{
	if ((unsigned long)l->highest_fd + FDS_TO_SPARE < l->soft_limit &&
	    fd_limit_set_soft(l->soft_limit, e) < 0)
		return LAUNCH_FAILED;
	if (l->filter && load(l, e) < 0)
		return LAUNCH_FAILED;
	(void)execvp(l->argv[0], l->argv);
	return exec_failed(l->argv[0], errno, e);
}

int launch(const struct launch *l, struct err *e)
{
	/* execvp looks the command up in the PATH of environ. */
	environ = l->env;
	if (l->guard->exec == GUARD_EXEC_ONCE)
		return exec_once(l, e);
	return exec_any(l, e);
}
