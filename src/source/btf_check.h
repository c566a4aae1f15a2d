/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether libbpf may be given an object's BTF.
 */
#ifndef BPFNS_SOURCE_BTF_CHECK_H
#define BPFNS_SOURCE_BTF_CHECK_H

#include <stddef.h>

#include "base/err.h"

/* Refuses BTF in which a type or a name stands for nothing: libbpf (1.1)
 * follows both without a look. 0, or -1 and *e. */
int btf_check(const void *raw, size_t size, struct err *e);

#endif
