// SPDX-License-Identifier: BSD-2-Clause
/*
 * Learns a policy. It must write none that is wider than what it saw, where
 * an argument tells one call from another.
 */
#include "confine/learn.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/str.h"
#include "confine/policy_print.h"

#define LINE_WIDTH  78
#define COMMAND_MAX 1024 /* of the comment that tells it, bytes */

/* The calls of which an argument counts, and how. */
enum narrow {
	NARROW_VALUES, /* these values */
	NARROW_BITS,   /* these bits */
	NARROW_ZERO,   /* 0 if it was always that, else any */
};

static const struct {
	int number;
	unsigned char arg;
	enum narrow how;
} narrowed[] = {
	{SYS_bpf, 0, NARROW_VALUES},	{SYS_clone, 0, NARROW_BITS},
	{SYS_ioctl, 1, NARROW_VALUES},	{SYS_personality, 0, NARROW_VALUES},
	{SYS_prctl, 0, NARROW_VALUES},	{SYS_prlimit64, 0, NARROW_ZERO},
	{SYS_socket, 0, NARROW_VALUES}, {SYS_socketpair, 0, NARROW_VALUES},
	{SYS_unshare, 0, NARROW_BITS},	{SYS_setns, 1, NARROW_BITS},
};

#define NARROWED (sizeof(narrowed) / sizeof(narrowed[0]))

/* What ends a process, and what the kernel calls in its name when a signal
 * was handled, need not be seen to be needed. */
static const int always[] = {
	SYS_exit,
	SYS_exit_group,
	SYS_restart_syscall,
	SYS_rt_sigreturn,
};

static size_t narrow_of(int number)
{
	size_t i = 0;

	while (i < NARROWED && narrowed[i].number != number)
		i++;
	return i;
}

static void add_value(struct learned *l, uint32_t value)
{
	for (size_t i = 0; i < l->n_values && i < LEARN_VALUES_MAX; i++)
		if (l->values[i] == value)
			return;
	if (l->n_values < LEARN_VALUES_MAX)
		l->values[l->n_values] = value;
	if (l->n_values <= LEARN_VALUES_MAX)
		l->n_values++;
}

int learn_decide(void *context, const struct notify_call *call,
		 struct verdict *out, struct err *e)
{
	struct learn *learn = context;
	int number = call->data.nr;
	struct learned *l;
	size_t n;

	(void)e; /* can't fail */
	/* Flags in memory can't be put into a policy: libraries fall back to
	 * clone. */
	if (number == SYS_clone3)
		*out = (struct verdict){VERDICT_ERRNO, ENOSYS};
	if (number < 0 || number >= SYSNAME_NUMBERS)
		return 0;
	l = &learn->calls[number];
	l->seen = true;
	n = narrow_of(number);
	if (n < NARROWED) {
		uint64_t value = call->data.args[narrowed[n].arg];

		add_value(l, (uint32_t)value);
		l->bits |= value;
	}
	return 0;
}

/* Words behind each other, in lines of a bearable length. */
struct text {
	FILE *file;
	int column;
};

static void put(struct text *t, const char *word)
{
	int len = (int)strlen(word);

	if (t->column + len > LINE_WIDTH) {
		fputs(" \\\n     ", t->file);
		t->column = 5;
	}
	if (t->column > 0)
		fputc(' ', t->file);
	fputs(word, t->file);
	t->column += len + 1;
}

static void end_line(struct text *t)
{
	fputc('\n', t->file);
	t->column = 0;
}

static int by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* "arg0 == A || arg0 == B" */
static void put_values(struct text *t, const char *name, unsigned char arg,
		       const struct learned *l)
{
	uint32_t values[LEARN_VALUES_MAX];
	char compare[PRINT_MAX];
	char word[PRINT_MAX + 4];

	memcpy(values, l->values, sizeof(values));
	qsort(values, l->n_values, sizeof(values[0]), by_value);
	for (size_t i = 0; i < l->n_values; i++) {
		const struct policy_compare c = {
			.arg = arg,
			.op = POLICY_EQ,
			.value = values[i],
		};

		print_compare(name, &c, compare);
		(void)snprintf(word, sizeof(word), "%s%s", compare,
			       i + 1 < l->n_values ? " ||" : "");
		put(t, word);
	}
}

