/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A seccomp filter as the kernel takes it.
 */
#ifndef BPFNS_CONFINE_FILTER_H
#define BPFNS_CONFINE_FILTER_H

#include <linux/filter.h>
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

#endif
