/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A filter of whoever started us may answer a system call as if it had been
 * made (seccomp(2), SECCOMP_RET_ERRNO with 0). A call whose effect can't be
 * read back is therefore made once in a way that the kernel must refuse.
 */
#ifndef BPFNS_BASE_REAL_H
#define BPFNS_BASE_REAL_H

#include "base/err.h"

/* `answer`: of the call that the kernel refuses. `name`: of the system call.
 * 0, or -1 and *e where it was no refusal. */
int real_call(long answer, const char *name, struct err *e);

/* The same of unshare(2), asked for what can't be unshared. */
int real_unshare(struct err *e);

#endif
