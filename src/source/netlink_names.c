// SPDX-License-Identifier: BSD-2-Clause
/*
 * Stands in for the C library's look-ups of hosts and protocols in programs
 * that are linked statically. libnl's core refers to them and nothing here
 * asks it to call them; glibc's own want its shared objects at run time, which
 * the linker warns of. Each says that there is no such name.
 */
#include <netdb.h>
#include <stddef.h>

int getaddrinfo(const char *host, const char *service,
		const struct addrinfo *hints, struct addrinfo **out)
{
	(void)host;
	(void)service;
	(void)hints;
	(void)out;
	return EAI_NONAME;
}

void freeaddrinfo(struct addrinfo *list)
{
	(void)list;
}

const char *gai_strerror(int number)
{
	(void)number;
	return "names aren't looked up";
}

struct protoent *getprotobyname(const char *name)
{
	(void)name;
	return NULL;
}

struct protoent *getprotobynumber(int number)
{
	(void)number;
	return NULL;
}
