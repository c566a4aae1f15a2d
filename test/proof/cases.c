// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes up system calls: all numbers of all architectures, and where there
 * are conditions, the values at and around every constant of the policy, in
 * every argument that a condition looks at.
 */
#include "proof/cases.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "confine/arch.h"

#define VALUES_MAX   4096
#define CONTEXTS_MAX (POLICY_CLAUSES_MAX + 2)

/* A rule tries its own constants in full, and so many of all others, and so
 * many combinations. Policies of hundreds of rules share what they have. */
#define CROSS_MAX   20000
#define CROSS_ALL   400000
#define FOREIGN_MAX 1200
#define FOREIGN_ALL 40000
/* Calls without conditions try as many of the constants as they are. */
#define STRAY_MAX   200
#define STRAY_REACH 32

struct values {
	uint64_t value[VALUES_MAX];
	size_t count;
};

static const uint32_t archs[] = {
	AUDIT_ARCH_I386, AUDIT_ARCH_X86_64, AUDIT_ARCH_AARCH64,
	AUDIT_ARCH_ARM,	 AUDIT_ARCH_S390X,  0,
	UINT32_MAX,	 ARCH_NATIVE ^ 1,   0x40000000,
};

static bool holds(const struct policy_compare *c, const struct seccomp_data *d)
{
	uint64_t v = d->args[c->arg];

	if (c->bits == 32)
		v = (uint32_t)v;
	else if (c->bits == 16)
		v = (uint16_t)v;
	switch (c->op) {
	case POLICY_EQ:
		return v == c->value;
	case POLICY_NE:
		return v != c->value;
	case POLICY_LT:
		return v < c->value;
	case POLICY_LE:
		return v <= c->value;
	case POLICY_GT:
		return v > c->value;
	case POLICY_GE:
		return v >= c->value;
	case POLICY_ANY:
		return (v & c->value) != 0;
	case POLICY_IN:
		return (v | c->value) == c->value;
	}
	abort();
}

static bool clause_holds(const struct policy *p,
			 const struct policy_clause *clause,
			 const struct seccomp_data *d)
{
	for (size_t i = 0; i < clause->count; i++)
		if (!holds(&p->compares[clause->first + i], d))
			return false;
	return true;
}

uint32_t cases_expect(const struct policy *p, const struct seccomp_data *d)
{
	if (d->arch != ARCH_NATIVE)
		return SECCOMP_RET_KILL_PROCESS;
#ifdef ARCH_X32_BIT
	if (d->nr >= (int)ARCH_X32_BIT || d->nr < -1)
		return SECCOMP_RET_KILL_PROCESS;
#endif
	for (size_t i = 0; i < p->n_rules; i++) {
		const struct policy_rule *r = &p->rules[i];

		if (r->number != d->nr)
			continue;
		if (r->clauses == 0)
			return r->action;
		for (size_t j = 0; j < r->clauses; j++)
			if (clause_holds(p, &p->clauses[r->first + j], d))
				return r->action;
		return r->otherwise;
	}
	return p->fallback;
}

size_t cases_steps(const struct filter *f, int number)
{
	struct seccomp_data d = {.nr = number, .arch = ARCH_NATIVE};
	size_t steps = 0;

	for (size_t pc = 0;; pc++) {
		const struct sock_filter *i = &f->code[pc];
		uint32_t a = 0;

		steps++;
		/* Ours load the architecture, the number, and then only
		 * arguments. */
		if (steps <= 2)
			a = (uint32_t)d.arch;
		else
			a = (uint32_t)d.nr;
		if (BPF_CLASS(i->code) == BPF_RET ||
		    (i->code == (BPF_LD | BPF_W | BPF_ABS) && i->k >= 16))
			return steps;
		if (i->code == (BPF_JMP | BPF_JA))
			pc += i->k;
		else if (i->code == (BPF_JMP | BPF_JEQ | BPF_K))
			pc += a == i->k ? i->jt : i->jf;
		else if (i->code == (BPF_JMP | BPF_JGE | BPF_K))
			pc += a >= i->k ? i->jt : i->jf;
	}
}

static int add(struct cases *c, int number, uint32_t arch,
	       const uint64_t args[6], struct err *e)
{
	struct test *t;

	if (c->count == c->room) {
		size_t room = c->room ? 2 * c->room : 65536;
		struct test *more = realloc(c->tests, room * sizeof(*more));

		if (!more)
			return err_set(e, ENOMEM, "cases");
		c->tests = more;
		c->room = room;
	}
	t = &c->tests[c->count++];
	*t = (struct test){.data = {.nr = number, .arch = arch}};
	memcpy(t->data.args, args, sizeof(t->data.args));
	return 0;
}

/* All zeros, all ones, and each argument unlike the others. */
static int add_plain(struct cases *c, int number, uint32_t arch, struct err *e)
{
	uint64_t args[6];

	for (unsigned int i = 0; i < 14; i++) {
		memset(args, i % 2 ? 0xff : 0, sizeof(args));
		if (i >= 2)
			args[i / 2 - 1] = ~args[i / 2 - 1];
		if (add(c, number, arch, args, e) < 0)
			return -1;
	}
	return 0;
}

