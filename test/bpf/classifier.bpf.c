// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A tc classifier with three maps worth handing over: what passes, by layer 4
 * protocol and by queue, and what was dropped for its mark, by CPU. Loaded by
 * the stock tc in the demo and the tests, which compare every counter with
 * what they sent; so it counts exactly, and what it can't parse not at all.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define DROP_MARK      0xcafe
#define DROP_SLOTS     64
#define MAX_TAGS       4
#define MAX_EXTENSIONS 8
#define NO_PROTO       (-1)

struct count_proto {
	__u64 packets;
	__u64 bytes;
};

struct count_queue {
	__u64 total;
	__u64 mismatch;
};

#ifdef LEGACY
/* iproute2's struct bpf_elf_map, of LEGACY bytes. */
struct bpf_elf_map {
	__u32 type;
	__u32 size_key;
	__u32 size_value;
	__u32 max_elem;
#if LEGACY >= 28
	__u32 flags;
#endif
#if LEGACY >= 20
	__u32 id;
#endif
#if LEGACY >= 24
	__u32 pinning;
#endif
#if LEGACY >= 36
	__u32 inner_id;
	__u32 inner_idx;
#endif
};

_Static_assert(sizeof(struct bpf_elf_map) == LEGACY, "no such struct");

#if LEGACY >= 20
#define ID(n) .id = (n),
#else
#define ID(n)
#endif

/* Ids that aren't the order of definition. */
struct bpf_elf_map SEC("maps") proto = {
	.type = BPF_MAP_TYPE_HASH,
	.size_key = sizeof(__u8),
	.size_value = sizeof(struct count_proto),
	.max_elem = 256,
	ID(7)};

struct bpf_elf_map SEC("maps") queue = {
	.type = BPF_MAP_TYPE_HASH,
	.size_key = sizeof(__u32),
	.size_value = sizeof(struct count_queue),
	.max_elem = 1024,
	ID(3)};

struct bpf_elf_map SEC("maps") drops = {.type = BPF_MAP_TYPE_ARRAY,
					.size_key = sizeof(__u32),
					.size_value = sizeof(__u64),
					.max_elem = DROP_SLOTS,
					ID(5)};
#else
/* The tests know the maps by this order too. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u8);
	__type(value, struct count_proto);
	__uint(max_entries, 256);
} proto SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, struct count_queue);
	__uint(max_entries, 1024);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, DROP_SLOTS);
} drops SEC(".maps");
#endif

/* Loads copy, so packets whose headers aren't linear are counted too. */
static __always_inline int load_be16(struct __sk_buff *skb, __u32 off)
{
	__be16 v;

	if (bpf_skb_load_bytes(skb, off, &v, sizeof(v)))
		return -1;
	return bpf_ntohs(v);
}

/* The ethertype behind all VLAN tags; *off goes to what follows it. A tag the
 * kernel keeps beside the packet is not in the way. */
static __always_inline int walk_tags(struct __sk_buff *skb, __u32 *off)
{
	int type = load_be16(skb, 2 * ETH_ALEN);

	*off = ETH_HLEN;
	for (int i = 0; i < MAX_TAGS; i++) {
		if (type != ETH_P_8021Q && type != ETH_P_8021AD)
			break;
		type = load_be16(skb, *off + 2);
		*off += 4;
	}
	return type;
}

static __always_inline int ipv4_proto(struct __sk_buff *skb, __u32 off)
{
	__u8 found;

	if (bpf_skb_load_bytes(skb, off + offsetof(struct iphdr, protocol),
			       &found, sizeof(found)))
		return NO_PROTO;
	return found;
}

static __always_inline int is_extension(__u8 next)
{
	return next == IPPROTO_HOPOPTS || next == IPPROTO_ROUTING ||
	       next == IPPROTO_FRAGMENT || next == IPPROTO_AH ||
	       next == IPPROTO_DSTOPTS || next == IPPROTO_MH;
}

static __always_inline __u32 extension_size(__u8 kind, __u8 length)
{
	if (kind == IPPROTO_FRAGMENT)
		return 8;
	if (kind == IPPROTO_AH)
		return (length + 2u) * 4;
	return (length + 1u) * 8;
}

static __always_inline int ipv6_proto(struct __sk_buff *skb, __u32 off)
{
	struct {
		__u8 next;
		__u8 length;
		__be16 fragment;
	} ext;
	__u8 next;

	if (bpf_skb_load_bytes(skb, off + offsetof(struct ipv6hdr, nexthdr),
			       &next, sizeof(next)))
		return NO_PROTO;
	off += sizeof(struct ipv6hdr);
	for (int i = 0; i < MAX_EXTENSIONS && is_extension(next); i++) {
		__u8 kind = next;

		if (bpf_skb_load_bytes(skb, off, &ext, sizeof(ext)))
			return NO_PROTO;
		next = ext.next;
		/* What follows in later fragments is payload, no header. */
		if (kind == IPPROTO_FRAGMENT && (bpf_ntohs(ext.fragment) >> 3))
			break;
		off += extension_size(kind, ext.length);
	}
	return next;
}

static __always_inline int find_proto(struct __sk_buff *skb)
{
	__u32 off;
	int type = walk_tags(skb, &off);

	if (type == ETH_P_IP)
		return ipv4_proto(skb, off);
	if (type == ETH_P_IPV6)
		return ipv6_proto(skb, off);
	return NO_PROTO;
}

/* Two CPUs may meet a new key at once: whoever comes second finds the entry
 * of the first, and no packet is lost to the race. */
static __always_inline void *find_or_add(void *map, void *key, void *zero)
{
	void *value = bpf_map_lookup_elem(map, key);

	if (value)
		return value;
	bpf_map_update_elem(map, key, zero, BPF_NOEXIST);
	return bpf_map_lookup_elem(map, key);
}

static __always_inline void count_proto(struct __sk_buff *skb)
{
	struct count_proto zero = {}, *c;
	int found = find_proto(skb);
	__u8 key = (__u8)found;

	if (found == NO_PROTO)
		return;
	c = find_or_add(&proto, &key, &zero);
	if (!c)
		return;
	__sync_fetch_and_add(&c->packets, 1);
	__sync_fetch_and_add(&c->bytes, skb->len);
}

/* A mismatch is a packet on another queue than that of the CPU it is on. */
static __always_inline void count_queue(struct __sk_buff *skb, __u32 cpu)
{
	struct count_queue zero = {}, *c;
	__u32 key = skb->queue_mapping;

	c = find_or_add(&queue, &key, &zero);
	if (!c)
		return;
	__sync_fetch_and_add(&c->total, 1);
	if (key != cpu)
		__sync_fetch_and_add(&c->mismatch, 1);
}

static __always_inline void count_drop(__u32 cpu)
{
	__u32 key = cpu % DROP_SLOTS;
	__u64 *count = bpf_map_lookup_elem(&drops, &key);

	if (count)
		__sync_fetch_and_add(count, 1);
}

SEC("classifier")
int classify(struct __sk_buff *skb)
{
	__u32 cpu = bpf_get_smp_processor_id();

	if (skb->mark == DROP_MARK) {
		count_drop(cpu);
		return TC_ACT_SHOT;
	}
	count_proto(skb);
	count_queue(skb, cpu);
	return TC_ACT_OK;
}

char _license[] SEC("license") = "Dual BSD/GPL";
