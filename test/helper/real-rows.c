// SPDX-License-Identifier: BSD-2-Clause
/*
 * real-rows COMPILED TABLE: has the kernel decide every call of a table, and
 * holds its decisions against our simulator's. Each action in the filter is
 * replaced by an errno of its own, so that no call is made, whatever it is,
 * and the instructions before it are run by the kernel as they are.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "confine/policy_file.h"
#include "confine/policy_print.h"
#include "confine/policy_table.h"
#include "confine/simulate.h"
#include "confine/sysname.h"

/* No call answers these errnos. */
#define FIRST_ERRNO 2000
#define ACTIONS_MAX 64
#define SHOWN_MAX   10

struct rows {
	struct seccomp_data *calls;
	size_t n;
	size_t foreign; /* that this machine can't make */
};

struct shared {
	volatile int done;
	int answers[];
};

static uint32_t actions[ACTIONS_MAX];
static size_t n_actions;

static void die(const char *what)
{
	fprintf(stderr, "real-rows: %s: %s\n", what, strerror(errno));
	exit(2);
}

static size_t index_of(uint32_t action)
{
	size_t i = 0;

	while (i < n_actions && actions[i] != action)
		i++;
	if (i == ACTIONS_MAX)
		die("too many actions");
	if (i == n_actions)
		actions[n_actions++] = action;
	return i;
}

static void replace_actions(struct filter *f)
{
	for (size_t i = 0; i < f->len; i++)
		if (f->code[i].code == (BPF_RET | BPF_K))
			f->code[i].k = SECCOMP_RET_ERRNO |
				       (uint32_t)(FIRST_ERRNO +
						  index_of(f->code[i].k));
}

static int take_row(void *context, const struct table_call *call, struct err *e)
{
	struct rows *rows = context;

	(void)e;
	/* int 0x80 isn't there on every hypervisor. */
	if (call->data.arch != sysname_abi_at(0)->arch) {
		rows->foreign++;
		return 0;
	}
	rows->calls =
		reallocarray(rows->calls, rows->n + 1, sizeof(*rows->calls));
	if (!rows->calls)
		die("memory");
	rows->calls[rows->n++] = call->data;
	return 0;
}

/* Never returns, and makes no call of its own once the filter is there. */
static void make_calls(const struct filter *f, const struct rows *rows,
		       struct shared *shared)
{
	struct err e;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || filter_load(f, &e))
		_exit(2);
	for (size_t i = 0; i < rows->n; i++) {
		const struct seccomp_data *d = &rows->calls[i];

		shared->answers[i] =
			syscall(d->nr, d->args[0], d->args[1], d->args[2],
				d->args[3], d->args[4], d->args[5]) < 0
				? errno
				: 0;
	}
	shared->done = 1;
	for (;;)
		;
}

static void run(const struct filter *f, const struct rows *rows,
		struct shared *shared)
{
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0)
		make_calls(f, rows, shared);
	while (!shared->done && waitpid(pid, NULL, WNOHANG) == 0)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	if (!shared->done)
		die("the calls ended too early");
}

static size_t compare(const struct filter *f, const struct rows *rows,
		      const struct shared *shared)
{
	size_t differ = 0;

	for (size_t i = 0; i < rows->n; i++) {
		uint32_t ours = filter_decide(f, &rows->calls[i]);
		int answer = shared->answers[i] - FIRST_ERRNO;
		char text[PRINT_MAX];

		if (answer >= 0 && (size_t)answer < n_actions &&
		    actions[answer] == ours)
			continue;
		if (differ++ < SHOWN_MAX)
			printf("%s: ours 0x%08x, the kernel's errno %d\n",
			       print_call(&rows->calls[i], 0x3f, text), ours,
			       shared->answers[i]);
	}
	return differ;
}

int main(int argc, char **argv)
{
	struct filter f = {0};
	struct filter changed = {0};
	struct policy_text table = {0};
	struct rows rows = {0};
	struct table_taker taker = {take_row, &rows};
	struct shared *shared;
	struct err e = {0};
	size_t differ;

	if (argc != 3)
		die("usage: real-rows COMPILED TABLE");
	if (policy_file_load(argv[1], 0, &f, &e) < 0 ||
	    policy_file_load(argv[1], 0, &changed, &e) < 0 ||
	    policy_file_open(argv[2], 0, &table, &e) < 0 ||
	    table_read(&table, &taker, &e) < 0) {
		fprintf(stderr, "real-rows: %s\n", e.text);
		return 2;
	}
	shared =
		mmap(NULL, sizeof(*shared) + rows.n * sizeof(int),
		     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		die("mmap");
	replace_actions(&changed);
	run(&changed, &rows, shared);
	differ = compare(&f, &rows, shared);
	printf("%s: %zu calls decided by the kernel, %zu differ; %zu of "
	       "another architecture not made\n",
	       argv[2], rows.n, differ, rows.foreign);
	return differ ? 1 : 0;
}
