// SPDX-License-Identifier: BSD-2-Clause
/*
 * Gives CMD a socket to put into a sockmap: one that listens on 127.0.0.1, at
 * the lowest free number from 3 up, and one that is connected to it at the
 * next.
 *   listener CMD [ARG...]
 */
#include "test.h"

#include <arpa/inet.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof(address);
	int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (argc < 2)
		die("usage: listener CMD [ARG...]");
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (server < 0 || client < 0 ||
	    bind(server, (struct sockaddr *)&address, size) ||
	    listen(server, 1) ||
	    getsockname(server, (struct sockaddr *)&address, &size) ||
	    connect(client, (struct sockaddr *)&address, size))
		die_errno("sockets");
	hand_down(server);
	hand_down(client);
	execvp(argv[1], argv + 1);
	die_errno("%s", argv[1]);
}
