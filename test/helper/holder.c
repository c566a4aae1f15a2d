// SPDX-License-Identifier: BSD-2-Clause
/*
 * The workload's eye: prints what a process started by bpfns-exec finds, a
 * line key=value each, then exits 0 (or, with "exit=N", N; "sleep=N" waits
 * first; "argv" and more words: they are shown as arg=WORD).
 *   uid=0 euid=0 suid=0 gid=... groups=4,24 CapInh= ... NoNewPrivs= Seccomp=
 *   Seccomp_filters=1 freeze=EPERM   (what bpf(2) answers to BPF_MAP_FREEZE)
 *   securebits=0x2f netns=4026531840 nofile=1024:4096 cwd=/ pid= ppid=
 *   fd=3 access=rw cloexec=0 link=anon_inode:bpf-map
 *   env=BPF_NUM_MAPS=1             each BPF_* and LISTEN_* as it stands, twice
 *                                  if it stands there twice
 *   env_count=N                    of all variables
 * Static, and needs no more than to read /proc.
 */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

extern char **environ;

static void show_identity(void)
{
	uid_t r, e, s;
	gid_t rg, eg, sg, groups[256];
	int n = getgroups(256, groups);

	if (getresuid(&r, &e, &s) || getresgid(&rg, &eg, &sg) || n < 0)
		die_errno("identity");
	printf("uid=%u\neuid=%u\nsuid=%u\n", r, e, s);
	printf("gid=%u\negid=%u\nsgid=%u\ngroups=", rg, eg, sg);
	for (int i = 0; i < n; i++)
		printf(i ? ",%u" : "%u", groups[i]);
	printf("\npid=%d\nppid=%d\n", getpid(), getppid());
}

static void show_status(void)
{
	static const char *const wanted[] = {
		"CapInh",  "CapPrm",	 "CapEff",  "CapBnd",	       "CapAmb",
		"Seccomp", "NoNewPrivs", "Threads", "Seccomp_filters", NULL};
	FILE *f = fopen("/proc/self/status", "re");
	char line[512], word[64], value[128];

	if (!f)
		die_errno("/proc/self/status");
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63[^:]: %127s", word, value) != 2)
			continue;
		for (int i = 0; wanted[i]; i++)
			if (!strcmp(word, wanted[i]))
				printf("%s=%s\n", word, value);
	}
	fclose(f);
}

/* What a filter of ours says to BPF_MAP_FREEZE, which needs no privilege:
 * EPERM, and the kernel says EBADF. */
static void show_filter(void)
{
	union bpf_attr attr = {.map_fd = (uint32_t)-1};

	printf("freeze=%s\n",
	       sys_bpf(BPF_MAP_FREEZE, &attr) < 0 ? errno_word(errno) : "ok");
}

static void show_surroundings(void)
{
	char cwd[PATH_MAX];
	struct rlimit limit;
	struct stat net;

	printf("securebits=%#x\n", prctl(PR_GET_SECUREBITS, 0, 0, 0, 0));
	printf("dumpable=%d\n", prctl(PR_GET_DUMPABLE, 0, 0, 0, 0));
	if (!stat("/proc/self/ns/net", &net))
		printf("netns=%lu\n", (unsigned long)net.st_ino);
	else
		printf("netns=%s\n", errno_word(errno));
	if (!getrlimit(RLIMIT_NOFILE, &limit))
		printf("nofile=%lu:%lu\n", limit.rlim_cur, limit.rlim_max);
	printf("cwd=%s\n", getcwd(cwd, sizeof(cwd)) ? cwd : errno_word(errno));
}

static void show_fd(int fd)
{
	static const char *const modes[] = {"r", "w", "rw", "?"};
	char path[64], link[PATH_MAX];
	int flags = fcntl(fd, F_GETFL), cloexec = fcntl(fd, F_GETFD);
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, link, sizeof(link));
	printf("fd=%d access=%s cloexec=%d link=%.*s\n", fd,
	       flags & O_PATH ? "path" : modes[flags & O_ACCMODE],
	       !!(cloexec & FD_CLOEXEC), n < 0 ? 1 : (int)n,
	       n < 0 ? "?" : link);
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* From /proc, since a loop over numbers would stop at a lowered limit. */
static void show_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int fds[1024];
	struct dirent *entry;
	size_t n = 0;

	if (!dir)
		die_errno("/proc/self/fd");
	while ((entry = readdir(dir)) && n < 1024)
		if (entry->d_name[0] != '.' &&
		    (int)to_u32(entry->d_name) != dirfd(dir))
			fds[n++] = (int)to_u32(entry->d_name);
	qsort(fds, n, sizeof(fds[0]), by_number);
	for (size_t i = 0; i < n; i++)
		show_fd(fds[i]);
	printf("fd_count=%zu\n", n);
	closedir(dir);
}

static void show_environment(void)
{
	size_t n = 0;

	for (; environ[n]; n++)
		if (!strncmp(environ[n], "BPF_", 4) ||
		    !strncmp(environ[n], "LISTEN_", 7))
			printf("env=%s\n", environ[n]);
	printf("env_count=%zu\n", n);
}

int main(int argc, char **argv)
{
	unsigned long status = 0, seconds = 0;
	const char *v;

	show_identity();
	show_status();
	show_filter();
	show_surroundings();
	show_fds();
	show_environment();
	for (int i = 1; i < argc; i++) {
		if ((v = value_of(argv[i], "exit")))
			status = to_number(v);
		else if ((v = value_of(argv[i], "sleep")))
			seconds = to_number(v);
		else
			printf("arg=%s\n", argv[i]);
	}
	if (fflush(stdout))
		die_errno("stdout");
	sleep((unsigned int)seconds);
	return (int)status;
}
