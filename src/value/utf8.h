/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTF-8, for JSON: whatever isn't is escaped.
 */
#ifndef BPFNS_VALUE_UTF8_H
#define BPFNS_VALUE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* The length of the character at `bytes`, of which n are there: 2, 3 or 4; 1
 * if it is ASCII or no character that may stand in a document: malformed, a
 * surrogate, a control (U+0080 to U+009F). */
size_t utf8_length(const unsigned char *bytes, size_t n);

/* True if a JSON text has half of a character in it: a \uD800 to \uDFFF
 * without the other half, of which a parser makes what it likes. */
bool utf8_is_halved(const char *text, size_t len);

#endif
