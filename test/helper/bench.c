// SPDX-License-Identifier: BSD-2-Clause
/*
 * Measures, for scripts/bench. Figures are of use only beside others of the
 * same run.
 *   bench pair N A... VS B...   runs A and B in turn, N times each, without
 *                               their output; prints the medians in us and
 *                               the median of A/B
 *   bench once FILE CMD...      runs CMD; writes "CPU-us MAXRSS-KiB" to FILE
 *   bench lookup N FD           N lookups of key 0, 9 times over; prints the
 *                               best in ns a lookup
 *   bench exec CMD...           only execs CMD: the least a launcher can do
 *   bench launch FILTER NETNS PIN... -- CMD...
 *                               the system calls of a launch and no more:
 *                               nothing is checked, read back or explained
 *   bench value FD              one lookup of key 0, 4 + 8 bytes: prints it
 *   bench dump PIN              reads a hash of 4 + 8 bytes in batches: the
 *                               least a dump can do
 *   bench load PIN N            writes N entries in batches: the least a load
 *                               can do
 */
#include "test.h"

#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/securebits.h>
#include <sched.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define RUNS_MAX 10000

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct rusage run(char **argv)
{
	struct rusage usage;
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int status;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0)
		die_errno("%s", argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	if (wait4(pid, &status, 0, &usage) != pid)
		die_errno("wait4");
	if (status != 0)
		die("%s: status %#x", argv[0], (unsigned int)status);
	return usage;
}

static double timed(char **argv)
{
	double start = now_us();

	run(argv);
	return now_us() - start;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), ascending);
	return v[n / 2];
}

static int pair(size_t n, char **a)
{
	static double as[RUNS_MAX], bs[RUNS_MAX], ratios[RUNS_MAX];
	char **b = a;

	while (*b && strcmp(*b, "VS") != 0)
		b++;
	if (!*b || n == 0 || n > RUNS_MAX)
		return 99;
	*b++ = NULL;
	for (size_t i = 0; i < (n < 20 ? 1 : 20); i++) {
		timed(a);
		timed(b);
	}
	for (size_t i = 0; i < n; i++) {
		as[i] = timed(a);
		bs[i] = timed(b);
		ratios[i] = as[i] / bs[i];
	}
	printf("%.0f %.0f %.3f\n", median(as, n), median(bs, n),
	       median(ratios, n));
	return 0;
}

static int once(const char *file, char **argv)
{
	struct rusage u = run(argv);
	FILE *out = fopen(file, "we");
	long us = (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000L +
		  u.ru_utime.tv_usec + u.ru_stime.tv_usec;

	if (!out)
		die_errno("%s", file);
	fprintf(out, "%ld %ld\n", us, u.ru_maxrss);
	return fclose(out) == 0 ? 0 : 99;
}

static int lookup(size_t n, int fd)
{
	char value[4096];
	uint32_t key = 0;
	union bpf_attr attr = {
		.map_fd = (uint32_t)fd,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)value,
	};
	double best = 1e18;

	for (int round = 0; round < 9; round++) {
		double start = now_us();

		for (size_t i = 0; i < n; i++)
			if (syscall(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attr,
				    sizeof(attr)) < 0)
				die_errno("lookup");
		start = (now_us() - start) * 1e3 / (double)n;
		best = start < best ? start : best;
	}
	printf("%.2f\n", best);
	return 0;
}

static int value(int fd)
{
	uint64_t found;
	uint32_t key = 0;
	union bpf_attr attr = {
		.map_fd = (uint32_t)fd,
		.key = (uintptr_t)&key,
		.value = (uintptr_t)&found,
	};

	if (sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr))
		die_errno("lookup");
	printf("%lu\n", found);
	return 0;
}

#define BATCH 4096

static uint32_t keys[BATCH];
static uint64_t values[BATCH];

