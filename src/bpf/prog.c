// SPDX-License-Identifier: BSD-2-Clause
/*
 * Asks the kernel for programs, links and what is in maps of those. It must
 * never attach, detach or change anything.
 */
#include "bpf/prog.h"

#include <string.h>

#include "bpf/sys.h"

int bpf_prog_open_id(uint32_t id)
{
	union bpf_attr attr = {.prog_id = id};

	return sys_bpf(BPF_PROG_GET_FD_BY_ID, &attr);
}

int bpf_link_open_id(uint32_t id)
{
	union bpf_attr attr = {.link_id = id};

	return sys_bpf(BPF_LINK_GET_FD_BY_ID, &attr);
}

int bpf_link_next_id(uint32_t after, uint32_t *next)
{
	union bpf_attr attr = {.start_id = after};

	if (sys_bpf(BPF_LINK_GET_NEXT_ID, &attr) < 0)
		return -1;
	*next = attr.next_id;
	return 0;
}

static int ask(int fd, void *info, size_t size)
{
	union bpf_attr attr = {
		.info.bpf_fd = (uint32_t)fd,
		.info.info_len = (uint32_t)size,
		.info.info = (uintptr_t)info,
	};

	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

int bpf_prog_ask(int fd, struct bpf_prog_facts *facts)
{
	struct bpf_prog_info info = {.nr_map_ids = BPF_PROG_MAPS_MAX};

	*facts = (struct bpf_prog_facts){0};
	info.map_ids = (uintptr_t)facts->map_ids;
	if (ask(fd, &info, sizeof(info)) < 0)
		return -1;
	facts->id = info.id;
	facts->type = info.type;
	facts->n_maps = info.nr_map_ids;
	memcpy(facts->name, info.name, sizeof(facts->name));
	facts->name[sizeof(facts->name) - 1] = '\0';
	return 0;
}

int bpf_link_ask(int fd, struct bpf_link_facts *facts)
{
	struct bpf_link_info info = {0};

	if (ask(fd, &info, sizeof(info)) < 0)
		return -1;
	facts->type = info.type;
	facts->prog_id = info.prog_id;
	facts->target_id = info.type == BPF_LINK_TYPE_TRACING
				   ? info.tracing.target_obj_id
				   : 0;
	return 0;
}

int bpf_prog_attached(uint32_t ifindex, uint32_t attach_type, uint32_t *ids,
		      uint32_t *n)
{
	/* target_fd shares its place with target_ifindex, which older headers
	 * lack. */
	union bpf_attr attr = {
		.query.target_fd = ifindex,
		.query.attach_type = attach_type,
		.query.prog_ids = (uintptr_t)ids,
		.query.prog_cnt = *n,
	};
	int r = sys_bpf(BPF_PROG_QUERY, &attr);

	*n = attr.query.prog_cnt;
	return r;
}

int bpf_map_lookup(int fd, const void *key, void *value)
{
	union bpf_attr attr = {
		.map_fd = (uint32_t)fd,
		.key = (uintptr_t)key,
		.value = (uintptr_t)value,
	};

	return sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr);
}

int bpf_map_read_batch(int fd, const void *token, void *next_token, void *keys,
		       void *values, uint32_t *n)
{
	union bpf_attr attr = {
		.batch.map_fd = (uint32_t)fd,
		.batch.in_batch = (uintptr_t)token,
		.batch.out_batch = (uintptr_t)next_token,
		.batch.keys = (uintptr_t)keys,
		.batch.values = (uintptr_t)values,
		.batch.count = *n,
	};
	int r = sys_bpf(BPF_MAP_LOOKUP_BATCH, &attr);

	*n = attr.batch.count;
	return r;
}
