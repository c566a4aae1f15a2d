// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-policy oci: a policy as a profile for container runtimes
 * (runtime-spec, config-linux.md, "Seccomp"), read off its filter. It must
 * never allow what the filter doesn't: runtimes hand the profile to
 * libseccomp, which compares an argument once in a rule and in all 64 bits.
 * So every comparison becomes bits that must be so, and each combination of
 * them a rule.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <yajl/yajl_gen.h>

#include "base/str.h"
#include "cmd/policy_input.h"
#include "cmd/policy_tool.h"
#include "confine/policy_action.h"
#include "confine/regions.h"
#include "confine/simulate.h"
#include "confine/sysname.h"

/* Rules for one system call. More make a filter that the kernel refuses. */
#define RULES_MAX 1024

/* No system call: what is done with it is what is done by default. */
#define NO_CALL 1000

/* Numbers from here on are of x32, where there is that. */
#define NUMBERS_END 0x40000000

struct profile {
	yajl_gen g;
	const struct tool_options *options;
	const struct policy_input *in;
	uint32_t fallback;
	/* The call at hand, its regions that aren't the default, and whether
	 * all of its arguments are in one. */
	char name[SYSNAME_MAX];
	size_t rules;
	bool is_all;
	uint32_t all_action;
};

static void put_string(yajl_gen g, const char *text)
{
	(void)yajl_gen_string(g, (const unsigned char *)text, strlen(text));
}

static void put_number(yajl_gen g, const char *key, uint64_t value)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%" PRIu64, value);

	put_string(g, key);
	(void)yajl_gen_number(g, text, (size_t)len);
}

static const char *action_name(uint32_t action)
{
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ALLOW:
		return "SCMP_ACT_ALLOW";
	case SECCOMP_RET_ERRNO:
		return "SCMP_ACT_ERRNO";
	case SECCOMP_RET_LOG:
		return "SCMP_ACT_LOG";
	case SECCOMP_RET_TRAP:
		return "SCMP_ACT_TRAP";
	case SECCOMP_RET_KILL_THREAD:
		return "SCMP_ACT_KILL_THREAD";
	case SECCOMP_RET_KILL_PROCESS:
		return "SCMP_ACT_KILL_PROCESS";
	default:
		return NULL;
	}
}

static int check_action(uint32_t action, struct err *e)
{
	char text[ACTION_MAX];

	/* Runtimes make their filters by libseccomp, which stops short of the
	 * last errno. */
	if (action == (SECCOMP_RET_ERRNO | 4095))
		return err_set(e, 0, "libseccomp refuses 'return 4095'");
	if (action_name(action))
		return 0;
	return err_set(e, 0, "a profile has no word for '%s'",
		       action_text(action, text));
}

