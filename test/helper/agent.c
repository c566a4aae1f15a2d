// SPDX-License-Identifier: BSD-2-Clause
/*
 * The demo's workload: reads the classifier's maps (test/bpf) through the
 * descriptors it was given and prints them, as the agent among iproute2's
 * examples of 2015 did. It holds no privilege, sees no bpffs, and could be
 * written in any language: all it needs is in its environment.
 *   agent [-n ROUNDS] [-i SECONDS]     default: for ever, every 5 seconds
 */
#include <bpfns.h>

#include "test.h"

struct count_proto {
	uint64_t packets;
	uint64_t bytes;
};

struct count_queue {
	uint64_t total;
	uint64_t mismatch;
};

static long lookup(int fd, const void *key, void *value)
{
	union bpf_attr attr = {0};

	attr.map_fd = (uint32_t)fd;
	attr.key = to_ptr(key);
	attr.value = to_ptr(value);
	return sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr);
}

static const char *type_word(uint32_t type)
{
	switch (type) {
	case BPF_MAP_TYPE_HASH:
		return "hash";
	case BPF_MAP_TYPE_ARRAY:
		return "array";
	default:
		return "other";
	}
}

static void show_map(unsigned int id, int fd)
{
	struct bpf_map_info info = {0};
	union bpf_attr attr = {0};

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = to_ptr(&info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		die_errno("descriptor %d", fd);
	printf("map%u: %s\n", id, info.name[0] ? info.name : "(no name)");
	printf(" |- fd:       %d\n", fd);
	printf(" |- type:     %u (%s)\n", info.type, type_word(info.type));
	printf(" |- max elem: %u\n", info.max_entries);
	printf(" |- size key: %u\n", info.key_size);
	printf(" `- size val: %u\n", info.value_size);
}

/* Ids need not be dense: they are the exporter's. */
/* What the launcher told us, as it told it. */
static void show_environment(void)
{
	printf("environment:\n");
	for (char **v = environ; *v; v++)
		if (!strncmp(*v, "BPF_", 4))
			printf(" |- %s\n", *v);
	printf(" `- uid %u, gid %u\n", getuid(), getgid());
}

static void show_maps(void)
{
	int left = bpfns_num_maps();

	printf("maps: %d\n", left);
	for (unsigned int id = 0; left > 0 && id < 65536; id++) {
		int fd = bpfns_map_fd_by_id(id);

		if (fd < 0)
			continue;
		show_map(id, fd);
		left--;
	}
}

static void show_drops(int fd)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	printf(" |- drops: ");
	for (uint32_t cpu = 0; cpu < cpus; cpu++) {
		uint64_t drops;

		if (lookup(fd, &cpu, &drops))
			break;
		printf("  cpu%u: %5lu", cpu, drops);
	}
	putchar('\n');
}

static void show_queues(int fd)
{
	struct count_queue c;

	printf(" |- queues:");
	for (uint32_t queue = 0; queue < 1024; queue++)
		if (!lookup(fd, &queue, &c))
			printf("  q%u: [pkts: %lu, mis: %lu]", queue, c.total,
			       c.mismatch);
	putchar('\n');
}

static const char *proto_word(unsigned int proto)
{
	static const struct {
		unsigned int proto;
		const char *word;
	} words[] = {
		{1, "ICMP"}, {2, "IGMP"},    {6, "TCP"},
		{17, "UDP"}, {58, "ICMPv6"},
	};
	static char number[12];

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].proto == proto)
			return words[i].word;
	snprintf(number, sizeof(number), "%u", proto);
	return number;
}

static void show_protos(int fd)
{
	struct count_proto c;

	printf(" `- protos:");
	for (unsigned int proto = 0; proto < 256; proto++) {
		uint8_t key = (uint8_t)proto;

		if (!lookup(fd, &key, &c))
			printf("  %s: [pkts: %lu, bytes: %lu]",
			       proto_word(proto), c.packets, c.bytes);
	}
	putchar('\n');
}

static int wanted_map(const char *name)
{
	int fd = bpfns_map_fd(name);

	if (fd < 0)
		die("no map is named %s in the environment", name);
	return fd;
}

int main(int argc, char **argv)
{
	unsigned long rounds = 0, seconds = 5;
	int drops, queue, proto, c;

	while ((c = getopt(argc, argv, "n:i:")) != -1) {
		if (c == 'n')
			rounds = to_number(optarg);
		else if (c == 'i')
			seconds = to_number(optarg);
		else
			die("usage: agent [-n ROUNDS] [-i SECONDS]");
	}
	show_environment();
	show_maps();
	drops = wanted_map("drops");
	queue = wanted_map("queue");
	proto = wanted_map("proto");
	for (unsigned long i = 1; !rounds || i <= rounds; i++) {
		printf("data, round %lu, every %lus\n", i, seconds);
		show_drops(drops);
		show_queues(queue);
		show_protos(proto);
		if (fflush(stdout))
			die_errno("stdout");
		if (i != rounds)
			sleep((unsigned int)seconds);
	}
	return 0;
}
