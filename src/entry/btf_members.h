/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The members of a struct on their way from BTF to text.
 */
#ifndef BPFNS_ENTRY_BTF_MEMBERS_H
#define BPFNS_ENTRY_BTF_MEMBERS_H

#include "value/type.h"

struct btf_part {
	struct buf text; /* of its type */
	char name[TYPE_NAME_MAX + 1];
	uint32_t offset;
	uint32_t size;
};

struct btf_members {
	struct btf_part *v;
	size_t n;
	size_t length; /* of all texts; too much of it fails */
	bool failed;
	bool bits; /* the last one is a run of bit fields */
};

void btf_members_clear(struct btf_members *list);

/* Appends a member without text and size, which are the caller's to fill in.
 * NULL if the name or memory doesn't do; the list has failed then. */
struct btf_part *btf_members_add(struct btf_members *list, const char *name,
				 uint32_t offset);

/* Appends a bit field. Those side by side become one member in hex, by the
 * first one's name. */
void btf_members_add_bits(struct btf_members *list, const char *name,
			  uint32_t bit, uint32_t n_bits);

/* Writes the struct, of `size` bytes: as hex, if it can't be told otherwise.
 * Returns its size. */
uint32_t btf_members_put(const struct btf_members *list, uint32_t size,
			 struct buf *out);

/* "WORD[N]" */
void btf_put_sized(struct buf *out, const char *word, uint32_t n);

#endif
