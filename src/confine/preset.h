/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The built-in policies as the build compiled and proved them.
 */
#ifndef BPFNS_CONFINE_PRESET_H
#define BPFNS_CONFINE_PRESET_H

#include <stddef.h>

#include "confine/filter.h"

struct preset {
	const char *name;
	struct filter filter; /* in read-only memory: never to be freed */
};

/* NULL if there is no preset of that name. */
const struct preset *preset_find(const char *name);

/* For lists of them: NULL behind the last one. */
const struct preset *preset_at(size_t index);

#endif
