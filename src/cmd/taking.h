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

/* Before the first is taken. Refuses a standard output that isn't open for
 * writing; then holds signals back that would end us. 0, or -1 and *e. */
int taking_begin(struct taking *t, struct err *e);

/* All that was taken is written: a signal that was held back comes now. */
void taking_written(const struct taking *t);

/* Holds none back any more. Not after a failure, which is to be told first. */
void taking_end(const struct taking *t);

#endif
