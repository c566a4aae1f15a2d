/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bpf(2), which the C library has no wrapper for. For src/bpf alone.
 */
#ifndef BPFNS_BPF_SYS_H
#define BPFNS_BPF_SYS_H

#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

/* include/linux/errno.h: a map without such a call, and no text for it. */
#define KERNEL_ENOTSUPP 524

static inline int sys_bpf(enum bpf_cmd cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

#endif
