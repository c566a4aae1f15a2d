/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpfns-export's options: the table, and what it fills.
 */
#ifndef BPFNS_CMD_EXPORT_OPTIONS_H
#define BPFNS_CMD_EXPORT_OPTIONS_H

#include <stdbool.h>

#include "cmd/export_load.h"
#include "cmd/map_options.h"
#include "cmd/option.h"
#include "sink/tc.h"
#include "source/attach.h"

/* All as asked for; nothing has been opened. Strings point into argv. */
struct export_options {
	struct map_options maps; /* first: map_options.h */
	struct send_request to;
	const char *netns;
	const char *object; /* NULL: none */
	const char *bpffs;
	struct attaches attaches;
	struct loads loads;
	bool verbose;
};

extern const struct program export_program;

/* Parses and checks what goes together. As option_parse. */
int export_options_parse(int argc, char **argv, struct export_options *o,
			 struct err *e);

void export_options_clear(struct export_options *o);

#endif
