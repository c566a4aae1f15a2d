/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a BTF type to its text in the language of bpfns-types(7).
 */
#ifndef BPFNS_ENTRY_BTF_TEXT_H
#define BPFNS_ENTRY_BTF_TEXT_H

#include <stdint.h>

struct btf;

/* The text of a type of `size` bytes, malloc'ed, the caller's. NULL if there
 * is none: id is 0, the size differs, or the language or memory doesn't do. */
char *btf_text(const struct btf *btf, uint32_t id, uint32_t size);

#endif
