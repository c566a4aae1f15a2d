// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reasons about comparisons, one argument at a time. It may fail to see that
 * something is impossible, but must never call impossible what isn't.
 */
#include "confine/policy_logic.h"

#include <string.h>

/* What is left of one argument's values. */
struct space {
	uint64_t low;
	uint64_t high;
	uint64_t mask; /* the bits that may be set */
	bool empty;
};

uint64_t logic_max(unsigned char bits)
{
	return bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

bool logic_holds(const struct policy_compare *c, uint64_t v)
{
	v &= logic_max(c->bits);
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
		return (v & ~c->value) == 0;
	}
	return false;
}

static void raise_low(struct space *s, uint64_t low)
{
	if (low > s->low)
		s->low = low;
}

static void lower_high(struct space *s, uint64_t high)
{
	if (high < s->high)
		s->high = high;
}

static void narrow(struct space *s, const struct policy_compare *c)
{
	switch (c->op) {
	case POLICY_EQ:
		raise_low(s, c->value);
		lower_high(s, c->value);
		break;
	case POLICY_GE:
		raise_low(s, c->value);
		break;
	case POLICY_LE:
		lower_high(s, c->value);
		break;
	case POLICY_GT:
		if (c->value == UINT64_MAX)
			s->empty = true;
		else
			raise_low(s, c->value + 1);
		break;
	case POLICY_LT:
		if (c->value == 0)
			s->empty = true;
		else
			lower_high(s, c->value - 1);
		break;
	case POLICY_IN:
		s->mask &= c->value;
		break;
	case POLICY_NE:
	case POLICY_ANY:
		break;
	}
}

/* True if some value of argument `arg` may satisfy all that concern it. */
static bool arg_possible(const struct policy_compare *c, size_t n,
			 unsigned int arg)
{
	struct space s = {.high = UINT64_MAX, .mask = UINT64_MAX};
	size_t i;

	for (i = 0; i < n; i++) {
		if (c[i].arg != arg)
			continue;
		lower_high(&s, logic_max(c[i].bits));
		narrow(&s, &c[i]);
	}
	/* No value is above the mask that it must lie in. */
	lower_high(&s, s.mask);
	/* Ends that are excluded by != don't count; each round takes one. */
	for (i = 0; i < n && s.low <= s.high; i++) {
		for (size_t j = 0; j < n; j++) {
			if (c[j].arg != arg || c[j].op != POLICY_NE)
				continue;
			if (c[j].value == s.low && s.low < s.high)
				s.low++;
			else if (c[j].value == s.high && s.low < s.high)
				s.high--;
		}
	}
	if (s.empty || s.low > s.high)
		return false;
	for (i = 0; i < n; i++) {
		if (c[i].arg != arg)
			continue;
		if (s.low == s.high && !logic_holds(&c[i], s.low))
			return false;
		if (c[i].op == POLICY_ANY && (c[i].value & s.mask) == 0)
			return false;
	}
	return true;
}

bool logic_possible(const struct policy_compare *c, size_t n)
{
	for (unsigned int arg = 0; arg < POLICY_ARGS; arg++)
		if (!arg_possible(c, n, arg))
			return false;
	return true;
}

struct policy_compare logic_not(const struct policy_compare *c)
{
	static const enum policy_op opposite[] = {
		[POLICY_EQ] = POLICY_NE,  [POLICY_NE] = POLICY_EQ,
		[POLICY_LT] = POLICY_GE,  [POLICY_GE] = POLICY_LT,
		[POLICY_LE] = POLICY_GT,  [POLICY_GT] = POLICY_LE,
		[POLICY_ANY] = POLICY_IN, [POLICY_IN] = POLICY_ANY,
	};
	struct policy_compare not = *c;

	not .op = opposite[c->op];
	if (c->op == POLICY_ANY || c->op == POLICY_IN)
		not .value = ~c->value & logic_max(c->bits);
	return not ;
}

bool logic_implies(const struct policy_compare *c, size_t n,
		   const struct policy_compare *then)
{
	struct policy_compare all[POLICY_TERMS_MAX + 1];

	if (n > POLICY_TERMS_MAX)
		return false;
	memcpy(all, c, n * sizeof(*c));
	all[n] = logic_not(then);
	return !logic_possible(all, n + 1);
}
