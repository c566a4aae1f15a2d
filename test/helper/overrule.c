// SPDX-License-Identifier: BSD-2-Clause
/*
 * Takes the word over a system call: loads a filter with a listener of its own,
 * for this one call, and lets it pass. Says what the kernel answers, "ok" or
 * ERRNO, of the filter where that is refused, else of the call.
 *   overrule [orphan] CALL [ARG...]
 * With "orphan" it ends its parent before, the supervisor. CALL and ARG are
 * numbers.
 */
#include "test.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>

static int pipe_fds[2];

/* A thread that stands outside the new filter. */
static void *let_pass(void *unused)
{
	int listener;

	if (read(pipe_fds[0], &listener, sizeof(listener)) != sizeof(listener))
		return unused;
	for (;;) {
		struct seccomp_notif n = {0};
		struct seccomp_notif_resp r = {
			.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n))
			continue;
		r.id = n.id;
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r))
			die_errno("SECCOMP_IOCTL_NOTIF_SEND");
	}
}

static int say(long result)
{
	puts(result < 0 ? strerrorname_np(errno) : "ok");
	return result < 0;
}

static void end_parent(void)
{
	pid_t parent = getppid();

	if (parent <= 1 || syscall(SYS_tgkill, parent, parent, SIGKILL))
		die_errno("tgkill");
	while (getppid() == parent)
		usleep(1000);
}

int main(int argc, char **argv)
{
	unsigned long a[7] = {0};
	bool orphan = argc > 1 && strcmp(argv[1], "orphan") == 0;
	pthread_t thread;
	int listener;

	argv += orphan;
	argc -= orphan;
	if (argc < 2 || argc > 8)
		die("usage: overrule [orphan] CALL [ARG...]");
	for (int i = 1; i < argc; i++)
		a[i - 1] = to_number(argv[i]);
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)a[0], 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(code) / sizeof(code[0]), code};

	if (pipe(pipe_fds) || pthread_create(&thread, NULL, let_pass, NULL))
		die_errno("thread");
	if (orphan)
		end_parent();
	listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	if (listener < 0)
		return say(-1);
	if (write(pipe_fds[1], &listener, sizeof(listener)) != sizeof(listener))
		die_errno("write");
	return say(syscall((long)a[0], a[1], a[2], a[3], a[4], a[5], a[6]));
}