static void put(struct values *v, uint64_t value)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->value[i] == value)
			return;
	if (v->count < VALUES_MAX)
		v->value[v->count++] = value;
}

static void put_around(struct values *v, uint64_t k)
{
	put(v, k);
	put(v, k - 1);
	put(v, k + 1);
	put(v, ~k);
	put(v, k | UINT64_C(1) << 32);
	put(v, k | UINT64_C(0xffffffff) << 32);
	put(v, k | UINT64_C(1) << 16);
	put(v, k << 32);
}

/* What every rule tries: nothing, all, and each bit alone. */
static void put_common(struct values *v)
{
	put(v, 0);
	put(v, UINT64_MAX);
	put(v, UINT32_MAX);
	put(v, UINT64_MAX << 32);
	for (unsigned int bit = 0; bit < 64; bit++)
		put(v, UINT64_C(1) << bit);
}

/* What rule r compares argument `arg` with. */
static void put_own(const struct policy *p, const struct policy_rule *r,
		    unsigned int arg, bool bits, struct values *v)
{
	for (size_t i = 0; i < r->clauses; i++) {
		const struct policy_clause *cl = &p->clauses[r->first + i];

		for (size_t j = 0; j < cl->count; j++) {
			const struct policy_compare *c =
				&p->compares[cl->first + j];

			if (c->arg != arg)
				continue;
			put_around(v, c->value);
			for (unsigned int bit = 0; bits && bit < 64; bit++)
				put(v, c->value ^ UINT64_C(1) << bit);
		}
	}
}

static bool uses(const struct policy *p, const struct policy_rule *r,
		 unsigned int arg)
{
	for (size_t i = 0; i < r->clauses; i++) {
		const struct policy_clause *cl = &p->clauses[r->first + i];

		for (size_t j = 0; j < cl->count; j++)
			if (p->compares[cl->first + j].arg == arg)
				return true;
	}
	return false;
}

/* Arguments that satisfy a clause, as far as its own constants can. */
static void satisfy(const struct policy *p, const struct policy_clause *clause,
		    const struct values own[6], uint64_t args[6])
{
	for (unsigned int arg = 0; arg < 6; arg++) {
		for (size_t i = 0; i < own[arg].count; i++) {
			struct seccomp_data d = {0};
			bool good = true;

			d.args[arg] = own[arg].value[i];
			for (size_t j = 0; j < clause->count; j++) {
				const struct policy_compare *c =
					&p->compares[clause->first + j];

				if (c->arg == arg && !holds(c, &d))
					good = false;
			}
			args[arg] = d.args[arg];
			if (good)
				break;
		}
	}
}

/* Each value in each argument used, with the others such that it matters. */
static int add_each(const struct policy *p, const struct policy_rule *r,
		    const struct values *all, const struct values own[6],
		    struct cases *c, struct err *e)
{
	for (size_t i = 0; i < r->clauses + 2; i++) {
		uint64_t base[6];

		memset(base, i == 0 ? 0 : 0xff, sizeof(base));
		if (i >= 2)
			satisfy(p, &p->clauses[r->first + i - 2], own, base);
		for (unsigned int arg = 0; arg < 6; arg++) {
			uint64_t was = base[arg];

			if (!uses(p, r, arg))
				continue;
			for (size_t j = 0; j < all[arg].count; j++) {
				base[arg] = all[arg].value[j];
				if (add(c, r->number, ARCH_NATIVE, base, e) < 0)
					return -1;
			}
			base[arg] = was;
		}
	}
	return 0;
}

struct scratch {
	struct values foreign;
	struct values own[6];
	struct values all[6];
	size_t max_foreign;
	size_t max_cross;
};

/* Own values in all arguments at once, drawn by a generator of its own, so
 * that every run tries the same. */
static int add_cross(const struct policy *p, const struct policy_rule *r,
		     const struct scratch *s, struct cases *c, struct err *e)
{
	const struct values *own = s->own;
	uint64_t state = (uint64_t)r->number * 2654435761u + 1;
	size_t used = 0;

	for (unsigned int arg = 0; arg < 6; arg++)
		used += uses(p, r, arg);
	for (size_t i = 0; used > 1 && i < s->max_cross; i++) {
		uint64_t args[6] = {0};

		for (unsigned int arg = 0; arg < 6; arg++) {
			state = state * 6364136223846793005u +
				1442695040888963407u;
			if (own[arg].count > 0)
				args[arg] = own[arg].value[(state >> 33) %
							   own[arg].count];
		}
		if (add(c, r->number, ARCH_NATIVE, args, e) < 0)
			return -1;
	}
	return 0;
}

