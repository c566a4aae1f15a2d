// SPDX-License-Identifier: BSD-2-Clause
/*
 * Opens, closes and hands over descriptors. It must never return 0, 1 or 2
 * and never leave one open behind an error.
 */
#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/str.h"

void fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		(void)close(*fd); /* nothing was written that could be lost */
	*fd = -1;
	errno = saved;
}

int fd_steal(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

bool fd_is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

int fd_open_standard(bool usable, struct err *e)
{
	int fd;

	for (int want = 0; want <= 2; want++) {
		if (fd_is_open(want))
			continue;
		/* The lowest free number is `want`: all below are open. */
		fd = open("/dev/null",
			  (want == 0) == usable ? O_RDONLY : O_WRONLY);
		if (fd != want)
			return err_set(e, fd < 0 ? errno : EBADF,
				       "/dev/null: descriptor %d is closed, "
				       "and can't be filled",
				       want);
	}
	return 0;
}

int fd_set_cloexec(int fd, struct err *e)
{
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return err_set(e, errno, "descriptor %d", fd);
	return 0;
}

int fd_limit_raise(unsigned long *was, struct err *e)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_set(e, errno, "RLIMIT_NOFILE");
	*was = limit.rlim_cur;
	if (limit.rlim_cur == limit.rlim_max)
		return 0;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_set(e, errno, "RLIMIT_NOFILE");
	return 0;
}

int fd_limit_set_soft(unsigned long soft, struct err *e)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_set(e, errno, "RLIMIT_NOFILE");
	if (limit.rlim_cur == soft)
		return 0;
	limit.rlim_cur = soft;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_set(e, errno, "RLIMIT_NOFILE");
	return 0;
}

/* Doubles it, up to one byte more than may be read; the NUL has a byte of its
 * own. */
static int read_more_room(char **text, size_t *room, size_t max)
{
	size_t more = *room ? 2 * *room : 8192;
	char *longer;

	if (more > max + 1)
		more = max + 1;
	longer = realloc(*text, more + 1);
	if (!longer)
		return -1;
	*text = longer;
	*room = more;
	return 0;
}

bool fd_try_again(int fd, short events)
{
	struct pollfd p = {.fd = fd, .events = events};

	if (errno == EINTR)
		return true;
	if (errno != EAGAIN)
		return false;
	return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

int fd_read_all(int fd, const char *name, size_t max, char **out, size_t *len,
		struct err *e)
{
	_cleanup_free_ char *text = NULL;
	size_t room = 0;
	size_t used = 0;
	ssize_t n;

	do {
		if (used == room && read_more_room(&text, &room, max) < 0)
			return err_set(e, ENOMEM, "%s", name);
		n = read(fd, text + used, room - used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, errno, "%s", name);
		used += (size_t)n;
	} while (n != 0 && used <= max);
	if (used > max)
		return err_set(e, 0, "%s: longer than %zu bytes", name, max);
	text[used] = '\0';
	*out = text;
	*len = used;
	text = NULL;
	return 0;
}
