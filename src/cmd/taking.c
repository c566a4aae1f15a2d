// SPDX-License-Identifier: BSD-2-Clause
/*
 * Holds signals back while something is taken. It must never hold back those
 * that say that nobody reads what we write.
 */
#include "cmd/taking.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int taking_begin(struct taking *t, struct err *e)
{
	static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
	int flags = fcntl(STDOUT_FILENO, F_GETFL);

	(void)sigemptyset(&t->held); /* can't fail */
	if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY)
		return err_set(e, EBADF, "standard output");
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++)
		(void)sigaddset(&t->held, ending[i]); /* a valid number */
	if (sigprocmask(SIG_BLOCK, &t->held, &t->was) == 0)
		return 0;
	(void)sigemptyset(&t->held); /* can't fail */
	return err_set(e, errno, "sigprocmask");
}

void taking_written(const struct taking *t)
{
	/* What we were started with was good, and so was what we set. */
	(void)sigprocmask(SIG_SETMASK, &t->was, NULL);
	(void)sigprocmask(SIG_BLOCK, &t->held, NULL);
}

void taking_end(struct taking *t)
{
	if (sigisemptyset(&t->held) == 0)
		(void)sigprocmask(SIG_SETMASK, &t->was, NULL); /* was ours */
}
