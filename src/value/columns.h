/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A key or value as columns of a table: a struct has one for each of its
 * members, everything else has one. Names are "key", "value.packets", ...
 */
#ifndef BPFNS_VALUE_COLUMNS_H
#define BPFNS_VALUE_COLUMNS_H

#include "value/type.h"

enum column_part {
	COLUMN_KEY,
	COLUMN_CPU, /* no type */
	COLUMN_VALUE,
};

struct column {
	enum column_part part;
	char *name; /* owned */
	const struct type *type;
	size_t offset; /* in the key or value */
};

struct columns {
	struct column *v;
	size_t n;
};

#define _cleanup_columns_ __attribute__((__cleanup__(columns_clear)))

/* Appends the columns of a type, which must outlive them (NULL for COLUMN_CPU),
 * under this name ("" : the members' own). 0, or -1 and *e. */
int columns_add(struct columns *c, enum column_part part, const char *name,
		const struct type *t, struct err *e);

void columns_clear(struct columns *c);

/* True if numbers: such a column is aligned to the right. */
bool column_is_numeric(const struct column *c);

#endif
