/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names that a policy may use for numbers. For the parser's own files.
 */
#ifndef BPFNS_CONFINE_POLICY_CONST_H
#define BPFNS_CONFINE_POLICY_CONST_H

#include <stdbool.h>
#include <stdint.h>

/* The value behind a name; negative ones are sign-extended. */
bool policy_const_find(const char *name, uint64_t *value);

/* The same for the name of an errno. */
bool policy_const_errno(const char *name, uint64_t *value);

/* The name of a command of bpf(2), NULL for one that isn't known. */
const char *policy_const_command(uint64_t command);

/* The name of an errno, NULL for one that isn't known. */
const char *policy_const_errno_name(uint64_t number);

/* What a value is called as argument `arg` of system call `call`, NULL where
 * we know no such names. */
const char *policy_const_name(const char *call, unsigned int arg,
			      uint64_t value);

#endif
