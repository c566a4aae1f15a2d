/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The numbers among words, and what reading any word takes.
 */
#ifndef BPFNS_VALUE_WORD_NUMBER_H
#define BPFNS_VALUE_WORD_NUMBER_H

#include "value/value.h"

/* How much of a bad text a message shows. */
#define WORD_SHOWN 64

/* "'TEXT' is not WHAT (EXPECTED)": -1. `expected` may be NULL. */
int word_refuse(const char *text, size_t len, struct err *e, const char *what,
		const char *expected);

/* True if the text is this word. */
bool word_is(const char *text, size_t len, const char *word);

/* The digit's value, or -1. */
int word_hex_digit(char c);

/* 0 and *out, or -1: no decimal number, or one above `max`. */
int word_decimal(const char *text, size_t len, uint64_t max, uint64_t *out);

/* Of the number forms. 0, or -1 and *e. */
int word_unsigned(const struct type *t, const char *text, size_t len,
		  unsigned char *bytes, struct err *e);
int word_signed(const struct type *t, const char *text, size_t len,
		unsigned char *bytes, struct err *e);
int word_float(const struct type *t, const char *text, size_t len,
	       unsigned char *bytes, struct err *e);

#endif