/* True if the call stands alone in its line, with a condition. */
static bool put_condition(struct text *t, int number, const struct learned *l)
{
	size_t n = narrow_of(number);
	char name[SYSNAME_MAX];
	char word[PRINT_MAX];

	if (n == NARROWED || !l->seen)
		return false;
	if (narrowed[n].how == NARROW_VALUES && l->n_values > LEARN_VALUES_MAX)
		return false;
	if (narrowed[n].how == NARROW_ZERO && l->bits != 0)
		return false;
	/* No bit is left to be refused: that is no condition. */
	if (narrowed[n].how == NARROW_BITS && (uint32_t)l->bits == UINT32_MAX)
		return false;
	sysname_text(sysname_abi_at(0), (uint32_t)number, name);
	(void)snprintf(word, sizeof(word), "%s:", name);
	put(t, word);
	if (narrowed[n].how == NARROW_BITS) {
		(void)snprintf(word, sizeof(word), "arg%d in 0x%x",
			       narrowed[n].arg, (uint32_t)l->bits);
		put(t, word);
	} else {
		put_values(t, name, narrowed[n].arg, l);
	}
	end_line(t);
	return true;
}

static bool is_always(int number)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		if (always[i] == number)
			return true;
	return false;
}

/* "{a, b, c}: allow"; calls that have no name are told. */
static void put_plain(struct text *t, const struct learn *learn,
		      const bool *done)
{
	const char *before = "{";
	char name[SYSNAME_MAX];
	char word[SYSNAME_MAX + 4];
	int last = 0;

	for (int n = 0; n < SYSNAME_NUMBERS; n++) {
		if (done[n] || !(learn->calls[n].seen || is_always(n)))
			continue;
		if (sysname_known(n))
			last = n;
		else
			fprintf(t->file, "# left out: call %d has no name\n",
				n);
	}
	for (int n = 0; n <= last; n++) {
		if (done[n] || !sysname_known(n) ||
		    !(learn->calls[n].seen || is_always(n)))
			continue;
		(void)snprintf(
			word, sizeof(word), "%s%s%s", before,
			sysname_text(sysname_abi_at(0), (uint32_t)n, name),
			n == last ? "}:" : ",");
		put(t, word);
		before = "";
	}
	put(t, "allow");
	end_line(t);
}

/* In quotes, so that a backslash at its end doesn't make it go on; and cut, as
 * no line of a policy is as long as a command line can be. */
static void put_command(struct text *t, char *const *command)
{
	char escaped[PRINT_MAX];
	size_t used = 0;

	fputs("# Learned from: \"", t->file);
	for (char *const *word = command; *word; word++) {
		str_escape(*word, escaped, sizeof(escaped));
		used += strlen(escaped) + 1;
		if (used > COMMAND_MAX) {
			fputs(" ...", t->file);
			break;
		}
		fprintf(t->file, "%s%s", word == command ? "" : " ", escaped);
	}
	fputs("\"\n# What it did in that run; another one may need more.\n\n"
	      "@default return EPERM\n\n",
	      t->file);
}

static void put_policy(struct text *t, const struct learn *learn,
		       char *const *command)
{
	bool done[SYSNAME_NUMBERS] = {0};

	put_command(t, command);
	for (int n = 0; n < SYSNAME_NUMBERS; n++)
		done[n] = put_condition(t, n, &learn->calls[n]);
	/* Seen or not: who is told EPERM doesn't fall back to clone. */
	fputs("clone3: return ENOSYS\n", t->file);
	done[SYS_clone3] = true;
	put_plain(t, learn, done);
}

int learn_write(const struct learn *learn, int fd, const char *name,
		char *const *command, struct err *e)
{
	struct text t = {.file = fdopen(fd, "w")};
	int number;

	if (!t.file)
		return err_set(e, errno, "%s", name);
	put_policy(&t, learn, command);
	if (fflush(t.file) != 0 || ferror(t.file) ||
	    ftruncate(fd, ftell(t.file)) < 0) {
		number = errno;
		(void)fclose(t.file); /* the failure is told already */
		return err_set(e, number, "%s", name);
	}
	if (fclose(t.file) != 0)
		return err_set(e, errno, "%s", name);
	return 0;
}