static void fill_own(const struct policy *p, const struct policy_rule *r,
		     struct scratch *s)
{
	for (unsigned int arg = 0; arg < 6; arg++) {
		s->own[arg].count = 0;
		if (!uses(p, r, arg))
			continue;
		put_own(p, r, arg, false, &s->own[arg]);
		put(&s->own[arg], 0);
		put(&s->own[arg], UINT64_MAX);
	}
}

static int add_rule(const struct policy *p, const struct policy_rule *r,
		    struct scratch *s, struct cases *c, struct err *e)
{
	fill_own(p, r, s);
	for (unsigned int arg = 0; arg < 6; arg++) {
		s->all[arg].count = 0;
		if (!uses(p, r, arg))
			continue;
		put_own(p, r, arg, true, &s->all[arg]);
		put_common(&s->all[arg]);
		for (size_t i = 0; i < s->foreign.count; i++)
			put(&s->all[arg], s->foreign.value[i]);
	}
	if (add_each(p, r, s->all, s->own, c, e) < 0)
		return -1;
	return add_cross(p, r, s, c, e);
}

/* What satisfies some rule's clause, at every number: one that ends up in the
 * conditions of another call would show. */
static int add_strays(const struct policy *p, struct scratch *s,
		      struct cases *c, struct err *e)
{
	for (size_t i = 0; i < p->n_rules; i++) {
		const struct policy_rule *r = &p->rules[i];

		if (r->clauses > 0)
			fill_own(p, r, s);
		for (size_t j = 0; j < r->clauses && j < STRAY_MAX; j++) {
			uint64_t args[6];

			memset(args, i % 2 ? 0 : 0xff, sizeof(args));
			satisfy(p, &p->clauses[r->first + j], s->own, args);
			for (int number = r->number - STRAY_REACH;
			     number <= r->number + STRAY_REACH; number++)
				if (number >= 0 &&
				    add(c, number, ARCH_NATIVE, args, e) < 0)
					return -1;
		}
	}
	return 0;
}

/* Every constant in every argument, at every number. */
static int add_constants(const struct policy *p, struct scratch *s,
			 struct cases *c, struct err *e)
{
	s->foreign.count = 0;
	for (size_t i = 0; i < p->n_compares; i++)
		if (s->foreign.count < STRAY_MAX)
			put(&s->foreign, p->compares[i].value);
	for (int number = 0; number < CASES_NUMBERS; number++) {
		for (size_t i = 0; i < 6 * s->foreign.count; i++) {
			uint64_t args[6] = {0};

			args[i % 6] = s->foreign.value[i / 6];
			if (add(c, number, ARCH_NATIVE, args, e) < 0)
				return -1;
		}
	}
	return 0;
}

static void share(const struct policy *p, struct scratch *s)
{
	size_t rules = 1;

	for (size_t i = 0; i < p->n_rules; i++)
		rules += p->rules[i].clauses > 0;
	s->max_foreign = FOREIGN_ALL / rules;
	if (s->max_foreign > FOREIGN_MAX)
		s->max_foreign = FOREIGN_MAX;
	s->max_cross = CROSS_ALL / rules;
	if (s->max_cross > CROSS_MAX)
		s->max_cross = CROSS_MAX;
}

static int add_conditions(const struct policy *p, struct cases *c,
			  struct err *e)
{
	_cleanup_free_ struct scratch *s = calloc(1, sizeof(*s));

	if (!s)
		return err_set(e, ENOMEM, "cases");
	if (add_strays(p, s, c, e) < 0 || add_constants(p, s, c, e) < 0)
		return -1;
	share(p, s);
	s->foreign.count = 0;
	for (size_t i = 0; i < p->n_compares; i++)
		if (s->foreign.count < s->max_foreign)
			put_around(&s->foreign, p->compares[i].value);
	for (size_t i = 0; i < p->n_rules; i++)
		if (p->rules[i].clauses > 0 &&
		    add_rule(p, &p->rules[i], s, c, e) < 0)
			return -1;
	return 0;
}

static const int odd_numbers[] = {-1,	      -2,	  INT32_MIN,
				  INT32_MAX,  0x3fffffff, 0x40000000,
				  0x7ffffffe, 4096,	  65536};

int cases_make(const struct policy *p, struct cases *out, struct err *e)
{
	for (int number = 0; number < CASES_NUMBERS; number++) {
		if (add_plain(out, number, ARCH_NATIVE, e) < 0 ||
		    add_plain(out, number | 0x40000000, ARCH_NATIVE, e) < 0)
			return -1;
		for (size_t i = 0; i < sizeof(archs) / sizeof(archs[0]); i++)
			if (add_plain(out, number, archs[i], e) < 0)
				return -1;
	}
	for (size_t i = 0; i < sizeof(odd_numbers) / sizeof(int); i++)
		if (add_plain(out, odd_numbers[i], ARCH_NATIVE, e) < 0 ||
		    add_plain(out, odd_numbers[i], AUDIT_ARCH_I386, e) < 0)
			return -1;
	return add_conditions(p, out, e);
}

void cases_free(struct cases *c)
{
	free(c->tests);
	*c = (struct cases){0};
}
