/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a filter might let through, whatever else the call holds.
 */
#ifndef BPFNS_CONFINE_REACH_H
#define BPFNS_CONFINE_REACH_H

#include <stdbool.h>
#include <stdint.h>

#include "confine/filter.h"

/*
 * The commands of bpf(2) below 64 that f might let through, as bits: by any
 * ABI of the machine, with any upper half of the command, any other arguments,
 * from any address. It errs on the side of yes. f must have passed
 * filter_check.
 */
uint64_t reach_bpf(const struct filter *f);

/* True if f might let seccomp(2) through that is called by another ABI of the
 * machine than the build's. It errs on the side of yes. */
bool reach_foreign_seccomp(const struct filter *f);

/* What f might do with a system call of the build's architecture, depending
 * on its arguments: both is possible. Both, too, when memory is short. */
#define REACH_PASS 1u
#define REACH_STOP 2u
unsigned int reach_call(const struct filter *f, uint32_t number);

#endif
