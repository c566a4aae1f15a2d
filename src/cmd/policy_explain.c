// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-policy explain: what becomes of one system call, and which rule says
 * so. It must never answer from the rules what the filter doesn't do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cmd/policy_input.h"
#include "cmd/policy_tool.h"
#include "confine/policy_action.h"
#include "confine/policy_logic.h"
#include "confine/policy_print.h"
#include "confine/policy_table.h"
#include "confine/regions.h"
#include "confine/simulate.h"
#include "confine/sysname.h"

/* What is known of a condition when not all arguments are. */
enum truth {
	TRUTH_NO,
	TRUTH_MAYBE,
	TRUTH_YES,
};

struct question {
	const struct policy_input *in;
	const struct table_call *call;
	char name[SYSNAME_MAX];
};

static enum truth clause_truth(const struct question *q,
			       const struct policy_clause *clause)
{
	const struct table_call *call = q->call;
	enum truth truth = TRUTH_YES;

	for (size_t i = 0; i < clause->count; i++) {
		const struct policy_compare *c =
			&q->in->rules.compares[clause->first + i];

		if (!(call->given >> c->arg & 1))
			truth = TRUTH_MAYBE;
		else if (!logic_holds(c, call->data.args[c->arg]))
			return TRUTH_NO;
	}
	return truth;
}

static void print_clause(const struct question *q,
			 const struct policy_clause *clause)
{
	char text[PRINT_MAX];

	for (size_t i = 0; i < clause->count; i++)
		printf("%s%s", i ? " && " : "  ",
		       print_compare(q->name,
				     &q->in->rules.compares[clause->first + i],
				     text));
	putchar('\n');
}

static void print_answer(const struct question *q, const char *answer)
{
	char call[PRINT_MAX];

	printf("%s: %s\n", print_call(&q->call->data, q->call->given, call),
	       answer);
}

/* The rules' answer, which the filter must give, too. */
static int settle(const struct question *q, uint32_t action, struct err *e)
{
	uint32_t decided = filter_decide(&q->in->filter, &q->call->data);
	char says[ACTION_MAX];
	char does[ACTION_MAX];

	if (decided != action)
		return err_set(e, 0,
			       "%s: the rules say %s, the filter %s: a fault "
			       "of ours, please report it",
			       q->in->name, action_text(action, says),
			       action_text(decided, does));
	print_answer(q, action_text(action, says));
	return 0;
}

static int explain_place(const struct question *q,
			 const struct policy_place *place, const char *what,
			 uint32_t action, struct err *e)
{
	if (settle(q, action, e) < 0)
		return -1;
	printf("%s:%u: %s\n", place->file, place->line, what);
	return 0;
}

/* Not all arguments that count are given. */
static void explain_open(const struct question *q,
			 const struct policy_rule *rule,
			 const struct policy_place *place)
{
	const struct policy *p = &q->in->rules;
	char action[ACTION_MAX];

	print_answer(q, "depends on its arguments");
	printf("%s:%u: %s if\n", place->file, place->line,
	       action_text(rule->action, action));
	for (size_t i = 0; i < rule->clauses; i++)
		if (clause_truth(q, &p->clauses[rule->first + i]) != TRUTH_NO)
			print_clause(q, &p->clauses[rule->first + i]);
	printf("else %s\n", action_text(rule->otherwise, action));
}

static int explain_conditions(const struct question *q,
			      const struct policy_rule *rule,
			      const struct policy_place *place, struct err *e)
{
	const struct policy *p = &q->in->rules;
	bool maybe = false;

	for (size_t i = 0; i < rule->clauses; i++) {
		const struct policy_clause *clause =
			&p->clauses[rule->first + i];
		enum truth truth = clause_truth(q, clause);

		if (truth == TRUTH_YES) {
			if (explain_place(q, place, "this holds:", rule->action,
					  e) < 0)
				return -1;
			print_clause(q, clause);
			return 0;
		}
		maybe |= truth == TRUTH_MAYBE;
	}
	if (maybe) {
		explain_open(q, rule, place);
		return 0;
	}
	if (explain_place(q, place, "none of these holds:", rule->otherwise,
			  e) < 0)
		return -1;
	for (size_t i = 0; i < rule->clauses; i++)
		print_clause(q, &p->clauses[rule->first + i]);
	return 0;
}

