// SPDX-License-Identifier: BSD-2-Clause
/*
 * Loads filters. It must never load one that the kernel would cut.
 */
#include "confine/filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/real.h"

void filter_free(struct filter *f)
{
	free(f->code);
	*f = (struct filter){0};
}

int filter_load(const struct filter *f, struct err *e)
{
	struct sock_fprog program = {.filter = f->code};

	if (f->len < 1 || f->len > BPF_MAXINSNS)
		return err_set(e, 0, "seccomp: a filter of %zu instructions",
			       f->len);
	program.len = (unsigned short)f->len;
	if (real_call(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL),
		      "seccomp", e) < 0)
		return -1;
	/* glibc has no wrapper; libseccomp's would build a filter first. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return err_set(e, errno, "seccomp");
	return 0;
}
