/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arrays that grow.
 */
#ifndef BPFNS_BASE_GROW_H
#define BPFNS_BASE_GROW_H

#include <stddef.h>

#include "base/err.h"

/*
 * Makes room for one more member in the array that the variable behind `slot`
 * points to (NULL at first): of *room members of this size n are in use. On
 * failure it stays as it is. 0, or -1 and *e.
 */
int grow(void *slot, size_t n, size_t *room, size_t size, struct err *e);

#endif
