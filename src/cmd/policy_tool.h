/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of bpfns-policy share: a file a group of commands, each of
 * which takes the options and returns an exit status, or -1 and *e.
 */
#ifndef BPFNS_CMD_POLICY_TOOL_H
#define BPFNS_CMD_POLICY_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

#define TOOL_NAME "bpfns-policy"

#define TOOL_YES 0
#define TOOL_NO	 1 /* a negative answer */

#define TOOL_WORDS_MAX 16

struct tool_options {
	const char *output;
	bool with_exec;
	const char *words[TOOL_WORDS_MAX]; /* [0] is the command */
	size_t n_words;
};

int tool_check(const struct tool_options *o, struct err *e);
int tool_compile(const struct tool_options *o, struct err *e);
int tool_diff(const struct tool_options *o, struct err *e);
int tool_explain(const struct tool_options *o, struct err *e);
int tool_oci(const struct tool_options *o, struct err *e);
int tool_show(const struct tool_options *o, struct err *e);
int tool_test(const struct tool_options *o, struct err *e);

/* Standard output is written, or -1 and *e: it ends every command. */
int tool_flush(struct err *e);

#endif
