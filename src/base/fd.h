/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptors: who owns one, and how it changes hands. "No descriptor" is -1.
 */
#ifndef BPFNS_BASE_FD_H
#define BPFNS_BASE_FD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Closes the variable's descriptor when it goes out of scope, unless -1. */
#define _cleanup_fd_ __attribute__((__cleanup__(fd_close)))

/* Closes *fd unless it is -1, and makes it -1. Keeps errno. */
void fd_close(int *fd);

/* Hands *fd over to the caller: returns it and leaves -1 behind. */
int fd_steal(int *fd);

/*
 * Opens /dev/null on those of 0, 1 and 2 that are closed, so that nothing
 * opened later lands there and is taken for a standard stream. They are as good
 * as empty and endless if `usable`; if not, to read or write them is EBADF, as
 * it was. 0, or -1 and *e.
 */
int fd_open_standard(bool usable, struct err *e);

/* True if the number stands for an open descriptor of this process. */
bool fd_is_open(int fd);

/* Makes fd close-on-exec. */
int fd_set_cloexec(int fd, struct err *e);

/* Raises the soft RLIMIT_NOFILE to the hard one. *was gets the soft limit of
 * before, to be given back with fd_limit_set_soft. */
int fd_limit_raise(unsigned long *was, struct err *e);
int fd_limit_set_soft(unsigned long soft, struct err *e);

/*
 * After a read or write on fd that failed with errno: true if it is to be tried
 * again, because a signal came, or because fd doesn't block and has now been
 * waited for. `events`: POLLIN or POLLOUT.
 */
bool fd_try_again(int fd, short events);

/*
 * Reads a whole descriptor, at most `max` bytes: more is an error. *out is
 * malloc'ed, the caller's, and NUL-terminated behind its *len bytes. `name`
 * is for the message.
 */
int fd_read_all(int fd, const char *name, size_t max, char **out, size_t *len,
		struct err *e);

#endif
