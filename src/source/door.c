// SPDX-License-Identifier: BSD-2-Clause
/*
 * Binds, watches and removes the importer's socket. It must never remove a
 * name that another process made, and never bind where another user could
 * put a socket of his own in our place.
 */
#include "source/door.h"

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/owner.h"
#include "base/sock.h"
#include "base/str.h"

/* Every signal that ends a process and can be waited for: SIGPIPE comes from
 * saying that we wait to a reader who left. */
static const int ending[] = {
	SIGHUP,	 SIGINT,  SIGQUIT,   SIGPIPE, SIGALRM, SIGTERM, SIGUSR1,
	SIGUSR2, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,
};

/* Whoever may rename in the directory can put his socket in the place of
 * ours, and get the maps. */
static int check_directory(const char *path, struct err *e)
{
	_cleanup_free_ char *copy = str_copy(path, e);
	const char *directory;
	struct stat st;

	if (!copy)
		return -1;
	directory = dirname(copy);
	if (stat(directory, &st) < 0)
		return err_set(e, errno, "%s: %s", path, directory);
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ENOTDIR, "%s: %s", path, directory);
	if (owner_check_directory(directory, &st, e) < 0)
		return err_prefix(e, "%s", path);
	return 0;
}

static const char *kind_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFSOCK:
		return "a socket";
	case S_IFDIR:
		return "a directory";
	case S_IFLNK:
		return "a symbolic link";
	case S_IFREG:
		return "a file";
	default:
		return "something else";
	}
}

static int check_name(const char *path, const struct sockaddr_un *address,
		      struct err *e)
{
	_cleanup_fd_ int fd = -1;
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	if (!S_ISSOCK(st.st_mode))
		return err_set(e, 0, "%s: is in use: %s stands there", path,
			       kind_of(st.st_mode));
	fd = sock_open(e);
	if (fd < 0)
		return -1;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) <
		    0 &&
	    errno == ECONNREFUSED)
		return err_set(e, 0,
			       "%s: is in use: a socket stands there that "
			       "nobody listens to any more (remove it)",
			       path);
	return err_set(e, 0, "%s: is in use: another process listens there",
		       path);
}

int door_check(const char *path, struct err *e)
{
	struct sockaddr_un address;

	if (sock_address(path, &address, e) < 0 || check_directory(path, e) < 0)
		return -1;
	return check_name(path, &address, e);
}

static int block_signals(struct door *door, struct err *e)
{
	struct sigaction action;
	sigset_t set;

	(void)sigemptyset(&set); /* can't fail */
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		/* What the caller ignores (nohup) must not end us. */
		if (sigaction(ending[i], NULL, &action) == 0 &&
		    action.sa_handler == SIG_IGN)
			continue;
		(void)sigaddset(&set, ending[i]); /* a valid number */
	}
	door->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (door->signals < 0)
		return err_set(e, errno, "signalfd");
	if (sigprocmask(SIG_BLOCK, &set, &door->was) < 0) {
		fd_close(&door->signals);
		return err_set(e, errno, "sigprocmask");
	}
	return 0;
}

/* The mode must be right from the first moment: a chmod would come too late
 * for whoever connects before it. */
static int bind_name(struct door *door, const struct sockaddr_un *address,
		     mode_t mode, struct err *e)
{
	mode_t was = umask(0777 & ~mode);
	int r = bind(door->fd, (const struct sockaddr *)address,
		     sizeof(*address));
	int number = errno;
	struct stat st;

	(void)umask(was); /* can't fail */
	if (r < 0)
		return err_set(e, number, "%s", address->sun_path);
	r = lstat(address->sun_path, &st);
	number = errno;
	/* The umask may only have been said to be set. */
	if (r < 0 || (st.st_mode & 0777 & ~mode) != 0) {
		(void)unlink(address->sun_path); /* bound a moment ago */
		return r < 0 ? err_set(e, number, "%s", address->sun_path)
			     : err_set(e, 0, "%s: its mode is %04o, not %04o",
				       address->sun_path, st.st_mode & 0777,
				       mode);
	}
	door->device = st.st_dev;
	door->inode = st.st_ino;
	return 0;
}

int door_open(struct door *door, const char *path, mode_t mode, struct err *e)
{
	struct sockaddr_un address;
	int on = 1;

	if (sock_address(path, &address, e) < 0)
		return -1;
	door->fd = sock_open(e);
	if (door->fd < 0)
		return -1;
	/* Before bind: no message may come in without its sender's uid. */
	if (setsockopt(door->fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) < 0)
		return err_set(e, errno, "%s: SO_PASSCRED", path);
	/* Before bind too: a signal must not leave the name behind. */
	if (block_signals(door, e) < 0 ||
	    bind_name(door, &address, mode, e) < 0)
		return -1;
	door->path = path;
	return 0;
}

static int say_signal(const struct door *door, struct err *e)
{
	struct signalfd_siginfo info;

	if (read(door->signals, &info, sizeof(info)) != sizeof(info))
		return err_set(e, errno, "signalfd");
	return err_set(e, 0, "ended by SIG%s while waiting",
		       sigabbrev_np((int)info.ssi_signo));
}

int door_wait(struct door *door, int timeout, struct err *e)
{
	struct pollfd fds[] = {
		{.fd = door->fd, .events = POLLIN},
		{.fd = door->signals, .events = POLLIN},
	};
	long long deadline = clock_ms() + timeout;
	int r;

	for (;;) {
		r = poll(fds, 2, timeout);
		if (r >= 0 || errno != EINTR)
			break;
		if (timeout < 0)
			continue;
		timeout = (int)(deadline - clock_ms());
		if (timeout < 0)
			timeout = 0;
	}
	if (r < 0)
		return err_set(e, errno, "poll");
	if (fds[1].revents)
		return say_signal(door, e);
	return r > 0;
}

void door_close(struct door *door)
{
	struct stat st;

	if (door->path && lstat(door->path, &st) == 0 &&
	    st.st_dev == door->device && st.st_ino == door->inode)
		(void)unlink(door->path); /* nobody is left to tell */
	door->path = NULL;
	fd_close(&door->fd);
	if (door->signals < 0)
		return;
	fd_close(&door->signals);
	(void)sigprocmask(SIG_SETMASK, &door->was, NULL); /* was ours */
}
