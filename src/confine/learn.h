/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Remembers system calls, and writes a policy that would have let them pass.
 */
#ifndef BPFNS_CONFINE_LEARN_H
#define BPFNS_CONFINE_LEARN_H

#include "base/err.h"
#include "confine/notify.h"
#include "confine/supervise.h"
#include "confine/sysname.h"

/* Values of one argument that are remembered; of more, none. */
#define LEARN_VALUES_MAX 48

struct learned {
	bool seen;
	uint32_t values[LEARN_VALUES_MAX];
	size_t n_values; /* more than there is room for: any value */
	uint64_t bits;	 /* that were set in any call */
};

struct learn {
	struct learned calls[SYSNAME_NUMBERS];
};

/* For struct judge; the context is a struct learn *. Everything is let
 * through, but clone3, which answers ENOSYS as under the presets. */
int learn_decide(void *context, const struct notify_call *call,
		 struct verdict *out, struct err *e);

/* Writes the policy over what stands in the file. `command` is named in it.
 * 0, or -1 and *e. */
int learn_write(const struct learn *learn, int fd, const char *name,
		char *const *command, struct err *e);

#endif
