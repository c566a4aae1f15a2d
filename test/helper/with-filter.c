// SPDX-License-Identifier: BSD-2-Clause
/*
 * with-filter FILTER COMMAND...: runs COMMAND under a compiled policy as the
 * launcher does, without the rest of the launcher. If the filter denies
 * execve(2), the command is put at descriptor 1023, RLIMIT_NOFILE is lowered
 * to that, and it is execveat(2) that starts it.
 *
 * with-filter --check FILTER: prints what our check of filters says and what
 * the kernel says when it is asked to load it: "yes yes", "no no".
 *
 * with-filter --trust POLICY: reads a policy as the launcher does, which
 * refuses files that others can change.
 *
 * with-filter --time FILTER: prints how long the kernel takes to load it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"
#include "confine/policy_file.h"
#include "confine/simulate.h"

#define FAILED 125
#define ROUNDS 200

static int fail(const char *what)
{
	fprintf(stderr, "with-filter: %s: %s\n", what, strerror(errno));
	exit(FAILED);
}

static int trust(const char *path)
{
	struct filter f;
	struct err e;

	if (policy_file_load(path, POLICY_FILE_TRUSTED, &f, &e) == 0)
		return 0;
	fprintf(stderr, "with-filter: %s\n", e.text);
	return FAILED;
}

/* Reads a filter without checking it. */
static void read_filter(const char *path, struct filter *f)
{
	struct policy_text text;
	struct err e;

	if (policy_file_open(path, 0, &text, &e) < 0) {
		fprintf(stderr, "with-filter: %s\n", e.text);
		exit(FAILED);
	}
	f->code = (struct sock_filter *)(void *)text.text;
	f->len = text.len / sizeof(*f->code);
	free(text.name);
}

static void place_command(const char *command)
{
	struct rlimit limit = {POLICY_EXEC_FD + 1, POLICY_EXEC_FD + 1};
	int fd;

	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		fail("RLIMIT_NOFILE");
	fd = open(command, O_PATH | O_CLOEXEC);
	if (fd < 0 || dup3(fd, POLICY_EXEC_FD, O_CLOEXEC) < 0)
		fail(command);
	close(fd);
	limit.rlim_cur = limit.rlim_max = POLICY_EXEC_FD;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		fail("RLIMIT_NOFILE");
}

static void load(const struct filter *f)
{
	struct err e;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		fail("no_new_privs");
	if (filter_load(f, &e) < 0) {
		fprintf(stderr, "with-filter: %s\n", e.text);
		exit(FAILED);
	}
}

static int run(const struct filter *f, char **argv)
{
	static const uint64_t none[6];
	bool one_exec = !filter_allows(f, SYS_execve, none);

	if (one_exec)
		place_command(argv[0]);
	load(f);
	if (!one_exec)
		execvp(argv[0], argv);
	else
		syscall(SYS_execveat, POLICY_EXEC_FD, "", argv, environ,
			AT_EMPTY_PATH);
	return fail(argv[0]);
}

/* True if the kernel loads it, in a process of its own. */
static bool kernel_takes(const struct filter *f)
{
	struct err e;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
			_exit(FAILED);
		/* A filter that is loaded may make exit end by a signal. */
		_exit(filter_load(f, &e) < 0 ? 1 : 0);
	}
	if (waitpid(pid, &status, 0) < 0)
		fail("wait");
	return !WIFEXITED(status) || WEXITSTATUS(status) == 0;
}

static double microseconds(const struct filter *f)
{
	struct timespec start;
	struct timespec end;

	/* The first load pays for pages that fork(2) shared. */
	load(f);
	clock_gettime(CLOCK_MONOTONIC, &start);
	load(f);
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (double)(end.tv_sec - start.tv_sec) * 1e6 +
	       (double)(end.tv_nsec - start.tv_nsec) / 1e3;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return (*x > *y) - (*x < *y);
}

/* Each time in a process of its own: filters pile up. */
static int print_time(const struct filter *f)
{
	double took[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		int ends[2];
		double one;

		if (pipe2(ends, O_CLOEXEC) < 0)
			fail("pipe");
		if (fork() == 0) {
			one = microseconds(f);
			_exit(write(ends[1], &one, sizeof(one)) < 0);
		}
		close(ends[1]);
		if (read(ends[0], &took[i], sizeof(one)) != sizeof(one)) {
			fprintf(stderr, "with-filter: it denies loading\n");
			return FAILED;
		}
		close(ends[0]);
		(void)wait(NULL); /* what it had to say was read */
	}
	qsort(took, ROUNDS, sizeof(took[0]), by_size);
	printf("%zu instructions, median %.1f us, least %.1f us\n", f->len,
	       took[ROUNDS / 2], took[0]);
	return 0;
}

int main(int argc, char **argv)
{
	struct filter f;
	struct err e;

	if (argc < 3) {
		fprintf(stderr, "with-filter: FILTER COMMAND...\n");
		return FAILED;
	}
	if (str_equal(argv[1], "--check")) {
		read_filter(argv[2], &f);
		printf("%s %s\n", filter_check(&f, &e) == 0 ? "yes" : "no",
		       kernel_takes(&f) ? "yes" : "no");
		return 0;
	}
	if (str_equal(argv[1], "--trust"))
		return trust(argv[2]);
	if (str_equal(argv[1], "--time")) {
		read_filter(argv[2], &f);
		return print_time(&f);
	}
	read_filter(argv[1], &f);
	return run(&f, argv + 2);
}
