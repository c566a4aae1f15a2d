// SPDX-License-Identifier: BSD-2-Clause
/*
 * What --explain tells, as text for people. Whatever comes from outside must
 * leave here as printable ASCII.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cmd/explain_print.h"
#include "confine/policy_const.h"
#include "entry/kind.h"

#define LABEL	   "%-15s"
#define LINE_WIDTH 78

/* Text from outside must not harm the terminal. */
static void print_escaped(const char *text)
{
	char escaped[8];

	for (char one[2] = {*text}; *one; one[0] = *++text) {
		str_escape(one, escaped, sizeof(escaped));
		fputs(escaped, stdout);
	}
}

/* A list of words behind a label, in as many lines as it takes. */
struct list {
	const char *label; /* what the next line begins with */
	int column;
};

static void list_put(struct list *l, const char *word)
{
	int len = (int)strlen(word);

	if (l->column > 0 && l->column + 1 + len > LINE_WIDTH) {
		putchar('\n');
		l->column = 0;
	}
	if (l->column == 0) {
		l->column = printf(LABEL "%s", l->label, word);
		l->label = "";
	} else {
		l->column += printf(" %s", word);
	}
}

/* A list that has stayed empty has `none` in it. */
static void list_end(struct list *l, const char *none)
{
	if (l->column == 0)
		list_put(l, none);
	putchar('\n');
}

static void print_maps(const struct map_set *set)
{
	printf(LABEL "%zu\n", "maps", set->n);
	if (set->n == 0)
		return;
	printf("  %4s %4s %-15s %-14s %5s %5s %8s %-10s %s\n", "FD", "ID",
	       "NAME", "TYPE", "KEY", "VALUE", "ENTRIES", "ACCESS", "FROM");
	map_set_each (m, set) {
		printf("  %4d %4u %-15s %-14s %5u %5u %8u %-10s ", m->fd, m->id,
		       m->name ? m->name : "-", kind_of(m->shape.type)->name,
		       m->shape.key_size, m->shape.value_size,
		       m->shape.max_entries, map_access_word(m->access));
		print_escaped(m->origin);
		putchar('\n');
	}
}

static void print_descriptors(const struct explanation *x)
{
	printf(LABEL "0 1 2", "descriptors");
	map_set_each (m, x->set)
		printf(" %d", m->fd);
	for (size_t i = 0; i < x->keep->n; i++)
		printf(" %d (kept)", x->keep->v[i]);
	fputs("; every other one is closed\n", stdout);
}

static void print_environment(const struct env *env)
{
	printf(LABEL "%zu variables, of them ours:\n", "environment", env->n);
	for (size_t i = env->n_borrowed; i < env->n; i++) {
		fputs("  ", stdout);
		print_escaped(env->v[i]);
		putchar('\n');
	}
}

static void print_identity(const struct explained *found)
{
	printf(LABEL "uid %u, gid %u, groups", "identity", found->uid[1],
	       found->gid[1]);
	for (size_t i = 0; i < found->n_groups; i++)
		printf(" %u", found->groups[i]);
	puts(found->n_groups ? "" : " none");
}

static void print_cap_set(const char *label, uint64_t set)
{
	struct list l = {label, 0};
	char name[CAPS_NAME_MAX];

	for (int c = 0; c < 64; c++)
		if (set >> c & 1)
			list_put(&l, caps_name(c, name));
	list_end(&l, "none");
}

static void print_caps(const struct caps *before, const struct caps_state *now)
{
	struct list l = {"securebits", 0};
	unsigned int bit;
	const char *name;

	print_cap_set("capabilities", now->permitted);
	print_cap_set("  taken", before->permitted & ~now->permitted);
	print_cap_set("bounding set", now->bounding);
	for (size_t i = 0; (name = explain_securebit(i, &bit)); i++)
		if (now->securebits & bit)
			list_put(&l, name);
	list_end(&l, "none");
	printf(LABEL "%s\n", "no_new_privs",
	       now->no_new_privs ? "set" : "not set");
}

static void print_bpf(uint64_t commands)
{
	struct list l = {"  bpf(2)", 0};
	const char *name;

	for (unsigned int c = 0; (name = policy_const_command(c)); c++)
		if (commands >> c & 1)
			list_put(&l, name);
	list_end(&l, "denied");
}

static void print_policy(const struct guard *guard,
			 const struct explained *found)
{
	printf(LABEL, "policy");
	print_escaped(guard->name);
	if (guard->none) {
		puts(": no filter, every system call is allowed");
		return;
	}
	printf(": %zu instructions\n", guard->filter.len);
	print_bpf(found->bpf);
	printf(LABEL "%u allowed, %u depending on their arguments, "
		     "%u denied\n",
	       "  system calls", found->always, found->sometimes, found->never);
	printf(LABEL "%s\n", "  exec",
	       guard->exec == GUARD_EXEC_ONCE ? "this one and no other"
					      : "allowed");
}

int explain_text(const struct explanation *x, const struct explained *found,
		 struct err *e)
{
	printf(LABEL, "command");
	for (char *const *word = x->command; *word; word++) {
		print_escaped(*word);
		putchar(word[1] ? ' ' : '\n');
	}
	print_maps(x->set);
	print_descriptors(x);
	print_environment(x->env);
	print_identity(found);
	printf(LABEL, "netns");
	print_escaped(x->netns ? x->netns : "the caller's");
	printf(" (inode %llu)\n", found->netns);
	print_caps(x->caps, &found->caps);
	print_policy(x->guard, found);
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_set(e, errno, "standard output");
	return 0;
}
