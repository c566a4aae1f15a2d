/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A map that is going to be read and written: its descriptor, its kind, and
 * how keys and values lie in memory.
 */
#ifndef BPFNS_ENTRY_TABLE_H
#define BPFNS_ENTRY_TABLE_H

#include "bpf/bpf.h"
#include "entry/cpus.h"
#include "entry/kind.h"
#include "map/map.h"

struct table {
	int fd; /* owned if `close` is set */
	bool close;
	struct bpf_map_facts facts;
	const struct kind *kind;
	enum map_access access;
	struct cpus cpus; /* of a per-CPU kind */
	size_t stride;	  /* from one CPU's value to the next */
	size_t room;	  /* of a value, all CPUs together */
};

#define TABLE_NONE       \
	{                \
		.fd = -1 \
	}
#define _cleanup_table_ __attribute__((__cleanup__(table_close)))

/* Fills the table from fd, which it takes over if `close` says so (on failure
 * too). Refuses what is no map, or a per-CPU one whose CPUs can't be counted.
 * 0, or -1 and *e. */
int table_open(struct table *t, int fd, bool close, struct err *e);
void table_close(struct table *t);

/* Refuses what the kind can't do; `verb` is for the message. 0, or -1 and
 * *e. */
int table_can(const struct table *t, unsigned int can, const char *verb,
	      struct err *e);

/* Refuses a key that no map of this kind and size can have. 0, or -1 and *e. */
int table_check_key(const struct table *t, const unsigned char *key,
		    const char *verb, struct err *e);

/* Refuses what the kind can't do, or the descriptor's access mode doesn't
 * allow. */
int table_need(const struct table *t, unsigned int can, const char *verb,
	       struct err *e);

/* What a call answered, in words; as err_set. `doing` is "update", ... */
int table_failed(const struct table *t, int number, const char *doing,
		 struct err *e);

#endif
