/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text from outside: numbers, words and escapes. Nothing here keeps state.
 */
#ifndef BPFNS_BASE_STR_H
#define BPFNS_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define _cleanup_free_ __attribute__((__cleanup__(str_free)))

/* For _cleanup_free_: frees what the variable behind `pointer` points to. */
void str_free(void *pointer);

bool str_equal(const char *a, const char *b);
bool str_starts(const char *text, const char *prefix);

/* True if text is one or more of 0-9 and nothing else. */
bool str_is_digits(const char *text);

/*
 * Reads the whole of text as a decimal number (no sign, no blanks, no prefix)
 * from min to max. 0 and *out, or -1 and *e ("`what`: ...", or without the
 * colon where `what` is ""). 
 */
int str_number(const char *text, uint64_t min, uint64_t max, const char *what,
	       uint64_t *out, struct err *e);

/*
 * Copies text to out so that it can't harm a terminal: every byte outside
 * printable ASCII becomes \xNN. Cut to size, always terminated.
 */
void str_escape(const char *text, char *out, size_t size);

/*
 * Takes the next word, up to `separator`, off *rest (which it moves on; NULL
 * after the last one). It writes a NUL over the separator. NULL at the end.
 */
char *str_next_word(char **rest, char separator);

/* As asprintf(3), but the caller gets NULL and *e when memory is short. */
__attribute__((format(printf, 2, 3))) char *str_format(struct err *e,
						       const char *fmt, ...);

/* As strdup(3), with *e. */
char *str_copy(const char *text, struct err *e);

#endif
