// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sends and receives descriptors. It must never lose one: what the kernel put
 * into this process is handed on or closed.
 */
#include "base/sock.h"

#include <errno.h>
#include <string.h>

#include "base/fd.h"

/* Room for all descriptors the kernel would send and the credentials, and
 * some more to see control data that we don't know. */
#define CONTROL_SIZE                              \
	(CMSG_SPACE(SOCK_FDS_MAX * sizeof(int)) + \
	 CMSG_SPACE(sizeof(struct ucred)) + CMSG_SPACE(64))

union control {
	struct cmsghdr align;
	char bytes[CONTROL_SIZE];
};

int sock_address(const char *path, struct sockaddr_un *out, struct err *e)
{
	size_t len = strlen(path);

	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (len == 0)
		return err_set(e, 0, "an empty socket path");
	if (len >= sizeof(out->sun_path))
		return err_set(e, 0,
			       "%s: a socket's path has at most %zu bytes, "
			       "this has %zu",
			       path, sizeof(out->sun_path) - 1, len);
	memcpy(out->sun_path, path, len);
	return 0;
}

int sock_open(struct err *e)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return err_set(e, errno, "socket");
	return fd;
}

void sock_message_clear(struct sock_message *m)
{
	for (size_t i = 0; i < m->n_fds; i++)
		fd_close(&m->fds[i]);
	m->n_fds = 0;
}

static void take_fds(struct cmsghdr *c, struct sock_message *m)
{
	size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);

	for (size_t i = 0; i < n; i++) {
		int fd;

		memcpy(&fd, CMSG_DATA(c) + i * sizeof(int), sizeof(fd));
		if (m->n_fds < SOCK_FDS_MAX)
			m->fds[m->n_fds++] = fd;
		else
			fd_close(&fd);
	}
}

/* Takes every descriptor first, so that all are owned, then judges. */
static int take_control(struct msghdr *h, struct sock_message *m, struct err *e)
{
	int n_rights = 0;
	int n_creds = 0;
	int n_other = 0;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(h); c; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
			take_fds(c, m);
			n_rights++;
		} else if (c->cmsg_level == SOL_SOCKET &&
			   c->cmsg_type == SCM_CREDENTIALS &&
			   c->cmsg_len >= CMSG_LEN(sizeof(m->sender))) {
			memcpy(&m->sender, CMSG_DATA(c), sizeof(m->sender));
			n_creds++;
		} else {
			n_other++;
		}
	}
	if (h->msg_flags & MSG_CTRUNC)
		return err_set(e, 0,
			       "descriptors were lost on the way: more than "
			       "RLIMIT_NOFILE allows");
	if (h->msg_flags & MSG_TRUNC)
		return err_set(e, 0, "a message longer than %zu bytes",
			       m->size);
	if (n_rights > 1 || n_other > 0)
		return err_set(e, 0, "unexpected control data");
	if (n_creds != 1)
		return err_set(e, 0, "the sender is not known");
	return 0;
}

int sock_receive(int fd, struct sock_message *m, struct err *e)
{
	union control control;
	struct iovec io = {.iov_base = m->bytes, .iov_len = m->size};
	struct msghdr h = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t n;

	m->n_fds = 0;
	do
		n = recvmsg(fd, &h, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_set(e, errno, "receiving");
	m->len = (size_t)n;
	if (take_control(&h, m, e) < 0) {
		sock_message_clear(m);
		return -1;
	}
	return 0;
}

int sock_send(int fd, const void *bytes, size_t len, const int *fds,
	      size_t n_fds)
{
	union control control = {0};
	struct iovec io = {.iov_base = (void *)bytes, .iov_len = len};
	struct msghdr h = {
		.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = CMSG_SPACE(n_fds * sizeof(int)),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&h);
	ssize_t n;

	if (n_fds > SOCK_FDS_MAX) {
		errno = E2BIG;
		return -1;
	}
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
	memcpy(CMSG_DATA(c), fds, n_fds * sizeof(int));
	do
		n = sendmsg(fd, &h, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	/* A datagram goes whole, where it goes. */
	errno = EMSGSIZE;
	return (size_t)n == len ? 0 : -1;
}
