// SPDX-License-Identifier: BSD-2-Clause
/*
 * Checks and runs classic BPF as seccomp does. It must take nothing that the
 * kernel refuses and refuse nothing that it takes; and since checked filters
 * only jump forward, it always comes to an end.
 */
#include "confine/simulate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "confine/arch.h"

/* Instructions that need nothing but to be known. */
static const uint16_t plain_codes[] = {
	BPF_RET | BPF_K,
	BPF_RET | BPF_A,
	/* NOLINTNEXTLINE(misc-redundant-expression): some of these are 0 */
	BPF_ALU | BPF_ADD | BPF_K,
	BPF_ALU | BPF_ADD | BPF_X,
	BPF_ALU | BPF_SUB | BPF_K,
	BPF_ALU | BPF_SUB | BPF_X,
	BPF_ALU | BPF_MUL | BPF_K,
	BPF_ALU | BPF_MUL | BPF_X,
	BPF_ALU | BPF_DIV | BPF_X,
	BPF_ALU | BPF_AND | BPF_K,
	BPF_ALU | BPF_AND | BPF_X,
	BPF_ALU | BPF_OR | BPF_K,
	BPF_ALU | BPF_OR | BPF_X,
	BPF_ALU | BPF_XOR | BPF_K,
	BPF_ALU | BPF_XOR | BPF_X,
	BPF_ALU | BPF_LSH | BPF_X,
	BPF_ALU | BPF_RSH | BPF_X,
	BPF_ALU | BPF_NEG,
	BPF_LD | BPF_IMM,
	BPF_LDX | BPF_IMM,
	BPF_MISC | BPF_TAX,
	BPF_MISC | BPF_TXA,
	BPF_LD | BPF_W | BPF_LEN,
	BPF_LDX | BPF_W | BPF_LEN,
};

static const uint16_t branch_codes[] = {
	BPF_JMP | BPF_JEQ | BPF_K,  BPF_JMP | BPF_JEQ | BPF_X,
	BPF_JMP | BPF_JGE | BPF_K,  BPF_JMP | BPF_JGE | BPF_X,
	BPF_JMP | BPF_JGT | BPF_K,  BPF_JMP | BPF_JGT | BPF_X,
	BPF_JMP | BPF_JSET | BPF_K, BPF_JMP | BPF_JSET | BPF_X,
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_one_of(uint16_t code, const uint16_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (codes[i] == code)
			return true;
	return false;
}

static const char *branch_fault(const struct sock_filter *i, size_t left)
{
	if (i->code == (BPF_JMP | BPF_JA))
		return i->k >= left ? "jumps past the end" : NULL;
	return i->jt >= left || i->jf >= left ? "jumps past the end" : NULL;
}

/* What is wrong with one instruction, NULL for nothing. `left` is how many
 * there are behind it. */
static const char *fault_of(const struct sock_filter *i, size_t left)
{
	if (is_one_of(i->code, plain_codes, COUNT(plain_codes)))
		return NULL;
	if (i->code == (BPF_JMP | BPF_JA) ||
	    is_one_of(i->code, branch_codes, COUNT(branch_codes)))
		return branch_fault(i, left);
	switch (i->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		return i->k >= sizeof(struct seccomp_data) || i->k % 4 != 0
			       ? "loads what struct seccomp_data doesn't have"
			       : NULL;
	case BPF_LD | BPF_MEM:
	case BPF_LDX | BPF_MEM:
	case BPF_ST:
	case BPF_STX:
		return i->k >= BPF_MEMWORDS ? "no such memory word" : NULL;
	case BPF_ALU | BPF_DIV | BPF_K:
		return i->k == 0 ? "divides by zero" : NULL;
	case BPF_ALU | BPF_LSH | BPF_K:
	case BPF_ALU | BPF_RSH | BPF_K:
		return i->k >= 32 ? "shifts too far" : NULL;
	default:
		return "is no instruction for seccomp";
	}
}

/* Takes the memory words known to be written, and notes for the targets of a
 * jump which ones are, whatever the way there. */
static void follow_memory(const struct sock_filter *f, size_t pc,
			  uint16_t *known, uint16_t *at)
{
	const struct sock_filter *i = &f[pc];

	if (i->code == BPF_ST || i->code == BPF_STX) {
		*known = (uint16_t)(*known | 1u << i->k);
	} else if (i->code == (BPF_JMP | BPF_JA)) {
		at[pc + 1 + i->k] &= *known;
		*known = UINT16_MAX;
	} else if (BPF_CLASS(i->code) == BPF_JMP) {
		at[pc + 1 + i->jt] &= *known;
		at[pc + 1 + i->jf] &= *known;
		*known = UINT16_MAX;
	}
}

/* No word may be read that some way leaves unwritten: it would hold what was
 * on the kernel's stack. */
static int check_memory(const struct filter *f, struct err *e)
{
	_cleanup_free_ uint16_t *at = malloc(f->len * sizeof(*at));
	uint16_t known = 0;

	if (!at)
		return err_set(e, ENOMEM, "filter");
	memset(at, 0xff, f->len * sizeof(*at));
	for (size_t pc = 0; pc < f->len; pc++) {
		const struct sock_filter *i = &f->code[pc];

		known &= at[pc];
		if ((i->code == (BPF_LD | BPF_MEM) ||
		     i->code == (BPF_LDX | BPF_MEM)) &&
		    !(known & 1u << i->k))
			return err_set(e, 0,
				       "instruction %zu reads memory that may "
				       "be unwritten",
				       pc);
		follow_memory(f->code, pc, &known, at);
	}
	return 0;
}

int filter_check(const struct filter *f, struct err *e)
{
	const char *fault;

	if (f->len < 1 || f->len > BPF_MAXINSNS)
		return err_set(e, 0, "%zu instructions (1 to %d are possible)",
			       f->len, BPF_MAXINSNS);
	for (size_t pc = 0; pc < f->len; pc++) {
		fault = fault_of(&f->code[pc], f->len - pc - 1);
		if (fault)
			return err_set(e, 0, "instruction %zu %s", pc, fault);
	}
	if (BPF_CLASS(f->code[f->len - 1].code) != BPF_RET)
		return err_set(e, 0, "the last instruction doesn't return");
	return check_memory(f, e);
}

struct machine {
	uint32_t a;
	uint32_t x;
	uint32_t memory[BPF_MEMWORDS];
};

/* The kernel translates to its own BPF, whose shifts use five bits. */
static uint32_t calculate(uint16_t code, uint32_t a, uint32_t b)
{
	switch (BPF_OP(code)) {
	case BPF_ADD:
		return a + b;
	case BPF_SUB:
		return a - b;
	case BPF_MUL:
		return a * b;
	case BPF_DIV:
		return b ? a / b : 0;
	case BPF_AND:
		return a & b;
	case BPF_OR:
		return a | b;
	case BPF_XOR:
		return a ^ b;
	case BPF_LSH:
		return a << (b & 31);
	case BPF_RSH:
		return a >> (b & 31);
	default:
		return -a; /* BPF_NEG, the only one left */
	}
}

static bool branches(uint16_t code, uint32_t a, uint32_t b)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ:
		return a == b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	default:
		return (a & b) != 0; /* BPF_JSET */
	}
}

