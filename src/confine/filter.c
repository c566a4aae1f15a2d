// SPDX-License-Identifier: BSD-2-Clause
/*
 * Loads filters and resolves the names of system calls: the one file of the
 * library that sees libseccomp, and it takes nothing but its tables.
 */
#include "confine/filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/str.h"
#include "confine/arch.h"

struct number {
	const char *name;
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
	/* glibc has no wrapper; libseccomp's would build a filter first. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return err_set(e, errno, "seccomp");
	return 0;
}

int filter_syscall_number(const char *name)
{
	int number = seccomp_syscall_resolve_name_arch(ARCH_NATIVE, name);

	if (number >= 0)
		return number;
	/* Below -1 are libseccomp's own numbers for what only other
	 * architectures have. */
	if (number != __NR_SCMP_ERROR)
		return FILTER_SYSCALL_FOREIGN;
	for (size_t i = 0; i < sizeof(newer) / sizeof(newer[0]); i++)
		if (str_equal(newer[i].name, name))
			return newer[i].number;
	return FILTER_SYSCALL_UNKNOWN;
}

bool filter_syscall_known(int number)
{
	char *name = seccomp_syscall_resolve_num_arch(ARCH_NATIVE, number);

	if (name) {
		free(name);
		return true;
	}
	for (size_t i = 0; i < sizeof(newer) / sizeof(newer[0]); i++)
		if (newer[i].number == number)
			return true;
	return false;
}
