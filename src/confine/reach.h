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
 * True unless f stops every bpf(2) call with this command: by any ABI of the
 * machine, with any upper half of the command, any other arguments, from any
 * address. It errs on the side of true. f must have passed filter_check.
 */
bool reach_bpf(const struct filter *f, uint32_t command);

#endif
