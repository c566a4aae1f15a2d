/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy that a word on bpfns-policy's command line names.
 */
#ifndef BPFNS_CMD_POLICY_INPUT_H
#define BPFNS_CMD_POLICY_INPUT_H

#include <stdbool.h>

#include "base/err.h"
#include "confine/filter.h"
#include "confine/policy.h"

struct policy_input {
	const char *name;    /* the word */
	bool has_rules;	     /* it is a text, not a compiled policy */
	struct policy rules; /* if it has them */
	struct filter filter;
};

#define _cleanup_input_ __attribute__((__cleanup__(policy_input_free)))

/* A built-in policy's name, or else a file: a text or a compiled policy. A
 * word with a / or . in it is always a file. 0, or -1 and *e. */
int policy_input_load(const char *word, struct policy_input *out,
		      struct err *e);

void policy_input_free(struct policy_input *in);

#endif
