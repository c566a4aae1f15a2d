/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Options as one table per program: it drives the parsing (getopt_long), the
 * help text, and, through the help text, the check of the man pages.
 */
#ifndef BPFNS_CMD_OPTION_H
#define BPFNS_CMD_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/words.h"

struct option_row {
	const char *name; /* without the dashes; NULL ends the table */
	char letter;	  /* the short form, 0 for none */
	const char *arg;  /* what the help calls the argument; NULL: none */
	bool arg_optional;
	const char *help; /* one line */
	/* Either this, which takes the argument (NULL if there is none). It
	 * may keep the pointer: it points into argv. 0, or -1 and *e. */
	int (*set)(void *into, const char *value, struct err *e);
	/* Or where it goes to, in what is filled. */
	enum {
		OPTION_IS_FLAG, /* a bool */
		OPTION_IS_TEXT, /* a const char *; NULL until it is given */
	} kind;
	size_t at;
};

/* The ends of rows: a flag, which may be given again; and a text, which may
 * not: the last word must not win silently. */
#define OPTION_FLAG(type, member) \
	.kind = OPTION_IS_FLAG, .at = offsetof(type, member)
#define OPTION_TEXT(type, member) \
	.kind = OPTION_IS_TEXT, .at = offsetof(type, member)

struct program {
	const char *name;
	const char *usage; /* what follows the name; one form a line */
	const char *summary;
	const struct option_row *rows;
	const char *epilog;	   /* shown below the options; may be NULL */
	void (*print_words)(void); /* prints, before that, what the words are;
				    * may be NULL */
	bool numbers;		   /* -1 is a word, no option */
};

enum option_result {
	OPTION_GO,   /* go on with the words from argv[*first] */
	OPTION_DONE, /* --help or --version was answered: exit with 0 */
};

/*
 * Parses argv, up to the first word that is no option or past "--". Names
 * must be given in full. *first is the index of the first word behind the
 * options. An enum option_result, or -1 and *e.
 */
int option_parse(const struct program *p, int argc, char **argv, void *into,
		 int *first, struct err *e);

/*
 * The same for programs whose options may stand behind words, too, up to "--":
 * `words` gets those.
 */
int option_parse_words(const struct program *p, int argc, char **argv,
		       void *into, struct words *words, struct err *e);

#endif
