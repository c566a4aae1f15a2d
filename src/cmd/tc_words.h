/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options in tc's manner: `netns blue import SOCK run CMD`.
 */
#ifndef BPFNS_CMD_TC_WORDS_H
#define BPFNS_CMD_TC_WORDS_H

#include <stddef.h>

#include "base/err.h"
#include "cmd/option.h"

/* An argument list made from such words, NULL-terminated. Those that were made
 * are owned, the others the caller's. */
struct tc_words {
	int argc;
	char **argv;
	char **made;
	size_t n_made;
};

/*
 * Makes of argv (the program's name, then words) what option_parse takes: a
 * word that is an option of the program gets its dashes, its argument is left
 * alone, and "run" becomes "--". Without any words it is --help. 0, or -1 and
 * *e for any other word.
 */
int tc_words_translate(const struct program *p, int argc, char **argv,
		       struct tc_words *out, struct err *e);

void tc_words_clear(struct tc_words *words);

#endif
