// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds extensions by their links. A link that goes while we look is no fault.
 */
#include "source/freplace.h"

#include <errno.h>
#include <stdlib.h>

#include "base/fd.h"
#include "base/grow.h"
#include "bpf/prog.h"

static int add_pair(struct freplace *links, uint32_t target, uint32_t extension,
		    struct err *e)
{
	if (grow(&links->v, links->n, &links->room, sizeof(*links->v), e) < 0)
		return -1;
	links->v[links->n++] = (struct freplace_pair){target, extension};
	return 0;
}

/* 1 if the program is of the kind that replaces functions, 0 if not or if it
 * is gone. */
static int is_extension(uint32_t id, struct err *e)
{
	_cleanup_fd_ int fd = bpf_prog_open_id(id);
	struct bpf_prog_facts facts;

	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || bpf_prog_ask(fd, &facts) < 0)
		return err_set(e, errno, "program %u", id);
	return facts.type == BPF_PROG_TYPE_EXT;
}

static int read_link(struct freplace *links, uint32_t id, struct err *e)
{
	_cleanup_fd_ int fd = bpf_link_open_id(id);
	struct bpf_link_facts facts;
	int r;

	/* EAGAIN: it is being made (kernel/bpf/syscall.c). */
	if (fd < 0 && (errno == ENOENT || errno == EAGAIN))
		return 0;
	if (fd < 0 || bpf_link_ask(fd, &facts) < 0)
		return err_set(e, errno, "link %u", id);
	if (facts.type != BPF_LINK_TYPE_TRACING || facts.target_id == 0)
		return 0;
	/* A link to a function of the kernel has the id of a BTF object in the
	 * same place. */
	r = is_extension(facts.prog_id, e);
	return r > 0 ? add_pair(links, facts.target_id, facts.prog_id, e) : r;
}

int freplace_read(struct freplace *links, struct err *e)
{
	uint32_t id = 0;

	while (bpf_link_next_id(id, &id) == 0)
		if (read_link(links, id, e) < 0)
			return -1;
	if (errno == ENOENT)
		return 0;
	return err_set(e, errno, "looking for links%s",
		       errno == EPERM ? " (needs CAP_SYS_ADMIN)" : "");
}

int freplace_add(const struct freplace *links, uint32_t target,
		 struct program_ids *list, struct numbers *seen, struct err *e)
{
	for (size_t i = 0; i < links->n; i++) {
		int r;

		if (links->v[i].target != target)
			continue;
		r = numbers_add(seen, links->v[i].extension, e);
		if (r > 0)
			r = program_ids_add(list, links->v[i].extension, e);
		if (r < 0)
			return -1;
	}
	return 0;
}

void freplace_clear(struct freplace *links)
{
	free(links->v);
	*links = (struct freplace){0};
}
