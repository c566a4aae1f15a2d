// SPDX-License-Identifier: BSD-2-Clause
/*
 * Changes a map without end, while others read it: of the keys from FIRST to
 * LAST (32 bits, in a key of any size from 4 up; the rest is 0) each is
 * deleted and written again, as fast as can be.
 *   churn PIN FIRST LAST
 * Prints a line when it has begun. Of an lpm_trie the number is the address,
 * with a prefix of 32 bits.
 */
#include "test.h"

#include <arpa/inet.h>

struct work {
	int fd;
	struct bpf_map_info info;
	unsigned char key[256];
	unsigned char value[4096];
};

static long call(struct work *w, unsigned long cmd)
{
	union bpf_attr attr = {0};

	attr.map_fd = (uint32_t)w->fd;
	attr.key = to_ptr(w->key);
	if (cmd == BPF_MAP_UPDATE_ELEM)
		attr.value = to_ptr(w->value);
	return sys_bpf(cmd, &attr);
}

static void set_key(struct work *w, uint32_t n)
{
	uint32_t prefix = 32;

	memset(w->key, 0, sizeof(w->key));
	if (w->info.type != BPF_MAP_TYPE_LPM_TRIE) {
		memcpy(w->key, &n, sizeof(n));
		return;
	}
	n = htonl(n);
	memcpy(w->key, &prefix, sizeof(prefix));
	memcpy(w->key + 4, &n, sizeof(n));
}

static void change(struct work *w, uint32_t n)
{
	set_key(w, n);
	call(w, BPF_MAP_DELETE_ELEM);
	if (call(w, BPF_MAP_UPDATE_ELEM) && errno != E2BIG && errno != ENOMEM)
		die_errno("update");
}

int main(int argc, char **argv)
{
	static struct work w;
	union bpf_attr attr = {0};
	uint32_t first, last;

	if (argc != 4)
		die("usage: churn PIN FIRST LAST");
	first = to_u32(argv[2]);
	last = to_u32(argv[3]);
	attr.pathname = to_ptr(argv[1]);
	w.fd = (int)sys_bpf(BPF_OBJ_GET, &attr);
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (uint32_t)w.fd;
	attr.info.info_len = sizeof(w.info);
	attr.info.info = to_ptr(&w.info);
	if (w.fd < 0 || sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		die_errno("%s", argv[1]);
	puts("begun");
	if (fflush(stdout))
		die_errno("stdout");
	for (;;)
		for (uint32_t n = first; n <= last; n++)
			change(&w, n);
}
