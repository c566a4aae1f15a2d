/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is taken out of a map is nowhere else until it has been written, so
 * that in between no signal may end us.
 */
#ifndef BPFNS_CMD_TAKING_H
#define BPFNS_CMD_TAKING_H

#include <signal.h>

#include "base/err.h"

struct taking {
	sigset_t held;
	sigset_t was;
};

#define _cleanup_taking_ __attribute__((__cleanup__(taking_end)))

/* Before the first is taken. Refuses a standard output that isn't open for
 * writing; then holds HUP, INT, QUIT and TERM back. 0, or -1 and *e. */
int taking_begin(struct taking *t, struct err *e);

/* All that was taken is written: a signal that was held back comes now. */
void taking_written(const struct taking *t);

/* Holds them back no more. Nothing if taking_begin failed or never was. */
void taking_end(struct taking *t);

#endif
