// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds and enters a network namespace. It must never enter what it has not
 * seen to be one, and never go on in the namespace it came from.
 */
#include "confine/netns.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/nsfs.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/real.h"
#include "base/str.h"
#include "confine/mounts.h"

#define RUN_NETNS "/run/netns"

static int check_kind(int fd, const char *text, struct err *e)
{
	int type = ioctl(fd, NS_GET_NSTYPE);

	if (type == CLONE_NEWNET)
		return 0;
	if (type < 0 && errno != ENOTTY && errno != EINVAL)
		return err_set(e, errno, "%s", text);
	return err_set(e, 0, "%s: %s", text,
		       type < 0 ? "not a namespace"
				: "a namespace, but not of network");
}

static int open_path(const char *path, const char *text, struct netns *ns,
		     struct err *e)
{
	/* A FIFO must not hold us up. */
	ns->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (ns->fd < 0 && errno == ENOENT && ns->name)
		return err_set(e, 0, "%s: no such netns in %s", text,
			       RUN_NETNS);
	if (ns->fd < 0)
		return err_set(e, errno, "%s", text);
	return check_kind(ns->fd, text, e);
}

static int open_name(const char *name, struct netns *ns, struct err *e)
{
	_cleanup_free_ char *path = NULL;

	if (*name == '\0' || str_equal(name, ".") || str_equal(name, ".."))
		return err_set(e, 0, "'%s' can't be the name of a netns", name);
	if (strlen(name) > NAME_MAX)
		return err_set(e, 0,
			       "a netns' name has at most %d bytes, this has "
			       "%zu",
			       NAME_MAX, strlen(name));
	path = str_format(e, RUN_NETNS "/%s", name);
	if (!path)
		return -1;
	ns->name = name;
	return open_path(path, name, ns, e);
}

/* A pid may die and be given to another process between two steps; what was
 * opened while its pidfd was alive is its own. */
static int open_pid(const char *text, const char *number, struct netns *ns,
		    struct err *e)
{
	_cleanup_free_ char *path = NULL;
	_cleanup_fd_ int pidfd = -1;
	uint64_t pid;

	if (str_number(number, 1, INT_MAX, "pid", &pid, e) < 0)
		return -1;
	pidfd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0);
	if (pidfd < 0)
		return err_set(e, errno, "%s", text);
	path = str_format(e, "/proc/%d/ns/net", (int)pid);
	if (!path || open_path(path, text, ns, e) < 0)
		return -1;
	if (syscall(SYS_pidfd_send_signal, pidfd, 0, NULL, 0) < 0 &&
	    errno != EPERM)
		return err_set(e, errno, "%s", text);
	return 0;
}

static int open_fd(const char *text, const char *number, struct netns *ns,
		   struct err *e)
{
	uint64_t fd;

	if (str_number(number, 0, INT_MAX, "descriptor", &fd, e) < 0 ||
	    check_kind((int)fd, text, e) < 0)
		return -1;
	ns->fd = fcntl((int)fd, F_DUPFD_CLOEXEC, 3);
	if (ns->fd < 0)
		return err_set(e, errno, "%s", text);
	return 0;
}

int netns_open(const char *text, struct netns *ns, struct err *e)
{
	if (str_starts(text, "pid:"))
		return open_pid(text, text + 4, ns, e);
	if (str_starts(text, "fd:"))
		return open_fd(text, text + 3, ns, e);
	if (str_equal(text, "new")) {
		ns->create = true;
		return 0;
	}
	if (strchr(text, '/'))
		return open_path(text, text, ns, e);
	return open_name(text, ns, e);
}

/* A netns starts with lo down, where not even 127.0.0.1 answers. */
static int bring_up_lo(struct err *e)
{
	_cleanup_fd_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq request = {.ifr_name = "lo"};

	if (fd < 0)
		return err_set(e, errno, "netns new: socket");
	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return err_set(e, errno, "netns new: lo");
	request.ifr_flags |= IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		return err_set(e, errno, "netns new: lo");
	request.ifr_flags = 0;
	if (ioctl(fd, SIOCGIFFLAGS, &request) < 0 ||
	    !(request.ifr_flags & IFF_UP))
		return err_set(e, 0, "netns new: lo doesn't come up");
	return 0;
}

static int enter(const struct netns *ns, const struct notes *notes,
		 struct err *e)
{
	if (real_unshare(e) < 0 ||
	    real_call(setns(-1, CLONE_NEWNET), "setns", e) < 0)
		return -1;
	if (ns->create) {
		if (unshare(CLONE_NEWNET) < 0)
			return err_set(e, errno, "netns new");
		note(notes, NOTE_DETAIL, "made a new netns");
		return bring_up_lo(e);
	}
	if (setns(ns->fd, CLONE_NEWNET) < 0)
		return err_set(e, errno, "entering the netns");
	note(notes, NOTE_DETAIL, "entered the netns");
	return 0;
}

int netns_enter(struct netns *ns, bool sysfs, const struct notes *notes,
		struct err *e)
{
	if (!ns->create && ns->fd < 0)
		return sysfs ? mounts_make(NULL, true, notes, e) : 0;
	if (enter(ns, notes, e) < 0)
		return -1;
	netns_close(ns);
	/* The sysfs must be mounted from inside: it shows its mounter's. */
	return mounts_make(ns->name, sysfs, notes, e);
}

int netns_join(struct netns *ns, const struct notes *notes, struct err *e)
{
	if (!ns->create && ns->fd < 0)
		return 0;
	if (enter(ns, notes, e) < 0)
		return -1;
	netns_close(ns);
	return 0;
}

void netns_close(struct netns *ns)
{
	fd_close(&ns->fd);
}
