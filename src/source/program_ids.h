/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list of programs, by the kernel's ids.
 */
#ifndef BPFNS_SOURCE_PROGRAM_IDS_H
#define BPFNS_SOURCE_PROGRAM_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct program_ids {
	uint32_t *v;
	size_t n;
	size_t room;
};

#define _cleanup_program_ids_ __attribute__((__cleanup__(program_ids_clear)))

/* Appends. 0, or -1 and *e. */
int program_ids_add(struct program_ids *list, uint32_t id, struct err *e);

void program_ids_clear(struct program_ids *list);

#endif
