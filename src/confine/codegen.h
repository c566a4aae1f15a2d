/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a policy's rules to the instructions that the kernel runs.
 */
#ifndef BPFNS_CONFINE_CODEGEN_H
#define BPFNS_CONFINE_CODEGEN_H

#include "confine/filter.h"
#include "confine/policy.h"

/*
 * Codes p as a filter: other architectures are killed, then bpf(2) is
 * decided, then a tree over ranges of system call numbers. *out's code is
 * malloc'ed and the caller's. Fails when memory is short, and when the filter
 * would have more than BPF_MAXINSNS instructions.
 */
int codegen_filter(const struct policy *p, struct filter *out, struct err *e);

#endif
