/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file, or standard input, line by line.
 */
#ifndef BPFNS_CMD_INPUT_H
#define BPFNS_CMD_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct input {
	int fd;
	const char *name; /* for messages */
	char *bytes;
	size_t room;
	size_t start; /* of what was not handed out yet */
	size_t end;
	bool ended;
};

#define _cleanup_input_ __attribute__((__cleanup__(input_close)))

/* NULL and "-" are standard input. 0, or -1 and *e. */
int input_open(struct input *in, const char *path, struct err *e);

/* The next line, without its newline; it holds until the next call. 1, 0 at
 * the end, -1 and *e. */
int input_line(struct input *in, const char **line, size_t *len, struct err *e);

void input_close(struct input *in);

#endif
