/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the verbs on one element share: a key or value off the command line,
 * and their answers.
 */
#ifndef BPFNS_CMD_MAP_ONE_H
#define BPFNS_CMD_MAP_ONE_H

#include "cmd/map_open.h"

/* The bytes of the next word, which is of this type, in `room` bytes that are
 * malloc'ed, the caller's. `what` is for messages. NULL and *e. */
unsigned char *one_take(struct call *c, const struct type *t, const char *what,
			size_t room, struct err *e);

/* The same for the map's key; *word is as it was given. */
unsigned char *one_take_key(struct call *c, const struct opened *o,
			    const char **word, struct err *e);

/* Prints a value in the format that was asked for. 0, or -1 and *e. */
int one_print(const struct call *c, const struct type *t,
	      const unsigned char *bytes, struct err *e);

/* Tells that it is not so, which is no error: STATUS_NO. */
int one_answer_no(const struct call *c, const struct opened *o,
		  const char *word, const char *why);

/* What a call answered about a key: STATUS_NO, or -1 and *e. */
int one_failed(const struct call *c, const struct opened *o, const char *word,
	       int number, struct err *e);

#endif
