/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Says what a filter refuses, and refuses it as the filter does.
 */
#ifndef BPFNS_CONFINE_REPORT_H
#define BPFNS_CONFINE_REPORT_H

#include "base/note.h"
#include "confine/notify.h"
#include "confine/supervise.h"

/* So many different calls are told; of more, only how many. */
#define REPORT_KINDS_MAX 200

struct report {
	const struct filter *filter; /* the policy's own */
	const struct notes *notes;
	struct seccomp_data kinds[REPORT_KINDS_MAX];
	size_t n_kinds;
	unsigned long long refused;
};

/* For struct judge; the context is a struct report *. Each different call is
 * told once: by its number, and the arguments that the filter looks at. */
int report_decide(void *context, const struct notify_call *call,
		  struct verdict *out, struct err *e);

/* Says how many there were. */
void report_end(const struct report *report);

#endif
