// SPDX-License-Identifier: BSD-2-Clause
/*
 * Codes conditions over arguments. Classic BPF compares 32 bits with a
 * constant, unsigned; all else is made of that. It must leave no argument's
 * upper half unlooked at, unless the kernel doesn't look at it either.
 */
#include "confine/codegen_rule.h"

#include <linux/seccomp.h>

#include "confine/arch.h"

/* What the accumulator holds, so that a run of comparisons of one argument
 * loads it once: one of these of an argument, or something else. */
enum half {
	HALF_LOW,
	HALF_HIGH,
	HALF_SHORT, /* the lower 16 bits */
	HALVES,
};

#define SLOT_OTHER (-1)

static int slot_of(unsigned int arg, enum half half)
{
	return (int)(arg * HALVES + (unsigned int)half);
}

/* A comparison with the operators that BPF has: the others are these with
 * the branches exchanged. */
struct basic {
	unsigned int op; /* BPF_J* */
	uint64_t value;
	bool exchanged;
};

static struct basic basic_of(const struct policy_compare *c)
{
	switch (c->op) {
	case POLICY_EQ:
		return (struct basic){BPF_JEQ, c->value, false};
	case POLICY_NE:
		return (struct basic){BPF_JEQ, c->value, true};
	case POLICY_GT:
		return (struct basic){BPF_JGT, c->value, false};
	case POLICY_LE:
		return (struct basic){BPF_JGT, c->value, true};
	case POLICY_GE:
		return (struct basic){BPF_JGE, c->value, false};
	case POLICY_LT:
		return (struct basic){BPF_JGE, c->value, true};
	case POLICY_ANY:
		return (struct basic){BPF_JSET, c->value, false};
	case POLICY_IN:
		return (struct basic){BPF_JSET, ~c->value, true};
	}
	return (struct basic){0};
}

/* The half that a comparison can do with, or HALVES if it needs both. */
static enum half only_half(const struct policy_compare *c,
			   const struct basic *b)
{
	if (c->bits == 16)
		return HALF_SHORT;
	if (c->bits == 32)
		return HALF_LOW;
	if (b->op == BPF_JSET && b->value >> 32 == 0)
		return HALF_LOW;
	if (b->op == BPF_JSET && (uint32_t)b->value == 0)
		return HALF_HIGH;
	/* Even in the higher half, the lower one can't say otherwise. */
	if ((b->op == BPF_JGE && (uint32_t)b->value == 0) ||
	    (b->op == BPF_JGT && (uint32_t)b->value == UINT32_MAX))
		return HALF_HIGH;
	return HALVES;
}

static void load(struct emit *em, unsigned int arg, enum half half)
{
	uint32_t at = (uint32_t)offsetof(struct seccomp_data, args) + 8 * arg +
		      (half == HALF_HIGH ? ARCH_HIGH_HALF : ARCH_LOW_HALF);

	if (half == HALF_SHORT)
		emit_plain(em, BPF_ALU | BPF_AND | BPF_K, 0xffff);
	emit_plain(em, BPF_LD | BPF_W | BPF_ABS, at);
}

/* Compares one half, loading it unless it is what `held` says. */
static struct target compare_half(struct emit *em, unsigned int op, uint32_t k,
				  int slot, int held, struct target yes,
				  struct target no)
{
	struct target here = emit_jump(em, op, k, yes, no);

	if (slot == held)
		return here;
	load(em, (unsigned int)slot / HALVES,
	     (enum half)((unsigned int)slot % HALVES));
	return (struct target){.value = em->len - 1};
}

/* Both halves, the higher one first. */
static struct target compare_whole(struct emit *em, const struct basic *b,
				   unsigned int arg, int held,
				   struct target yes, struct target no)
{
	uint32_t high = (uint32_t)(b->value >> 32);
	int top = slot_of(arg, HALF_HIGH);
	struct target low;
	struct target even;

	low = compare_half(em, b->op, (uint32_t)b->value,
			   slot_of(arg, HALF_LOW), SLOT_OTHER, yes, no);
	if (b->op == BPF_JEQ)
		return compare_half(em, BPF_JEQ, high, top, held, low, no);
	if (b->op == BPF_JSET)
		return compare_half(em, BPF_JSET, high, top, held, yes, low);
	/* Above or below in the higher half decides; even leaves it to the
	 * lower one. */
	even = compare_half(em, BPF_JEQ, high, top, top, low, no);
	return compare_half(em, BPF_JGT, high, top, held, yes, even);
}

static struct target compare(struct emit *em, const struct policy_compare *c,
			     int held, struct target yes, struct target no)
{
	struct basic b = basic_of(c);
	enum half half = only_half(c, &b);
	struct target swap = yes;

	if (b.exchanged) {
		yes = no;
		no = swap;
	}
	if (half == HALVES)
		return compare_whole(em, &b, c->arg, held, yes, no);
	return compare_half(
		em, b.op,
		(uint32_t)(half == HALF_HIGH ? b.value >> 32 : b.value),
		slot_of(c->arg, half), held, yes, no);
}

/* What the accumulator holds behind a comparison, by outcome. */
static int held_after(const struct policy_compare *c, bool outcome)
{
	struct basic b = basic_of(c);
	enum half half = only_half(c, &b);

	if (half != HALVES)
		return slot_of(c->arg, half);
	/* Only these are decided in the lower half alone. */
	if (b.exchanged)
		outcome = !outcome;
	if ((b.op == BPF_JEQ && outcome) || (b.op == BPF_JSET && !outcome))
		return slot_of(c->arg, HALF_LOW);
	return SLOT_OTHER;
}

/* Fills held[], for each comparison of the rule what the accumulator holds
 * before it. `held` has room for POLICY_TERMS_MAX. */
static void follow(const struct policy *p, const struct policy_rule *rule,
		   int *held)
{
	int before = SLOT_OTHER; /* the system call's number */
	size_t n = 0;

	for (size_t i = 0; i < rule->clauses; i++) {
		const struct policy_clause *cl = &p->clauses[rule->first + i];
		int failed = SLOT_OTHER;

		for (size_t j = 0; j < cl->count; j++) {
			const struct policy_compare *c =
				&p->compares[cl->first + j];
			int miss = held_after(c, false);

			held[n++] = before;
			before = held_after(c, true);
			/* The next clause is entered from wherever this one
			 * fails: it can only count on what all agree on. */
			if (j == 0)
				failed = miss;
			else if (failed != miss)
				failed = SLOT_OTHER;
		}
		before = failed;
	}
}

struct target codegen_rule(struct emit *em, const struct policy *p,
			   const struct policy_rule *rule)
{
	struct target entry = emit_return(rule->otherwise);
	int held[POLICY_TERMS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < rule->clauses; i++)
		n += p->clauses[rule->first + i].count;
	follow(p, rule, held);
	for (size_t i = rule->clauses; i-- > 0;) {
		const struct policy_clause *cl = &p->clauses[rule->first + i];
		struct target failed = entry;

		entry = emit_return(rule->action);
		for (size_t j = cl->count; j-- > 0;)
			entry = compare(em, &p->compares[cl->first + j],
					held[--n], entry, failed);
	}
	return entry;
}
