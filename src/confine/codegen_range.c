// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cuts system call numbers into ranges and gathers those. Every instruction of
 * a filter costs the kernel some hundred times what a step through one does
 * (it translates each of them when the filter is loaded, and runs it some
 * hundred times), so what counts is how few comparisons tell all ranges apart:
 * two for a number that is decided otherwise than those around it, if they
 * are cut out of a range; one, if it is asked for by itself.
 */
#include "confine/codegen_range.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "confine/arch.h"

/* What a range weighs in the tree: each number in it for the run at load; a
 * condition more, as its calls run the filter each time. Numbers past the last
 * one that a kernel has are never seen. */
#define WEIGHT_CONDITION 16u
#define NUMBERS		 480u

/* So many numbers of a segment may be asked for one by one. */
#define ASKED_MAX 3

/* True if both rules come to the same code. */
bool ranges_same_rule(const struct policy *p, const struct policy_rule *a,
		      const struct policy_rule *b)
{
	if (a->action != b->action || a->otherwise != b->otherwise ||
	    a->clauses != b->clauses)
		return false;
	for (size_t i = 0; i < a->clauses; i++) {
		const struct policy_clause *x = &p->clauses[a->first + i];
		const struct policy_clause *y = &p->clauses[b->first + i];

		if (x->count != y->count)
			return false;
		for (size_t j = 0; j < x->count; j++) {
			const struct policy_compare *c =
				&p->compares[x->first + j];
			const struct policy_compare *d =
				&p->compares[y->first + j];

			if (c->arg != d->arg || c->bits != d->bits ||
			    c->op != d->op || c->value != d->value)
				return false;
		}
	}
	return true;
}

bool ranges_alike(const struct ranges *r, const struct range *a,
		  const struct range *b)
{
	if (!a->rule || !b->rule)
		return !a->rule && !b->rule && a->action == b->action;
	return ranges_same_rule(r->policy, a->rule, b->rule);
}

/* Appends a range, unless the one before it decides the same. */
static void add_range(struct ranges *r, uint32_t start,
		      const struct policy_rule *rule, uint32_t action)
{
	struct range *last = r->n ? &r->v[r->n - 1] : NULL;
	struct range next = {.start = start, .rule = rule, .action = action};

	/* An empty range: the next one begins where it would have. */
	if (last && last->start == start) {
		r->n--;
		last = r->n ? last - 1 : NULL;
	}
	if (last && ranges_alike(r, last, &next))
		return;
	r->v[r->n++] = next;
}

static void fill(struct ranges *r)
{
	const struct policy *p = r->policy;

	add_range(r, 0, NULL, p->fallback);
	for (size_t i = 0; i < p->n_rules; i++) {
		const struct policy_rule *rule = &p->rules[i];
		uint32_t number = (uint32_t)rule->number;

		/* bpf is decided before the tree, so it may count as what
		 * its neighbours are. */
		if (number == SYS_bpf && rule->clauses > 0) {
			if (r->v[r->n - 1].start == number)
				r->v[r->n - 1].start++;
			continue;
		}
		add_range(r, number, rule->clauses > 0 ? rule : NULL,
			  rule->action);
		add_range(r, number + 1, NULL, p->fallback);
	}
#ifdef ARCH_X32_BIT
	add_range(r, ARCH_X32_BIT, NULL, SECCOMP_RET_KILL_PROCESS);
	/* -1 is no x32 call: tracers set it to skip a call, and the kernel
	 * makes nothing of it. */
	add_range(r, UINT32_MAX, NULL, p->fallback);
#endif
}

static uint32_t weight_of(const struct ranges *r, size_t i)
{
	uint32_t from = r->v[i].start < NUMBERS ? r->v[i].start : NUMBERS;
	uint32_t to = NUMBERS;

	if (i + 1 < r->n && r->v[i + 1].start < NUMBERS)
		to = r->v[i + 1].start;
	return 1 + (to - from) + (r->v[i].rule ? WEIGHT_CONDITION : 0);
}

static bool is_one_number(const struct ranges *r, size_t i)
{
	return i + 1 < r->n && r->v[i + 1].start == r->v[i].start + 1;
}

/* How many of the ranges from first to before `end` have to be asked for by
 * themselves; more than ASKED_MAX if it can't be done so. */
static size_t count_asked(const struct ranges *r, size_t first, size_t end,
			  size_t base)
{
	size_t asked = 0;

	for (size_t i = first; i < end; i++) {
		if (ranges_alike(r, &r->v[i], &r->v[base]))
			continue;
		if (!is_one_number(r, i))
			return ASKED_MAX + 1;
		asked++;
	}
	return asked;
}

/* The best way to end a segment at a place: where it begins, its base, and
 * what all comparisons up to there come to. */
struct way {
	size_t first;
	size_t base;
	size_t cost;
};

static void try_segment(const struct ranges *r, struct way *ways, size_t first,
			size_t end, size_t base)
{
	size_t asked = count_asked(r, first, end, base);
	size_t cost = ways[first].cost + asked + 1;

	if (asked > ASKED_MAX ||
	    (ways[end].cost != 0 && ways[end].cost <= cost))
		return;
	ways[end] = (struct way){first, base, cost};
}

/* A segment's base is the first or the second of its ranges: neighbours are
 * never alike. Fewer comparisons first, then fewer one by one. */
static void find_ways(const struct ranges *r, struct way *ways)
{
	for (size_t end = 1; end <= r->n; end++) {
		size_t longest = 2 * ASKED_MAX + 1;
		size_t least = end > longest ? end - longest : 0;

		for (size_t first = end; first-- > least;) {
			try_segment(r, ways, first, end, first);
			if (first + 1 < end)
				try_segment(r, ways, first, end, first + 1);
		}
	}
}

/* From the end to the beginning, and turned round. */
static void take_ways(struct ranges *r, const struct way *ways)
{
	size_t n = 0;

	for (size_t end = r->n; end > 0; end = ways[end].first)
		n++;
	r->n_segments = n;
	for (size_t end = r->n; end > 0; end = ways[end].first)
		r->segments[--n] = (struct segment){
			.first = ways[end].first,
			.count = end - ways[end].first,
			.base = ways[end].base,
		};
}

static void weigh(struct ranges *r)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < r->n_segments; i++) {
		struct segment *s = &r->segments[i];

		s->weight = sum;
		for (size_t j = 0; j < s->count; j++)
			sum += weight_of(r, s->first + j);
	}
	r->segments[r->n_segments].weight = sum;
}

int ranges_make(const struct policy *p, struct ranges *out, struct err *e)
{
	struct way *ways;

	*out = (struct ranges){.policy = p};
	/* Each rule may split a range in three; and there are our own. */
	out->v = calloc(2 * p->n_rules + 4, sizeof(*out->v));
	out->segments = calloc(2 * p->n_rules + 5, sizeof(*out->segments));
	ways = calloc(2 * p->n_rules + 5, sizeof(*ways));
	if (!out->v || !out->segments || !ways) {
		free(ways);
		return err_set(e, ENOMEM, "filter");
	}
	fill(out);
	find_ways(out, ways);
	take_ways(out, ways);
	weigh(out);
	free(ways);
	return 0;
}

void ranges_free(struct ranges *r)
{
	free(r->v);
	free(r->segments);
}
