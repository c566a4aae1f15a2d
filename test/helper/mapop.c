// SPDX-License-Identifier: BSD-2-Clause
/*
 * One operation on a descriptor, by raw bpf(2): prints "ok", or "ok HEX" where
 * there is a result, and exits 0; or prints the errno's name and exits 1.
 *   mapop [upper=N] [size=N] FD OP [ARG...]
 * upper=N sets the bits of cmd above 31; size=N is the value's size where it
 * can't be asked for; FD may be "-" for get and raw; HEX is bytes, 01000000.
 *   lookup KEY | update KEY VALUE [FLAGS] | delete KEY | next [KEY]
 *   take [KEY]                    lookup and delete
 *   freeze | info                 info: id, type, sizes, entries, flags, name
 *   pin PATH | get PATH [FLAGS]   get: info of what it got
 *   batch COUNT                   first LOOKUP_BATCH: count and keys
 *   mmap r|rw                     maps a page; rw also writes its first byte
 *   raw CMD[-CMD]                 each with the descriptor first in attr:
 *                                 "CMD=ok" or "CMD=ERRNO"; always exits 0
 * CMD may have the sign bit (0x80000001, or 4294967295).
 */
#include "test.h"

#include <sys/mman.h>

#define WIDE 65536

struct op {
	unsigned long upper;
	uint32_t fd;
	struct bpf_map_info info;
	unsigned char key[WIDE], value[WIDE], next[WIDE];
};

static long call(const struct op *op, unsigned long cmd, union bpf_attr *attr)
{
	return sys_bpf(op->upper << 32 | cmd, attr);
}

static void read_hex(const char *word, unsigned char *to)
{
	unsigned int byte;

	for (size_t i = 0; word && word[2 * i]; i++) {
		if (i == WIDE || sscanf(word + 2 * i, "%2x", &byte) != 1 ||
		    !word[2 * i + 1])
			die("%s: not bytes in hex", word);
		to[i] = (unsigned char)byte;
	}
}

