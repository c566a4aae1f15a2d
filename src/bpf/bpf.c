// SPDX-License-Identifier: BSD-2-Clause
/*
 * Raw bpf(2). It must never follow a link text to learn what a descriptor is.
 */
#include "bpf/bpf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/str.h"
#include "bpf/fdinfo.h"
#include "bpf/sys.h"

int bpf_pin_open(const char *path, uint32_t flags)
{
	union bpf_attr attr = {
		.pathname = (uintptr_t)path,
		.file_flags = flags,
	};

	return sys_bpf(BPF_OBJ_GET, &attr);
}

int bpf_map_open_id(uint32_t id, uint32_t flags)
{
	union bpf_attr attr = {
		.map_id = id,
		.open_flags = flags,
	};

	return sys_bpf(BPF_MAP_GET_FD_BY_ID, &attr);
}

int bpf_btf_open_id(uint32_t id)
{
	union bpf_attr attr = {.btf_id = id};

	return sys_bpf(BPF_BTF_GET_FD_BY_ID, &attr);
}

int bpf_map_next_id(uint32_t after, uint32_t *next)
{
	union bpf_attr attr = {.start_id = after};

	if (sys_bpf(BPF_MAP_GET_NEXT_ID, &attr) < 0)
		return -1;
	*next = attr.next_id;
	return 0;
}

/* A batch of no entries finds its map and is done: 0 and ENOTSUPP come from
 * maps alone (kernel/bpf/syscall.c, bpf_map_do_batch). */
static bool probe_batch(int fd, bool unreadable)
{
	union bpf_attr attr = {.batch.map_fd = (uint32_t)fd};

	return sys_bpf(unreadable ? BPF_MAP_UPDATE_BATCH : BPF_MAP_LOOKUP_BATCH,
		       &attr) == 0 ||
	       errno == KERNEL_ENOTSUPP;
}

/* A lookup without a key finds its map first and changes nothing: EINVAL and
 * EBADF mean that there is none; EPERM that it may not be asked, so that we
 * don't know; any other answer, mostly EFAULT, comes from a map. */
static int probe_element(int fd, bool unreadable)
{
	union bpf_attr attr = {.map_fd = (uint32_t)fd};

	if (sys_bpf(unreadable ? BPF_MAP_UPDATE_ELEM : BPF_MAP_LOOKUP_ELEM,
		    &attr) == 0)
		return 0;
	return errno;
}

/*
 * OBJ_GET_INFO_BY_FD also answers for programs and links, with other structs;
 * what is asked here is for maps alone. The batch comes first, since the
 * lookup's EFAULT is a page fault. 0, or what the lookup answers.
 */
static int probe_map(int fd)
{
	int flags = fcntl(fd, F_GETFL);
	bool unreadable = flags >= 0 && (flags & O_ACCMODE) == O_WRONLY;

	return probe_batch(fd, unreadable) ? 0 : probe_element(fd, unreadable);
}

static bool is_denial(int number)
{
	return number == EPERM || number == EACCES || number == ENOSYS;
}

int bpf_map_ask(int fd, struct bpf_map_facts *facts)
{
	struct bpf_map_info info = {0};
	union bpf_attr attr = {
		.info.bpf_fd = (uint32_t)fd,
		.info.info_len = sizeof(info),
		.info.info = (uintptr_t)&info,
	};

	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) < 0)
		return -1;
	/* Ids begin at 1. A filter around us has said that the call was made. */
	if (info.id == 0) {
		errno = ENODATA;
		return -1;
	}
	facts->shape = (struct bpf_shape){
		.type = info.type,
		.key_size = info.key_size,
		.value_size = info.value_size,
		.max_entries = info.max_entries,
		.flags = info.map_flags,
	};
	facts->id = info.id;
	facts->btf = (struct bpf_map_btf){
		.id = info.btf_id,
		.key_type = info.btf_key_type_id,
		.value_type = info.btf_value_type_id,
	};
	memcpy(facts->name, info.name, sizeof(facts->name));
	facts->name[sizeof(facts->name) - 1] = '\0';
	return 0;
}

int bpf_map_inspect(int fd, struct bpf_map_facts *facts, struct err *e)
{
	int answer = probe_map(fd);

	*facts = (struct bpf_map_facts){0};
	if (answer == EBADF)
		return err_set(e, EBADF, "descriptor %d", fd);
	if (answer == EINVAL)
		return err_set(e, 0, "%s, not a map", fdinfo_kind(fd));
	if (!is_denial(answer)) {
		if (bpf_map_ask(fd, facts) == 0)
			return 0;
		answer = errno;
	}
	if (is_denial(answer))
		return err_set(e, answer,
			       "bpf(2) is denied here (by a filter around us, "
			       "or a kernel before 5.19)");
	return err_set(e, answer, "asking the kernel what it is");
}
