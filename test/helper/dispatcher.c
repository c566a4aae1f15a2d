// SPDX-License-Identifier: BSD-2-Clause
/*
 * Proves src/source/freplace.c on a kernel of its own making, since one that
 * denies programs which replace others (as a hardened one may) has no libxdp
 * dispatcher to show. Says what differs and exits 1, or is silent.
 *
 * Program 10 is the dispatcher: 11 and 12 stand in its functions. 13 only
 * traces it. 14 traces the kernel, by a BTF object that has the id 10 too. Of
 * two links there is nothing by the time they are asked.
 */
#include "test.h"

#include "bpf/prog.h"
#include "source/freplace.h"

struct fake_link {
	uint32_t id;
	int error; /* of opening it */
	struct bpf_link_facts facts;
};

static const struct fake_link links[] = {
	{1, 0, {BPF_LINK_TYPE_XDP, 10, 0}},
	{2, 0, {BPF_LINK_TYPE_TRACING, 12, 10}},
	{3, ENOENT, {0}},
	{4, 0, {BPF_LINK_TYPE_TRACING, 13, 10}},
	{5, EAGAIN, {0}},
	{6, 0, {BPF_LINK_TYPE_TRACING, 11, 10}},
	{7, 0, {BPF_LINK_TYPE_TRACING, 14, 10}},
	{8, 0, {BPF_LINK_TYPE_TRACING, 15, 99}},
	{9, 0, {BPF_LINK_TYPE_TRACING, 16, 10}},
};

#define COUNT (sizeof(links) / sizeof(links[0]))

static int fail_next; /* the errno of the end of the list, 0: none */

int bpf_link_next_id(uint32_t after, uint32_t *next)
{
	for (size_t i = 0; i < COUNT; i++)
		if (links[i].id > after) {
			*next = links[i].id;
			return 0;
		}
	errno = fail_next ? fail_next : ENOENT;
	return -1;
}

/* Descriptors are real ones, so that a leak could be seen; which thing stands
 * behind one is kept here. */
static uint32_t behind[64];

static int stand_in(uint32_t id)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fd >= 64)
		die("descriptor %d", fd);
	behind[fd] = id;
	return fd;
}

int bpf_link_open_id(uint32_t id)
{
	for (size_t i = 0; i < COUNT; i++) {
		if (links[i].id != id)
			continue;
		errno = links[i].error;
		return links[i].error ? -1 : stand_in(id);
	}
	die("link %u", id);
}

int bpf_link_ask(int fd, struct bpf_link_facts *facts)
{
	for (size_t i = 0; i < COUNT; i++)
		if (links[i].id == behind[fd])
			*facts = links[i].facts;
	return 0;
}

int bpf_prog_open_id(uint32_t id)
{
	if (id != 16)
		return stand_in(id);
	errno = ENOENT;
	return -1;
}

int bpf_prog_ask(int fd, struct bpf_prog_facts *facts)
{
	uint32_t id = behind[fd];

	facts->id = id;
	facts->type = id == 13 || id == 14 ? BPF_PROG_TYPE_TRACING
					   : BPF_PROG_TYPE_EXT;
	return 0;
}

static void expect(const struct program_ids *list, const char *wanted)
{
	char found[64] = "";

	for (size_t i = 0; i < list->n; i++)
		snprintf(found + strlen(found), sizeof(found) - strlen(found),
			 "%u ", list->v[i]);
	if (strcmp(found, wanted) != 0) {
		printf("found '%s' in place of '%s'\n", found, wanted);
		exit(1);
	}
}

int main(void)
{
	struct program_ids list = {0};
	struct numbers seen = {0};
	struct freplace all = {0};
	struct err e;

	if (freplace_read(&all, &e) < 0 ||
	    freplace_add(&all, 10, &list, &seen, &e) < 0)
		die("%s", e.text);
	expect(&list, "12 11 ");
	if (freplace_add(&all, 10, &list, &seen, &e) < 0 ||
	    freplace_add(&all, 11, &list, &seen, &e) < 0)
		die("%s", e.text);
	expect(&list, "12 11 ");
	freplace_clear(&all);
	program_ids_clear(&list);
	numbers_clear(&seen);
	fail_next = EPERM;
	if (freplace_read(&all, &e) == 0 || !strstr(e.text, "CAP_SYS_ADMIN")) {
		printf("a list that can't be read was taken for an empty "
		       "one\n");
		return 1;
	}
	freplace_clear(&all);
	if (open("/dev/null", O_RDONLY) != 3) {
		printf("descriptors are left open\n");
		return 1;
	}
	return 0;
}
