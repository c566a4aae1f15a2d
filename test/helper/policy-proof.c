// SPDX-License-Identifier: BSD-2-Clause
/*
 * policy-proof [--sabotage] POLICY [COMPILED]: shows that the filter which
 * our compiler makes of POLICY (or the one in COMPILED) decides as two others
 * do: the policy's rules, read one by one, and libseccomp. It tries every
 * system call of every architecture at hand with the values that matter.
 *
 * With --sabotage it spoils each instruction of the filter in turn, and shows
 * that it would notice.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "confine/codegen.h"
#include "confine/policy_file.h"
#include "proof/cases.h"
#include "proof/peer.h"

#define SHOWN_MAX 10

static void show_case(const struct seccomp_data *d)
{
	fprintf(stderr, "  arch 0x%08x call %d(", d->arch, d->nr);
	for (int i = 0; i < 6; i++)
		fprintf(stderr, "%s0x%llx", i ? ", " : "",
			(unsigned long long)d->args[i]);
	fprintf(stderr, ")\n");
}

/* Compares the filter with both, and fills in what the cases expect. */
static size_t compare(const struct filter *f, const struct policy *p,
		      const struct peer *peer, struct cases *cases)
{
	size_t wrong = 0;

	for (size_t i = 0; i < cases->count; i++) {
		struct test *t = &cases->tests[i];
		uint32_t ours = filter_decide(f, &t->data);
		uint32_t theirs = peer_decide(peer, &t->data);

		t->expect = cases_expect(p, &t->data);
		if (ours == t->expect && ours == theirs)
			continue;
		if (wrong++ >= SHOWN_MAX)
			continue;
		fprintf(stderr,
			"ours 0x%08x, the rules 0x%08x, libseccomp 0x%08x\n",
			ours, t->expect, theirs);
		show_case(&t->data);
	}
	return wrong;
}

static bool is_noticed(const struct filter *f, const struct cases *cases)
{
	struct err e;

	if (filter_check(f, &e) < 0)
		return true;
	for (size_t i = 0; i < cases->count; i++)
		if (filter_decide(f, &cases->tests[i].data) !=
		    cases->tests[i].expect)
			return true;
	return false;
}

#define SPOILINGS 5

static struct sock_filter spoil(struct sock_filter insn, unsigned int how)
{
	struct sock_filter was = insn;

	switch (how) {
	case 0:
		insn.k ^= 1;
		break;
	case 1:
		insn.k ^= 4; /* the other half of an argument */
		break;
	case 2:
		insn.jt = was.jf;
		insn.jf = was.jt;
		break;
	case 3:
		insn.jt++;
		break;
	default:
		insn.jf++;
		break;
	}
	return insn;
}

static bool is_jump(const struct sock_filter *insn)
{
	return BPF_CLASS(insn->code) == BPF_JMP &&
	       insn->code != (BPF_JMP | BPF_JA);
}

/* The spoiled jump leads to an instruction just like the one it led to. */
static bool is_same_return(const struct filter *f, size_t pc, unsigned int how)
{
	const struct sock_filter *i = &f->code[pc];
	size_t to = pc + 1u + (how == 3 ? i->jt : i->jf);

	return how >= 3 && to + 1 < f->len &&
	       memcmp(&f->code[to], &f->code[to + 1], sizeof(*i)) == 0;
}

static int sabotage(struct filter *f, const struct cases *cases)
{
	size_t spoiled = 0;
	size_t missed = 0;

	for (size_t pc = 0; pc < f->len; pc++) {
		struct sock_filter was = f->code[pc];

		for (unsigned int how = 0; how < SPOILINGS; how++) {
			if (how >= 2 && !is_jump(&was))
				continue;
			if (is_same_return(f, pc, how))
				continue;
			f->code[pc] = spoil(was, how);
			spoiled++;
			if (!is_noticed(f, cases)) {
				missed++;
				fprintf(stderr,
					"instruction %zu spoiled (%u): not "
					"noticed\n",
					pc, how);
			}
			f->code[pc] = was;
		}
	}
	printf("sabotage: %zu of %zu spoiled filters noticed\n",
	       spoiled - missed, spoiled);
	return missed ? 1 : 0;
}

static void print_size(const struct filter *f)
{
	size_t steps = 0;

	/* As the kernel does when a filter is loaded. */
	for (int number = 0; number < CASES_NATIVE; number++)
		steps += cases_steps(f, number);
	printf("%zu instructions, %.1f steps to a number's decision", f->len,
	       (double)steps / CASES_NATIVE);
}

static int prove(const char *name, struct filter *f, const struct policy *p,
		 bool spoil_it, struct err *e)
{
	struct cases cases = {0};
	struct peer peer;
	clock_t start = clock();
	size_t wrong = 1;

	if (peer_build(p, &peer, e) == 0 && cases_make(p, &cases, e) == 0) {
		wrong = compare(f, p, &peer, &cases);
		printf("%s: ", name);
		print_size(f);
		printf("; %zu decisions compared with the rules and %zu "
		       "filters of libseccomp, %zu differ (%.1f s)\n",
		       cases.count, peer.count, wrong,
		       (double)(clock() - start) / CLOCKS_PER_SEC);
		if (wrong == 0 && spoil_it && sabotage(f, &cases) != 0)
			wrong = 1;
	} else {
		fprintf(stderr, "policy-proof: %s: %s\n", name, e->text);
	}
	peer_free(&peer);
	cases_free(&cases);
	return wrong ? 1 : 0;
}

int main(int argc, char **argv)
{
	bool spoil_it = argc > 1 && str_equal(argv[1], "--sabotage");
	char **words = argv + 1 + spoil_it;
	_cleanup_text_ struct policy_text text = {0};
	_cleanup_policy_ struct policy policy = {0};
	_cleanup_filter_ struct filter f = {0};
	struct err e = {0};

	if (!words[0]) {
		fprintf(stderr, "policy-proof: which policy?\n");
		return 2;
	}
	if (policy_file_open(words[0], 0, &text, &e) < 0 ||
	    policy_file_parse(&text, 0, &policy, &e) < 0 ||
	    (words[1] ? policy_file_load(words[1], 0, &f, &e)
		      : codegen_filter(&policy, &f, &e)) < 0 ||
	    filter_check(&f, &e) < 0) {
		fprintf(stderr, "policy-proof: %s\n", e.text);
		return 2;
	}
	return prove(words[0], &f, &policy, spoil_it, &e);
}
