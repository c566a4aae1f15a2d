// SPDX-License-Identifier: BSD-2-Clause
/*
 * Speaks the kernel's protocol of user notifications. It must hand nothing on
 * that a policy would have let through without being asked.
 */
#include "confine/notify.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/real.h"
#include "confine/arch.h"
#include "confine/reach.h"

/* Younger than the headers of some build machines: signals that aren't
 * deadly wait until a call that was received is answered (Linux 5.19), so
 * that Go's timers don't restart calls for ever. */
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

static int append(struct filter *out, const struct sock_filter *code,
		  size_t len, struct err *e)
{
	if (out->len + len > BPF_MAXINSNS)
		return err_set(e, 0, "a filter of more than %d instructions",
			       BPF_MAXINSNS);
	if (mem_resize(&out->code, out->len + len, sizeof(*code), e) < 0)
		return -1;
	memcpy(out->code + out->len, code, len * sizeof(*code));
	out->len += len;
	return 0;
}

int notify_make_all(struct filter *out, struct err *e)
{
	static const struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH_NATIVE, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#ifdef ARCH_X32_BIT
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, ARCH_X32_BIT, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#endif
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	};

	*out = (struct filter){0};
	return append(out, code, sizeof(code) / sizeof(code[0]), e);
}

static bool denies(uint32_t action)
{
	action &= SECCOMP_RET_ACTION_FULL;
	return action == SECCOMP_RET_ERRNO ||
	       action == SECCOMP_RET_KILL_PROCESS ||
	       action == SECCOMP_RET_KILL_THREAD;
}

/* Of two filters that hand a call on, the younger one's listener has the word,
 * and may have it made. While ours is there the kernel allows no second one;
 * but the command may end us, and would then have the word over all that its
 * policy refuses. An errno comes before a notification, whoever listens. */
static const struct sock_filter no_listener[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH_NATIVE, 0, 5),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_seccomp, 0, 3),
	/* the lower half: the kernel looks at no more (unsigned int) */
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		 offsetof(struct seccomp_data, args[1]) + ARCH_LOW_HALF),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, SECCOMP_FILTER_FLAG_NEW_LISTENER,
		 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EBUSY),
	/* as every filter begins */
	BPF_STMT(BPF_LD | BPF_IMM, 0),
};

int notify_make_denied(const struct filter *f, struct filter *out,
		       struct err *e)
{
	size_t first = 0;

	*out = (struct filter){0};
	if (reach_foreign_seccomp(f))
		return err_set(e, 0,
			       "it may let another ABI load filters, and who "
			       "listens to those would have the word");
	/* What the policy refuses anyway is refused as it says. */
	if (reach_call(f, SYS_seccomp) & REACH_PASS)
		first = sizeof(no_listener) / sizeof(no_listener[0]);
	if ((first > 0 && append(out, no_listener, first, e) < 0) ||
	    append(out, f->code, f->len, e) < 0)
		return -1;
	for (size_t i = first; i < out->len; i++)
		if (out->code[i].code == (BPF_RET | BPF_K) &&
		    denies(out->code[i].k))
			out->code[i].k = SECCOMP_RET_USER_NOTIF;
	return 0;
}

int notify_load(const struct filter *f, struct err *e)
{
	struct sock_fprog program = {
		.len = (unsigned short)f->len,
		.filter = f->code,
	};
	long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
				SECCOMP_FILTER_FLAG_NEW_LISTENER |
					SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
				&program);

	if (listener < 0)
		return err_set(e, errno, "seccomp, with a listener");
	/* Those are open. */
	if (listener <= STDERR_FILENO && real_call(listener, "seccomp", e) < 0)
		return -1;
	return (int)listener;
}

int notify_receive(int listener, struct notify_call *call, struct err *e)
{
	struct seccomp_notif n;
	int r;

	do {
		/* The kernel refuses one that isn't all zero. */
		memset(&n, 0, sizeof(n));
		r = ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &n);
	} while (r < 0 && errno == EINTR);
	if (r < 0 && errno == ENOENT)
		return 0;
	if (r < 0)
		return err_set(e, errno, "receiving a system call");
	*call = (struct notify_call){n.id, (pid_t)n.pid, n.data};
	return 1;
}

static int answer(int listener, const struct seccomp_notif_resp *response,
		  struct err *e)
{
	struct seccomp_notif_resp r = *response;

	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &r) < 0 &&
	    errno != ENOENT)
		return err_set(e, errno, "answering a system call");
	return 0;
}

int notify_continue(int listener, uint64_t id, struct err *e)
{
	const struct seccomp_notif_resp r = {
		.id = id,
		.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE,
	};

	return answer(listener, &r, e);
}

int notify_refuse(int listener, uint64_t id, int number, struct err *e)
{
	const struct seccomp_notif_resp r = {.id = id, .error = -number};

	return answer(listener, &r, e);
}
