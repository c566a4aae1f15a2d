/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From programs to all the maps that they can get at.
 */
#ifndef BPFNS_SOURCE_REACHABLE_H
#define BPFNS_SOURCE_REACHABLE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"
#include "base/numbers.h"
#include "bpf/bpf.h"
#include "source/program_ids.h"

struct reached_map {
	int fd;
	struct bpf_map_facts facts;
	size_t at; /* the how-manieth it was to be found */
};

/* What was found. Each map is in it once, however many ways lead to it. */
struct reached {
	struct reached_map *v;
	size_t n;
	size_t room;
	struct numbers map_ids;	 /* of all maps that were ever met */
	struct numbers prog_ids; /* of all programs */
	/* Of the last call: programs that were new, and ways that led from
	 * those to maps. */
	size_t n_programs;
	size_t n_ways;
};

#define _cleanup_reached_ __attribute__((__cleanup__(reached_clear)))

/*
 * Opens the maps that the programs use, with what hangs on them: the programs
 * in prog_arrays (tail calls) and those that replace functions of a program
 * (libxdp's dispatcher), and maps in maps. Appends those that weren't met yet;
 * `read_only`: through read-only descriptors. Wants CAP_SYS_ADMIN. 0, or -1
 * and *e: also if a program or map is gone by now.
 */
int reached_add(struct reached *r, const struct program_ids *programs,
		bool read_only, const struct notes *notes, struct err *e);

/* Closes the maps that are left in it, and frees it. */
void reached_clear(struct reached *r);

#endif
