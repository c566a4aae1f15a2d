/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of numbers: what was met already.
 */
#ifndef BPFNS_BASE_NUMBERS_H
#define BPFNS_BASE_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct numbers {
	uint32_t *v; /* ascending */
	size_t n;
	size_t room;
};

#define _cleanup_numbers_ __attribute__((__cleanup__(numbers_clear)))

/* Adds a number. 1 if it is new, 0 if it was there, -1 and *e. */
int numbers_add(struct numbers *set, uint32_t number, struct err *e);

bool numbers_have(const struct numbers *set, uint32_t number);

void numbers_clear(struct numbers *set);

#endif
