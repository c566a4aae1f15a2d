/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * iproute2's tail calls: a program in a section "ID/KEY" stands in slot KEY of
 * the prog_array with that id.
 */
#ifndef BPFNS_SOURCE_TAIL_CALL_H
#define BPFNS_SOURCE_TAIL_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "source/object.h"

/* True if the section is called so. */
bool tail_call_parse(const char *section, uint32_t *id, uint32_t *key);

/* Puts those programs that were loaded where they belong. 0, or -1 and *e. */
int tail_calls_fill(const struct object *o, struct err *e);

#endif