static void load(struct machine *m, const struct sock_filter *i,
		 const struct seccomp_data *d)
{
	uint32_t value = i->k;

	if (BPF_MODE(i->code) == BPF_ABS)
		memcpy(&value, (const char *)d + i->k, sizeof(value));
	else if (BPF_MODE(i->code) == BPF_MEM)
		value = m->memory[i->k];
	else if (BPF_MODE(i->code) == BPF_LEN)
		value = sizeof(*d);
	if (BPF_CLASS(i->code) == BPF_LD)
		m->a = value;
	else
		m->x = value;
}

/* All but jumps and returns. */
static void step(struct machine *m, const struct sock_filter *i,
		 const struct seccomp_data *d)
{
	switch (BPF_CLASS(i->code)) {
	case BPF_LD:
	case BPF_LDX:
		load(m, i, d);
		break;
	case BPF_ST:
		m->memory[i->k] = m->a;
		break;
	case BPF_STX:
		m->memory[i->k] = m->x;
		break;
	case BPF_ALU:
		m->a = calculate(i->code, m->a,
				 BPF_SRC(i->code) == BPF_X ? m->x : i->k);
		break;
	default: /* BPF_MISC */
		if (BPF_MISCOP(i->code) == BPF_TAX)
			m->x = m->a;
		else
			m->a = m->x;
		break;
	}
}

uint32_t filter_decide_at(const struct filter *f, const struct seccomp_data *d,
			  size_t *at)
{
	struct machine m = {0};
	size_t pc = 0;

	for (;; pc++) {
		const struct sock_filter *i = &f->code[pc];
		uint32_t b = BPF_SRC(i->code) == BPF_X ? m.x : i->k;

		*at = pc;
		if (BPF_CLASS(i->code) == BPF_RET)
			return BPF_RVAL(i->code) == BPF_A ? m.a : i->k;
		/* The kernel leaves a filter that divides by zero with 0. */
		if (i->code == (BPF_ALU | BPF_DIV | BPF_X) && m.x == 0)
			return 0;
		if (i->code == (BPF_JMP | BPF_JA))
			pc += i->k;
		else if (BPF_CLASS(i->code) == BPF_JMP)
			pc += branches(i->code, m.a, b) ? i->jt : i->jf;
		else
			step(&m, i, d);
	}
}

uint32_t filter_decide(const struct filter *f, const struct seccomp_data *d)
{
	size_t at;

	return filter_decide_at(f, d, &at);
}

bool filter_allows(const struct filter *f, long number, const uint64_t args[6])
{
	struct seccomp_data d = {.nr = (int)number, .arch = ARCH_NATIVE};
	uint32_t action;

	memcpy(d.args, args, sizeof(d.args));
	action = filter_decide(f, &d) & SECCOMP_RET_ACTION_FULL;
	return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG;
}
