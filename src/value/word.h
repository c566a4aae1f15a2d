/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two halves of value_parse: words, and what is composed of them.
 */
#ifndef BPFNS_VALUE_WORD_H
#define BPFNS_VALUE_WORD_H

#include "value/value.h"

/* Reads one word, quotes and escapes of what is around it taken off, into
 * zeroed bytes. 0, or -1 and *e. */
int word_parse(const struct type *t, const char *text, size_t len,
	       unsigned char *bytes, struct err *e);

/* True if the text is hex:BYTES, which stands for any value. Strings need
 * none, and may begin so. */
bool word_is_raw(const struct type *t, const char *text, size_t len);

#endif
