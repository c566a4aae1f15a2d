/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values: text to bytes and back, exactly; bpfns-types(7) has the forms. All
 * functions take a type and as many bytes as it has.
 */
#ifndef BPFNS_VALUE_VALUE_H
#define BPFNS_VALUE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "value/type.h"

enum value_style {
	VALUE_CELL,  /* a word by itself: strings stand without quotes */
	VALUE_INNER, /* within {} or []: strings are quoted where they must be */
	VALUE_JSON,
};

/* Writes a value, on one line, in printable ASCII (JSON: and valid UTF-8).
 * What a type has no text for (a bool of 7, padding that isn't 0) is written
 * as hex:BYTES, so that nothing is lost. */
void value_print(const struct type *t, const unsigned char *bytes,
		 enum value_style style, struct buf *out);

/*
 * Reads the whole of text, as VALUE_CELL or VALUE_INNER has it, into t->size
 * bytes; padding becomes 0. 0, or -1 and *e, which says what was expected.
 */
int value_parse(const struct type *t, const char *text, size_t len,
		unsigned char *bytes, struct err *e);

/* Less than, equal to or greater than 0, as a is in order against b. */
int value_compare(const struct type *t, const unsigned char *a,
		  const unsigned char *b);

/* True if the bytes that no member covers are 0. */
bool value_padding_is_zero(const struct type *t, const unsigned char *bytes);

/* Adds `from`, of the numeric type t, to the sum, of type_widen(t). 0, or -1
 * and *e if it takes more than 64 bits. */
int value_add(const struct type *t, const unsigned char *from,
	      const struct type *wide, unsigned char *sum, struct err *e);

/* A number (of any form but composed ones), rounded; 0 for what is none. */
double value_number(const struct type *t, const unsigned char *bytes);

/*
 * The part of a type that a path like "a.b[2]" names, and its place in *offset
 * (0 for the path ""). NULL and *e if there is none.
 */
const struct type *value_find(const struct type *t, const char *path,
			      size_t *offset, struct err *e);

#endif
