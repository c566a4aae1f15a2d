// SPDX-License-Identifier: BSD-2-Clause
/*
 * The map commands. They know nothing of kinds and types.
 */
#include "bpf/elem.h"

#include "bpf/sys.h"

static int element(enum bpf_cmd cmd, int fd, const void *key, const void *value,
		   uint64_t flags)
{
	union bpf_attr attr = {
		.map_fd = (uint32_t)fd,
		.key = (uintptr_t)key,
		.value = (uintptr_t)value,
		.flags = flags,
	};

	return sys_bpf(cmd, &attr);
}

int bpf_elem_lookup(int fd, const void *key, void *value)
{
	return element(BPF_MAP_LOOKUP_ELEM, fd, key, value, 0);
}

int bpf_elem_update(int fd, const void *key, const void *value, uint64_t flags)
{
	return element(BPF_MAP_UPDATE_ELEM, fd, key, value, flags);
}

int bpf_elem_delete(int fd, const void *key)
{
	return element(BPF_MAP_DELETE_ELEM, fd, key, NULL, 0);
}

int bpf_elem_take(int fd, const void *key, void *value)
{
	return element(BPF_MAP_LOOKUP_AND_DELETE_ELEM, fd, key, value, 0);
}

int bpf_elem_next(int fd, const void *key, void *next)
{
	return element(BPF_MAP_GET_NEXT_KEY, fd, key, next, 0);
}

static int batch(enum bpf_cmd cmd, int fd, struct bpf_batch *b)
{
	union bpf_attr attr = {
		.batch.in_batch = (uintptr_t)b->in,
		.batch.out_batch = (uintptr_t)b->out,
		.batch.keys = (uintptr_t)b->keys,
		.batch.values = (uintptr_t)b->values,
		.batch.count = b->count,
		.batch.map_fd = (uint32_t)fd,
	};
	int r = sys_bpf(cmd, &attr);

	b->count = attr.batch.count;
	return r;
}

int bpf_batch_lookup(int fd, struct bpf_batch *b)
{
	return batch(BPF_MAP_LOOKUP_BATCH, fd, b);
}

int bpf_batch_take(int fd, struct bpf_batch *b)
{
	return batch(BPF_MAP_LOOKUP_AND_DELETE_BATCH, fd, b);
}

int bpf_batch_update(int fd, struct bpf_batch *b)
{
	return batch(BPF_MAP_UPDATE_BATCH, fd, b);
}
