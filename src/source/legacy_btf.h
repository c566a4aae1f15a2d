/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BTF that declares maps as libbpf wants them declared.
 */
#ifndef BPFNS_SOURCE_LEGACY_BTF_H
#define BPFNS_SOURCE_LEGACY_BTF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "map/declared.h"

struct btf;

/*
 * Describes a section .maps in which a definition stands every `size` bytes.
 * The caller frees it with btf__free. NULL and *e.
 */
struct btf *legacy_btf(const struct declarations *maps, uint32_t size,
		       struct err *e);

#endif
