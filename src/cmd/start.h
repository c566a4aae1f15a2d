/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every program does before it looks at its options.
 */
#ifndef BPFNS_CMD_START_H
#define BPFNS_CMD_START_H

#include "base/err.h"

/* Whose the standard streams are. */
enum start_streams {
	START_OURS,	/* what is closed can't be read or written */
	START_COMMANDS, /* it is /dev/null for the command */
};

/*
 * Refuses to run with privileges that the caller doesn't have himself (a
 * setuid bit or file capabilities on our binary), and without an argv[0];
 * makes descriptors 0 to 2 exist.
 */
int start(int argc, enum start_streams streams, struct err *e);

#endif
