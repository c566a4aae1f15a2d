// SPDX-License-Identifier: BSD-2-Clause
/*
 * Follows all branches of a filter that can't be ruled out. It must never
 * answer that a call is stopped because one instance of it is: the upper half
 * of a command, which the kernel ignores, and the other arguments are the
 * workload's to choose.
 */
#include "confine/reach.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "base/str.h"
#include "confine/arch.h"

/* What the accumulator may hold, as bits of a set. */
enum {
	HOLDS_NUMBER = 1,
	HOLDS_ARCH = 2,
	HOLDS_COMMAND = 4,
	HOLDS_ANYTHING = 8,
};

/* The call that is asked about. */
struct call {
	uint32_t arch;
	uint32_t number;
	uint32_t command;
};

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LOW_HALF 0
#else
#define LOW_HALF 4
#endif

static unsigned char loaded(const struct sock_filter *insn)
{
	if (insn->code != (BPF_LD | BPF_W | BPF_ABS))
		return HOLDS_ANYTHING;
	if (insn->k == offsetof(struct seccomp_data, nr))
		return HOLDS_NUMBER;
	if (insn->k == offsetof(struct seccomp_data, arch))
		return HOLDS_ARCH;
	if (insn->k == offsetof(struct seccomp_data, args) + LOW_HALF)
		return HOLDS_COMMAND;
	return HOLDS_ANYTHING;
}

static bool jumps(const struct sock_filter *insn, uint32_t value)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return value == insn->k;
	case BPF_JGT:
		return value > insn->k;
	case BPF_JGE:
		return value >= insn->k;
	default:
		return (value & insn->k) != 0;
	}
}

/* Hands what the accumulator may hold on to where a conditional jump may go. */
static void branch(const struct sock_filter *insn, const struct call *call,
		   unsigned char holds, unsigned char *next)
{
	const uint32_t values[] = {call->number, call->arch, call->command};

	for (unsigned int i = 0; i < 3; i++) {
		if (!(holds & 1u << i) || BPF_SRC(insn->code) == BPF_X)
			continue;
		next[jumps(insn, values[i]) ? insn->jt : insn->jf] |=
			(unsigned char)(1u << i);
		holds &= (unsigned char)~(1u << i);
	}
	next[insn->jt] |= holds;
	next[insn->jf] |= holds;
}

static bool lets_through(const struct sock_filter *insn)
{
	uint32_t action = insn->k & SECCOMP_RET_ACTION_FULL;

	if (BPF_RVAL(insn->code) == BPF_A)
		return true;
	return action != SECCOMP_RET_KILL_PROCESS &&
	       action != SECCOMP_RET_KILL_THREAD &&
	       action != SECCOMP_RET_TRAP && action != SECCOMP_RET_ERRNO;
}

/* All jumps go forward: one pass in order sees every way to a place before
 * the place. */
static bool may_pass(const struct filter *f, const struct call *call,
		     unsigned char *holds)
{
	holds[0] = HOLDS_ANYTHING;
	for (size_t i = 0; i < f->len; i++) {
		const struct sock_filter *insn = &f->code[i];
		unsigned char *next = &holds[i + 1];

		if (holds[i] == 0)
			continue;
		switch (BPF_CLASS(insn->code)) {
		case BPF_RET:
			if (lets_through(insn))
				return true;
			break;
		case BPF_JMP:
			if (BPF_OP(insn->code) == BPF_JA)
				next[insn->k] |= holds[i];
			else
				branch(insn, call, holds[i], next);
			break;
		case BPF_LD:
			*next |= loaded(insn);
			break;
		case BPF_ALU:
			*next |= HOLDS_ANYTHING;
			break;
		case BPF_MISC:
			*next |= BPF_MISCOP(insn->code) == BPF_TAX
					 ? holds[i]
					 : HOLDS_ANYTHING;
			break;
		default: /* LDX, ST and STX leave the accumulator alone */
			*next |= holds[i];
			break;
		}
	}
	return false;
}

bool reach_bpf(const struct filter *f, uint32_t command)
{
	const struct call calls[] = {
		{ARCH_NATIVE, SYS_bpf, command},
#ifdef ARCH_X32_BIT
		{ARCH_NATIVE, SYS_bpf | ARCH_X32_BIT, command},
		/* arch/x86/entry/syscalls/syscall_32.tbl */
		{AUDIT_ARCH_I386, 357, command},
#endif
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		_cleanup_free_ unsigned char *holds = calloc(f->len + 1, 1);

		/* Without memory nothing is known, so nothing is ruled out. */
		if (!holds || may_pass(f, &calls[i], holds))
			return true;
	}
	return false;
}
