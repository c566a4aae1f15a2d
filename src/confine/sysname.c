// SPDX-License-Identifier: BSD-2-Clause
/*
 * Looks system calls up in libseccomp's tables: the one file of the library
 * that sees it, and it takes nothing else of it.
 */
#include "confine/sysname.h"

#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "confine/arch.h"

struct number {
	char name
		[20]; /* in place: a pointer would be relocated at each start */
	int number;
};

/* Younger than the libseccomp of Debian 12. They have one number for all
 * architectures (scripts/syscall.tbl in the kernel), so that a policy means
 * the same whatever libseccomp it was built with. */
static const struct number newer[] = {
	{"cachestat", 451},	    {"fchmodat2", 452},
	{"map_shadow_stack", 453},  {"futex_wake", 454},
	{"futex_wait", 455},	    {"futex_requeue", 456},
	{"statmount", 457},	    {"listmount", 458},
	{"lsm_get_self_attr", 459}, {"lsm_set_self_attr", 460},
	{"lsm_list_modules", 461},  {"mseal", 462},
	{"setxattrat", 463},	    {"getxattrat", 464},
	{"listxattrat", 465},	    {"removexattrat", 466},
	{"open_tree_attr", 467},    {"file_getattr", 468},
	{"file_setattr", 469},
};

#define NEWER (sizeof(newer) / sizeof(newer[0]))

static const struct sysname_abi abis[] = {
	{ARCH_NAME, ARCH_NATIVE, 0},
#ifdef ARCH_X32_BIT
	{"x32", ARCH_NATIVE, ARCH_X32_BIT},
	{"i386", AUDIT_ARCH_I386, 0},
#else
	{"arm", AUDIT_ARCH_ARM, 0},
#endif
};

#define ABIS (sizeof(abis) / sizeof(abis[0]))

const struct sysname_abi *sysname_abi_at(unsigned int index)
{
	return index < ABIS ? &abis[index] : NULL;
}

const struct sysname_abi *sysname_abi_of(uint32_t arch, uint32_t number)
{
	for (size_t i = ABIS; i-- > 0;)
		if (abis[i].arch == arch &&
		    (number & abis[i].bit) == abis[i].bit)
			return &abis[i];
	return NULL;
}

/* libseccomp's word for the ABI. */
static uint32_t table_of(const struct sysname_abi *abi)
{
	return abi->bit ? SCMP_ARCH_X32 : abi->arch;
}

int sysname_number_of(const struct sysname_abi *abi, const char *name)
{
	int number = seccomp_syscall_resolve_name_arch(table_of(abi), name);

	if (number >= 0)
		return (int)((uint32_t)number & ~abi->bit);
	/* Below -1 are libseccomp's own numbers for what only other
	 * architectures have. */
	if (number != __NR_SCMP_ERROR)
		return SYSNAME_FOREIGN;
	for (size_t i = 0; i < NEWER; i++)
		if (str_equal(newer[i].name, name))
			return newer[i].number;
	return SYSNAME_UNKNOWN;
}

int sysname_number(const char *name)
{
	return sysname_number_of(&abis[0], name);
}

/* malloc'ed, NULL if it has none. */
static char *find_name(const struct sysname_abi *abi, uint32_t number)
{
	char *name = seccomp_syscall_resolve_num_arch(table_of(abi),
						      (int)(number | abi->bit));

	for (size_t i = 0; !name && i < NEWER; i++)
		if ((uint32_t)newer[i].number == number)
			name = strdup(newer[i].name);
	return name;
}

const char *sysname_text(const struct sysname_abi *abi, uint32_t number,
			 char buffer[SYSNAME_MAX])
{
	_cleanup_free_ char *name = find_name(abi, number);

	if (name)
		(void)snprintf(buffer, SYSNAME_MAX, "%s", name);
	else
		(void)snprintf(buffer, SYSNAME_MAX, "%u", number);
	return buffer;
}

bool sysname_known(int number)
{
	_cleanup_free_ char *name = find_name(&abis[0], (uint32_t)number);

	return name != NULL;
}
