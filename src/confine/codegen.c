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
#include "confine/codegen_range.h"
#include "confine/codegen_rule.h"

/* A rule with clauses that is coded already. */
struct body {
	const struct policy_rule *rule;
	struct target entry;
};

struct gen {
	const struct policy *policy;
	struct emit em;
	struct ranges ranges;
	struct body *bodies;
	size_t n_bodies;
};

/* Where a rule's code begins; writes it unless the same is there already. */
static struct target body_of(struct gen *g, const struct policy_rule *rule)
{
	struct target entry;

	for (size_t i = 0; i < g->n_bodies; i++)
		if (ranges_same_rule(g->policy, g->bodies[i].rule, rule))
			return g->bodies[i].entry;
	entry = codegen_rule(&g->em, g->policy, rule);
	g->bodies[g->n_bodies++] = (struct body){rule, entry};
	return entry;
}

/* The segment that begins the second half of [from, to), by weight. */
static size_t middle_of(const struct segment *v, size_t from, size_t to)
{
	uint32_t sum = v[from].weight + v[to].weight;
	size_t low = from + 1;
	size_t high = to - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (2 * v[middle].weight < sum)
			low = middle + 1;
		else
			high = middle;
	}
	/* The one before may be nearer to the half. */
	if (low - 1 > from &&
	    sum - 2 * v[low - 1].weight <= 2 * v[low].weight - sum)
		low--;
	return low;
}

static struct target target_of(struct gen *g, const struct range *r)
{
	return r->rule ? body_of(g, r->rule) : emit_return(r->action);
}

/* What is asked for one by one, then all else. */
static struct target write_segment(struct gen *g, const struct segment *s)
{
	const struct range *base = &g->ranges.v[s->base];
	struct target entry = target_of(g, base);

	for (size_t i = s->first + s->count; i-- > s->first;) {
		const struct range *r = &g->ranges.v[i];
		struct target own;

		if (ranges_alike(&g->ranges, r, base))
			continue;
		own = target_of(g, r);
		entry = emit_jump(&g->em, BPF_JEQ, r->start, own, entry);
	}
	return entry;
}

/* Writes what tells the segments in [from, to) apart. Its depth is bounded by
 * the weights: each is 1 or more, and their sum halves about every second
 * step. */
static struct target write_tree(struct gen *g, size_t from, size_t to)
{
	const struct segment *v = g->ranges.segments;
	struct target below;
	struct target above;
	size_t middle;

	if (to - from == 1)
		return write_segment(g, &v[from]);
	middle = middle_of(v, from, to);
	above = write_tree(g, middle, to);
	below = write_tree(g, from, middle);
	return emit_jump(&g->em, BPF_JGE, g->ranges.v[v[middle].first].start,
			 above, below);
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

	next = write_tree(g, 0, g->ranges.n_segments);
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
	g->bodies = calloc(rules + 1, sizeof(*g->bodies));
	if (!g->em.code || !g->em.stones || !g->bodies)
		return err_set(e, ENOMEM, "filter");
	if (ranges_make(g->policy, &g->ranges, e) < 0)
		return -1;
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
	ranges_free(&g.ranges);
	free(g.bodies);
	return result;
}
