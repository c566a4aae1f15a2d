// SPDX-License-Identifier: BSD-2-Clause
/*
 * Builds a policy with libseccomp. It can't say all that a policy can, and
 * what it can't say is made of what it can:
 *
 * - A rule compares each argument once, so "A && B || C" is turned around to
 *   "(A || C) && (B || C)". An "or" is several rules of one filter, an "and"
 *   is several filters, stacked: the kernel runs all and the most severe
 *   result counts.
 * - A filter has one action for what no rule matches, so each action of an
 *   "otherwise" has filters of its own, which allow all other calls.
 * - Its only operator on part of an argument is "these bits have that value";
 *   the others are an "or" of several of those.
 * - An "or" of comparisons of one 64-bit argument goes wrong in libseccomp
 *   2.5.4 if they are ordered ones: "arg0 <= 1" or "arg0 >= 0x4af9c0c15b6913cd"
 *   lets 0x7ef0ff92 pass. There, too, bits take the place of its operators,
 *   which are used where a comparison is the only one of its argument.
 */
#include "proof/peer.h"

#include <errno.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/fd.h"
#include "confine/arch.h"
#include "proof/normal.h"

/* One "otherwise" or @default, and which of the ands it is. */
struct layer {
	const struct policy *policy;
	uint32_t otherwise;
	size_t index;
	scmp_filter_ctx ctx;
};

/* More rules of a call than one "or" has are fine; the same twice, too. */
static int add(const struct layer *l, int number,
	       const struct scmp_arg_cmp *test, struct err *e)
{
	int result = seccomp_rule_add_exact_array(l->ctx, SCMP_ACT_ALLOW,
						  number, 1, test);

	if (result < 0 && result != -EEXIST)
		return err_set(e, -result, "libseccomp: call %d", number);
	return 0;
}

static int add_masked(const struct layer *l, int number, unsigned int arg,
		      uint64_t mask, uint64_t value, struct err *e)
{
	struct scmp_arg_cmp test = {arg, SCMP_CMP_MASKED_EQ, mask, value};

	return add(l, number, &test, e);
}

static uint64_t all_bits(const struct policy_compare *c)
{
	return c->bits == 64 ? UINT64_MAX : (UINT64_C(1) << c->bits) - 1;
}

/* argument < value, or > value, on its lower bits: alike down to some bit,
 * and there the smaller one has 0. */
static int add_ordered(const struct layer *l, int number,
		       const struct policy_compare *c, bool above,
		       uint64_t value, struct err *e)
{
	for (unsigned int bit = 0; bit < c->bits; bit++) {
		uint64_t one = UINT64_C(1) << bit;
		uint64_t mask = all_bits(c) & ~(one - 1);
		uint64_t upper = value & mask & ~one;

		if (((value & one) != 0) == above)
			continue;
		if (add_masked(l, number, c->arg, mask,
			       above ? upper | one : upper, e) < 0)
			return -1;
	}
	return 0;
}

static int add_bits(const struct layer *l, int number,
		    const struct policy_compare *c, uint64_t set,
		    uint64_t value, struct err *e)
{
	for (unsigned int bit = 0; bit < 64; bit++) {
		uint64_t one = UINT64_C(1) << bit;

		if ((set & one) &&
		    add_masked(l, number, c->arg, one, value & one, e) < 0)
			return -1;
	}
	return 0;
}

static int add_in_bits(const struct layer *l, int number,
		       const struct policy_compare *c, struct err *e)
{
	uint64_t all = all_bits(c);

	switch (c->op) {
	case POLICY_EQ:
		return add_masked(l, number, c->arg, all, c->value, e);
	case POLICY_NE:
		return add_bits(l, number, c, all, ~c->value, e);
	case POLICY_LT:
		return add_ordered(l, number, c, false, c->value, e);
	case POLICY_LE: /* below the largest value: the parser saw to that */
		return add_ordered(l, number, c, false, c->value + 1, e);
	case POLICY_GT:
		return add_ordered(l, number, c, true, c->value, e);
	case POLICY_GE: /* above 0: the parser saw to that */
		return add_ordered(l, number, c, true, c->value - 1, e);
	case POLICY_ANY:
		return add_bits(l, number, c, c->value, c->value, e);
	case POLICY_IN:
		return add_masked(l, number, c->arg, all & ~c->value, 0, e);
	}
	return -1;
}

static int add_compare(const struct layer *l, int number,
		       const struct policy_compare *c, bool alone,
		       struct err *e)
{
	static const enum scmp_compare ops[] = {
		[POLICY_EQ] = SCMP_CMP_EQ, [POLICY_NE] = SCMP_CMP_NE,
		[POLICY_LT] = SCMP_CMP_LT, [POLICY_LE] = SCMP_CMP_LE,
		[POLICY_GT] = SCMP_CMP_GT, [POLICY_GE] = SCMP_CMP_GE,
	};
	struct scmp_arg_cmp test = {.arg = c->arg, .datum_a = c->value};

	if (c->bits != 64 || c->op == POLICY_ANY || c->op == POLICY_IN ||
	    !alone)
		return add_in_bits(l, number, c, e);
	test.op = ops[c->op];
	return add(l, number, &test, e);
}

/* True if term `i` is the only one of its argument in the set. */
static bool is_alone(const struct normal *n, uint64_t set, size_t i)
{
	for (size_t j = 0; j < n->n_terms; j++)
		if (j != i && (set & UINT64_C(1) << j) &&
		    n->terms[j]->arg == n->terms[i]->arg)
			return false;
	return true;
}

static int add_always(const struct layer *l, int number, uint32_t action,
		      struct err *e)
{
	int result;

