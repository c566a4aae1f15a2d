/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last step: the filter, and the exec.
 */
#ifndef BPFNS_CONFINE_LAUNCH_H
#define BPFNS_CONFINE_LAUNCH_H

#include "base/err.h"
#include "confine/guard.h"

/* Exit statuses, as coreutils' env(1) has them. */
enum {
	LAUNCH_FAILED = 125,
	LAUNCH_NOT_EXECUTABLE = 126,
	LAUNCH_NOT_FOUND = 127,
};

struct launch {
	const struct guard *guard;
	const struct filter *filter; /* what is loaded; NULL: none */
	/* If set, the filter's listener is put there (confine/notify.h). */
	volatile int *listener;
	char **argv; /* [0] is looked up in the PATH of env unless it has a / */
	char **env;
	unsigned long soft_limit; /* RLIMIT_NOFILE to give back */
	int highest_fd;		  /* that the workload gets */
};

/*
 * Gives RLIMIT_NOFILE back, loads the filter and execs. Returns only on
 * failure, with an exit status and *e. The filter may be loaded then: only
 * what a process does to say so and to exit may follow.
 */
int launch(const struct launch *l, struct err *e);

#endif
