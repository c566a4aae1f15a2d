/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A seccomp filter as the kernel takes it, and the numbers behind the names
 * of system calls.
 */
#ifndef BPFNS_CONFINE_FILTER_H
#define BPFNS_CONFINE_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Classic BPF over struct seccomp_data. `len` counts instructions; at most
 * BPF_MAXINSNS. Whoever fills one says who owns `code`. */
struct filter {
	struct sock_filter *code;
	size_t len;
};

#define _cleanup_filter_ __attribute__((__cleanup__(filter_free)))

/* Frees the code and empties *f. For filters whose code is malloc'ed. */
void filter_free(struct filter *f);

/*
 * Installs f for this thread and all it starts, for good: seccomp(2). Needs
 * no_new_privs, or CAP_SYS_ADMIN in the user namespace.
 */
int filter_load(const struct filter *f, struct err *e);

#define FILTER_SYSCALL_FOREIGN (-1) /* known, but not on this architecture */
#define FILTER_SYSCALL_UNKNOWN (-2)

/* The number of a system call on the build's architecture, or one of the
 * above. */
int filter_syscall_number(const char *name);

/* True if the build's architecture has a system call of this number, as far as
 * we know. */
bool filter_syscall_known(int number);

#endif
