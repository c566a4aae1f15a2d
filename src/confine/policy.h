/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies: text in, rules out. The parser is pure: it opens, prints and
 * knows nothing; what it needs comes through struct policy_reader. The
 * language is described in bpfns-policy(5).
 */
#ifndef BPFNS_CONFINE_POLICY_H
#define BPFNS_CONFINE_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* What a policy may hold. No sensible one comes near, and no hostile one can
 * make us work for long. */
#define POLICY_TEXT_MAX	    (1u << 20) /* bytes of one file */
#define POLICY_LINE_MAX	    4096       /* bytes */
#define POLICY_WORD_MAX	    64	       /* bytes */
#define POLICY_DEPTH_MAX    10	       /* includes within includes */
#define POLICY_INCLUDES_MAX 128	       /* in all */
#define POLICY_RULES_MAX    4096
#define POLICY_NAMES_MAX    512	 /* in one { } */
#define POLICY_CLAUSES_MAX  128	 /* in one condition */
#define POLICY_TERMS_MAX    256	 /* comparisons in one condition */
#define POLICY_TOTAL_MAX    8192 /* comparisons in all */

#define POLICY_ARGS 6

/* The launcher puts the command at this descriptor, then lowers RLIMIT_NOFILE
 * to this number: a policy that allows execveat(2) of it alone allows one
 * exec. In policies it is the constant BPFNS_EXEC_FD. */
#define POLICY_EXEC_FD 1023

enum policy_op {
	POLICY_EQ,
	POLICY_NE,
	POLICY_LT,
	POLICY_LE,
	POLICY_GT,
	POLICY_GE,
	POLICY_ANY, /* `&`: one of the bits at least is set */
	POLICY_IN,  /* `in`: no other bits are set */
};

/* argN OP value, unsigned. */
struct policy_compare {
	unsigned char arg;  /* 0 to 5 */
	unsigned char bits; /* 64, 32 or 16: how much the kernel looks at */
	enum policy_op op;
	uint64_t value; /* fits into `bits` */
};

/* Comparisons that must all hold: `count` of them in struct policy. */
struct policy_clause {
	size_t first;
	size_t count; /* 1 or more */
};

/* What is done with one system call. */
struct policy_rule {
	int number;
	/* SECCOMP_RET_* and its data: without clauses what is done always,
	 * else what is done when one of them holds. */
	uint32_t action;
	uint32_t otherwise; /* what is done when no clause holds */
	size_t first;	    /* in struct policy's clauses */
	size_t clauses;
};

/* Where a rule was written. */
struct policy_place {
	const char *file; /* one of struct policy's files */
	unsigned int line;
};

/* Rules are ordered by number, one at most for each. */
struct policy {
	struct policy_rule *rules;
	struct policy_place *places; /* of the rules, in their order */
	struct policy_clause *clauses;
	struct policy_compare *compares;
	size_t n_rules;
	size_t n_clauses;
	size_t n_compares;
	uint32_t fallback; /* what @default says */
	struct policy_place fallback_place;
	char *files[POLICY_INCLUDES_MAX + 1]; /* the names of all texts read */
	size_t n_files;
};

#define _cleanup_policy_ __attribute__((__cleanup__(policy_free)))

/* A policy's text. The identity tells files apart: two texts with the same
 * one are the same file. */
struct policy_text {
	char *name; /* for messages, and as `from` of its includes; owned */
	char *text; /* owned */
	size_t len;
	uint64_t identity[2];
};

#define _cleanup_text_ __attribute__((__cleanup__(policy_text_free)))

struct policy_reader {
	/* Fetches what the text called `from` includes as `path`; the caller
	 * frees *out. 0, or -1 and *e. NULL: @include is refused. */
	int (*include)(void *context, const char *from, const char *path,
		       struct policy_text *out, struct err *e);
	/* As sysname_number. */
	int (*syscall_number)(const char *name);
	void *context;
};

/*
 * Parses a text and all it includes. On success *out is the caller's, to be
 * freed with policy_free. On failure *out is empty, and *e says where and
 * shows the line.
 */
int policy_parse(const struct policy_text *text,
		 const struct policy_reader *reader, struct policy *out,
		 struct err *e);

void policy_free(struct policy *p);
void policy_text_free(struct policy_text *t);

#endif
