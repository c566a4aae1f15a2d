/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one architecture a filter of ours lets through, that of the build, and how
 * it lays arguments out.
 */
#ifndef BPFNS_CONFINE_ARCH_H
#define BPFNS_CONFINE_ARCH_H

#include <linux/audit.h>

/* Where the halves of an argument lie in struct seccomp_data. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ARCH_LOW_HALF  0u
#define ARCH_HIGH_HALF 4u
#else
#define ARCH_LOW_HALF  4u
#define ARCH_HIGH_HALF 0u
#endif

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