static uint32_t open_map(const char *path)
{
	union bpf_attr attr = {.pathname = to_ptr(path)};
	long fd = sys_bpf(BPF_OBJ_GET, &attr);

	if (fd < 0)
		die_errno("%s", path);
	return (uint32_t)fd;
}

static void drop_privileges(void)
{
	struct __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
	struct __user_cap_data_struct none[2] = {0};

	for (unsigned long cap = 0; cap <= CAP_LAST_CAP; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0))
			die_errno("bounding set");
	if (prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED) ||
	    syscall(SYS_capset, &head, none) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		die_errno("capabilities");
}

static void load_filter(const char *path)
{
	static struct sock_filter code[BPF_MAXINSNS];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = read(fd, code, sizeof(code));
	struct sock_fprog prog = {
		.len = (unsigned short)((size_t)n / sizeof(code[0])),
		.filter = code,
	};

	if (n <= 0 || close(fd) ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog))
		die_errno("%s", path);
}

static int launch(const char *filter, const char *netns, char **word)
{
	uint32_t fd = 2;
	int ns;

	for (; *word && strcmp(*word, "--") != 0; word++) {
		fd = open_map(*word);
		if (fcntl((int)fd, F_SETFD, 0))
			die_errno("%s", *word);
	}
	ns = open(netns, O_RDONLY | O_CLOEXEC);
	if (ns < 0 || setns(ns, CLONE_NEWNET) || close(ns) ||
	    close_range(fd + 1, ~0U, 0))
		die_errno("%s", netns);
	drop_privileges();
	load_filter(filter);
	execv(word[1], word + 1);
	die_errno("%s", word[1]);
}

static int dump(const char *path)
{
	uint32_t fd = open_map(path);
	uint32_t token[2];
	long r = 0;

	for (int round = 0; r == 0; round++) {
		union bpf_attr attr = {
			.batch.in_batch = round ? to_ptr(&token[0]) : 0,
			.batch.out_batch = to_ptr(&token[1]),
			.batch.keys = to_ptr(keys),
			.batch.values = to_ptr(values),
			.batch.count = BATCH,
			.batch.map_fd = fd,
		};

		r = sys_bpf(BPF_MAP_LOOKUP_BATCH, &attr);
		token[0] = token[1];
	}
	if (errno != ENOENT)
		die_errno("batch");
	return 0;
}

static int load(const char *path, uint32_t n)
{
	uint32_t fd = open_map(path);

	for (uint32_t done = 0; done < n;) {
		union bpf_attr attr = {
			.batch.keys = to_ptr(keys),
			.batch.values = to_ptr(values),
			.batch.map_fd = fd,
		};

		for (; attr.batch.count < BATCH && done < n; done++) {
			keys[attr.batch.count] = done;
			values[attr.batch.count++] = done;
		}
		if (sys_bpf(BPF_MAP_UPDATE_BATCH, &attr))
			die_errno("batch");
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 5 && strcmp(argv[1], "pair") == 0)
		return pair(to_number(argv[2]), argv + 3);
	if (argc >= 4 && strcmp(argv[1], "once") == 0)
		return once(argv[2], argv + 3);
	if (argc == 4 && strcmp(argv[1], "lookup") == 0)
		return lookup(to_number(argv[2]), (int)to_number(argv[3]));
	if (argc >= 3 && strcmp(argv[1], "exec") == 0) {
		execv(argv[2], argv + 2);
		die_errno("%s", argv[2]);
	}
	if (argc >= 7 && strcmp(argv[1], "launch") == 0)
		return launch(argv[2], argv[3], argv + 4);
	if (argc == 3 && strcmp(argv[1], "value") == 0)
		return value((int)to_number(argv[2]));
	if (argc == 3 && strcmp(argv[1], "dump") == 0)
		return dump(argv[2]);
	if (argc == 4 && strcmp(argv[1], "load") == 0)
		return load(argv[2], to_u32(argv[3]));
	return 99;
}
