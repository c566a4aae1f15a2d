/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The seccomp filter of a launch: which one, and what it lets through that
 * the launcher itself must know.
 */
#ifndef BPFNS_CONFINE_GUARD_H
#define BPFNS_CONFINE_GUARD_H

#include <stdbool.h>

#include "base/err.h"
#include "confine/filter.h"

enum guard_exec {
	GUARD_EXEC_ANY,	 /* execve is allowed, to the workload too */
	GUARD_EXEC_ONCE, /* execveat of POLICY_EXEC_FD alone: ours */
};

struct guard {
	const char *name;     /* as it was asked for */
	bool none;	      /* no filter at all */
	struct filter filter; /* points to a preset's, or to `owned` */
	struct filter owned;  /* of a policy file */
	enum guard_exec exec;
	bool writes_maps;    /* lets the workload change a map by bpf(2) */
	bool pins_maps;	     /* lets it pin a map, which others may open */
	bool opens_pins;     /* lets it open a pin, with another access mode */
	bool loads_programs; /* which write to what they have read-only */
	bool opens_by_id; /* likewise, with CAP_SYS_ADMIN, by its kernel id */
};

/*
 * Takes a preset's name, "none", or a file (with a / or a . in it): a policy's
 * text or a compiled one, which belongs to root or to us and which nobody
 * else may write. What it allows is read off the filter itself, run in a
 * simulator; one that would deny the launch is refused. 0, or -1 and *e.
 */
int guard_choose(const char *text, struct guard *guard, struct err *e);

/* Frees a policy file's filter; not while it is to be loaded yet. */
void guard_clear(struct guard *guard);

#endif
