// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sends Ethernet frames that differ from each other in nothing, so that a
 * classifier's counters can be foretold to the byte.
 *   frames DEV [n=COUNT] [size=BYTES] [ip=4|6|0] [proto=N] [mark=N]
 *          [tags=8100,88a8,...] [ext=0,43,44,...]
 * size is the whole frame's (default 200); tags are VLAN headers from the
 * outermost on; ext are IPv6 extension headers, in order (44 a first fragment,
 * 144 a later one); ip=0 is a frame that is no IP. The far end drops them all.
 */
#include "test.h"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>

struct frame {
	unsigned char bytes[2048];
	size_t used;
};

static void add(struct frame *f, size_t n, const unsigned char *bytes)
{
	if (f->used + n > sizeof(f->bytes))
		die("the frame is too long");
	memcpy(f->bytes + f->used, bytes, n);
	f->used += n;
}

static void add_be16(struct frame *f, uint32_t v)
{
	add(f, 2, (const unsigned char[]){(v >> 8) & 0xff, v & 0xff});
}

/* The type of each tag stands before it, so the last is followed by type. */
static void add_tags(struct frame *f, const char *tags, uint32_t type)
{
	while (*tags) {
		char *end;

		add_be16(f, (uint32_t)strtoul(tags, &end, 16));
		add_be16(f, 7);
		tags = *end ? end + 1 : end;
	}
	add_be16(f, type);
}

static void add_ipv4(struct frame *f, uint32_t proto, size_t size)
{
	unsigned char h[20] = {0x45, [8] = 64, [12] = 192, 0, 2,
			       1,    192,      0,	   2, 2};

	h[2] = (unsigned char)((size - f->used) >> 8);
	h[3] = (unsigned char)(size - f->used);
	h[9] = (unsigned char)proto;
	add(f, sizeof(h), h);
}

/* All extension headers have one unit of 8 bytes but AH, which has 12. */
static void add_ipv6(struct frame *f, uint32_t proto, const char *ext,
		     size_t size)
{
	unsigned char h[40] = {0x60, [7] = 64,	  [8] = 0x20, 1,   0xd,
			       0xb8, [24] = 0x20, 1,	      0xd, 0xb8};
	size_t next_at = f->used + 6;

	h[4] = (unsigned char)((size - f->used - 40) >> 8);
	h[5] = (unsigned char)(size - f->used - 40);
	add(f, sizeof(h), h);
	while (*ext) {
		char *end;
		unsigned long kind = strtoul(ext, &end, 10);
		unsigned char x[12] = {0};

		f->bytes[next_at] = (unsigned char)(kind == 144 ? 44 : kind);
		x[1] = kind == 51;
		x[3] = kind == 144 ? 8 : kind == 44;
		next_at = f->used;
		add(f, kind == 51 ? 12 : 8, x);
		ext = *end ? end + 1 : end;
	}
	f->bytes[next_at] = (unsigned char)proto;
}

static int open_device(const char *dev, uint32_t mark)
{
	struct sockaddr_ll at = {.sll_family = AF_PACKET};
	int sock = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	at.sll_ifindex = (int)if_nametoindex(dev);
	if (sock < 0 || !at.sll_ifindex ||
	    bind(sock, (struct sockaddr *)&at, sizeof(at)))
		die_errno("%s", dev);
	if (mark && setsockopt(sock, SOL_SOCKET, SO_MARK, &mark, sizeof(mark)))
		die_errno("SO_MARK");
	return sock;
}

/* What a classifier drops is ENOBUFS for the sender, and still was sent. */
static void send_frames(int sock, const struct frame *f, uint32_t n)
{
	while (n--)
		if (send(sock, f->bytes, f->used, 0) < 0 && errno != ENOBUFS)
			die_errno("send");
}

int main(int argc, char **argv)
{
	uint32_t n = 1, size = 200, ip = 4, proto = IPPROTO_UDP, mark = 0;
	const char *tags = "", *ext = "", *v;
	struct frame f = {{0}, 0};

	if (argc < 2)
		die("usage: frames DEV [WORD...]");
	for (int i = 2; i < argc; i++) {
		if ((v = value_of(argv[i], "n")))
			n = to_u32(v);
		else if ((v = value_of(argv[i], "size")))
			size = to_u32(v);
		else if ((v = value_of(argv[i], "ip")))
			ip = to_u32(v);
		else if ((v = value_of(argv[i], "proto")))
			proto = to_u32(v);
		else if ((v = value_of(argv[i], "mark")))
			mark = to_u32(v);
		else if ((v = value_of(argv[i], "tags")))
			tags = v;
		else if ((v = value_of(argv[i], "ext")))
			ext = v;
		else
			die("%s: unknown word", argv[i]);
	}
	/* From and to addresses that belong to nobody. */
	add(&f, 12,
	    (const unsigned char[]){2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 8});
	add_tags(&f, tags, ip == 4 ? ETH_P_IP : ip == 6 ? ETH_P_IPV6 : 0x88b5);
	if (ip == 4)
		add_ipv4(&f, proto, size);
	else if (ip == 6)
		add_ipv6(&f, proto, ext, size);
	if (size < f.used || size > sizeof(f.bytes))
		die("size: %zu to %zu here", f.used, sizeof(f.bytes));
	f.used = size;
	send_frames(open_device(argv[1], mark), &f, n);
	return 0;
}
