// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-policy diff: the system calls that two policies treat differently. It
 * compares what their filters do, not how they are written.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "cmd/policy_input.h"
#include "cmd/policy_tool.h"
#include "confine/policy_action.h"
#include "confine/policy_print.h"
#include "confine/regions.h"
#include "confine/simulate.h"
#include "confine/sysname.h"

/* Values of one argument that are named one by one. */
#define VALUES_MAX 64

struct regions {
	struct region *v;
	size_t n;
};

struct pair {
	const struct filter *a;
	const struct filter *b;
	struct regions of_a;
	struct regions of_b;
	size_t differ;
};

static int keep_region(void *context, const struct region *r, struct err *e)
{
	struct regions *list = context;

	if (mem_resize(&list->v, list->n + 1, sizeof(*list->v), e) < 0)
		return -1;
	list->v[list->n++] = *r;
	return 0;
}

static void print_difference(struct pair *p, const struct seccomp_data *call,
			     unsigned int given)
{
	char text[PRINT_MAX];
	char before[ACTION_MAX];
	char after[ACTION_MAX];
	const char *was = action_text(filter_decide(p->a, call), before);
	const char *is = action_text(filter_decide(p->b, call), after);

	p->differ++;
	printf("%s: %s -> %s\n", print_call(call, given, text), was, is);
}

static unsigned int closed_args(const struct region *a, const struct region *b)
{
	unsigned int given = 0;

	for (unsigned int w = 0; w < REGION_WORDS; w++)
		if (!cubes_are_all(&a->words[w]) ||
		    !cubes_are_all(&b->words[w]))
			given |= 1u << w / 2;
	return given;
}

/* A call that is in both, with the arguments that make it so. */
static bool print_common(struct pair *p, struct seccomp_data *call,
			 const struct region *a, const struct region *b)
{
	uint64_t args[6];

	if (!regions_meet(a, b, args))
		return false;
	for (unsigned int i = 0; i < 6; i++)
		call->args[i] = args[i];
	print_difference(p, call, closed_args(a, b));
	return true;
}

/* Where a few values of one argument make the region: one by one. */
static bool print_values(struct pair *p, struct seccomp_data *call,
			 const struct region *few, const struct region *other)
{
	uint32_t values[VALUES_MAX];
	unsigned int arg;
	size_t n = region_values(few, &arg, values, VALUES_MAX);
	struct region *one = malloc(sizeof(*one));

	if (!one || n == 0) {
		free(one);
		return false;
	}
	*one = *few;
	for (size_t i = 0; i < n; i++) {
		one->words[REGION_WORD(arg, 0)] =
			(struct cubes){.v = {{UINT32_MAX, values[i]}}, .n = 1};
		(void)print_common(p, call, one, other); /* they may not meet */
	}
	free(one);
	return true;
}

/* Two regions with different answers: if a call is in both, it is told. */
static void compare_regions(struct pair *p, int number, const struct region *a,
			    const struct region *b)
{
	struct seccomp_data call = {
		.nr = number,
		.arch = sysname_abi_at(0)->arch,
	};
	uint64_t ignored[6];

	if (a->action == b->action || !regions_meet(a, b, ignored))
		return;
	if (region_is_all(a) && region_is_all(b)) {
		print_difference(p, &call, 0);
		return;
	}
	if (print_values(p, &call, a, b) || print_values(p, &call, b, a))
		return;
	(void)print_common(p, &call, a, b); /* they do */
}

static int compare_call(struct pair *p, int number, struct err *e)
{
	uint32_t arch = sysname_abi_at(0)->arch;
	struct region_taker to_a = {keep_region, &p->of_a};
	struct region_taker to_b = {keep_region, &p->of_b};

	p->of_a.n = 0;
	p->of_b.n = 0;
	if (regions_each(p->a, arch, (uint32_t)number, &to_a, e) < 0 ||
	    regions_each(p->b, arch, (uint32_t)number, &to_b, e) < 0)
		return -1;
	for (size_t i = 0; i < p->of_a.n; i++)
		for (size_t j = 0; j < p->of_b.n; j++)
			compare_regions(p, number, &p->of_a.v[i],
					&p->of_b.v[j]);
	return 0;
}

/* Other ABIs are killed by our filters; others may do as they like. */
static void compare_foreign(struct pair *p)
{
	const struct sysname_abi *abi;

	for (unsigned int i = 1; (abi = sysname_abi_at(i)); i++) {
		for (uint32_t n = 0; n < SYSNAME_NUMBERS; n++) {
			const struct seccomp_data call = {
				.nr = (int)(n | abi->bit),
				.arch = abi->arch,
			};

			if (filter_decide(p->a, &call) !=
			    filter_decide(p->b, &call))
				print_difference(p, &call, 0);
		}
	}
}

static int compare_all(struct pair *p, struct err *e)
{
	for (int n = 0; n < SYSNAME_NUMBERS; n++)
		if (compare_call(p, n, e) < 0)
			return -1;
	compare_foreign(p);
	return 0;
}

int tool_diff(const struct tool_options *o, struct err *e)
{
	_cleanup_input_ struct policy_input a = {0};
	_cleanup_input_ struct policy_input b = {0};
	struct pair p = {.a = &a.filter, .b = &b.filter};
	int r;

	if (policy_input_load(o->words[1], &a, e) < 0 ||
	    policy_input_load(o->words[2], &b, e) < 0)
		return -1;
	r = compare_all(&p, e);
	free(p.of_a.v);
	free(p.of_b.v);
	if (r < 0 || tool_flush(e) < 0)
		return -1;
	return p.differ ? TOOL_NO : TOOL_YES;
}
