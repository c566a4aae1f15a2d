// SPDX-License-Identifier: BSD-2-Clause
/*
 * Chooses the filter and reads off what it allows. It must never trust a
 * policy's name for that: only the filter's own answers count.
 */
#include "confine/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "base/str.h"
#include "confine/policy.h"
#include "confine/policy_file.h"
#include "confine/preset.h"
#include "confine/reach.h"
#include "confine/simulate.h"

#define COMMAND(c) (1ULL << (c))

/* By which a map is changed. */
static const uint64_t writing =
	COMMAND(BPF_MAP_UPDATE_ELEM) | COMMAND(BPF_MAP_DELETE_ELEM) |
	COMMAND(BPF_MAP_LOOKUP_AND_DELETE_ELEM) |
	COMMAND(BPF_MAP_LOOKUP_AND_DELETE_BATCH) |
	COMMAND(BPF_MAP_UPDATE_BATCH) | COMMAND(BPF_MAP_DELETE_BATCH) |
	COMMAND(BPF_MAP_FREEZE);

/* Arguments that aren't known here are 0: a filter that looks at a pointer of
 * execve lets nobody launch anything. */
static int find_exec(struct guard *g, struct err *e)
{
	static const uint64_t plain[6] = {0};
	static const uint64_t once[6] = {POLICY_EXEC_FD, 0, 0, 0,
					 AT_EMPTY_PATH,	 0};
	struct rlimit limit;

	if (filter_allows(&g->filter, SYS_execve, plain)) {
		g->exec = GUARD_EXEC_ANY;
		return 0;
	}
	if (!filter_allows(&g->filter, SYS_execveat, once))
		return err_set(e, 0,
			       "%s: it denies execve, and so the launch itself",
			       g->name);
	g->exec = GUARD_EXEC_ONCE;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_set(e, errno, "RLIMIT_NOFILE");
	if (limit.rlim_max <= POLICY_EXEC_FD)
		return err_set(e, 0,
			       "%s: one exec only needs descriptor %d, but the "
			       "hard RLIMIT_NOFILE is %llu",
			       g->name, POLICY_EXEC_FD,
			       (unsigned long long)limit.rlim_max);
	return 0;
}

static int say_unknown(const char *text, struct err *e)
{
	char names[256] = "";

	const struct preset *p;

	for (size_t i = 0; (p = preset_at(i)); i++)
		(void)snprintf(names + strlen(names),
			       sizeof(names) - strlen(names), "%s, ", p->name);
	return err_set(e, 0,
		       "no policy is named '%s': %snone, or a file (with a / "
		       "or a . in its name)",
		       text, names);
}

int guard_choose(const char *text, struct guard *g, struct err *e)
{
	const struct preset *preset = preset_find(text);
	uint64_t reached;

	g->name = text;
	if (str_equal(text, "none")) {
		g->none = true;
		g->writes_maps = true;
		g->pins_maps = true;
		g->opens_pins = true;
		g->loads_programs = true;
		g->opens_by_id = true;
		return 0;
	}
	if (preset) {
		g->filter = preset->filter;
	} else if (text[strcspn(text, "/.")] != '\0') {
		if (policy_file_load(text, POLICY_FILE_TRUSTED, &g->owned, e) <
		    0)
			return -1;
		g->filter = g->owned;
	} else {
		return say_unknown(text, e);
	}
	reached = reach_bpf(&g->filter);
	g->writes_maps = reached & writing;
	g->pins_maps = reached & COMMAND(BPF_OBJ_PIN);
	g->opens_pins = reached & COMMAND(BPF_OBJ_GET);
	g->loads_programs = reached & COMMAND(BPF_PROG_LOAD);
	g->opens_by_id = reached & COMMAND(BPF_MAP_GET_FD_BY_ID);
	return find_exec(g, e);
}

void guard_clear(struct guard *g)
{
	filter_free(&g->owned);
	g->filter = (struct filter){0};
}