static int answer(long rc, const unsigned char *bytes, uint32_t size)
{
	if (rc < 0) {
		printf("%s\n", errno_word(errno));
		return 1;
	}
	printf(size ? "ok " : "ok");
	for (uint32_t i = 0; i < size && i < WIDE; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
	return 0;
}

static long ask_info(struct op *op, uint32_t fd)
{
	union bpf_attr attr = {0};

	attr.info.bpf_fd = fd;
	attr.info.info_len = sizeof(op->info);
	attr.info.info = to_ptr(&op->info);
	return call(op, BPF_OBJ_GET_INFO_BY_FD, &attr);
}

static int show_info(struct op *op, uint32_t fd)
{
	if (ask_info(op, fd))
		return answer(-1, NULL, 0);
	printf("ok id=%u type=%u key=%u value=%u max=%u flags=%u name=%s\n",
	       op->info.id, op->info.type, op->info.key_size,
	       op->info.value_size, op->info.max_entries, op->info.map_flags,
	       op->info.name);
	return 0;
}

static int element(struct op *op, unsigned long cmd, char **argv)
{
	union bpf_attr attr = {0};
	int update = cmd == BPF_MAP_UPDATE_ELEM;
	int reads = cmd == BPF_MAP_LOOKUP_ELEM ||
		    cmd == BPF_MAP_LOOKUP_AND_DELETE_ELEM;
	long rc;

	read_hex(argv[0], op->key);
	if (update)
		read_hex(argv[0] ? argv[1] : NULL, op->value);
	attr.map_fd = op->fd;
	/* A queue has no keys and wants none named. */
	attr.key = op->info.id && !op->info.key_size ? 0 : to_ptr(op->key);
	if (cmd == BPF_MAP_GET_NEXT_KEY && !argv[0])
		attr.key = 0;
	if (cmd != BPF_MAP_DELETE_ELEM)
		attr.value = to_ptr(op->value);
	if (update && argv[0] && argv[1] && argv[2])
		attr.flags = to_number(argv[2]);
	rc = call(op, cmd, &attr);
	if (cmd == BPF_MAP_GET_NEXT_KEY)
		return answer(rc, op->value, op->info.key_size);
	return answer(rc, op->value, reads ? op->info.value_size : 0);
}

static int pin(struct op *op, char **argv)
{
	union bpf_attr attr = {0};

	attr.pathname = to_ptr(argv[0]);
	attr.bpf_fd = op->fd;
	return answer(call(op, BPF_OBJ_PIN, &attr), NULL, 0);
}

static int get(struct op *op, char **argv)
{
	union bpf_attr attr = {0};
	long fd;

	attr.pathname = to_ptr(argv[0]);
	if (argv[1])
		attr.file_flags = to_u32(argv[1]);
	fd = call(op, BPF_OBJ_GET, &attr);
	return fd < 0 ? answer(fd, NULL, 0) : show_info(op, (uint32_t)fd);
}

static int batch(struct op *op, char **argv)
{
	union bpf_attr attr = {0};

	attr.batch.map_fd = op->fd;
	attr.batch.count = argv[0] ? to_u32(argv[0]) : 1;
	attr.batch.keys = to_ptr(op->key);
	attr.batch.values = to_ptr(op->value);
	attr.batch.out_batch = to_ptr(op->next);
	if (call(op, BPF_MAP_LOOKUP_BATCH, &attr) && errno != ENOENT)
		return answer(-1, NULL, 0);
	printf("ok %u ", attr.batch.count);
	for (uint32_t i = 0; i < attr.batch.count * op->info.key_size; i++)
		printf("%02x", op->key[i]);
	putchar('\n');
	return 0;
}

static int map_page(const struct op *op, char **argv)
{
	int writes = argv[0] && !strcmp(argv[0], "rw");
	volatile unsigned char *page =
		mmap(NULL, 4096, writes ? PROT_READ | PROT_WRITE : PROT_READ,
		     MAP_SHARED, (int)op->fd, 0);

	if (page == MAP_FAILED)
		return answer(-1, NULL, 0);
	if (writes)
		page[0] = (unsigned char)(page[0] + 1);
	return answer(0, (const unsigned char[]){page[0]}, 1);
}

static int raw(const struct op *op, char **argv)
{
	char *dash = argv[0] ? strchr(argv[0], '-') : NULL;
	unsigned long last;

	if (!argv[0])
		die("raw: which command?");
	if (dash)
		*dash = '\0';
	last = to_number(dash ? dash + 1 : argv[0]);
	for (unsigned long cmd = to_number(argv[0]); cmd <= last; cmd++) {
		union bpf_attr attr = {0};

		attr.map_fd = op->fd;
		printf("%lu=%s\n", cmd,
		       call(op, cmd, &attr) < 0 ? errno_word(errno) : "ok");
	}
	return 0;
}

static int run(struct op *op, char **argv)
{
	const char *word = argv[0];

	if (!strcmp(word, "lookup"))
		return element(op, BPF_MAP_LOOKUP_ELEM, argv + 1);
	if (!strcmp(word, "update"))
		return element(op, BPF_MAP_UPDATE_ELEM, argv + 1);
	if (!strcmp(word, "delete"))
		return element(op, BPF_MAP_DELETE_ELEM, argv + 1);
	if (!strcmp(word, "next"))
		return element(op, BPF_MAP_GET_NEXT_KEY, argv + 1);
	if (!strcmp(word, "take"))
		return element(op, BPF_MAP_LOOKUP_AND_DELETE_ELEM, argv + 1);
	if (!strcmp(word, "freeze")) {
		union bpf_attr attr = {.map_fd = op->fd};

		return answer(call(op, BPF_MAP_FREEZE, &attr), NULL, 0);
	}
	if (!strcmp(word, "info"))
		return show_info(op, op->fd);
	if (!strcmp(word, "pin") && argv[1])
		return pin(op, argv + 1);
	if (!strcmp(word, "get") && argv[1])
		return get(op, argv + 1);
	if (!strcmp(word, "batch"))
		return batch(op, argv + 1);
	if (!strcmp(word, "mmap"))
		return map_page(op, argv + 1);
	if (!strcmp(word, "raw"))
		return raw(op, argv + 1);
	die("%s: unknown operation", word);
}

int main(int argc, char **argv)
{
	static struct op op;
	uint32_t size = 8;
	const char *v;
	int i = 1;

	for (; i < argc && strchr(argv[i], '='); i++) {
		if ((v = value_of(argv[i], "upper")))
			op.upper = to_number(v);
		else if ((v = value_of(argv[i], "size")))
			size = to_u32(v);
		else
			die("%s: unknown option", argv[i]);
	}
	if (argc - i < 2)
		die("usage: mapop [upper=N] [size=N] FD OP [ARG...]");
	op.fd = strcmp(argv[i], "-") ? to_u32(argv[i]) : UINT32_MAX;
	if (ask_info(&op, op.fd)) {
		op.info.key_size = 4;
		op.info.value_size = size;
	}
	return run(&op, argv + i + 1);
}
