// SPDX-License-Identifier: BSD-2-Clause
/*
 * A policy's text. What is taken must be coded as a filter that the kernel
 * takes and that decides as the rules say, read one by one, at and around
 * every constant in them.
 */
#include <assert.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "confine/arch.h"
#include "confine/codegen.h"
#include "confine/policy.h"
#include "confine/simulate.h"
#include "confine/sysname.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool holds(const struct policy_compare *c, uint64_t v)
{
	if (c->bits < 64)
		v &= (1ULL << c->bits) - 1;
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
		return v & c->value;
	case POLICY_IN:
		return (v & ~c->value) == 0;
	}
	abort();
}

static uint32_t expect(const struct policy *p, const struct policy_rule *r,
		       const uint64_t *args)
{
	if (r->clauses == 0)
		return r->action;
	for (size_t i = 0; i < r->clauses; i++) {
		const struct policy_clause *c = &p->clauses[r->first + i];
		size_t j = 0;

		while (j < c->count &&
		       holds(&p->compares[c->first + j],
			     args[p->compares[c->first + j].arg]))
			j++;
		if (j == c->count)
			return r->action;
	}
	return r->otherwise;
}

static void try_args(const struct policy *p, const struct filter *f,
		     const struct policy_rule *r, const uint64_t *args)
{
	struct seccomp_data d = {.nr = r->number, .arch = ARCH_NATIVE};

	memcpy(d.args, args, sizeof(d.args));
	assert(filter_decide(f, &d) == expect(p, r, args));
}

/* Each constant, its neighbours and one with an upper half, in its argument,
 * with the others as they were left. */
static void try_rule(const struct policy *p, const struct filter *f,
		     const struct policy_rule *r)
{
	uint64_t args[6] = {0};

	try_args(p, f, r, args);
	for (size_t i = 0; i < r->clauses; i++) {
		const struct policy_clause *c = &p->clauses[r->first + i];

		for (size_t j = 0; j < c->count; j++) {
			const struct policy_compare *t =
				&p->compares[c->first + j];
			const uint64_t values[] = {
				~t->value,     t->value - 1,
				t->value + 1,  t->value | 1ULL << 63,
				t->value << 1, t->value,
			};

			for (size_t k = 0; k < 6; k++) {
				args[t->arg] = values[k];
				try_args(p, f, r, args);
			}
		}
	}
}

static void try_policy(const struct policy *p)
{
	_cleanup_filter_ struct filter f = {0};
	struct seccomp_data other = {.nr = 1000, .arch = ARCH_NATIVE};
	struct err e = {0};

	/* It may have more instructions than the kernel takes. */
	if (codegen_filter(p, &f, &e) < 0) {
		assert(e.text[0]);
		return;
	}
	assert(filter_check(&f, &e) == 0);
	assert(filter_decide(&f, &other) == p->fallback);
	other.arch = ~ARCH_NATIVE;
	assert(filter_decide(&f, &other) == SECCOMP_RET_KILL_PROCESS);
	for (size_t i = 0; i < p->n_rules; i++)
		try_rule(p, &f, &p->rules[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct policy_reader reader = {
		.syscall_number = sysname_number,
	};
	struct policy_text text = {.name = "fuzz", .len = size};
	_cleanup_policy_ struct policy p = {0};
	struct err e = {0};

	text.text = malloc(size + 1);
	memcpy(text.text, data, size);
	text.text[size] = '\0';
	if (policy_parse(&text, &reader, &p, &e) == 0)
		try_policy(&p);
	else
		assert(e.text[0]);
	free(text.text);
	return 0;
}
