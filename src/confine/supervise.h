/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A launch in a child process, while this one decides the calls that its
 * filter hands on (confine/notify.h).
 */
#ifndef BPFNS_CONFINE_SUPERVISE_H
#define BPFNS_CONFINE_SUPERVISE_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"
#include "confine/notify.h"

/* What becomes of a call. */
enum verdict_kind {
	VERDICT_CONTINUE,
	VERDICT_ERRNO,
	VERDICT_KILL, /* the process that makes it */
};

struct verdict {
	enum verdict_kind kind;
	int number; /* the errno */
};

struct judge {
	/* May fail: -1 and *e end the command. */
	int (*decide)(void *context, const struct notify_call *call,
		      struct verdict *out, struct err *e);
	void *context;
	int keep_fd; /* a descriptor of the judge's own, or -1 */
};

/* What the child tells without a system call. */
struct supervise_shared {
	volatile int listener; /* its number, -1 as long as there is none */
	volatile int failed;   /* there was no exec */
};

struct supervise {
	pid_t child;
	struct supervise_shared *shared;
	int signals;		    /* a signalfd */
	sigset_t was;		    /* the caller's mask */
	struct sigaction was_child; /* and what it did with SIGCHLD */
	bool ended;
	bool killed; /* by us, for a call */
	int status;  /* as of waitpid */
};

/*
 * Forks. Must be called without privileges. 0 in the child, which launches
 * with the shared listener in its struct launch, and says so if that fails; 1
 * in the parent, which goes on with supervise_run; -1 and *e.
 */
int supervise_start(struct supervise *s, struct err *e);

/*
 * Decides calls until the last process under the child's filter has ended.
 * Signals that somebody sends to this process go on to the child. Closes all
 * descriptors but standard error and the judge's, and gives up what
 * capabilities are left. 0; or -1 and *e, when the child has
 * been killed.
 */
int supervise_run(struct supervise *s, const struct judge *judge,
		  struct err *e);

/* Ends this process as the child has ended. */
_Noreturn void supervise_end(const struct supervise *s);

#endif
