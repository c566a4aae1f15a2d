/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much of a system call's arguments counts. For the parser's own files.
 */
#ifndef BPFNS_CONFINE_POLICY_WIDTH_H
#define BPFNS_CONFINE_POLICY_WIDTH_H

#include <stdbool.h>

/* The bits of argument `arg` (0 to 5) of system call `name` that the kernel
 * looks at: 64, 32 or 16. 64 for calls that the table doesn't know. */
unsigned char policy_width(const char *name, unsigned int arg);

#endif
