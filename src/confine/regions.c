// SPDX-License-Identifier: BSD-2-Clause
/*
 * Follows all ways through a filter for one system call, and keeps on each
 * what the arguments must be to go there. It must leave no call out: what it
 * can't follow is an error.
 */
#include "confine/regions.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* Jumps that depend on arguments, one after another. */
#define DEPTH_MAX 512

/* What the accumulator holds: a number, or bits of a half. */
struct content {
	bool is_word;
	unsigned int word;
	uint32_t mask;	/* of the word */
	uint32_t value; /* if it is none */
};

struct walk {
	const struct filter *filter;
	uint32_t arch;
	uint32_t number;
	const struct region_taker *taker;
	unsigned int depth;
};

static int too_hard(struct err *e)
{
	return err_set(e, 0,
		       "the filter calculates with arguments, or has too many "
		       "conditions: this can't be followed");
}

/* The values of a half for which a jump is taken, or is not. */
static int fill_takers(const struct sock_filter *i, uint32_t mask, bool yes,
		       struct cubes *out, struct err *e)
{
	out->n = 0;
	switch (BPF_OP(i->code)) {
	case BPF_JEQ:
		if (i->k & ~mask)
			return yes ? 0 : cubes_add(out, 0, 0, e);
		return yes ? cubes_add(out, mask, i->k, e)
			   : cubes_unequal(out, mask, i->k, e);
	case BPF_JSET:
		return yes ? cubes_any_bit(out, mask & i->k, e)
			   : cubes_add(out, mask & i->k, 0, e);
	case BPF_JGE:
		return cubes_ordered(out, mask, i->k, yes, e);
	default:
		return cubes_ordered(out, mask, (uint64_t)i->k + 1, yes, e);
	}
}

static bool jumps(const struct sock_filter *i, uint32_t value)
{
	switch (BPF_OP(i->code)) {
	case BPF_JEQ:
		return value == i->k;
	case BPF_JSET:
		return (value & i->k) != 0;
	case BPF_JGE:
		return value >= i->k;
	default:
		return value > i->k;
	}
}

static int load(const struct walk *w, const struct sock_filter *i,
		struct content *a, struct err *e)
{
	size_t args = offsetof(struct seccomp_data, args);
	unsigned int word;

	if (i->code != (BPF_LD | BPF_W | BPF_ABS))
		return too_hard(e);
	*a = (struct content){.mask = UINT32_MAX};
	if (i->k == offsetof(struct seccomp_data, nr)) {
		a->value = w->number;
	} else if (i->k == offsetof(struct seccomp_data, arch)) {
		a->value = w->arch;
	} else if (i->k >= args) {
		word = (unsigned int)(i->k - args) / 4;
		a->is_word = true;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word ^= 1;
#endif
		a->word = word;
	} else {
		return too_hard(e); /* from where the call was made */
	}
	return 0;
}

static int follow(struct walk *w, size_t pc, struct content a,
		  const struct region *r, struct err *e);

/* Goes on at pc with those of the calls for which the jump is (not) taken. */
static int branch(struct walk *w, const struct sock_filter *i, bool yes,
		  size_t pc, struct content a, const struct region *r,
		  struct err *e)
{
	_cleanup_free_ struct region *left = malloc(sizeof(*left));
	struct cubes takers;

	if (!left)
		return err_set(e, ENOMEM, "memory");
	*left = *r;
	if (fill_takers(i, a.mask, yes, &takers, e) < 0 ||
	    cubes_intersect(&left->words[a.word], &takers, e) < 0)
		return -1;
	return left->words[a.word].n == 0 ? 0 : follow(w, pc, a, left, e);
}

/* A conditional jump on a half: both ways. */
static int fork_ways(struct walk *w, size_t pc, struct content a,
		     const struct region *r, struct err *e)
{
	const struct sock_filter *i = &w->filter->code[pc];

	if (++w->depth > DEPTH_MAX)
		return too_hard(e);
	if (branch(w, i, true, pc + 1u + i->jt, a, r, e) < 0 ||
	    branch(w, i, false, pc + 1u + i->jf, a, r, e) < 0)
		return -1;
	w->depth--;
	return 0;
}

