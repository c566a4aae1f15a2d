/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs or maps that a map holds.
 */
#ifndef BPFNS_SOURCE_INNER_H
#define BPFNS_SOURCE_INNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "bpf/bpf.h"

struct inner {
	uint32_t *ids; /* in the order of the indexes, or in none */
	size_t n;
	bool programs; /* else maps */
};

#define _cleanup_inner_ __attribute__((__cleanup__(inner_clear)))

/* Reads what is in a prog_array or a map of maps; nothing is in any other kind
 * of map. 0, or -1 and *e. */
int inner_read(int fd, const struct bpf_shape *shape, struct inner *out,
	       struct err *e);

void inner_clear(struct inner *inner);

#endif
