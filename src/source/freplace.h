/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs that stand in for functions of other programs: the components of
 * libxdp's dispatcher.
 */
#ifndef BPFNS_SOURCE_FREPLACE_H
#define BPFNS_SOURCE_FREPLACE_H

#include "base/err.h"
#include "base/numbers.h"
#include "source/program_ids.h"

/* Which program (extension) stands in a function of which (target). */
struct freplace_pair {
	uint32_t target;
	uint32_t extension;
};

struct freplace {
	struct freplace_pair *v;
	size_t n;
	size_t room;
};

/* Reads all such links that are loaded: what they are attached to knows
 * nothing of them. 0, or -1 and *e. */
int freplace_read(struct freplace *links, struct err *e);

/* Appends the extensions of a program to the list, if `seen` hasn't got them,
 * and to `seen`. 0, or -1 and *e. */
int freplace_add(const struct freplace *links, uint32_t target,
		 struct program_ids *list, struct numbers *seen, struct err *e);

void freplace_clear(struct freplace *links);

#endif