static int explain_rules(const struct question *q, struct err *e)
{
	const struct policy *p = &q->in->rules;

	if (q->call->data.arch != sysname_abi_at(0)->arch ||
	    sysname_abi_of(q->call->data.arch, (uint32_t)q->call->data.nr) !=
		    sysname_abi_at(0)) {
		if (settle(q, SECCOMP_RET_KILL_PROCESS, e) < 0)
			return -1;
		puts("before any rule: calls of other ABIs are killed");
		return 0;
	}
	for (size_t i = 0; i < p->n_rules; i++) {
		if (p->rules[i].number != q->call->data.nr)
			continue;
		if (p->rules[i].clauses > 0)
			return explain_conditions(q, &p->rules[i],
						  &p->places[i], e);
		return explain_place(q, &p->places[i], "without a condition",
				     p->rules[i].action, e);
	}
	return explain_place(q, &p->fallback_place, "@default", p->fallback, e);
}

/* The answers of a compiled policy to what is left open. */
struct answers {
	const struct table_call *call;
	uint32_t actions[8];
	size_t n;
};

static bool is_possible(const struct table_call *call, const struct region *r)
{
	struct cube number = {.mask = UINT32_MAX};
	struct cube both;

	for (unsigned int w = 0; w < REGION_WORDS; w++) {
		const struct cubes *c = &r->words[w];
		bool found = !(call->given >> (w / 2) & 1);

		number.value =
			(uint32_t)(call->data.args[w / 2] >> (w % 2 ? 32 : 0));
		for (size_t i = 0; !found && i < c->n; i++)
			found = cube_meet(&number, &c->v[i], &both);
		if (!found)
			return false;
	}
	return true;
}

static int take_region(void *context, const struct region *r, struct err *e)
{
	struct answers *a = context;
	size_t i = 0;

	(void)e; /* can't fail */
	if (!is_possible(a->call, r))
		return 0;
	while (i < a->n && a->actions[i] != r->action)
		i++;
	if (i == a->n && a->n < sizeof(a->actions) / sizeof(a->actions[0]))
		a->actions[a->n++] = r->action;
	return 0;
}

static int explain_compiled(const struct question *q, struct err *e)
{
	struct answers a = {.call = q->call};
	struct region_taker taker = {take_region, &a};
	char action[ACTION_MAX];
	size_t at;

	if (regions_each(&q->in->filter, q->call->data.arch,
			 (uint32_t)q->call->data.nr, &taker, e) < 0)
		return err_prefix(e, "%s", q->in->name);
	if (a.n > 1) {
		print_answer(q, "depends on its arguments");
		for (size_t i = 0; i < a.n; i++)
			printf("  %s\n", action_text(a.actions[i], action));
		return 0;
	}
	if (settle(q, a.actions[0], e) < 0)
		return -1;
	(void)filter_decide_at(&q->in->filter, &q->call->data, &at);
	printf("instruction %zu of a compiled policy\n", at);
	return 0;
}

static int explain_call(void *context, const struct table_call *call,
			struct err *e)
{
	struct question *q = context;
	const struct sysname_abi *abi =
		sysname_abi_of(call->data.arch, (uint32_t)call->data.nr);

	q->call = call;
	sysname_text(abi, (uint32_t)call->data.nr & ~abi->bit, q->name);
	return q->in->has_rules ? explain_rules(q, e) : explain_compiled(q, e);
}

/* The words behind the policy are read as the left side of a table's row. */
static char *join_words(const struct tool_options *o, struct err *e)
{
	char *joined = str_copy("", e);

	for (size_t i = 2; joined && i < o->n_words; i++) {
		char *longer = str_format(e, "%s%s%s", joined, i > 2 ? " " : "",
					  o->words[i]);

		free(joined);
		joined = longer;
	}
	return joined;
}

int tool_explain(const struct tool_options *o, struct err *e)
{
	_cleanup_input_ struct policy_input in = {0};
	_cleanup_text_ struct policy_text call = {0};
	struct question q = {.in = &in};
	struct table_taker taker = {explain_call, &q};

	if (policy_input_load(o->words[1], &in, e) < 0)
		return -1;
	call.name = str_copy("call", e);
	call.text = join_words(o, e);
	if (!call.name || !call.text)
		return -1;
	call.len = strlen(call.text);
	if (table_read_call(&call, &taker, e) < 0)
		return -1;
	return tool_flush(e);
}
