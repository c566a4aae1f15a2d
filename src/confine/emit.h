/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Instructions, written from the last to the first. So every jump's target is
 * known when the jump is written, and when it is too far away for the eight
 * bits of a conditional jump, a stepping stone can be put in between. For
 * codegen's own files.
 */
#ifndef BPFNS_CONFINE_EMIT_H
#define BPFNS_CONFINE_EMIT_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a jump goes: to any instruction that returns `value`, or to the
 * instruction that has `value` others behind it. */
struct target {
	bool is_return;
	uint32_t value;
};

/* An instruction that returns `action`, the one written last. */
struct stone {
	uint32_t action;
	uint32_t behind;
};

struct emit {
	struct sock_filter *code; /* BPF_MAXINSNS, filled from the end */
	uint32_t len;
	bool full; /* more was written than there is room for */
	struct stone *stones;
	size_t n_stones;
	size_t max_stones;
};

struct target emit_return(uint32_t action);

/*
 * Writes "if A `op` k go to `yes`, else to `no`"; op is BPF_JEQ, BPF_JGT,
 * BPF_JGE or BPF_JSET. Returns where it stands.
 */
struct target emit_jump(struct emit *em, unsigned int op, uint32_t k,
			struct target yes, struct target no);

/* Writes an instruction that goes on to the one written before. Returns where
 * it stands. */
struct target emit_plain(struct emit *em, unsigned int code, uint32_t k);

#endif
