/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far a long dump or load has come, on standard error where that is a
 * terminal.
 */
#ifndef BPFNS_CMD_PROGRESS_H
#define BPFNS_CMD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *program;
	const char *label;
	bool on;
	bool shown;
	uint64_t done;
	long long start; /* clock_ms */
	long long next;
};

#define _cleanup_progress_ __attribute__((__cleanup__(progress_end)))

/* Nothing is shown where standard error is no terminal, nor where `quiet` says
 * that it would stand among other text; and nothing in the first second. */
void progress_start(struct progress *p, const char *program, const char *label,
		    bool quiet);

/* n more entries are done. */
void progress_step(struct progress *p, uint64_t n);

/* Takes the line away. */
void progress_end(struct progress *p);

#endif
