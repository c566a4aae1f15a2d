/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names and numbers of system calls, of the build's architecture and of
 * the others that its kernel may take calls of.
 */
#ifndef BPFNS_CONFINE_SYSNAME_H
#define BPFNS_CONFINE_SYSNAME_H

#include <stdbool.h>
#include <stdint.h>

/* How a system call comes in. The first one is the build's own. */
struct sysname_abi {
	const char *name; /* "x86_64", "x32", "i386", "aarch64", "arm" */
	uint32_t arch;	  /* AUDIT_ARCH_*, as a filter sees it */
	uint32_t bit;	  /* set in the number, as the filter sees it */
};

/* NULL behind the last one. */
const struct sysname_abi *sysname_abi_at(unsigned int index);

/* The one a filter sees so, NULL if there is none. */
const struct sysname_abi *sysname_abi_of(uint32_t arch, uint32_t number);

#define SYSNAME_FOREIGN (-1) /* known, but not on this architecture */
#define SYSNAME_UNKNOWN (-2)

/* The number of a system call on the build's architecture, or one of the
 * above. */
int sysname_number(const char *name);

/* The same for another ABI, without its bit. */
int sysname_number_of(const struct sysname_abi *abi, const char *name);

/* The name of a system call by its number (without the ABI's bit), which
 * stands there where it has no name. Returns the buffer. */
#define SYSNAME_MAX 40
const char *sysname_text(const struct sysname_abi *abi, uint32_t number,
			 char buffer[SYSNAME_MAX]);

/* True if the build's architecture has a system call of this number, as far as
 * we know. */
bool sysname_known(int number);

/* No system call of any architecture has a number as high. */
#define SYSNAME_NUMBERS 1024

#endif
