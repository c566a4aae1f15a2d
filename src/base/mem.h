/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory, or an error as other functions have it.
 */
#ifndef BPFNS_BASE_MEM_H
#define BPFNS_BASE_MEM_H

#include <stddef.h>

#include "base/err.h"

/* n bytes of zeros (n may be 0), the caller's; NULL and *e when memory is
 * short. */
void *mem_zeroed(size_t n, struct err *e);

/* Makes the array that the variable behind `slot` points to (or NULL) one of n
 * members of this size. On failure it stays as it is. 0, or -1 and *e. */
int mem_resize(void *slot, size_t n, size_t size, struct err *e);

#endif
