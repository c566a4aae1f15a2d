/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What went wrong, as a value. Every fallible function takes a struct err
 * last, fills it and returns -1; only src/cmd prints one. Nothing here
 * allocates, so that running out of memory can be reported too.
 */
#ifndef BPFNS_BASE_ERR_H
#define BPFNS_BASE_ERR_H

#define ERR_TEXT_MAX	1024
#define ERR_EXCERPT_MAX 256

struct err {
	int number; /* the errno behind it, 0 if there is none */
	char text[ERR_TEXT_MAX];
	/* A line of input to show below the text, "" for none. It is printed
	 * with a mark under column `column`, counted from 1. */
	char excerpt[ERR_EXCERPT_MAX];
	unsigned int column;
};

/*
 * err_set(e, number, fmt, ...) fills *e with the formatted text, and ": " and
 * the text of `number` behind it unless number is 0. The text may hold
 * untrusted bytes: whoever prints it escapes them. It is -1, for compilers and
 * analyzers too, so that it can stand behind `return`.
 */
#define err_set(e, ...) (err_fill((e), __VA_ARGS__), -1)

/* err_prefix(e, fmt, ...) puts the formatted text and ": " in front of what *e
 * says. It is -1. */
#define err_prefix(e, ...) (err_put_before((e), __VA_ARGS__), -1)

/* What the two above call; for functions that return no -1. */
__attribute__((format(printf, 3, 4))) void err_fill(struct err *e, int number,
						    const char *fmt, ...);
__attribute__((format(printf, 2, 3))) void err_put_before(struct err *e,
							  const char *fmt, ...);

/* The text of an errno, with ours where the C library has none (524). */
const char *err_text(int number);

#endif
