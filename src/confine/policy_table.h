/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables of system calls and what a policy is expected to do with them, in the
 * language of policies (bpfns-policy(5)):
 *
 *   bpf arg0=BPF_MAP_FREEZE: return EPERM
 *   {bpf, ptrace}[abi=x32] arg0=0-64: kill-process
 */
#ifndef BPFNS_CONFINE_POLICY_TABLE_H
#define BPFNS_CONFINE_POLICY_TABLE_H

#include <linux/seccomp.h>

#include "confine/policy.h"

/* One row may stand for so many calls. */
#define TABLE_CALLS_MAX (1u << 20)

struct table_call {
	struct seccomp_data data; /* arguments that aren't given are 0 */
	unsigned int given;	  /* a bit for each argument that is */
	unsigned int line;	  /* of the row, counted from 1 */
	uint32_t expect;	  /* SECCOMP_RET_* and its data */
};

struct table_taker {
	/* 0 to go on; -1 ends the reading, with what it put into *e. */
	int (*take)(void *context, const struct table_call *call,
		    struct err *e);
	void *context;
};

/* Hands every call of every row to the taker. 0, or -1 and *e, which says
 * where and shows the line. */
int table_read(const struct policy_text *text, const struct table_taker *taker,
	       struct err *e);

/* Reads what may stand left of a row's colon, alone. `expect` is 0. */
int table_read_call(const struct policy_text *text,
		    const struct table_taker *taker, struct err *e);

#endif
