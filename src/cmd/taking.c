// SPDX-License-Identifier: BSD-2-Clause
/*
 * Holds signals back while something is taken. It must never hold back those
 * that say that nobody reads what we write, or that we are at fault.
 */
#include "cmd/taking.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void fill(sigset_t *held)
{
	static const int others[] = {
		SIGPIPE, SIGABRT, SIGBUS,  SIGFPE,  SIGILL,  SIGSEGV,
		SIGSYS,	 SIGTRAP, SIGTSTP, SIGTTIN, SIGTTOU,
	};

	(void)sigfillset(held); /* can't fail */
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		(void)sigdelset(held, others[i]); /* a valid number */
}

int taking_begin(struct taking *t, struct err *e)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
		return err_set(e, EBADF, "standard output");
	fill(&t->held);
	if (sigprocmask(SIG_BLOCK, &t->held, &t->was) < 0)
		return err_set(e, errno, "sigprocmask");
	return 0;
}

void taking_written(const struct taking *t)
{
	/* What we were started with was good, and so was what we set. */
	(void)sigprocmask(SIG_SETMASK, &t->was, NULL);
	(void)sigprocmask(SIG_BLOCK, &t->held, NULL);
}

void taking_end(const struct taking *t)
{
	(void)sigprocmask(SIG_SETMASK, &t->was, NULL); /* was ours */
}
