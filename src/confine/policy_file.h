/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies from files: text, which is compiled, or filters compiled before.
 */
#ifndef BPFNS_CONFINE_POLICY_FILE_H
#define BPFNS_CONFINE_POLICY_FILE_H

#include "confine/filter.h"
#include "confine/policy.h"

/* Refuse files, included ones too, that are not root's or our own, or that
 * others may write: whoever can write the policy is not confined by it. */
#define POLICY_FILE_TRUSTED 1u

/* Reads a regular file of at most POLICY_TEXT_MAX bytes. *out is the
 * caller's, to be freed with policy_text_free. */
int policy_file_open(const char *path, unsigned int flags,
		     struct policy_text *out, struct err *e);

/* Parses a text and what it includes. *out as from policy_parse. */
int policy_file_parse(const struct policy_text *text, unsigned int flags,
		      struct policy *out, struct err *e);

/* Makes a filter of a file that was read: parses and codes text; copies and
 * checks what is compiled already. *out's code is malloc'ed, the caller's. */
int policy_file_build(const struct policy_text *text, unsigned int flags,
		      struct filter *out, struct err *e);

/* policy_file_open and policy_file_build. */
int policy_file_load(const char *path, unsigned int flags, struct filter *out,
		     struct err *e);

#endif
