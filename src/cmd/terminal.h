/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A terminal that a program has for itself for a while, and gives back as it
 * was, also when it is ended or stopped by a signal.
 */
#ifndef BPFNS_CMD_TERMINAL_H
#define BPFNS_CMD_TERMINAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#include "base/err.h"

struct terminal {
	bool on;
	bool tuned; /* `was` is to be put back */
	struct termios was;
	int signals; /* a signalfd */
	sigset_t mask;
	size_t rows;
	size_t columns;
};

enum terminal_event {
	TERMINAL_TIME,	  /* is up */
	TERMINAL_RESIZED, /* or came back from being stopped */
	TERMINAL_QUIT,	  /* q was typed */
	TERMINAL_SIGNAL,  /* that ends us: call terminal_end_by */
};

/* Takes the terminal on standard output. 0, or -1 and *e. */
int terminal_take(struct terminal *t, struct err *e);

/* What to do to end it, in words. */
const char *terminal_hint(const struct terminal *t);

/* True if it takes output now: one that is held (by ^S) would hold us, too. */
bool terminal_is_ready(void);

/* Waits for what happens, at most until `until` (clock_ms). An enum
 * terminal_event, or -1 and *e; *signal for the last kind. */
int terminal_wait(struct terminal *t, long long until, int *signal,
		  struct err *e);

/* Gives it back. */
void terminal_leave(struct terminal *t);

/* Ends the process by this signal. */
void terminal_end_by(int signal);

#endif
