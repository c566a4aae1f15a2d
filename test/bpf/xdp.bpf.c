// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Counts what arrives and lets it pass, by two programs with a map each.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 4);
} seen SEC(".maps"), seen_too SEC(".maps");

static __always_inline void count(void *map)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(map, &key);

	if (value)
		__sync_fetch_and_add(value, 1);
}

SEC("xdp")
int watch(struct xdp_md *xdp)
{
	(void)xdp;
	count(&seen);
	return XDP_PASS;
}

SEC("xdp")
int watch_too(struct xdp_md *xdp)
{
	(void)xdp;
	count(&seen_too);
	return XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
