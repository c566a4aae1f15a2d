/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the words of the command line to an open map with its types.
 */
#ifndef BPFNS_CMD_MAP_OPEN_H
#define BPFNS_CMD_MAP_OPEN_H

#include "cmd/map_args.h"
#include "entry/table.h"
#include "source/held.h"

/* The words behind the verb, one after the other. */
struct call {
	const struct map_args *args;
	const char *verb;
	const char *const *word;
	size_t n;
	struct notes *notes;
};

struct opened {
	char label[MAP_LABEL_MAX]; /* for messages: "pinned /x/drops" */
	char name[MAP_LABEL_MAX];  /* one printable word: "drops" */
	struct table table;
	struct type *key; /* NULL: a kind without keys */
	struct type *value;
};

#define _cleanup_opened_ __attribute__((__cleanup__(opened_close)))

/* The next word, or NULL and *e, which says that `what` is missing. */
const char *call_take(struct call *c, const char *what, struct err *e);

/* Refuses words that are left over. */
int call_end(const struct call *c, struct err *e);

/* Takes MAP (NAME, id N, fd N, pinned PATH) off the words and opens it. 0, or
 * -1 and *e. */
int call_open(struct call *c, struct opened *o, struct err *e);

/* The same, for a map that has these abilities (enum kind_can). */
int call_open_for(struct call *c, struct opened *o, unsigned int can,
		  struct err *e);

/* The same for a map that is already known. */
int opened_held(struct opened *o, const struct held_map *m,
		const struct map_args *args, struct err *e);

/* The same for a descriptor, which stays the caller's; `label` is what messages
 * call it. */
int opened_fd(struct opened *o, int fd, const char *label,
	      const struct map_args *args, struct err *e);

/* The descriptor that words for a map, program, ... give: fd N, pinned PATH,
 * and of maps NAME and id N. *own: it is to be closed. -1 and *e. */
int call_descriptor(struct call *c, bool *own, struct err *e);

void opened_close(struct opened *o);

#endif
