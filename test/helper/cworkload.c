// SPDX-License-Identifier: BSD-2-Clause
/*
 * A workload in C, on include/bpfns.h alone: prints what the header's helpers
 * find, and the first value of the map "drops".
 *   cworkload
 * Prints "maps: N"; for each "mapID: fd FD", and "drops: VALUE"; 99 if there is
 * no map of this name.
 */
#include <bpfns.h>

#include "test.h"

/* Ids need not be dense: they are the exporter's. */
static void show_maps(void)
{
	int left = bpfns_num_maps();

	printf("maps: %d\n", left);
	for (unsigned int id = 0; left > 0 && id < 65536; id++) {
		int fd = bpfns_map_fd_by_id(id);

		if (fd < 0)
			continue;
		printf("map%u: fd %d\n", id, fd);
		left--;
	}
}

int main(void)
{
	union bpf_attr attr = {0};
	uint64_t value = 0;
	uint32_t key = 0;
	int fd = bpfns_map_fd("drops");

	show_maps();
	if (fflush(stdout))
		die_errno("stdout");
	if (fd < 0)
		die("no map is named drops in the environment");
	attr.map_fd = (uint32_t)fd;
	attr.key = to_ptr(&key);
	attr.value = to_ptr(&value);
	if (sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr))
		die_errno("lookup");
	printf("drops: %lu\n", value);
	return 0;
}
