/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy's text as words and signs, with the place of each for messages.
 * For the parser's own files.
 */
#ifndef BPFNS_CONFINE_POLICY_LEX_H
#define BPFNS_CONFINE_POLICY_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "confine/policy.h"

enum token {
	TOKEN_END,  /* of the text */
	TOKEN_LINE, /* end of a line that isn't continued */
	TOKEN_WORD,
	TOKEN_EQ,
	TOKEN_NE,
	TOKEN_LT,
	TOKEN_LE,
	TOKEN_GT,
	TOKEN_GE,
	TOKEN_AND, /* && */
	TOKEN_OR,  /* || */
	/* One character, which is its own number: @ ? : ; , { } [ ] ( ) =
	 * & | ~ */
};

struct lex {
	const struct policy_text *source;
	const char *at;	   /* what is read next */
	const char *end;   /* of the text */
	unsigned int line; /* that `at` is in, counted from 1 */
	/* The token read last: where it begins, and if it is a word, which. */
	int token;
	const char *start;
	char word[POLICY_WORD_MAX + 1];
};

/* Starts on a text and reads the first token. Refuses texts with NUL bytes
 * and endless lines. */
int lex_open(struct lex *l, const struct policy_text *source, struct err *e);

/* Reads the next token. */
int lex_next(struct lex *l, struct err *e);

/* Reads the next token if the one at hand is `token`, else says that it
 * expected `what`. */
int lex_take(struct lex *l, int token, const char *what, struct err *e);

/* True if the token is this word. */
bool lex_is_word(const struct lex *l, const char *word);

/* With the word before it at hand: takes what follows, up to a blank, as the
 * name of a file, and reads the token behind it. *at is where the name is. */
int lex_path(struct lex *l, char *path, size_t size, const char **at,
	     struct err *e);

/* lex_fail(l, place, e, fmt, ...) fills *e with "file:line:column: text" and
 * the line. It is -1, for compilers and analyzers too. */
#define lex_fail(l, place, e, ...) \
	(lex_fill((l), (place), (e), __VA_ARGS__), -1)

/* What it calls. */
__attribute__((format(printf, 4, 5))) void lex_fill(const struct lex *l,
						    const char *place,
						    struct err *e,
						    const char *fmt, ...);

#endif
