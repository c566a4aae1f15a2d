// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shows what an exporter of tc's datagrams sends, to the byte.
 *   tcdump SOCK COUNT
 * It binds SOCK, takes COUNT messages and leaves. A line each, and one for
 * each descriptor that came with it:
 *   message fds=N bytes=HEX
 *   map id=N access=r|w|rw          or "other" for what is no map
 */
#include "test.h"

#include <sys/socket.h>
#include <sys/un.h>

#define MAX_FDS 253

static void show_descriptor(int fd)
{
	static const char *const modes[] = {"r", "w", "rw", "?"};
	struct bpf_map_info info = {0};
	union bpf_attr attr = {0};

	attr.info.bpf_fd = (uint32_t)fd;
	attr.info.info_len = sizeof(info);
	attr.info.info = to_ptr(&info);
	if (sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr))
		printf("other\n");
	else
		printf("map id=%u access=%s\n", info.id,
		       modes[fcntl(fd, F_GETFL) & O_ACCMODE]);
}

static void take_message(int sock)
{
	static _Alignas(struct cmsghdr) char control[MAX_FDS * 4 + 256];
	static unsigned char bytes[1 << 18];
	struct iovec iov = {bytes, sizeof(bytes)};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control,
			     .msg_controllen = sizeof(control)};
	ssize_t len = recvmsg(sock, &msg, MSG_CMSG_CLOEXEC);
	struct cmsghdr *c;
	int fds[MAX_FDS];
	size_t n = 0;

	if (len < 0)
		die_errno("recvmsg");
	c = CMSG_FIRSTHDR(&msg);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(fds, CMSG_DATA(c), n * sizeof(int));
	}
	printf("message fds=%zu bytes=", n);
	for (ssize_t i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
	for (size_t i = 0; i < n; i++)
		show_descriptor(fds[i]);
}

int main(int argc, char **argv)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (argc != 3 || strlen(argv[1]) >= sizeof(at.sun_path))
		die("usage: tcdump SOCK COUNT");
	strcpy(at.sun_path, argv[1]);
	if (sock < 0 || bind(sock, (struct sockaddr *)&at, sizeof(at)))
		die_errno("%s", argv[1]);
	for (uint32_t left = to_u32(argv[2]); left > 0; left--)
		take_message(sock);
	unlink(argv[1]);
	return fflush(stdout) ? 1 : 0;
}
