/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps loaded in the kernel, by id or name. Wants CAP_SYS_ADMIN.
 */
#ifndef BPFNS_SOURCE_KERNEL_H
#define BPFNS_SOURCE_KERNEL_H

#include "source/source.h"

/* Opens the map whose id (all digits) or name is s->what. A name that several
 * maps bear is refused, with their ids. 0, or -1 and *e. */
int kernel_collect(const struct source *s, struct map_set *set, struct err *e);

#endif
