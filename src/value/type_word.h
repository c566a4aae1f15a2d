/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of the language that stand for a type by themselves.
 */
#ifndef BPFNS_VALUE_TYPE_WORD_H
#define BPFNS_VALUE_TYPE_WORD_H

#include "value/type.h"

struct type_word {
	char word[8];
	unsigned char form; /* enum type_form */
	unsigned char size; /* 0: given in brackets, or the whole */
	unsigned char align;
};

/* The row of the word that the len bytes at text are, or NULL. */
const struct type_word *type_word_find(const char *text, size_t len);

/* The word for a form of this size. */
const char *type_word_of(enum type_form form, uint32_t size);

/* All words, for messages: "u8 u16 ...". */
void type_word_list(struct buf *out);

#endif
