// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lays out the filter. The kernel runs it once per system call number when it
 * is loaded, to learn which ones it allows whatever their arguments (and
 * never asks again for those), so the length of every path counts.
 */
#include "confine/codegen.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "confine/arch.h"
#include "confine/codegen_rule.h"

/* What a range weighs: each number in it for the run at load; a condition
 * more, as its calls run the filter each time. Numbers past the last one
 * that a kernel has are never seen. */
#define WEIGHT_CONDITION 16u
#define NUMBERS		 480u

/* System call numbers from `start` up to the next range, with one decision. */
struct range {
	uint32_t start;
	uint32_t weight;		/* of all ranges before this one */
	const struct policy_rule *rule; /* with clauses, or NULL */
	uint32_t action;		/* where rule is NULL */
};

/* A rule with clauses that is coded already. */
struct body {
	const struct policy_rule *rule;
	struct target entry;
};

struct gen {
	const struct policy *policy;
	struct emit em;
	struct range *ranges;
	size_t n_ranges;
	struct body *bodies;
	size_t n_bodies;
};

/* True if both rules come to the same code. */
static bool same_rule(const struct policy *p, const struct policy_rule *a,
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

/* Appends a range, unless the one before it decides the same. */
static void add_range(struct gen *g, uint32_t start,
		      const struct policy_rule *rule, uint32_t action)
{
	struct range *last = g->n_ranges ? &g->ranges[g->n_ranges - 1] : NULL;
	struct range next = {.start = start, .rule = rule, .action = action};

	/* An empty range: the next one begins where it would have. */
	if (last && last->start == start) {
		g->n_ranges--;
		last = g->n_ranges ? last - 1 : NULL;
	}
	if (last && !rule && !last->rule && last->action == action)
		return;
	if (last && rule && last->rule &&
	    same_rule(g->policy, last->rule, rule))
		return;
	g->ranges[g->n_ranges++] = next;
}

static void fill_ranges(struct gen *g)
{
	const struct policy *p = g->policy;

	add_range(g, 0, NULL, p->fallback);
	for (size_t i = 0; i < p->n_rules; i++) {
		const struct policy_rule *rule = &p->rules[i];
		uint32_t number = (uint32_t)rule->number;

		/* bpf is decided before the tree, so it may count as what
		 * its neighbours are. */
		if (number == SYS_bpf && rule->clauses > 0) {
			if (g->ranges[g->n_ranges - 1].start == number)
				g->ranges[g->n_ranges - 1].start++;
			continue;
		}
		add_range(g, number, rule->clauses > 0 ? rule : NULL,
			  rule->action);
		add_range(g, number + 1, NULL, p->fallback);
	}
#ifdef ARCH_X32_BIT
	add_range(g, ARCH_X32_BIT, NULL, SECCOMP_RET_KILL_PROCESS);
	/* -1 is no x32 call: tracers set it to skip a call, and the kernel
	 * makes nothing of it. */
	add_range(g, UINT32_MAX, NULL, p->fallback);
#endif
}

static void weigh_ranges(struct gen *g)
{
	uint32_t sum = 0;

	for (size_t i = 0; i <= g->n_ranges; i++) {
		struct range *r = &g->ranges[i];
		uint32_t from = r->start < NUMBERS ? r->start : NUMBERS;
		uint32_t to = NUMBERS;

		r->weight = sum;
		if (i == g->n_ranges)
			break;
		if (i + 1 < g->n_ranges && r[1].start < NUMBERS)
			to = r[1].start;
		sum += 1 + (to - from) + (r->rule ? WEIGHT_CONDITION : 0);
	}
}

/* Where a rule's code begins; writes it unless the same is there already. */
static struct target body_of(struct gen *g, const struct policy_rule *rule)
{
	struct target entry;

	for (size_t i = 0; i < g->n_bodies; i++)
		if (same_rule(g->policy, g->bodies[i].rule, rule))
			return g->bodies[i].entry;
	entry = codegen_rule(&g->em, g->policy, rule);
	g->bodies[g->n_bodies++] = (struct body){rule, entry};
	return entry;
}

/* The range that begins the second half of [from, to), by weight. */
static size_t middle_of(const struct gen *g, size_t from, size_t to)
{
	uint32_t sum = g->ranges[from].weight + g->ranges[to].weight;
	size_t low = from + 1;
	size_t high = to - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (2 * g->ranges[middle].weight < sum)
			low = middle + 1;
		else
			high = middle;
	}
	/* The one before may be nearer to the half. */
	if (low - 1 > from && sum - 2 * g->ranges[low - 1].weight <
				      2 * g->ranges[low].weight - sum)
		low--;
	return low;
}

