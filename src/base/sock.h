/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages over a unix datagram socket that bear descriptors.
 */
#ifndef BPFNS_BASE_SOCK_H
#define BPFNS_BASE_SOCK_H

#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include "base/err.h"

/* The most descriptors the kernel puts into one message (SCM_MAX_FD,
 * include/net/scm.h). */
#define SOCK_FDS_MAX 253

struct sock_message {
	unsigned char *bytes; /* the caller's buffer, of `size` bytes */
	size_t size;
	size_t len;
	int fds[SOCK_FDS_MAX]; /* close-on-exec, the receiver's */
	size_t n_fds;
	struct ucred sender; /* by the kernel's word (SO_PASSCRED) */
};

#define _cleanup_message_ __attribute__((__cleanup__(sock_message_clear)))

/* Fills an address; a path that is empty or longer than 107 bytes is refused,
 * never cut. */
int sock_address(const char *path, struct sockaddr_un *out, struct err *e);

/* An unbound datagram socket: a descriptor, or -1 and *e. */
int sock_open(struct err *e);

/*
 * Receives one message into m, whose `bytes` and `size` the caller has set.
 * Refused: a message that was cut, one with control data other than one
 * SCM_RIGHTS and the sender's credentials. On failure all descriptors that
 * came are closed. 0, or -1 and *e.
 */
int sock_receive(int fd, struct sock_message *m, struct err *e);

/* Closes the descriptors in m. */
void sock_message_clear(struct sock_message *m);

/* Sends one message. 0, or -1 and errno. */
int sock_send(int fd, const void *bytes, size_t len, const int *fds,
	      size_t n_fds);

#endif
