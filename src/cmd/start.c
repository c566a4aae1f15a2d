// SPDX-License-Identifier: BSD-2-Clause
/*
 * The first step of every program. It must come before anything is opened.
 */
#include "cmd/start.h"

#include <sys/auxv.h>

#include "base/fd.h"

int start(int argc, enum start_streams streams, struct err *e)
{
	/* Any option could then be used against the file's owner: --pin and
	 * --netns open what the caller can't. ld.so's rule, ours too. */
	if (getauxval(AT_SECURE) != 0)
		return err_set(e, 0,
			       "refusing to run with raised privileges (setuid "
			       "bit or file capabilities on the program)");
	if (argc < 1)
		return err_set(e, 0, "no argv[0]");
	return fd_open_standard(streams == START_COMMANDS, e);
}
