// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs the command under another process's eyes. It must hold nothing that
 * the command could gain by getting at it: no descriptor of a map, no
 * privilege, no memory that can be written from outside.
 */
#include "confine/supervise.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/real.h"
#include "confine/caps.h"

/* How long to wait between two looks at what the child shares, ns. */
#define LOOK_EVERY 200000

/* Sent on to the command when somebody sends them to us. The terminal's own
 * reach it anyway. */
static const int sent_on[] = {
	SIGHUP,	 SIGINT,  SIGQUIT, SIGTERM,  SIGUSR1,
	SIGUSR2, SIGALRM, SIGCONT, SIGWINCH,
};

/* A caller that ignores SIGCHLD would have the kernel reap our child. */
static int block_signals(struct supervise *s, struct err *e)
{
	const struct sigaction tell = {.sa_handler = SIG_DFL};
	sigset_t set;

	(void)sigemptyset(&set);	/* can't fail */
	(void)sigaddset(&set, SIGCHLD); /* a valid number */
	for (size_t i = 0; i < sizeof(sent_on) / sizeof(sent_on[0]); i++)
		(void)sigaddset(&set, sent_on[i]); /* likewise */
	s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s->signals < 0)
		return err_set(e, errno, "signalfd");
	if (sigprocmask(SIG_BLOCK, &set, &s->was) < 0)
		return err_set(e, errno, "sigprocmask");
	if (sigaction(SIGCHLD, &tell, &s->was_child) < 0)
		return err_set(e, errno, "SIGCHLD");
	return 0;
}

/* The command starts as the caller would have started it. */
static int restore_signals(const struct supervise *s, struct err *e)
{
	if (sigaction(SIGCHLD, &s->was_child, NULL) < 0 ||
	    sigprocmask(SIG_SETMASK, &s->was, NULL) < 0)
		return err_set(e, errno, "restoring signals");
	return 0;
}

/* Who reads our words may go, and who may set limits may set ours: neither
 * ends us before the command. Nor is a capability of its any use to us. */
static int fend(struct err *e)
{
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    signal(SIGXFSZ, SIG_IGN) == SIG_ERR)
		return err_set(e, errno, "signals");
	return caps_give_up(e);
}

/*
 * The filter is loaded by the child, and the listener must come to us; but
 * from then on every call of the child waits for us, so it can't be sent. So
 * both share one table of descriptors, until the child's exec or ours parts
 * them, and the child writes the number into memory.
 */
int supervise_start(struct supervise *s, struct err *e)
{
	*s = (struct supervise){.signals = -1};
	s->shared = mmap(NULL, sizeof(*s->shared), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s->shared == MAP_FAILED)
		return err_set(e, errno, "shared memory");
	s->shared->listener = -1;
	/* Nobody may write to our memory, the command least of all, which has
	 * our uid: /proc/PID/mem, ptrace. Its own exec makes it ordinary. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_set(e, errno, "PR_SET_DUMPABLE");
	/* Our descriptors are to be parted later; and there is no thread
	 * without its process's memory. */
	if (block_signals(s, e) < 0 || real_unshare(e) < 0 ||
	    real_call(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0), "clone",
		      e) < 0)
		return -1;
	s->child = (pid_t)syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (s->child < 0)
		return err_set(e, errno, "clone");
	if (s->child > 0)
		return 1;
	return restore_signals(s, e);
}

static int reap(struct supervise *s, struct err *e)
{
	pid_t pid;

	if (s->ended)
		return 0;
	do
		pid = waitpid(s->child, &s->status, WNOHANG);
	while (pid < 0 && errno == EINTR);
	if (pid < 0)
		return err_set(e, errno, "waitpid");
	s->ended = pid == s->child;
	return 0;
}

/* 1: the listener is there; 0: the child has ended without one. */
static int await_listener(struct supervise *s, struct err *e)
{
	struct timespec nap = {.tv_nsec = LOOK_EVERY};

	while (s->shared->listener < 0) {
		if (reap(s, e) < 0)
			return -1;
		if (s->ended)
			return s->shared->listener >= 0;
		(void)nanosleep(&nap, NULL); /* cut short is fine */
	}
	return 1;
}

static int close_between(int after, int before, struct err *e)
{
	unsigned int first = (unsigned int)after + 1;
	unsigned int last = before < 0 ? ~0U : (unsigned int)before - 1;

	if (before >= 0 && (unsigned int)before <= first)
		return 0;
	if (syscall(SYS_close_range, first, last, 0) < 0)
		return err_set(e, errno, "closing descriptors");
	return 0;
}

