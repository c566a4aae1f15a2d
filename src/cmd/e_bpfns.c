// SPDX-License-Identifier: BSD-2-Clause
/*
 * tc's door: `tc exec bpfns WORD...` becomes `bpfns-exec --tc WORD...`. tc
 * loads this as e_bpfns.so from its library directory. It must know no option.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "bpfns-exec"

/* What tc looks up as KIND_exec_util (iproute2's tc/tc_util.h; the same since
 * 4.1). */
struct exec_util {
	struct exec_util *next;
	char id[16];
	int (*parse)(const struct exec_util *self, int argc, char **argv);
};

/* Whichever the caller's PATH names first, else the one that was installed
 * with us: a PATH of system directories alone need not have it. */
static void become(char **argv)
{
	execvp(PROGRAM, argv);
	if (errno == ENOENT || errno == EACCES)
		execv(BPFNS_BINDIR "/" PROGRAM, argv);
}

static int parse(const struct exec_util *self, int argc, char **argv)
{
	char program[] = PROGRAM;
	char mode[] = "--tc";
	char **all = calloc((size_t)argc + 3, sizeof(*all));

	(void)self; /* the one below */
	if (!all) {
		(void)fprintf(stderr, "bpfns: no memory\n");
		return -1;
	}
	all[0] = program;
	all[1] = mode;
	for (int i = 0; i < argc; i++)
		all[i + 2] = argv[i];
	become(all);
	(void)fprintf(stderr, "bpfns: %s, in PATH and in %s: %s\n", PROGRAM,
		      BPFNS_BINDIR, strerror(errno));
	free(all);
	return -1;
}

__attribute__((visibility("default"))) extern struct exec_util bpfns_exec_util;

struct exec_util bpfns_exec_util = {
	.id = "bpfns",
	.parse = parse,
};
