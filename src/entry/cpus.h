/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The possible CPUs, for each of which a per-CPU map has a value, in order.
 */
#ifndef BPFNS_ENTRY_CPUS_H
#define BPFNS_ENTRY_CPUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* As many as Linux can be built for (CONFIG_NR_CPUS). */
#define CPUS_MAX 8192

struct cpus {
	uint32_t *ids; /* ascending; owned */
	size_t n;
};

void cpus_clear(struct cpus *c);

/* Asks /sys. 0, or -1 and *e where that can't be read: a container, a filter.
 * In `path` tests may stand another file's name. */
int cpus_read(const char *path, struct cpus *c, struct err *e);

/* 0, 1, ... n - 1: where only their number is known. 0, or -1 and *e. */
int cpus_count(size_t n, struct cpus *c, struct err *e);

/* The place of the CPU among the possible ones. 0, or -1 and *e. */
int cpus_find(const struct cpus *c, uint32_t id, size_t *index, struct err *e);

#endif
