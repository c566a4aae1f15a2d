// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tells calls that are made from those that are only said to be.
 */
#include "base/real.h"

#include <sched.h>

int real_call(long answer, const char *name, struct err *e)
{
	if (answer < 0)
		return 0;
	return err_set(e, 0,
		       "%s: said to be made, but it is not (by a filter that "
		       "was loaded before)",
		       name);
}

int real_unshare(struct err *e)
{
	return real_call(unshare(CLONE_PARENT), "unshare", e);
}
