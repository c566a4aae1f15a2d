// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes maps for the tests.
 *   mkmap TYPE KEYSIZE VALUESIZE MAX [OPTION...] pin=PATH
 *   mkmap TYPE KEYSIZE VALUESIZE MAX [OPTION...] [-- CMD [ARG...]]
 * Options: name=X; flags=N; n=COUNT makes that many, pinned as PATH0, PATH1,
 * ... and named X0, X1, ...; fd=N puts the (first) descriptor there; set=HEX
 * writes this value under the key 0, 1, ... of each; show prints the kernel's
 * ids. CMD inherits the descriptors at the lowest free numbers from 3 up, in
 * order, so mkmap ... -- mkmap ... -- CMD gives 3 and 4. TYPE is a word like
 * hash or a number.
 */
#include "test.h"

#include <limits.h>

struct plan {
	uint32_t shape[5];
	const char *name;
	const char *pin;
	const char *set;
	uint32_t n;
	int first;
	int counted;
	int show;
};

static void read_option(struct plan *p, const char *word)
{
	const char *v;

	if ((v = value_of(word, "name"))) {
		p->name = v;
	} else if ((v = value_of(word, "flags"))) {
		p->shape[4] = to_u32(v);
	} else if ((v = value_of(word, "n"))) {
		p->n = to_u32(v);
		p->counted = 1;
	} else if ((v = value_of(word, "fd"))) {
		p->first = (int)to_u32(v);
	} else if ((v = value_of(word, "set"))) {
		p->set = v;
	} else if ((v = value_of(word, "pin"))) {
		p->pin = v;
	} else if (!strcmp(word, "show")) {
		p->show = 1;
	} else {
		die("%s: unknown option", word);
	}
}

static void show_id(int fd)
{
	struct bpf_map_info info = {0};
	union bpf_attr attr = {0};

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = to_ptr(&info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		die_errno("info");
	printf("%u\n", info.id);
}

/* HEX under the key that is all zero bytes. */
static void set_first(const struct plan *p, int fd)
{
	static unsigned char key[4096], value[65536];
	union bpf_attr attr = {0};
	unsigned int byte;

	for (size_t i = 0; sscanf(p->set + 2 * i, "%2x", &byte) == 1; i++) {
		if (i == p->shape[2])
			die("%s: longer than the value", p->set);
		value[i] = (unsigned char)byte;
		if (!p->set[2 * i + 1] || !p->set[2 * i + 2])
			break;
	}
	attr.map_fd = (uint32_t)fd;
	attr.key = to_ptr(key);
	attr.value = to_ptr(value);
	if (sys_bpf(BPF_MAP_UPDATE_ELEM, &attr))
		die_errno("update");
}

static void make_one(const struct plan *p, uint32_t i)
{
	char name[64], path[PATH_MAX];
	int fd, at;

	snprintf(name, sizeof(name), p->counted ? "%s%u" : "%s",
		 p->name ? p->name : "", i);
	fd = make_map(p->shape, p->name ? name : NULL);
	if (p->set)
		set_first(p, fd);
	if (p->show)
		show_id(fd);
	if (p->pin) {
		snprintf(path, sizeof(path), p->counted ? "%s%u" : "%s", p->pin,
			 i);
		pin_at(fd, path);
	}
	if (p->first < 0) {
		hand_down(fd);
		return;
	}
	at = p->first + (int)i;
	if (at == fd ? fcntl(fd, F_SETFD, 0) : dup2(fd, at) < 0)
		die_errno("fd=%d", at);
	if (at != fd)
		close(fd);
}

int main(int argc, char **argv)
{
	struct plan p = {.n = 1, .first = -1};
	int i;

	if (argc < 5)
		die("usage: mkmap TYPE KEY VALUE MAX [OPTION...] [-- CMD]");
	p.shape[0] = to_map_type(argv[1]);
	for (i = 2; i < 5; i++)
		p.shape[i - 1] = to_u32(argv[i]);
	for (; i < argc && strcmp(argv[i], "--"); i++)
		read_option(&p, argv[i]);
	for (uint32_t m = 0; m < p.n; m++)
		make_one(&p, m);
	if (fflush(stdout))
		die_errno("stdout");
	if (i + 1 >= argc)
		return 0;
	execvp(argv[i + 1], argv + i + 1);
	die_errno("%s", argv[i + 1]);
}
