// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes records into a ring buffer, as a program in the kernel does: it loads
 * one that does and runs it once for each.
 *   ringput PIN HEX...
 * HEX is up to 64 bytes; "-HEX" reserves and discards as many.
 */
#include "test.h"

#define STACK 64

static uint64_t le64(const unsigned char *bytes)
{
	uint64_t n;

	memcpy(&n, bytes, sizeof(n));
	return n;
}

struct code {
	struct bpf_insn v[64];
	size_t n;
};

static void put(struct code *c, uint8_t op, uint8_t dst, uint8_t src,
		int16_t off, int32_t imm)
{
	struct bpf_insn insn = {.code = op, .off = off, .imm = imm};

	/* Two bit fields in one byte. */
	((uint8_t *)&insn)[1] = (uint8_t)(src << 4 | dst);
	c->v[c->n++] = insn;
}

/* The two halves of a load of 64 bits into r1. */
static void put_wide(struct code *c, uint8_t dst, uint8_t src, uint64_t value)
{
	put(c, BPF_LD | BPF_IMM | BPF_DW, dst, src, 0, (int32_t)value);
	put(c, 0, 0, 0, 0, (int32_t)(value >> 32));
}

static void put_stack(struct code *c, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < (size + 7) / 8; i++) {
		put_wide(c, 6, 0, le64(bytes + 8 * i));
		put(c, BPF_STX | BPF_MEM | BPF_DW, 10, 6,
		    (int16_t)(8 * (int)i - STACK), 0);
	}
}

static void put_output(struct code *c, size_t size)
{
	put(c, BPF_ALU64 | BPF_MOV | BPF_X, 2, 10, 0, 0);
	put(c, BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, -STACK);
	put(c, BPF_ALU64 | BPF_MOV | BPF_K, 3, 0, 0, (int32_t)size);
	put(c, BPF_ALU64 | BPF_MOV | BPF_K, 4, 0, 0, 0);
	put(c, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ringbuf_output);
}

static void put_discard(struct code *c, size_t size)
{
	put(c, BPF_ALU64 | BPF_MOV | BPF_K, 2, 0, 0, (int32_t)size);
	put(c, BPF_ALU64 | BPF_MOV | BPF_K, 3, 0, 0, 0);
	put(c, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ringbuf_reserve);
	put(c, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3, 0);
	put(c, BPF_ALU64 | BPF_MOV | BPF_X, 1, 0, 0, 0);
	put(c, BPF_ALU64 | BPF_MOV | BPF_K, 2, 0, 0, 0);
	put(c, BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ringbuf_discard);
	put(c, BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0);
}

static int load(const struct code *c)
{
	union bpf_attr attr = {0};
	long fd;

	attr.prog_type = BPF_PROG_TYPE_SCHED_CLS;
	attr.insns = to_ptr(c->v);
	attr.insn_cnt = (uint32_t)c->n;
	attr.license = to_ptr("GPL");
	fd = sys_bpf(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		die_errno("load program");
	return (int)fd;
}

static void run(int prog)
{
	static unsigned char packet[64];
	union bpf_attr attr = {0};

	attr.test.prog_fd = (uint32_t)prog;
	attr.test.data_in = to_ptr(packet);
	attr.test.data_size_in = sizeof(packet);
	if (sys_bpf(BPF_PROG_TEST_RUN, &attr))
		die_errno("run program");
	if (attr.test.retval)
		die("the ring buffer is full");
}

static void write_one(int map, const char *word)
{
	unsigned char bytes[STACK] = {0};
	struct code c = {.n = 0};
	int discard = *word == '-';
	size_t size = strlen(word + discard) / 2;
	unsigned int byte;
	int prog;

	if (size == 0 || size > STACK)
		die("%s: 1 to 64 bytes", word);
	for (size_t i = 0; i < size; i++) {
		if (sscanf(word + discard + 2 * i, "%2x", &byte) != 1)
			die("%s: not hex", word);
		bytes[i] = (unsigned char)byte;
	}
	put_stack(&c, bytes, size);
	put_wide(&c, 1, BPF_PSEUDO_MAP_FD, (uint32_t)map);
	if (discard)
		put_discard(&c, size);
	else
		put_output(&c, size);
	put(&c, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	prog = load(&c);
	run(prog);
	close(prog);
}

int main(int argc, char **argv)
{
	union bpf_attr attr = {0};
	long map;

	if (argc < 3)
		die("usage: ringput PIN HEX...");
	attr.pathname = to_ptr(argv[1]);
	map = sys_bpf(BPF_OBJ_GET, &attr);
	if (map < 0)
		die_errno("%s", argv[1]);
	for (int i = 2; i < argc; i++)
		write_one((int)map, argv[i]);
	return 0;
}
