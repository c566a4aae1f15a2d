// SPDX-License-Identifier: BSD-2-Clause
/*
 * tc's datagram, written by the offsets of the protocol and byte by byte, so
 * that an error in the project's own codec can't be made twice.
 */
#include "tcmessage.h"
#include "test.h"

#include <sys/socket.h>

#define HEADER 88

static void put(unsigned char *to, uint64_t value, size_t size)
{
	memcpy(to, &value, size);
}

/* type, key size, value size, entries, flags; zeros of what is no map. */
static void true_shape(int fd, uint32_t shape[5])
{
	struct bpf_map_info info = {0};
	union bpf_attr attr = {0};

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = to_ptr(&info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		return;
	shape[0] = info.type;
	shape[1] = info.key_size;
	shape[2] = info.value_size;
	shape[3] = info.max_entries;
	shape[4] = info.map_flags;
}

static void write_entry(const struct plan *p, uint32_t i, unsigned char *to)
{
	uint32_t shape[5] = {0}, id = p->id == UNSAID ? i : p->id;
	int has_flags = p->layout >= 28;

	if (i < p->count)
		true_shape(p->fds[i], shape);
	for (int f = 0; f < 5; f++)
		if (p->claim[f] != UNSAID)
			shape[f] = p->claim[f];
	for (size_t f = 0; f < 4; f++)
		put(to + 4 * f, shape[f], 4);
	if (has_flags)
		put(to + 16, shape[4], 4);
	put(to + (has_flags ? 20 : 16), id, 4);
}

/* Bytes in hex behind the entries. Returns how many. */
static size_t write_tail(const char *hex, unsigned char *to, size_t room)
{
	unsigned int byte;
	size_t n = 0;

	for (; hex && *hex; hex += 2) {
		if (n == room || sscanf(hex, "%2x", &byte) != 1 || !hex[1])
			die("tail: not bytes in hex, or too many");
		to[n++] = (unsigned char)byte;
	}
	return n;
}

/* Returns the payload's length. */
static size_t write_payload(const struct plan *p, uint32_t first, uint32_t n,
			    unsigned char *to, size_t room)
{
	uint32_t total = p->total == UNSAID ? p->count : p->total;
	size_t size = HEADER;

	if (first && p->header2 != UNSAID)
		total = p->header2;
	if (p->entries != UNSAID)
		n = p->entries;
	memset(to, 0, room);
	put(to, p->version, 2);
	put(to + 2, total, 2);
	memcpy(to + 4, p->object, strnlen(p->object, 64));
	put(to + 72, p->dev, 8);
	put(to + 80, p->ino, 8);
	for (uint32_t i = 0; i < n && size + p->layout <= room; i++) {
		write_entry(p, first + i, to + size);
		size += p->layout;
	}
	size += write_tail(p->tail, to + size, room - size);
	return p->payload == UNSAID ? size : p->payload;
}

static struct cmsghdr *add_cmsg(struct msghdr *msg, struct cmsghdr *c,
				int level, int type, const void *data,
				size_t size)
{
	c->cmsg_level = level;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(size);
	memcpy(CMSG_DATA(c), data, size);
	msg->msg_controllen += CMSG_SPACE(size);
	return (struct cmsghdr *)((char *)c + CMSG_SPACE(size));
}

static void add_descriptors(const struct plan *p, struct msghdr *msg,
			    const int *fds, uint32_t n)
{
	struct ucred me = {getpid(), geteuid(), getegid()};
	struct cmsghdr *c = msg->msg_control;
	uint32_t half = n / 2;

	msg->msg_controllen = 0;
	if (!n || !strcmp(p->cmsg, "none"))
		return;
	if (!strcmp(p->cmsg, "level")) {
		add_cmsg(msg, c, SOL_SOCKET + 1, SCM_RIGHTS, fds,
			 n * sizeof(int));
		return;
	}
	if (!strcmp(p->cmsg, "creds"))
		c = add_cmsg(msg, c, SOL_SOCKET, SCM_CREDENTIALS, &me,
			     sizeof(me));
	if (!strcmp(p->cmsg, "split")) {
		c = add_cmsg(msg, c, SOL_SOCKET, SCM_RIGHTS, fds,
			     half * sizeof(int));
		fds += half;
		n -= half;
	}
	add_cmsg(msg, c, SOL_SOCKET, SCM_RIGHTS, fds, n * sizeof(int));
}

static int send_some(const struct plan *p, int sock, uint32_t first, uint32_t n)
{
	static unsigned char payload[MAX_PAYLOAD];
	static _Alignas(struct cmsghdr) char control[MAX_FDS * 4 + 256];
	struct iovec iov = {.iov_base = payload};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};

	memset(control, 0, sizeof(control));
	msg.msg_control = control;
	iov.iov_len = write_payload(p, first, n, payload, sizeof(payload));
	add_descriptors(p, &msg, p->fds + first, n);
	return sendmsg(sock, &msg, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int send_all(const struct plan *p, int sock)
{
	uint32_t first = 0, sent = 0, n;

	do {
		n = p->count - first < p->per ? p->count - first : p->per;
		if (sent++ == p->stop)
			return 0;
		if (send_some(p, sock, first, n))
			return -1;
		first += n;
	} while (first < p->count);
	return 0;
}
