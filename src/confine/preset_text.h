/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The texts behind the presets, for those who want to read them.
 */
#ifndef BPFNS_CONFINE_PRESET_TEXT_H
#define BPFNS_CONFINE_PRESET_TEXT_H

#include <stddef.h>

#include "base/err.h"

/* The index-th preset's name and what its first line says of it, both in
 * `name` and `summary` of these sizes. -1 behind the last one. */
#define PRESET_NAME_MAX	   32
#define PRESET_SUMMARY_MAX 128
int preset_text_describe(size_t index, char name[PRESET_NAME_MAX],
			 char summary[PRESET_SUMMARY_MAX]);

/*
 * The text of preset `name` with everything it includes put in place, which
 * is a policy by itself. *out is malloc'ed, the caller's; NULL if there is no
 * such preset. 0, or -1 and *e when memory is short.
 */
int preset_text_expand(const char *name, char **out, struct err *e);

#endif