	/* libseccomp refuses rules that do what is done anyway. */
	if (action == l->otherwise)
		return 0;
	result = seccomp_rule_add(l->ctx, action, number, 0);
	if (result < 0)
		return err_set(e, -result, "libseccomp: call %d", number);
	return 0;
}

/* A call with a condition: the index-th of its ands, if it has so many. */
static int add_condition(const struct layer *l, const struct policy_rule *rule,
			 size_t *ands, struct err *e)
{
	struct normal n;

	if (rule->otherwise != l->otherwise)
		return add_always(l, rule->number, SCMP_ACT_ALLOW, e);
	if (normal_form(l->policy, rule, &n, e) < 0)
		return -1;
	if (n.count > *ands)
		*ands = n.count;
	if (l->index >= n.count)
		return add_always(l, rule->number, SCMP_ACT_ALLOW, e);
	for (size_t i = 0; i < n.n_terms; i++)
		if ((n.sets[l->index] & UINT64_C(1) << i) &&
		    add_compare(l, rule->number, n.terms[i],
				is_alone(&n, n.sets[l->index], i), e) < 0)
			return -1;
	return 0;
}

static int fill(const struct layer *l, size_t *ands, struct err *e)
{
	bool base = l->otherwise == l->policy->fallback && l->index == 0;
	size_t next = 0;

	for (int number = 0; number < PEER_NUMBERS; number++) {
		const struct policy_rule *rule = &l->policy->rules[next];
		int result;

		if (next == l->policy->n_rules || rule->number != number)
			result =
				base ? 0
				     : add_always(l, number, SCMP_ACT_ALLOW, e);
		else if (rule->clauses > 0)
			result = add_condition(l, rule, ands, e);
		else
			result = add_always(
				l, number, base ? rule->action : SCMP_ACT_ALLOW,
				e);
		if (next < l->policy->n_rules && rule->number == number)
			next++;
		if (result < 0)
			return -1;
	}
	return 0;
}

static int export(scmp_filter_ctx ctx, struct filter *out, struct err *e)
{
	_cleanup_fd_ int fd = memfd_create("peer", MFD_CLOEXEC);
	char *code = NULL;
	size_t len = 0;

	if (fd < 0)
		return err_set(e, errno, "memfd_create");
	if (seccomp_export_bpf(ctx, fd) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return err_set(e, 0, "libseccomp: seccomp_export_bpf");
	if (fd_read_all(fd, "filter of libseccomp", 1u << 24, &code, &len, e) <
	    0)
		return -1;
	out->code = (struct sock_filter *)(void *)code;
	out->len = len / sizeof(*out->code);
	return 0;
}

/* Builds one filter. *ands is raised to how many are needed. */
static int build_layer(struct layer *l, struct filter *out, size_t *ands,
		       struct err *e)
{
	int result = -1;

	l->ctx = seccomp_init(l->otherwise);
	if (!l->ctx)
		return err_set(e, 0, "libseccomp: seccomp_init");
	/* Level 2: a binary tree; else this takes minutes. */
	if (seccomp_attr_set(l->ctx, SCMP_FLTATR_ACT_BADARCH,
			     SCMP_ACT_KILL_PROCESS) < 0 ||
	    seccomp_attr_set(l->ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2) < 0)
		err_fill(e, 0, "libseccomp: seccomp_attr_set");
	else if (fill(l, ands, e) == 0)
		result = export(l->ctx, out, e);
	seccomp_release(l->ctx);
	return result;
}

static int build_layers(const struct policy *p, uint32_t otherwise,
			struct peer *out, struct err *e)
{
	struct layer l = {.policy = p, .otherwise = otherwise};
	size_t ands = 1;

	for (; l.index < ands; l.index++) {
		if (out->count == PEER_FILTERS_MAX)
			return err_set(e, 0, "too many filters");
		if (build_layer(&l, &out->filters[out->count], &ands, e) < 0)
			return -1;
		out->count++;
	}
	return 0;
}

/* True if an earlier rule has this otherwise already. */
static bool is_known(const struct policy *p, size_t index)
{
	uint32_t otherwise = p->rules[index].otherwise;

	if (otherwise == p->fallback || p->rules[index].clauses == 0)
		return true;
	for (size_t i = 0; i < index; i++)
		if (p->rules[i].clauses > 0 &&
		    p->rules[i].otherwise == otherwise)
			return true;
	return false;
}

int peer_build(const struct policy *p, struct peer *out, struct err *e)
{
	*out = (struct peer){0};
	if (build_layers(p, p->fallback, out, e) < 0)
		return -1;
	for (size_t i = 0; i < p->n_rules; i++)
		if (!is_known(p, i) &&
		    build_layers(p, p->rules[i].otherwise, out, e) < 0)
			return -1;
	return 0;
}

void peer_free(struct peer *peer)
{
	for (size_t i = 0; i < peer->count; i++)
		filter_free(&peer->filters[i]);
	peer->count = 0;
}

/* seccomp(2): of the filters' results, the one whose action is the
 * smallest as a signed number. */
uint32_t peer_decide(const struct peer *peer, const struct seccomp_data *d)
{
	uint32_t worst = SECCOMP_RET_ALLOW;
	/* The layers allow the numbers that they know of; the first one alone
	 * has the policy's default for all others. */
	bool known = d->nr >= 0 && d->nr < PEER_NUMBERS;

	for (size_t i = 0; i < (known ? peer->count : 1); i++) {
		uint32_t one = filter_decide(&peer->filters[i], d);

		if ((int32_t)(one & SECCOMP_RET_ACTION_FULL) <
		    (int32_t)(worst & SECCOMP_RET_ACTION_FULL))
			worst = one;
	}
	return worst;
}
