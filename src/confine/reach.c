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
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "base/str.h"
#include "confine/arch.h"

/* What the accumulator may hold, and for which commands an instruction can
 * be reached so: a bit for each. */
enum {
	HOLDS_NUMBER,
	HOLDS_ARCH,
	HOLDS_COMMAND,
	HOLDS_ANYTHING,
	HOLDS_KINDS,
};

struct ways {
	uint64_t commands[HOLDS_KINDS];
};

/* The call that is asked about, but for its command. */
struct call {
	uint32_t arch;
	uint32_t number;
	bool has_command; /* its first argument is one */
};

/* For which commands a call might be let through, and be stopped. */
struct ends {
	uint64_t pass;
	uint64_t stop;
};

static unsigned int loaded(const struct sock_filter *insn,
			   const struct call *call)
{
	if (insn->code != (BPF_LD | BPF_W | BPF_ABS))
		return HOLDS_ANYTHING;
	if (insn->k == offsetof(struct seccomp_data, nr))
		return HOLDS_NUMBER;
	if (insn->k == offsetof(struct seccomp_data, arch))
		return HOLDS_ARCH;
	if (insn->k == offsetof(struct seccomp_data, args) + ARCH_LOW_HALF &&
	    call->has_command)
		return HOLDS_COMMAND;
	return HOLDS_ANYTHING;
}

static uint64_t all(const struct ways *w)
{
	uint64_t commands = 0;

	for (unsigned int i = 0; i < HOLDS_KINDS; i++)
		commands |= w->commands[i];
	return commands;
}

static void join(struct ways *to, const struct ways *from)
{
	for (unsigned int i = 0; i < HOLDS_KINDS; i++)
		to->commands[i] |= from->commands[i];
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

/* Those of the commands for which the jump is taken. */
static uint64_t takers(const struct sock_filter *insn, uint64_t commands)
{
	uint64_t taken = 0;

	for (uint32_t c = 0; c < 64; c++)
		if ((commands >> c & 1) && jumps(insn, c))
			taken |= 1ULL << c;
	return taken;
}

/* Hands the ways on to where a conditional jump may go. */
static void branch(const struct sock_filter *insn, const struct call *call,
		   const struct ways *w, struct ways *next)
{
	struct ways *yes = &next[insn->jt];
	struct ways *no = &next[insn->jf];
	uint64_t taken;

	if (BPF_SRC(insn->code) == BPF_X) {
		join(yes, w);
		join(no, w);
		return;
	}
	(jumps(insn, call->number) ? yes : no)->commands[HOLDS_NUMBER] |=
		w->commands[HOLDS_NUMBER];
	(jumps(insn, call->arch) ? yes : no)->commands[HOLDS_ARCH] |=
		w->commands[HOLDS_ARCH];
	taken = takers(insn, w->commands[HOLDS_COMMAND]);
	yes->commands[HOLDS_COMMAND] |= taken;
	no->commands[HOLDS_COMMAND] |= w->commands[HOLDS_COMMAND] & ~taken;
	yes->commands[HOLDS_ANYTHING] |= w->commands[HOLDS_ANYTHING];
	no->commands[HOLDS_ANYTHING] |= w->commands[HOLDS_ANYTHING];
}

/* What a return may come to. A kernel kills for actions that it doesn't know;
 * a later one may know them. */
static unsigned int answers(const struct sock_filter *insn)
{
	if (BPF_RVAL(insn->code) == BPF_A)
		return REACH_PASS | REACH_STOP;
	switch (insn->k & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_KILL_PROCESS:
	case SECCOMP_RET_KILL_THREAD:
	case SECCOMP_RET_TRAP:
	case SECCOMP_RET_ERRNO:
		return REACH_STOP;
	case SECCOMP_RET_ALLOW:
	case SECCOMP_RET_LOG:
		return REACH_PASS;
	default:
		return REACH_PASS | REACH_STOP;
	}
}

/* Hands the ways to an instruction on to those behind it. */
static void follow(const struct sock_filter *insn, const struct call *call,
		   const struct ways *w, struct ways *next)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_JMP:
		if (BPF_OP(insn->code) == BPF_JA)
			join(&next[insn->k], w);
		else
			branch(insn, call, w, next);
		break;
	case BPF_LD:
		next->commands[loaded(insn, call)] |= all(w);
		break;
	case BPF_ALU:
		next->commands[HOLDS_ANYTHING] |= all(w);
		break;
	case BPF_MISC:
		if (BPF_MISCOP(insn->code) == BPF_TAX)
			join(next, w);
		else
			next->commands[HOLDS_ANYTHING] |= all(w);
		break;
	default: /* LDX, ST and STX leave the accumulator alone */
		join(next, w);
		break;
	}
}

/* All jumps go forward: one pass in order sees every way to a place before
 * the place. `ways` has room for one more than f's instructions. */
static void walk(const struct filter *f, const struct call *call,
		 struct ways *ways, struct ends *ends)
{
	memset(ways, 0, (f->len + 1) * sizeof(*ways));
	ways[0].commands[HOLDS_ANYTHING] = UINT64_MAX;
	for (size_t i = 0; i < f->len; i++) {
		uint64_t here = all(&ways[i]);

		if (here == 0)
			continue;
		if (BPF_CLASS(f->code[i].code) != BPF_RET) {
			follow(&f->code[i], call, &ways[i], &ways[i + 1]);
			continue;
		}
		if (answers(&f->code[i]) & REACH_PASS)
			ends->pass |= here;
		if (answers(&f->code[i]) & REACH_STOP)
			ends->stop |= here;
	}
}

/* Of any of these calls. Without memory nothing is known, so nothing is ruled
 * out. */
static struct ends ends_of(const struct filter *f, const struct call *calls,
			   size_t n)
{
	_cleanup_free_ struct ways *ways = calloc(f->len + 1, sizeof(*ways));
	struct ends ends = {0};

	if (!ways)
		return (struct ends){UINT64_MAX, UINT64_MAX};
	for (size_t i = 0; i < n; i++)
		walk(f, &calls[i], ways, &ends);
	return ends;
}

#define N(calls) (sizeof(calls) / sizeof((calls)[0]))

/* Numbers of other ABIs: arch/x86/entry/syscalls/syscall_32.tbl and
 * arch/arm/tools/syscall.tbl. */
uint64_t reach_bpf(const struct filter *f)
{
	static const struct call calls[] = {
		{ARCH_NATIVE, SYS_bpf, true},
#ifdef ARCH_X32_BIT
		{ARCH_NATIVE, SYS_bpf | ARCH_X32_BIT, true},
		{AUDIT_ARCH_I386, 357, true},
#else
		{AUDIT_ARCH_ARM, 386, true},
#endif
	};

	return ends_of(f, calls, N(calls)).pass;
}

bool reach_foreign_seccomp(const struct filter *f)
{
	static const struct call calls[] = {
#ifdef ARCH_X32_BIT
		{ARCH_NATIVE, SYS_seccomp | ARCH_X32_BIT, false},
		{AUDIT_ARCH_I386, 354, false},
#else
		{AUDIT_ARCH_ARM, 383, false},
#endif
	};

	return ends_of(f, calls, N(calls)).pass != 0;
}

unsigned int reach_call(const struct filter *f, uint32_t number)
{
	const struct call call = {ARCH_NATIVE, number, false};
	struct ends ends = ends_of(f, &call, 1);

	return (ends.pass ? REACH_PASS : 0) | (ends.stop ? REACH_STOP : 0);
}
