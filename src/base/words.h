/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list of words that somebody else owns (argv, mostly).
 */
#ifndef BPFNS_BASE_WORDS_H
#define BPFNS_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct words {
	const char **v;
	size_t n;
};

/* Appends `word`, which must outlive the list. */
int words_add(struct words *w, const char *word, struct err *e);

/* Appends each part of a comma-separated list; writes NULs into text. An
 * empty part is an error. */
int words_add_list(struct words *w, char *text, struct err *e);

bool words_have(const struct words *w, const char *word);

/* Frees the list, not the words. */
void words_clear(struct words *w);

#endif
