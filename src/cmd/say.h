/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one place that prints to standard error.
 */
#ifndef BPFNS_CMD_SAY_H
#define BPFNS_CMD_SAY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"

struct say {
	const char *program;
	bool verbose;
};

/* "program: text", escaped, and the excerpt with a mark under its column. For
 * last words: from here on SIGPIPE is ignored. */
void say_error(const char *program, const struct err *e);

/* A line that the next one, or say_progress_end, takes the place of. For
 * terminals alone. */
__attribute__((format(printf, 2, 3))) void say_progress(const char *program,
							const char *fmt, ...);
void say_progress_end(void);

/* For struct notes; its context is a const struct say *. */
void say_note(void *context, enum note_level level, const char *text);

#endif
