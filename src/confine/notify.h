/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filters that hand calls to another process to decide (seccomp_unotify(2)).
 */
#ifndef BPFNS_CONFINE_NOTIFY_H
#define BPFNS_CONFINE_NOTIFY_H

#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "confine/filter.h"

struct notify_call {
	uint64_t id;
	pid_t pid; /* of the thread that makes it */
	struct seccomp_data data;
};

/* A filter that hands on every call of the build's architecture and kills
 * what makes others. *out's code is malloc'ed, the caller's. */
int notify_make_all(struct filter *out, struct err *e);

/* A copy of f that hands on what f answers with an errno or a kill, and lets
 * nobody under it listen to a filter of his own (EBUSY). Refuses an f under
 * which another ABI may load one. 0, or -1 and *e. */
int notify_make_denied(const struct filter *f, struct filter *out,
		       struct err *e);

/* As filter_load; returns the listener (close-on-exec, the caller's). */
int notify_load(const struct filter *f, struct err *e);

/* Waits for the next call. 1 and *call, 0 if its maker is gone, -1 and *e. */
int notify_receive(int listener, struct notify_call *call, struct err *e);

/* The call is made. A maker that is gone is no error. 0, or -1 and *e. */
int notify_continue(int listener, uint64_t id, struct err *e);

/* The call isn't made, and answers `number`, an errno. As above. */
int notify_refuse(int listener, uint64_t id, int number, struct err *e);

#endif