static int by_number(const void *a, const void *b)
{
	int x = *(const int *)a;
	int y = *(const int *)b;

	return (x > y) - (x < y);
}

/* From here on the table is ours alone, and neither the maps are in it nor the
 * command's input and output, whose other ends wait for them to be closed. */
static int part(const struct supervise *s, const struct judge *judge,
		struct err *e)
{
	int kept[] = {STDERR_FILENO, s->signals, s->shared->listener,
		      judge->keep_fd};
	size_t n = sizeof(kept) / sizeof(kept[0]);

	if (unshare(CLONE_FILES) < 0)
		return err_set(e, errno, "unshare of descriptors");
	if (judge->keep_fd < 0)
		n--;
	qsort(kept, n, sizeof(kept[0]), by_number);
	if (close_between(-1, kept[0], e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (close_between(kept[i], i + 1 < n ? kept[i + 1] : -1, e) < 0)
			return -1;
	return 0;
}

/* A signal of the terminal's has gone to all of its processes. */
static void take_signals(const struct supervise *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGCHLD && info.ssi_code <= 0 &&
		    !s->ended)
			(void)kill(s->child, (int)info.ssi_signo);
}

static int judge_call(struct supervise *s, const struct judge *judge,
		      struct err *e)
{
	struct notify_call call;
	struct verdict v = {.kind = VERDICT_CONTINUE};
	int r = notify_receive(s->shared->listener, &call, e);

	if (r <= 0)
		return r;
	if (judge->decide(judge->context, &call, &v, e) < 0)
		return -1;
	if (v.kind == VERDICT_CONTINUE)
		return notify_continue(s->shared->listener, call.id, e);
	if (v.kind == VERDICT_KILL) {
		/* 0 would be all of us. */
		if (call.pid <= 0)
			return err_set(e, ESRCH, "kill");
		/* The call's is a thread's id. */
		s->killed = s->killed ||
			    syscall(SYS_tgkill, s->child, call.pid, 0) == 0;
		if (kill(call.pid, SIGKILL) < 0 && errno != ESRCH)
			return err_set(e, errno, "kill");
		v.number = EPERM;
	}
	return notify_refuse(s->shared->listener, call.id, v.number, e);
}

/* The listener hangs up when nobody is under the filter any more; one that
 * has ended still is, until it is waited for. */
static int watch(struct supervise *s, const struct judge *judge, struct err *e)
{
	struct pollfd fds[] = {
		{.fd = s->shared->listener, .events = POLLIN},
		{.fd = s->signals, .events = POLLIN},
	};

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return err_set(e, errno, "poll");
		if (fds[0].revents & POLLIN) {
			if (judge_call(s, judge, e) < 0)
				return -1;
		} else if (fds[0].revents) {
			break;
		}
		if (fds[1].revents) {
			take_signals(s);
			if (reap(s, e) < 0)
				return -1;
		}
	}
	while (!s->ended) {
		pid_t pid = waitpid(s->child, &s->status, 0);

		s->ended = pid == s->child;
		if (!s->ended && (pid >= 0 || errno != EINTR))
			return err_set(e, errno, "waitpid");
	}
	return 0;
}

static int run(struct supervise *s, const struct judge *judge, struct err *e)
{
	int r = await_listener(s, e);

	/* The child could not load its filter, and has said why. */
	if (r <= 0)
		return r;
	if (fend(e) < 0 || part(s, judge, e) < 0)
		return -1;
	return watch(s, judge, e);
}

int supervise_run(struct supervise *s, const struct judge *judge, struct err *e)
{
	if (run(s, judge, e) == 0)
		return 0;
	/* With the listener, all calls of whoever is left go, too: ENOSYS. */
	if (!s->ended)
		(void)kill(s->child, SIGKILL);
	return -1;
}

void supervise_end(const struct supervise *s)
{
	static const struct rlimit no_core = {0, 0};
	int number = WIFSIGNALED(s->status) ? WTERMSIG(s->status) : 0;
	sigset_t set;

	if (number == 0)
		_exit(WEXITSTATUS(s->status));
	/* As if the filter had done it. */
	if (number == SIGKILL && s->killed)
		number = SIGSYS;
	(void)setrlimit(RLIMIT_CORE, &no_core); /* one core is enough */
	(void)signal(number, SIG_DFL);		/* SIGKILL has no other */
	(void)sigemptyset(&set);
	(void)sigaddset(&set, number);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)raise(number);
	_exit(128 + number);
}