static void put_action(yajl_gen g, const char *key, const char *errno_key,
		       uint32_t action)
{
	put_string(g, key);
	put_string(g, action_name(action));
	if ((action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO)
		put_number(g, errno_key, action & SECCOMP_RET_DATA);
}

/* One argument's bits. */
struct bits {
	uint64_t mask;
	uint64_t value;
};

static void put_arg(yajl_gen g, unsigned int index, const struct bits *b)
{
	bool whole = b->mask == UINT64_MAX;

	if (b->mask == 0)
		return;
	(void)yajl_gen_map_open(g);
	put_number(g, "index", index);
	put_number(g, "value", whole ? b->value : b->mask);
	if (!whole)
		put_number(g, "valueTwo", b->value);
	put_string(g, "op");
	put_string(g, whole ? "SCMP_CMP_EQ" : "SCMP_CMP_MASKED_EQ");
	(void)yajl_gen_map_close(g);
}

static void put_rule(const struct profile *p, uint32_t action,
		     const struct bits args[6])
{
	(void)yajl_gen_map_open(p->g);
	put_string(p->g, "names");
	(void)yajl_gen_array_open(p->g);
	put_string(p->g, p->name);
	(void)yajl_gen_array_close(p->g);
	put_action(p->g, "action", "errnoRet", action);
	put_string(p->g, "args");
	(void)yajl_gen_array_open(p->g);
	for (unsigned int i = 0; i < 6; i++)
		put_arg(p->g, i, &args[i]);
	(void)yajl_gen_array_close(p->g);
	(void)yajl_gen_map_close(p->g);
}

/* The cubes that are counted up to, of one argument. */
static struct bits bits_of(const struct region *r, const size_t *at,
			   unsigned int arg)
{
	unsigned int l = REGION_WORD(arg, 0);
	unsigned int h = REGION_WORD(arg, 1);
	const struct cube *low = &r->words[l].v[at[l]];
	const struct cube *high = &r->words[h].v[at[h]];

	return (struct bits){
		.mask = (uint64_t)high->mask << 32 | low->mask,
		.value = (uint64_t)high->value << 32 | low->value,
	};
}

/* A rule for each combination of the cubes of all halves: `at` counts them
 * up like a number of twelve digits. */
static int put_region(struct profile *p, const struct region *r, struct err *e)
{
	size_t at[REGION_WORDS] = {0};
	struct bits args[6];
	unsigned int w;

	do {
		if (p->rules++ == RULES_MAX)
			return err_set(e, 0, "%s would take more than %d rules",
				       p->name, RULES_MAX);
		for (unsigned int arg = 0; arg < 6; arg++)
			args[arg] = bits_of(r, at, arg);
		put_rule(p, r->action, args);
		for (w = 0; w < REGION_WORDS; w++) {
			if (++at[w] < r->words[w].n)
				break;
			at[w] = 0;
		}
	} while (w < REGION_WORDS);
	return 0;
}

static int take_rule(void *context, const struct region *r, struct err *e)
{
	struct profile *p = context;

	if (region_is_all(r)) {
		p->is_all = true;
		p->all_action = r->action;
		return 0;
	}
	if (r->action == p->fallback)
		return 0;
	if (check_action(r->action, e) < 0)
		return -1;
	return put_region(p, r, e);
}

/* A profile has names. What has none here must have the default's answer. */
static int take_nameless(void *context, const struct region *r, struct err *e)
{
	const struct profile *p = context;

	return r->action == p->fallback ? 0 : err_set(e, 0, "it has no name");
}

static int check_nameless(struct profile *p, int n, struct err *e)
{
	struct region_taker taker = {take_nameless, p};

	if (regions_each(&p->in->filter, sysname_abi_at(0)->arch, (uint32_t)n,
			 &taker, e) < 0)
		return err_prefix(e, "call %d", n);
	return 0;
}

/* Numbers that no table of ours has: those that the filter tells apart. */
static int check_beyond(struct profile *p, struct err *e)
{
	const struct filter *f = &p->in->filter;

	for (size_t i = 0; i < f->len; i++) {
		int64_t k = f->code[i].k;

		if (BPF_CLASS(f->code[i].code) != BPF_JMP ||
		    k < SYSNAME_NUMBERS - 1 || k >= NUMBERS_END)
			continue;
		for (int64_t n = k > SYSNAME_NUMBERS ? k - 1 : SYSNAME_NUMBERS;
		     n <= k + 1 && n < NUMBERS_END; n++)
			if (check_nameless(p, (int)n, e) < 0)
				return -1;
	}
	return 0;
}

/* Rules with conditions, and for each system call without one what is done
 * with it, in plain[]. With --with-exec, execve takes the place of execveat. */
static int put_conditions(struct profile *p, uint32_t *plain, struct err *e)
{
	bool with_exec = p->options->with_exec;
	struct region_taker taker = {take_rule, p};

	for (int n = 0; n < SYSNAME_NUMBERS; n++) {
		plain[n] = p->fallback;
		if (with_exec && n == SYS_execve)
			plain[n] = SECCOMP_RET_ALLOW;
		if (!sysname_known(n)) {
			if (check_nameless(p, n, e) < 0)
				return -1;
			continue;
		}
		if (with_exec && (n == SYS_execve || n == SYS_execveat))
			continue;
		p->rules = 0;
		p->is_all = false;
		sysname_text(sysname_abi_at(0), (uint32_t)n, p->name);
		if (regions_each(&p->in->filter, sysname_abi_at(0)->arch,
				 (uint32_t)n, &taker, e) < 0)
			return -1;
		if (p->is_all)
			plain[n] = p->all_action;
	}
	return 0;
}

/* One rule for all calls that have the action of call `first`. */
static void put_names(struct profile *p, uint32_t *plain, int first)
{
	uint32_t action = plain[first];
	char name[SYSNAME_MAX];

	(void)yajl_gen_map_open(p->g);
	put_string(p->g, "names");
	(void)yajl_gen_array_open(p->g);
	for (int n = first; n < SYSNAME_NUMBERS; n++) {
		if (plain[n] != action)
			continue;
		put_string(p->g,
			   sysname_text(sysname_abi_at(0), (uint32_t)n, name));
		plain[n] = p->fallback;
	}
	(void)yajl_gen_array_close(p->g);
	put_action(p->g, "action", "errnoRet", action);
	(void)yajl_gen_map_close(p->g);
}

static int put_calls(struct profile *p, struct err *e)
{
	uint32_t plain[SYSNAME_NUMBERS];

	put_string(p->g, "syscalls");
	(void)yajl_gen_array_open(p->g);
	if (put_conditions(p, plain, e) < 0)
		return -1;
	for (int n = 0; n < SYSNAME_NUMBERS; n++) {
		if (plain[n] == p->fallback)
			continue;
		if (check_action(plain[n], e) < 0)
			return -1;
		put_names(p, plain, n);
	}
	(void)yajl_gen_array_close(p->g);
	return 0;
}

static const char *arch_name(void)
{
#if defined(__x86_64__)
	return "SCMP_ARCH_X86_64";
#else
	return "SCMP_ARCH_AARCH64";
#endif
}

static int put_profile(struct profile *p, struct err *e)
{
	const struct seccomp_data none = {
		.nr = NO_CALL,
		.arch = sysname_abi_at(0)->arch,
	};

	p->fallback = filter_decide(&p->in->filter, &none);
	if (check_action(p->fallback, e) < 0)
		return -1;
	(void)yajl_gen_map_open(p->g);
	put_action(p->g, "defaultAction", "defaultErrnoRet", p->fallback);
	put_string(p->g, "architectures");
	(void)yajl_gen_array_open(p->g);
	put_string(p->g, arch_name());
	(void)yajl_gen_array_close(p->g);
	if (check_beyond(p, e) < 0 || put_calls(p, e) < 0)
		return -1;
	(void)yajl_gen_map_close(p->g);
	return 0;
}

/* A runtime starts the container by execve. */
static int check_exec(const struct tool_options *o,
		      const struct policy_input *in, struct err *e)
{
	static const uint64_t plain[6] = {0};

	if (o->with_exec || filter_allows(&in->filter, SYS_execve, plain))
		return 0;
	return err_set(e, 0,
		       "%s: denies execve, by which a container runtime starts "
		       "the command (--with-exec allows it, and any later one)",
		       in->name);
}

static int write_profile(const struct profile *p, struct err *e)
{
	const unsigned char *text;
	size_t len;

	/* Only behind a document that is whole there is nothing to close. */
	if (yajl_gen_map_close(p->g) != yajl_gen_generation_complete ||
	    yajl_gen_get_buf(p->g, &text, &len) != yajl_gen_status_ok)
		return err_set(e, ENOMEM, "JSON");
	(void)fwrite(text, 1, len, stdout); /* tool_flush tells */
	return tool_flush(e);
}

int tool_oci(const struct tool_options *o, struct err *e)
{
	_cleanup_input_ struct policy_input in = {0};
	struct profile p = {.options = o, .in = &in};
	int r;

	if (policy_input_load(o->words[1], &in, e) < 0 ||
	    check_exec(o, &in, e) < 0)
		return -1;
	p.g = yajl_gen_alloc(NULL);
	if (!p.g)
		return err_set(e, ENOMEM, "memory");
	(void)yajl_gen_config(p.g, yajl_gen_beautify, 1);
	r = put_profile(&p, e);
	if (r < 0)
		(void)err_prefix(e, "%s", in.name);
	else
		r = write_profile(&p, e);
	yajl_gen_free(p.g);
	return r;
}
