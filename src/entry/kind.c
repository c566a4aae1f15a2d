// SPDX-License-Identifier: BSD-2-Clause
/*
 * The table of map kinds. It must never be guessed at: what stands here was
 * measured by asking a map of each kind (Linux 6.18), but for the storages,
 * the cgroup kinds, xskmap and struct_ops, which kernel/bpf/ tells of.
 */
#include "entry/kind.h"

#include <stddef.h>

/* Names that headers older than the kernel lack. */
#define TYPE_USER_RINGBUF 31
#define TYPE_CGRP_STORAGE 32
#define TYPE_ARENA	  33

#define RW    (KIND_LOOKUP | KIND_UPDATE)
#define ARRAY (RW | KIND_NEXT | KIND_DUMP)
#define TABLE (ARRAY | KIND_DELETE)
#define HASH  (TABLE | KIND_TAKE)
#define SLOTS (KIND_UPDATE | KIND_DELETE | KIND_NEXT)
#define LOCAL (RW | KIND_DELETE)
#define LINE  (KIND_PUSH | KIND_PEEK | KIND_POP)

#define VALUES	 HOLDS_VALUES
#define MAPS	 HOLDS_MAPS
#define PROGRAMS HOLDS_PROGRAMS
#define SOCKETS	 HOLDS_SOCKETS
#define FDS	 HOLDS_FDS

/* clang-format off */
static const struct kind kinds[] = {
	/* type, name, per CPU, can, walk, holds, batches can update */
	{BPF_MAP_TYPE_HASH, "hash", false, HASH, WALK_BATCH, VALUES, true},
	{BPF_MAP_TYPE_ARRAY, "array", false, ARRAY, WALK_BATCH, VALUES, true},
	{BPF_MAP_TYPE_PROG_ARRAY, "prog_array", false, TABLE, WALK_INDEX, PROGRAMS, false},
	{BPF_MAP_TYPE_PERF_EVENT_ARRAY, "perf_event_array", false, SLOTS, WALK_NONE, FDS, false},
	{BPF_MAP_TYPE_PERCPU_HASH, "percpu_hash", true, HASH, WALK_BATCH, VALUES, true},
	{BPF_MAP_TYPE_PERCPU_ARRAY, "percpu_array", true, ARRAY, WALK_BATCH, VALUES, true},
	{BPF_MAP_TYPE_STACK_TRACE, "stack_trace", false, KIND_LOOKUP | KIND_DELETE | KIND_NEXT | KIND_DUMP, WALK_SEEN, VALUES, false},
	{BPF_MAP_TYPE_CGROUP_ARRAY, "cgroup_array", false, SLOTS, WALK_NONE, FDS, false},
	{BPF_MAP_TYPE_LRU_HASH, "lru_hash", false, HASH, WALK_BATCH, VALUES, true},
	{BPF_MAP_TYPE_LRU_PERCPU_HASH, "lru_percpu_hash", true, HASH, WALK_BATCH, VALUES, true},
	{BPF_MAP_TYPE_LPM_TRIE, "lpm_trie", false, TABLE, WALK_ORDERED, VALUES, true},
	{BPF_MAP_TYPE_ARRAY_OF_MAPS, "array_of_maps", false, TABLE, WALK_INDEX, MAPS, false},
	{BPF_MAP_TYPE_HASH_OF_MAPS, "hash_of_maps", false, TABLE, WALK_BATCH, MAPS, false},
	{BPF_MAP_TYPE_DEVMAP, "devmap", false, TABLE, WALK_INDEX, VALUES, false},
	{BPF_MAP_TYPE_SOCKMAP, "sockmap", false, TABLE, WALK_INDEX, SOCKETS, false},
	{BPF_MAP_TYPE_CPUMAP, "cpumap", false, TABLE, WALK_INDEX, VALUES, false},
	{BPF_MAP_TYPE_XSKMAP, "xskmap", false, SLOTS, WALK_NONE, SOCKETS, false},
	{BPF_MAP_TYPE_SOCKHASH, "sockhash", false, TABLE, WALK_SEEN, SOCKETS, false},
	{BPF_MAP_TYPE_CGROUP_STORAGE, "cgroup_storage", false, ARRAY, WALK_SEEN, VALUES, false},
	{BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, "reuseport_sockarray", false, TABLE, WALK_INDEX, SOCKETS, false},
	{BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, "percpu_cgroup_storage", true, ARRAY, WALK_SEEN, VALUES, false},
	{BPF_MAP_TYPE_QUEUE, "queue", false, LINE, WALK_NONE, VALUES, false},
	{BPF_MAP_TYPE_STACK, "stack", false, LINE, WALK_NONE, VALUES, false},
	{BPF_MAP_TYPE_SK_STORAGE, "sk_storage", false, LOCAL, WALK_NONE, VALUES, false},
	{BPF_MAP_TYPE_DEVMAP_HASH, "devmap_hash", false, TABLE, WALK_SEEN, VALUES, false},
	{BPF_MAP_TYPE_STRUCT_OPS, "struct_ops", false, KIND_LOOKUP, WALK_NONE, VALUES, false},
	{BPF_MAP_TYPE_RINGBUF, "ringbuf", false, KIND_RECORDS, WALK_NONE, VALUES, false},
	{BPF_MAP_TYPE_INODE_STORAGE, "inode_storage", false, LOCAL, WALK_NONE, VALUES, false},
	{BPF_MAP_TYPE_TASK_STORAGE, "task_storage", false, LOCAL, WALK_NONE, VALUES, false},
	{BPF_MAP_TYPE_BLOOM_FILTER, "bloom_filter", false, KIND_PUSH | KIND_TEST, WALK_NONE, VALUES, false},
	{TYPE_USER_RINGBUF, "user_ringbuf", false, 0, WALK_NONE, VALUES, false},
	{TYPE_CGRP_STORAGE, "cgrp_storage", false, LOCAL, WALK_NONE, VALUES, false},
	{TYPE_ARENA, "arena", false, 0, WALK_NONE, VALUES, false},
};
/* clang-format on */

static const struct kind unknown = {.name = "of an unknown kind"};

const struct kind *kind_of(uint32_t type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return &unknown;
}

bool kind_loads(const struct kind *k)
{
	return (k->can & (KIND_UPDATE | KIND_PUSH)) && k->holds == HOLDS_VALUES;
}

const char *kind_key_type(const struct bpf_shape *shape)
{
	switch (shape->type) {
	case BPF_MAP_TYPE_LPM_TRIE:
		if (shape->key_size == 8)
			return "cidr4";
		return shape->key_size == 20 ? "cidr6" : NULL;
	case BPF_MAP_TYPE_CGROUP_STORAGE:
	case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
		/* struct bpf_cgroup_storage_key */
		return shape->key_size == 16 ? "{cgroup:u64,attach_type:u32}"
					     : NULL;
	default:
		return NULL;
	}
}

const char *kind_value_type(const struct bpf_shape *shape)
{
	switch (shape->type) {
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_DEVMAP_HASH:
		/* struct bpf_devmap_val */
		return shape->value_size == 8 ? "{ifindex:u32,program:u32}"
					      : NULL;
	case BPF_MAP_TYPE_CPUMAP:
		/* struct bpf_cpumap_val */
		return shape->value_size == 8 ? "{queue:u32,program:u32}"
					      : NULL;
	default:
		return NULL;
	}
}
