/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpfns-exec's options: the table, and what it fills.
 */
#ifndef BPFNS_CMD_EXEC_OPTIONS_H
#define BPFNS_CMD_EXEC_OPTIONS_H

#include "base/words.h"
#include "cmd/map_options.h"
#include "cmd/option.h"
#include "cmd/tc_words.h"
#include "map/env.h"
#include "map/place.h"
#include "source/import.h"

#define IMPORT_FROM_MAX 32
#define KEPT_FDS_MAX	64

/* All as asked for; nothing in here has been opened or looked up, but that
 * kept descriptors are open. Strings point into argv. */
struct exec_options {
	struct map_options maps;      /* first: map_options.h */
	struct import_request import; /* path NULL: no import */
	bool import_tuned;	      /* --import-mode, --import-from, ... */
	uid_t import_from[IMPORT_FROM_MAX];
	struct words only;
	bool types;
	const char *expect; /* an object file; NULL: anything is fine */
	bool expect_loose;
	const char *netns;
	bool sysfs;
	const char *user;
	struct words groups;
	struct words caps;
	const char *policy;
	int kept[KEPT_FDS_MAX];
	struct kept_fds keep;
	struct env_request env;
	bool explain;
	const char *learn; /* FILE */
	bool report;
	bool json;
	bool verbose;
	struct tc_words tc; /* with --tc: what the strings point into, too */
};

extern const struct program exec_program;

/* Parses and checks what goes together. As option_parse; *command gets the
 * words behind the options, up to a NULL, which may be none. */
int exec_options_parse(int argc, char **argv, struct exec_options *o,
		       char ***command, struct err *e);

/* Frees what the options hold, not the strings. */
void exec_options_clear(struct exec_options *o);

#endif
