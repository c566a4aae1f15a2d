/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one architecture a filter of ours lets through: that of the build.
 */
#ifndef BPFNS_CONFINE_ARCH_H
#define BPFNS_CONFINE_ARCH_H

#include <linux/audit.h>

#if defined(__x86_64__) && !defined(__ILP32__)
#define ARCH_NATIVE AUDIT_ARCH_X86_64
#define ARCH_NAME   "x86_64"
/* x32 calls come in under the same architecture, with this bit in their
 * number (arch/x86/include/uapi/asm/unistd.h, __X32_SYSCALL_BIT). */
#define ARCH_X32_BIT 0x40000000u
#elif defined(__aarch64__) && !defined(__ILP32__)
#define ARCH_NATIVE AUDIT_ARCH_AARCH64
#define ARCH_NAME   "aarch64"
#else
#error "no seccomp filters for this architecture yet: see confine/arch.h"
#endif

#endif
