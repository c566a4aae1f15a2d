// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-policy test: holds a policy's filter against a table. It must count
 * what it tried, so that a table that says nothing proves nothing.
 */
#include <stdio.h>

#include "cmd/policy_input.h"
#include "cmd/policy_tool.h"
#include "cmd/say.h"
#include "confine/policy_action.h"
#include "confine/policy_file.h"
#include "confine/policy_print.h"
#include "confine/policy_table.h"
#include "confine/simulate.h"

/* So many of the calls that differ are shown. */
#define SHOWN_MAX 20

struct trial {
	const struct filter *filter;
	const char *table;
	size_t calls;
	size_t differ;
};

static int try_call(void *context, const struct table_call *call, struct err *e)
{
	struct trial *t = context;
	uint32_t found = filter_decide(t->filter, &call->data);
	char expected[ACTION_MAX];
	char answer[ACTION_MAX];
	char text[PRINT_MAX];

	(void)e; /* can't fail */
	t->calls++;
	if (found == call->expect)
		return 0;
	if (t->differ++ < SHOWN_MAX)
		printf("%s:%u: %s: expected %s, but it is %s\n", t->table,
		       call->line, print_call(&call->data, call->given, text),
		       action_text(call->expect, expected),
		       action_text(found, answer));
	return 0;
}

int tool_test(const struct tool_options *o, struct err *e)
{
	_cleanup_input_ struct policy_input in = {0};
	_cleanup_text_ struct policy_text table = {0};
	struct trial t = {.filter = &in.filter, .table = o->words[2]};
	struct table_taker taker = {try_call, &t};

	if (policy_input_load(o->words[1], &in, e) < 0 ||
	    policy_file_open(o->words[2], 0, &table, e) < 0 ||
	    table_read(&table, &taker, e) < 0)
		return -1;
	if (t.calls == 0)
		return err_set(e, 0, "%s: no rows", o->words[2]);
	printf("%s: %zu calls, %zu differ\n", o->words[2], t.calls, t.differ);
	if (tool_flush(e) < 0)
		return -1;
	return t.differ ? TOOL_NO : TOOL_YES;
}
