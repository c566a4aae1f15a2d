/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Objects of iproute2's kind: SEC("maps") with a struct bpf_elf_map for each
 * map, which libbpf doesn't take since 1.0.
 */
#ifndef BPFNS_SOURCE_LEGACY_H
#define BPFNS_SOURCE_LEGACY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "map/declared.h"
#include "source/elf.h"

/*
 * Reads the definitions. How long each is, is told by their number: the
 * struct grew from 16 to 36 bytes, and what its fields are goes by that. `f`
 * must have a section `maps`. *definition gets the length of one. 0, or -1
 * and *e.
 */
int legacy_read(const struct elf *f, struct declarations *out,
		uint32_t *definition, struct err *e);

/*
 * Makes of such an object one that libbpf takes: the section is called .maps,
 * and BTF of our making says what is in it. The programs and their relocations
 * stay as they are. *out is malloc'ed and the caller's. 0, or -1 and *e: also
 * for an object with CO-RE relocations, which need its own BTF.
 */
int legacy_convert(const void *bytes, size_t len,
		   const struct declarations *maps, uint32_t definition,
		   void **out, size_t *out_len, struct err *e);

#endif
