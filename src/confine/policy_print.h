/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls and conditions as a policy writes them, for people.
 */
#ifndef BPFNS_CONFINE_POLICY_PRINT_H
#define BPFNS_CONFINE_POLICY_PRINT_H

#include <linux/seccomp.h>

#include "confine/policy.h"

#define PRINT_MAX 512

/* "bpf(arg0=BPF_MAP_FREEZE)", "bpf of x32(arg0=1)", with the arguments whose bits are set
 * in `given`. Returns the buffer. */
const char *print_call(const struct seccomp_data *call, unsigned int given,
		       char buffer[PRINT_MAX]);

/* "arg0 == BPF_MAP_FREEZE" of system call `name`. Returns the buffer. */
const char *print_compare(const char *name, const struct policy_compare *c,
			  char buffer[PRINT_MAX]);

#endif