/* Writes what tells the ranges in [from, to) apart. Its depth is bounded by
 * the weights: each is 1 or more, and their sum halves about every second
 * step. */
static struct target write_tree(struct gen *g, size_t from, size_t to)
{
	const struct range *r = &g->ranges[from];
	struct target below;
	struct target above;
	size_t middle;

	if (to - from == 1)
		return r->rule ? body_of(g, r->rule) : emit_return(r->action);
	middle = middle_of(g, from, to);
	above = write_tree(g, middle, to);
	below = write_tree(g, from, middle);
	return emit_jump(&g->em, BPF_JGE, g->ranges[middle].start, above,
			 below);
}

static const struct policy_rule *bpf_rule(const struct policy *p)
{
	for (size_t i = 0; i < p->n_rules; i++)
		if (p->rules[i].number == SYS_bpf && p->rules[i].clauses > 0)
			return &p->rules[i];
	return NULL;
}

/* Last things first, as all here. */
static void write_filter(struct gen *g)
{
	const struct policy_rule *bpf = bpf_rule(g->policy);
	struct target next;

	next = write_tree(g, 0, g->n_ranges);
	if (bpf) {
		struct target body = body_of(g, bpf);

		next = emit_jump(&g->em, BPF_JEQ, SYS_bpf, body, next);
	}
	if (next.is_return)
		emit_jump(&g->em, BPF_JEQ, 0, next, next);
	/* The load goes on to what was written last: that must be `next`. */
	next = emit_plain(&g->em, BPF_LD | BPF_W | BPF_ABS,
			  offsetof(struct seccomp_data, nr));
	emit_jump(&g->em, BPF_JEQ, ARCH_NATIVE, next,
		  emit_return(SECCOMP_RET_KILL_PROCESS));
	emit_plain(&g->em, BPF_LD | BPF_W | BPF_ABS,
		   offsetof(struct seccomp_data, arch));
}

static int generate(struct gen *g, struct filter *out, struct err *e)
{
	size_t rules = g->policy->n_rules;

	g->em.code = calloc(BPF_MAXINSNS, sizeof(*g->em.code));
	/* Each rule may bring two actions, and there are our own. */
	g->em.max_stones = 2 * rules + 4;
	g->em.stones = calloc(g->em.max_stones, sizeof(*g->em.stones));
	/* Each rule may split a range in three; and the one past the end. */
	g->ranges = calloc(2 * rules + 4, sizeof(*g->ranges));
	g->bodies = calloc(rules + 1, sizeof(*g->bodies));
	if (!g->em.code || !g->em.stones || !g->ranges || !g->bodies)
		return err_set(e, ENOMEM, "filter");
	fill_ranges(g);
	weigh_ranges(g);
	write_filter(g);
	if (g->em.full)
		return err_set(e, 0,
			       "the filter has more than %d instructions, "
			       "which is all that the kernel takes",
			       BPF_MAXINSNS);
	memmove(g->em.code, g->em.code + (BPF_MAXINSNS - g->em.len),
		g->em.len * sizeof(*g->em.code));
	*out = (struct filter){.code = g->em.code, .len = g->em.len};
	g->em.code = NULL;
	return 0;
}

int codegen_filter(const struct policy *p, struct filter *out, struct err *e)
{
	struct gen g = {.policy = p};
	int result = generate(&g, out, e);

	free(g.em.code);
	free(g.em.stones);
	free(g.ranges);
	free(g.bodies);
	return result;
}
