// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Programs that reach maps by use, by tail calls and in maps of maps. What the
 * tests look for are the maps' names; nothing here does any work. Whoever loads
 * it must hold or pin `calls`, else the kernel empties it.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#define ARRAY(name)                               \
	struct {                                  \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__type(key, __u32);               \
		__type(value, __u64);             \
		__uint(max_entries, 4);           \
	} name SEC(".maps")

ARRAY(by_use);
ARRAY(by_call);
ARRAY(by_second);
ARRAY(in_array);
ARRAY(in_hash);

int by_tail(struct __sk_buff *skb);
int by_tail_again(struct __sk_buff *skb);

/* One leads to the next, and that back again. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(key_size, sizeof(__u32));
	__uint(max_entries, 8);
	__array(values, int(void *));
} calls SEC(".maps") = {
	.values = {[3] = (void *)&by_tail, [7] = (void *)&by_tail_again},
};

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 4);
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(key_size, sizeof(__u32));
	__uint(max_entries, 4);
	__array(values, struct inner);
} array_outer SEC(".maps") = {
	.values = {[2] = (void *)&in_array},
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(key_size, sizeof(__u32));
	__uint(max_entries, 1000);
	__array(values, struct inner);
} hash_outer SEC(".maps") = {
	.values = {[0] = (void *)&in_hash},
};

static __always_inline void touch(void *map)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(map, &key);

	if (value)
		__sync_fetch_and_add(value, 1);
}

SEC("tc")
int by_tail(struct __sk_buff *skb)
{
	touch(&by_call);
	bpf_tail_call(skb, &calls, 7);
	return TC_ACT_OK;
}

SEC("tc")
int by_tail_again(struct __sk_buff *skb)
{
	touch(&by_second);
	bpf_tail_call(skb, &calls, 3);
	return TC_ACT_OK;
}

SEC("tc")
int uses(struct __sk_buff *skb)
{
	(void)skb;
	touch(&by_use);
	return TC_ACT_OK;
}

SEC("tc")
int jumps(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &calls, 3);
	return TC_ACT_OK;
}

SEC("tc")
int nests(struct __sk_buff *skb)
{
	__u32 key = 0;

	(void)skb;
	(void)bpf_map_lookup_elem(&array_outer, &key);
	(void)bpf_map_lookup_elem(&hash_outer, &key);
	return TC_ACT_OK;
}

SEC("tc")
int idles(struct __sk_buff *skb)
{
	(void)skb;
	return TC_ACT_OK;
}

char _license[] SEC("license") = "Dual BSD/GPL";
