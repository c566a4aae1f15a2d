/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which types the keys and values of a map have.
 */
#ifndef BPFNS_CMD_MAP_TYPES_H
#define BPFNS_CMD_MAP_TYPES_H

#include "cmd/map_open.h"

/* Fills in o->key and o->value of a map whose table is open; `m` is NULL for
 * one that is not of the environment. 0, or -1 and *e. */
int map_find_types(struct opened *o, const struct map_args *args,
		   const struct held_map *m, struct err *e);

#endif