static int finish(struct walk *w, const struct sock_filter *i,
		  const struct region *r, struct err *e)
{
	_cleanup_free_ struct region *done = NULL;

	if (BPF_RVAL(i->code) != BPF_K)
		return too_hard(e);
	done = malloc(sizeof(*done));
	if (!done)
		return err_set(e, ENOMEM, "memory");
	*done = *r;
	done->action = i->k;
	return w->taker->take(w->taker->context, done, e);
}

static int follow(struct walk *w, size_t pc, struct content a,
		  const struct region *r, struct err *e)
{
	for (;; pc++) {
		const struct sock_filter *i = &w->filter->code[pc];

		switch (BPF_CLASS(i->code)) {
		case BPF_RET:
			return finish(w, i, r, e);
		case BPF_LD:
			if (load(w, i, &a, e) < 0)
				return -1;
			break;
		case BPF_ALU:
			if (i->code != (BPF_ALU | BPF_AND | BPF_K))
				return too_hard(e);
			a.mask &= i->k;
			a.value &= i->k;
			break;
		case BPF_JMP:
			if (BPF_OP(i->code) == BPF_JA) {
				pc += i->k;
				break;
			}
			if (BPF_SRC(i->code) == BPF_X)
				return too_hard(e);
			if (a.is_word)
				return fork_ways(w, pc, a, r, e);
			pc += jumps(i, a.value) ? i->jt : i->jf;
			break;
		default:
			return too_hard(e);
		}
	}
}

int regions_each(const struct filter *f, uint32_t arch, uint32_t number,
		 const struct region_taker *taker, struct err *e)
{
	struct walk w = {f, arch, number, taker, 0};
	_cleanup_free_ struct region *all = calloc(1, sizeof(*all));

	if (!all)
		return err_set(e, ENOMEM, "memory");
	for (size_t i = 0; i < REGION_WORDS; i++)
		all->words[i].n = 1; /* the cube of all values */
	return follow(&w, 0, (struct content){.mask = UINT32_MAX}, all, e);
}

bool region_is_all(const struct region *r)
{
	for (size_t i = 0; i < REGION_WORDS; i++)
		if (!cubes_are_all(&r->words[i]))
			return false;
	return true;
}

bool regions_meet(const struct region *a, const struct region *b,
		  uint64_t args[6])
{
	for (unsigned int i = 0; i < 6; i++) {
		uint32_t low;
		uint32_t high;

		if (!cubes_share(&a->words[REGION_WORD(i, 0)],
				 &b->words[REGION_WORD(i, 0)], &low) ||
		    !cubes_share(&a->words[REGION_WORD(i, 1)],
				 &b->words[REGION_WORD(i, 1)], &high))
			return false;
		args[i] = (uint64_t)high << 32 | low;
	}
	return true;
}

/* The one argument that the region doesn't leave open, 6 if there is none or
 * more than one, or where its upper half is not open and not 0. */
static unsigned int only_arg(const struct region *r)
{
	unsigned int found = 6;

	for (unsigned int i = 0; i < 6; i++) {
		const struct cubes *high = &r->words[REGION_WORD(i, 1)];

		if (cubes_are_all(high) &&
		    cubes_are_all(&r->words[REGION_WORD(i, 0)]))
			continue;
		if (found < 6 ||
		    (!cubes_are_all(high) &&
		     (high->n != 1 || high->v[0].mask != UINT32_MAX ||
		      high->v[0].value != 0)))
			return 6;
		found = i;
	}
	return found;
}

size_t region_values(const struct region *r, unsigned int *arg,
		     uint32_t *values, size_t max)
{
	const struct cubes *low;

	*arg = only_arg(r);
	if (*arg == 6)
		return 0;
	low = &r->words[REGION_WORD(*arg, 0)];
	if (low->n > max)
		return 0;
	for (size_t i = 0; i < low->n; i++) {
		if (low->v[i].mask != UINT32_MAX)
			return 0;
		values[i] = low->v[i].value;
	}
	return low->n;
}
