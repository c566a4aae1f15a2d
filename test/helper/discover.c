// SPDX-License-Identifier: BSD-2-Clause
/*
 * The bare system calls that it takes to come from an interface to the maps of
 * its programs and to send those, for scripts/bench to count; and the programs
 * to find.
 *   discover make N M DIR         pins N programs as DIR/p0, ..., of M maps each
 *   discover find IFACE SOCK      tc ingress; sends the maps to SOCK
 */
#include "test.h"

#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/un.h>

#define MAPS_MAX 64

/* ld_imm64 of each map; r0 = 0; exit */
static int make_program(unsigned long n_maps)
{
	uint32_t shape[5] = {BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0};
	struct bpf_insn code[2 * MAPS_MAX + 2] = {0};
	union bpf_attr attr = {0};
	size_t at = 0;
	long fd;

	for (unsigned long i = 0; i < n_maps; i++) {
		code[at] = (struct bpf_insn){
			.code = BPF_LD | BPF_DW | BPF_IMM,
			.dst_reg = 1,
			.src_reg = BPF_PSEUDO_MAP_FD,
			.imm = make_map(shape, "many"),
		};
		at += 2;
	}
	code[at++] = (struct bpf_insn){.code = BPF_ALU64 | BPF_MOV | BPF_K,
				       .imm = 0};
	code[at++] = (struct bpf_insn){.code = BPF_JMP | BPF_EXIT};
	attr.prog_type = BPF_PROG_TYPE_SCHED_CLS;
	attr.insns = to_ptr(code);
	attr.insn_cnt = (uint32_t)at;
	attr.license = to_ptr("GPL");
	fd = sys_bpf(BPF_PROG_LOAD, &attr);
	if (fd < 0)
		die_errno("load");
	for (size_t i = 0; i < at - 2; i += 2)
		close(code[i].imm);
	return (int)fd;
}

static void make(unsigned long n, unsigned long n_maps, const char *dir)
{
	char path[512];
	int fd;

	if (n_maps > MAPS_MAX)
		die("at most %d maps", MAPS_MAX);
	for (unsigned long i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/p%lu", dir, i);
		fd = make_program(n_maps);
		pin_at(fd, path);
		close(fd);
	}
}

struct ids {
	uint32_t v[65536];
	size_t n;
};

static const struct rtattr *find(const struct rtattr *a, size_t left, int type)
{
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left))
		if ((a->rta_type & NLA_TYPE_MASK) == type)
			return a;
	return NULL;
}

/* The id of the program of one filter, 0 if it has none. */
static uint32_t program_of(const struct nlmsghdr *h)
{
	const struct tcmsg *tc = NLMSG_DATA(h);
	const struct rtattr *a = find(TCA_RTA(tc), TCA_PAYLOAD(h), TCA_OPTIONS);

	if (a)
		a = find(RTA_DATA(a), RTA_PAYLOAD(a), TCA_BPF_ID);
	return a ? *(const uint32_t *)RTA_DATA(a) : 0;
}

/* 0 at the end of the dump. */
static int take(const char *bytes, size_t n, struct ids *programs)
{
	const struct nlmsghdr *h = (const struct nlmsghdr *)bytes;
	uint32_t id;

	for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
		if (h->nlmsg_type == NLMSG_DONE)
			return 0;
		id = program_of(h);
		if (id)
			programs->v[programs->n++] = id;
	}
	return 1;
}

static void find_programs(const char *ifname, struct ids *programs)
{
	struct {
		struct nlmsghdr h;
		struct tcmsg tc;
	} ask = {
		.h = {.nlmsg_len = sizeof(ask),
		      .nlmsg_type = RTM_GETTFILTER,
		      .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
		.tc = {.tcm_ifindex = (int)if_nametoindex(ifname),
		       .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)},
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	static char bytes[65536];
	ssize_t n;

	if (send(fd, &ask, sizeof(ask), 0) < 0)
		die_errno("rtnetlink");
	do
		n = recv(fd, bytes, sizeof(bytes), 0);
	while (n > 0 && take(bytes, (size_t)n, programs));
	close(fd);
}

static int open_id(int cmd, uint32_t id)
{
	union bpf_attr attr = {.map_id = id};
	long fd = sys_bpf((unsigned long)cmd, &attr);

	if (fd < 0)
		die_errno("id %u", id);
	return (int)fd;
}

static void ask(int fd, void *info, uint32_t size)
{
	union bpf_attr attr = {0};

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = size;
	attr.info.info = to_ptr(info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		die_errno("info");
}

static void find_maps(const struct ids *programs, struct ids *maps)
{
	for (size_t i = 0; i < programs->n; i++) {
		struct bpf_prog_info info = {0};
		int fd = open_id(BPF_PROG_GET_FD_BY_ID, programs->v[i]);

		info.map_ids = to_ptr(&maps->v[maps->n]);
		info.nr_map_ids = MAPS_MAX;
		ask(fd, &info, sizeof(info));
		maps->n += info.nr_map_ids;
		close(fd);
	}
}

static void send_maps(const struct ids *maps, const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_DGRAM, 0);

	strncpy(to.sun_path, path, sizeof(to.sun_path) - 1);
	if (connect(sock, (struct sockaddr *)&to, sizeof(to)))
		die_errno("%s", path);
	for (size_t i = 0; i < maps->n; i += 64) {
		char control[CMSG_SPACE(64 * sizeof(int))] = {0};
		static char entries[88 + 64 * 36];
		struct iovec io = {entries, sizeof(entries)};
		struct msghdr m = {.msg_iov = &io, .msg_iovlen = 1};
		size_t n = maps->n - i < 64 ? maps->n - i : 64;
		struct cmsghdr *c;

		m.msg_control = control;
		m.msg_controllen = CMSG_SPACE(n * sizeof(int));
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(n * sizeof(int));
		for (size_t k = 0; k < n; k++) {
			struct bpf_map_info info = {0};
			int fd = open_id(BPF_MAP_GET_FD_BY_ID, maps->v[i + k]);

			ask(fd, &info, sizeof(info));
			memcpy(CMSG_DATA(c) + k * sizeof(int), &fd, sizeof(fd));
		}
		if (sendmsg(sock, &m, 0) < 0)
			die_errno("%s", path);
	}
}

int main(int argc, char **argv)
{
	static struct ids programs, maps;

	if (argc == 5 && !strcmp(argv[1], "make")) {
		make(to_number(argv[2]), to_number(argv[3]), argv[4]);
		return 0;
	}
	if (argc != 4 || strcmp(argv[1], "find"))
		die("usage: discover make N M DIR | find IFACE SOCK");
	find_programs(argv[2], &programs);
	find_maps(&programs, &maps);
	send_maps(&maps, argv[3]);
	printf("%zu programs, %zu maps\n", programs.n, maps.n);
	return 0;
}
