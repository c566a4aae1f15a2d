// SPDX-License-Identifier: BSD-2-Clause
/*
 * What the test helpers share: the raw bpf(2) call, words as numbers, and
 * dying. It knows nothing of the project's sources, so that a fault in those
 * can't hide in the tests of them.
 */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A helper that can't do what it was told is a broken test: 99 is no status
 * that any of the programs under test answers. */
#define die(fmt, ...)                                                  \
	do {                                                           \
		fprintf(stderr, "%s: " fmt "\n",                       \
			program_invocation_short_name, ##__VA_ARGS__); \
		exit(99);                                              \
	} while (0)

#define die_errno(fmt, ...) die(fmt ": %s", ##__VA_ARGS__, strerror(errno))

/* cmd is as wide as the register that carries it. */
static inline long sys_bpf(unsigned long cmd, union bpf_attr *attr)
{
	return syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

static inline uint64_t to_ptr(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

static inline unsigned long to_number(const char *word)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(word, &end, 0);
	if (errno || end == word || *end)
		die("%s: not a number", word);
	return n;
}

static inline uint32_t to_u32(const char *word)
{
	return (uint32_t)to_number(word);
}

/* What stands behind "key=" when the word begins so, else NULL. */
static inline const char *value_of(const char *word, const char *key)
{
	size_t n = strlen(key);

	return !strncmp(word, key, n) && word[n] == '=' ? word + n + 1 : NULL;
}

static inline const char *errno_word(int err)
{
	const char *name = strerrorname_np(err);

	return name ? name : err == 524 ? "ENOTSUPP" : "E?";
}

/* Makes fd one that is inherited, at the lowest number from 3 up. */
static inline void hand_down(int fd)
{
	int at = fcntl(fd, F_DUPFD, 3);

	if (at < 0)
		die_errno("hand down %d", fd);
	if (at > fd && fd > 2 ? fcntl(fd, F_SETFD, 0) : 0)
		die_errno("hand down %d", fd);
	close(at > fd && fd > 2 ? at : fd);
}

/* PIN_OWNER=UID in the environment: whom the pin is given to. */
static inline void pin_at(int fd, const char *path)
{
	const char *owner = getenv("PIN_OWNER");
	union bpf_attr attr = {0};

	attr.pathname = to_ptr(path);
	attr.bpf_fd = (uint32_t)fd;
	if (sys_bpf(BPF_OBJ_PIN, &attr))
		die_errno("pin %s", path);
	if (owner && chown(path, to_u32(owner), (gid_t)-1))
		die_errno("%s", path);
}

static inline uint32_t to_map_type(const char *word)
{
	static const struct {
		const char *name;
		uint32_t type;
	} types[] = {
		{"hash", BPF_MAP_TYPE_HASH},
		{"array", BPF_MAP_TYPE_ARRAY},
		{"prog_array", BPF_MAP_TYPE_PROG_ARRAY},
		{"percpu_hash", BPF_MAP_TYPE_PERCPU_HASH},
		{"percpu_array", BPF_MAP_TYPE_PERCPU_ARRAY},
		{"lru_hash", BPF_MAP_TYPE_LRU_HASH},
		{"lpm_trie", BPF_MAP_TYPE_LPM_TRIE},
		{"array_of_maps", BPF_MAP_TYPE_ARRAY_OF_MAPS},
		{"hash_of_maps", BPF_MAP_TYPE_HASH_OF_MAPS},
		{"queue", BPF_MAP_TYPE_QUEUE},
		{"stack", BPF_MAP_TYPE_STACK},
		{"ringbuf", BPF_MAP_TYPE_RINGBUF},
		{"bloom_filter", BPF_MAP_TYPE_BLOOM_FILTER},
		{"lru_percpu_hash", BPF_MAP_TYPE_LRU_PERCPU_HASH},
		{"devmap", BPF_MAP_TYPE_DEVMAP},
		{"devmap_hash", BPF_MAP_TYPE_DEVMAP_HASH},
		{"cpumap", BPF_MAP_TYPE_CPUMAP},
		{"sockmap", BPF_MAP_TYPE_SOCKMAP},
		{"sockhash", BPF_MAP_TYPE_SOCKHASH},
		{"stack_trace", BPF_MAP_TYPE_STACK_TRACE},
		{"perf_event_array", BPF_MAP_TYPE_PERF_EVENT_ARRAY},
		{"cgroup_array", BPF_MAP_TYPE_CGROUP_ARRAY},
		{"reuseport_sockarray", BPF_MAP_TYPE_REUSEPORT_SOCKARRAY},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(types[i].name, word))
			return types[i].type;
	return to_u32(word);
}

/* type, key size, value size, entries, flags, in this order. A map of maps
 * gets an inner array of one 4-byte value. */
static inline int make_map(const uint32_t shape[5], const char *name)
{
	union bpf_attr attr = {0};
	int inner = -1;
	long fd;

	attr.map_type = shape[0];
	attr.key_size = shape[1];
	attr.value_size = shape[2];
	attr.max_entries = shape[3];
	attr.map_flags = shape[4];
	if (name)
		memcpy(attr.map_name, name,
		       strnlen(name, sizeof(attr.map_name) - 1));
	if (shape[0] == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	    shape[0] == BPF_MAP_TYPE_HASH_OF_MAPS) {
		uint32_t array[5] = {BPF_MAP_TYPE_ARRAY, 4, 4, 1, 0};

		inner = make_map(array, NULL);
		attr.inner_map_fd = (uint32_t)inner;
	}
	fd = sys_bpf(BPF_MAP_CREATE, &attr);
	if (fd < 0)
		die_errno("create map");
	if (inner >= 0)
		close(inner);
	return (int)fd;
}

/* r0 = value; exit */
static inline int load_trivial(uint32_t type, uint32_t attach, int value)
{
	struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = value},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = {0};
	long fd;

	attr.prog_type = type;
	attr.expected_attach_type = attach;
	attr.insns = to_ptr(insns);
	attr.insn_cnt = 2;
	attr.license = to_ptr("GPL");
	memcpy(attr.prog_name, "trivial", sizeof("trivial"));
	fd = sys_bpf(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		die_errno("load program");
	return (int)fd;
}
