/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract between bpfns-exec and the program it starts: which names
 * stand in the environment, and a few inline helpers that read them. Needs
 * nothing but the C library; C11 and C++. See bpfns(7).
 *
 * The descriptors stay the process's own: nobody else closes them, and they
 * are inherited by what the program execs, unless it marks them
 * close-on-exec. The helpers read environ and are as thread-safe as getenv().
 */
#ifndef BPFNS_H
#define BPFNS_H

#include <stdio.h>
#include <stdlib.h>

/* BPF_NUM_MAPS=N: how many maps were handed over, 0 or more. */
#define BPFNS_ENV_NUM_MAPS "BPF_NUM_MAPS"

/* BPF_MAPS=name:name:...: the names in the order of the descriptors; empty
 * for a map without one. Left out where it would be too long for an exec. */
#define BPFNS_ENV_MAPS "BPF_MAPS"

/* BPF_MAP<id>=<fd>, <id> decimal: as `tc exec bpf import` sets it. */
#define BPFNS_ENV_MAP_BY_ID "BPF_MAP"

/* BPF_MAP_<NAME>=<fd>: the name in upper case, each character outside
 * A-Z 0-9 _ replaced by _. Left out where two maps would share it. */
#define BPFNS_ENV_MAP_BY_NAME "BPF_MAP_"

/* BPF_MAP<id>_KEY and BPF_MAP<id>_VALUE: the types of key and value, in the
 * language of bpfns-types(7). Set by bpfns-exec --types, where they are known. */
#define BPFNS_ENV_KEY_SUFFIX   "_KEY"
#define BPFNS_ENV_VALUE_SUFFIX "_VALUE"

/* The first map's descriptor; the others follow it, past those that were
 * kept with --keep-fd. */
#define BPFNS_FIRST_FD 3

/* The longest name of a map, in bytes. */
#define BPFNS_NAME_LONGEST 255

/* The whole of text as a number from 0 to INT_MAX, else -1. */
static inline int bpfns_number(const char *text)
{
	unsigned long long value = 0;

	if (!text || !*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		value = value * 10 + (unsigned long long)(*text - '0');
		if (value > 0x7fffffff)
			return -1;
	}
	return (int)value;
}

/* How many maps were handed over; 0 outside of bpfns-exec. */
static inline int bpfns_num_maps(void)
{
	int n = bpfns_number(getenv(BPFNS_ENV_NUM_MAPS));

	return n < 0 ? 0 : n;
}

/* The descriptor of the map with this id (the N of ,id=N), or -1. */
static inline int bpfns_map_fd_by_id(unsigned int id)
{
	char variable[sizeof(BPFNS_ENV_MAP_BY_ID) + 10];

	(void)snprintf(variable, sizeof(variable), BPFNS_ENV_MAP_BY_ID "%u",
		       id);
	return bpfns_number(getenv(variable));
}

/* Writes the variable that a map of this name has, terminated. 0, or -1 if
 * the name is empty or too long for size bytes. */
static inline int bpfns_map_variable(const char *name, char *out, size_t size)
{
	const char *prefix = BPFNS_ENV_MAP_BY_NAME;
	size_t used = 0;

	if (!*name)
		return -1;
	for (; *prefix; prefix++, used++) {
		if (used + 1 >= size)
			return -1;
		out[used] = *prefix;
	}
	for (; *name; name++, used++) {
		char c = *name;

		if (used + 1 >= size)
			return -1;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
			c = '_';
		out[used] = c;
	}
	out[used] = '\0';
	return 0;
}

/* The descriptor of the map with this name (any case), or -1. */
static inline int bpfns_map_fd(const char *name)
{
	char variable[sizeof(BPFNS_ENV_MAP_BY_NAME) + BPFNS_NAME_LONGEST];

	if (bpfns_map_variable(name, variable, sizeof(variable)) < 0)
		return -1;
	return bpfns_number(getenv(variable));
}

#endif
