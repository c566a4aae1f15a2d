// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes single instructions. It must never write a jump that goes elsewhere
 * than it was told.
 */
#include "confine/emit.h"

/* A conditional jump reaches 255 instructions past the next one. The rest is
 * room for the stepping stones of its other branch. */
#define REACH 250

static void put(struct emit *em, struct sock_filter insn)
{
	if (em->len == BPF_MAXINSNS || em->full) {
		em->full = true;
		return;
	}
	em->len++;
	em->code[BPF_MAXINSNS - em->len] = insn;
}

static bool in_reach(const struct emit *em, uint32_t behind)
{
	return em->len - behind <= REACH;
}

struct target emit_return(uint32_t action)
{
	return (struct target){.is_return = true, .value = action};
}

/* Where an instruction in reach returns `action`; writes one if none is. */
static uint32_t reach_return(struct emit *em, uint32_t action)
{
	size_t i = 0;

	while (i < em->n_stones && em->stones[i].action != action)
		i++;
	if (i < em->n_stones && in_reach(em, em->stones[i].behind))
		return em->stones[i].behind;
	if (i == em->max_stones) {
		em->full = true;
		return em->len;
	}
	if (i == em->n_stones)
		em->n_stones++;
	em->stones[i] = (struct stone){action, em->len};
	put(em, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
	return em->stones[i].behind;
}

/* Where an instruction in reach leads to `t`. */
static uint32_t reach(struct emit *em, struct target t)
{
	uint32_t at = em->len;

	if (t.is_return)
		return reach_return(em, t.value);
	if (in_reach(em, t.value))
		return t.value;
	put(em,
	    (struct sock_filter)BPF_STMT(BPF_JMP | BPF_JA, at - t.value - 1));
	return at;
}

struct target emit_jump(struct emit *em, unsigned int op, uint32_t k,
			struct target yes, struct target no)
{
	uint32_t jt = reach(em, yes);
	uint32_t jf = reach(em, no);
	struct target here = {.value = em->len};
	struct sock_filter insn = {.code = (uint16_t)(BPF_JMP | op | BPF_K)};

	insn.jt = (uint8_t)(here.value - jt - 1);
	insn.jf = (uint8_t)(here.value - jf - 1);
	insn.k = k;
	put(em, insn);
	return here;
}

struct target emit_plain(struct emit *em, unsigned int code, uint32_t k)
{
	struct target here = {.value = em->len};

	put(em, (struct sock_filter)BPF_STMT((uint16_t)code, k));
	return here;
}
