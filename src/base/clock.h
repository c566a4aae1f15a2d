/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time, for deadlines.
 */
#ifndef BPFNS_BASE_CLOCK_H
#define BPFNS_BASE_CLOCK_H

/* Milliseconds of the monotonic clock. */
long long clock_ms(void);

#endif
