/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpfns-map's options, and which verb takes which.
 */
#ifndef BPFNS_CMD_MAP_ARGS_H
#define BPFNS_CMD_MAP_ARGS_H

#include "base/words.h"
#include "cmd/option.h"
#include "entry/layout.h"

/* What was given, one bit an option; a verb refuses what it doesn't take. */
enum map_arg {
	ARG_KEY = 1 << 0,
	ARG_VALUE = 1 << 1,
	ARG_JSON = 1 << 2,
	ARG_JSONL = 1 << 3,
	ARG_CSV = 1 << 4,
	ARG_TSV = 1 << 5,
	ARG_NO_HEADER = 1 << 6,
	ARG_SORT = 1 << 7,
	ARG_REVERSE = 1 << 8,
	ARG_SUM = 1 << 9,
	ARG_CPU = 1 << 10,
	ARG_FIELD = 1 << 11,
	ARG_UPDATE = 1 << 12,
	ARG_ATOMIC_REPLACE = 1 << 13,
	ARG_CHECK = 1 << 14,
	ARG_TIMEOUT = 1 << 15,
	ARG_INTERVAL = 1 << 16,
	ARG_COUNT = 1 << 17,
};

#define ARG_TYPES   (ARG_KEY | ARG_VALUE)
#define ARG_FORMATS (ARG_JSON | ARG_JSONL | ARG_CSV | ARG_TSV)
#define ARG_CPUS    (ARG_SUM | ARG_CPU)

enum map_sort {
	SORT_KEY,
	SORT_VALUE,
	SORT_RATE,
};

struct map_args {
	unsigned int given;
	const char *key_type;
	const char *value_type;
	enum row_format format;
	enum map_sort sort;
	uint32_t cpu;
	const char *field;
	uint64_t update; /* BPF_ANY, BPF_NOEXIST, BPF_EXIST */
	int timeout;	 /* milliseconds; -1: for ever */
	int interval;	 /* milliseconds */
	uint64_t count;	 /* 0: without end */
	struct words words;
};

/* The table of options, in the order of the bits. */
extern const struct option_row map_arg_rows[];

/* Parses all words; the program's rows are those above. As option_parse. */
int map_args_parse(const struct program *p, int argc, char **argv,
		   struct map_args *args, struct err *e);

/* Refuses options that are not among those the verb takes. */
int map_args_check(const struct map_args *args, const char *verb,
		   unsigned int takes, struct err *e);

void map_args_clear(struct map_args *args);

#endif
