/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pins that an object's declarations ask for.
 */
#ifndef BPFNS_SOURCE_OBJECT_PIN_H
#define BPFNS_SOURCE_OBJECT_PIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/note.h"
#include "source/object.h"

struct object_pin {
	char *path;  /* NULL: none is asked for; owned */
	bool reused; /* it was there before */
	bool made;
};

/* DIR/tc, DIR/tc/globals and that of the object, as far as we made them. */
#define OBJECT_DIRECTORIES_MAX 3

struct object_pins {
	struct object_pin *v; /* one for each declaration */
	size_t n;
	char *directories[OBJECT_DIRECTORIES_MAX];
	size_t n_directories;
	bool keep; /* what was made stays */
};

#define _cleanup_object_pins_ __attribute__((__cleanup__(object_pins_clear)))

/*
 * Finds out where the maps are to be pinned below a bpffs, as tc does: in
 * tc/globals, or (iproute2's object scope) in tc/HASH, and has object_load take
 * those that are there. 0, or -1 and *e.
 */
int object_pins_find(const struct object *o, const char *bpffs,
		     struct object_pins *out, struct err *e);

/* Pins those that aren't yet. 0, or -1 and *e. */
int object_pins_make(const struct object *o, struct object_pins *pins,
		     const struct notes *notes, struct err *e);

/* Frees it, and unless `keep` is set, removes what was made. */
void object_pins_clear(struct object_pins *pins);

#endif
