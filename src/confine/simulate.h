/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel thinks of a filter, without the kernel.
 */
#ifndef BPFNS_CONFINE_SIMULATE_H
#define BPFNS_CONFINE_SIMULATE_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

#include "confine/filter.h"

/*
 * 0 if the kernel takes f as a seccomp filter, else -1 and *e. The rules are
 * those of kernel/seccomp.c: seccomp_check_filter and net/core/filter.c:
 * bpf_check_classic.
 */
int filter_check(const struct filter *f, struct err *e);

/* What f returns for a system call: SECCOMP_RET_* and its data. f must have
 * passed filter_check. */
uint32_t filter_decide(const struct filter *f, const struct seccomp_data *d);

/* As above; *at is the index of the instruction that decides. */
uint32_t filter_decide_at(const struct filter *f, const struct seccomp_data *d,
			  size_t *at);

/* True if f lets the build's architecture make this call. To be asked before
 * a filter is loaded that the caller has to live with. */
bool filter_allows(const struct filter *f, long number, const uint64_t args[6]);

#endif
