// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Maps of every type that BTF can tell, for the tests of what becomes of them
 * in the language of bpfns-types(7). Loaded by bpftool; the program only holds
 * the maps.
 */
#include <linux/bpf.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

typedef __u32 number;
typedef const number wrapped;

enum color {
	RED,
	GREEN
};

struct counters {
	__u64 packets;
	__u64 bytes;
};

struct scalars {
	_Bool yes;
	char letter;
	signed char small;
	short s;
	unsigned long long ull;
	enum color color;
	wrapped w;
	float f;
	double d;
	void *pointer;
};

struct network {
	__be16 port;
	__be32 raw;
	__be64 wide;
	struct in_addr v4;
	struct in6_addr v6;
	unsigned char mac[6];
	char name[16];
};

struct nested {
	__u8 head;
	struct counters pair[2];
	__u16 grid[2][3];
	char names[2][8];
	struct {
		__u32 inner;
		__u32 more;
	};
};

struct odd {
	__u8 a;
	union {
		__u32 as_number;
		__u8 as_bytes[4];
	} either;
	union {
		__u16 x;
		__u8 y;
	};
	__u32 low : 3;
	__u32 high : 20;
	__u8 end;
	__u8 flexible[];
};

struct squeezed {
	__u8 a;
	__u32 b;
	__u16 c;
} __attribute__((packed));

struct stretched {
	__u8 a;
	__u32 b __attribute__((aligned(16)));
} __attribute__((aligned(32)));

/* A short BTF with a long text. */
#define TWICE(NAME, OF)      \
	struct NAME {        \
		struct OF a; \
		struct OF b; \
	}
struct h0 {
	__u16 x;
};
TWICE(h1, h0);
TWICE(h2, h1);
TWICE(h3, h2);
TWICE(h4, h3);
TWICE(h5, h4);
TWICE(h6, h5);
TWICE(h7, h6);
TWICE(h8, h7);
TWICE(h9, h8);
TWICE(h10, h9);
TWICE(h11, h10);
TWICE(h12, h11);
TWICE(h13, h12);
TWICE(h14, h13);

#define MAP(NAME, VALUE)                         \
	struct {                                 \
		__uint(type, BPF_MAP_TYPE_HASH); \
		__type(key, __u32);              \
		__type(value, VALUE);            \
		__uint(max_entries, 4);          \
	} NAME SEC(".maps")

MAP(counters, struct counters);
MAP(scalars, struct scalars);
MAP(network, struct network);
MAP(nested, struct nested);
MAP(odd, struct odd);
MAP(squeezed, struct squeezed);
MAP(stretched, struct stretched);
MAP(large, struct h7);
MAP(huge, struct h14);

/* Without types: only sizes. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(key_size, 4);
	__uint(value_size, 8);
	__uint(max_entries, 4);
} plain SEC(".maps");

int first = 7;
char word[8] = "hello";

SEC("tc")
int hold(struct __sk_buff *skb)
{
	__u32 key = skb->mark;
	int found = 0;

	found += !!bpf_map_lookup_elem(&counters, &key);
	found += !!bpf_map_lookup_elem(&scalars, &key);
	found += !!bpf_map_lookup_elem(&network, &key);
	found += !!bpf_map_lookup_elem(&nested, &key);
	found += !!bpf_map_lookup_elem(&odd, &key);
	found += !!bpf_map_lookup_elem(&squeezed, &key);
	found += !!bpf_map_lookup_elem(&stretched, &key);
	found += !!bpf_map_lookup_elem(&large, &key);
	found += !!bpf_map_lookup_elem(&huge, &key);
	found += !!bpf_map_lookup_elem(&plain, &key);
	first += word[key & 7];
	return found ? TC_ACT_OK : TC_ACT_UNSPEC;
}

char _license[] SEC("license") = "Dual BSD/GPL";
