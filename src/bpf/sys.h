/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system call itself, for the files beside this one.
 */
#ifndef BPFNS_BPF_SYS_H
#define BPFNS_BPF_SYS_H

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

/* As bpf(2): -1 and errno on failure. */
static inline int sys_bpf(enum bpf_cmd cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

#endif
