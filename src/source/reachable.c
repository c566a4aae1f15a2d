// SPDX-License-Identifier: BSD-2-Clause
/*
 * Follows programs and maps to every map behind them. It must never pass over
 * one that can't be opened: the workload would miss it.
 */
#include "source/reachable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/grow.h"
#include "base/str.h"
#include "bpf/prog.h"
#include "source/freplace.h"
#include "source/inner.h"

/* One call of reached_add. The list of programs grows while it is walked. */
struct walk {
	struct reached *r;
	struct program_ids programs;
	struct freplace links;
	bool read_only;
	const struct notes *notes;
};

#define _cleanup_walk_ __attribute__((__cleanup__(walk_clear)))

static void walk_clear(struct walk *w)
{
	program_ids_clear(&w->programs);
	freplace_clear(&w->links);
}

void reached_clear(struct reached *r)
{
	for (size_t i = 0; i < r->n; i++)
		fd_close(&r->v[i].fd);
	free(r->v);
	numbers_clear(&r->map_ids);
	numbers_clear(&r->prog_ids);
	*r = (struct reached){0};
}

static int refuse(const char *what, uint32_t id, struct err *e)
{
	int number = errno;

	if (number == EPERM)
		return err_set(e, number, "%s %u (needs CAP_SYS_ADMIN)", what,
			       id);
	if (number == ENOENT)
		return err_set(e, 0,
			       "%s %u is gone by now (what is attached has "
			       "changed meanwhile)",
			       what, id);
	return err_set(e, number, "%s %u", what, id);
}

static int keep(struct reached *r, int *fd, const struct bpf_map_facts *facts,
		struct err *e)
{
	if (grow(&r->v, r->n, &r->room, sizeof(*r->v), e) < 0)
		return -1;
	r->v[r->n] = (struct reached_map){fd_steal(fd), *facts, r->n};
	r->n++;
	return 0;
}

static int want_program(struct walk *w, uint32_t id, struct err *e)
{
	int r = numbers_add(&w->r->prog_ids, id, e);

	return r > 0 ? program_ids_add(&w->programs, id, e) : r;
}

/* 0; or -1 and *e. *inner gets what the map holds. */
static int open_map(struct walk *w, uint32_t id, struct inner *inner,
		    struct err *e)
{
	_cleanup_fd_ int fd =
		bpf_map_open_id(id, w->read_only ? BPF_F_RDONLY : 0);
	struct bpf_map_facts facts;

	if (fd < 0 && errno == EMFILE)
		return err_set(e, errno,
			       "map %u: more than RLIMIT_NOFILE allows", id);
	if (fd < 0 || bpf_map_ask(fd, &facts) < 0)
		return refuse("map", id, e);
	if (inner_read(fd, &facts.shape, inner, e) < 0)
		return err_prefix(e, "map %u (%s)", id, facts.name);
	return keep(w->r, &fd, &facts, e);
}

/* Maps in maps are one deep (kernel/bpf/map_in_map.c), but that isn't counted
 * on: whatever was met is not met again. */
static int want_map(struct walk *w, uint32_t id, struct err *e)
{
	_cleanup_inner_ struct inner inner = {0};
	int r = numbers_add(&w->r->map_ids, id, e);

	w->r->n_ways++;
	if (r <= 0)
		return r;
	if (open_map(w, id, &inner, e) < 0)
		return -1;
	for (size_t i = 0; i < inner.n; i++) {
		r = inner.programs ? want_program(w, inner.ids[i], e)
				   : want_map(w, inner.ids[i], e);
		if (r < 0)
			return -1;
	}
	return 0;
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *x = a;
	const uint32_t *y = b;

	return (*x > *y) - (*x < *y);
}

static int visit_program(struct walk *w, uint32_t id, struct err *e)
{
	_cleanup_fd_ int fd = bpf_prog_open_id(id);
	struct bpf_prog_facts facts;

	if (fd < 0 || bpf_prog_ask(fd, &facts) < 0)
		return refuse("program", id, e);
	if (facts.n_maps > BPF_PROG_MAPS_MAX)
		return err_set(e, 0, "program %u (%s): %zu maps, more than %d",
			       id, facts.name, facts.n_maps, BPF_PROG_MAPS_MAX);
	note(w->notes, NOTE_DETAIL, "program %u (%s): %zu map(s)", id,
	     facts.name, facts.n_maps);
	/* The order of the code's instructions says nothing; that of the ids
	 * is the order of creation. */
	qsort(facts.map_ids, facts.n_maps, sizeof(facts.map_ids[0]), by_number);
	for (size_t i = 0; i < facts.n_maps; i++)
		if (want_map(w, facts.map_ids[i], e) < 0)
			return -1;
	return freplace_add(&w->links, id, &w->programs, &w->r->prog_ids, e);
}

int reached_add(struct reached *r, const struct program_ids *programs,
		bool read_only, const struct notes *notes, struct err *e)
{
	_cleanup_walk_ struct walk w = {
		.r = r,
		.read_only = read_only,
		.notes = notes,
	};

	r->n_ways = 0;
	for (size_t i = 0; i < programs->n; i++)
		if (want_program(&w, programs->v[i], e) < 0)
			return -1;
	if (w.programs.n > 0 && freplace_read(&w.links, e) < 0)
		return -1;
	for (size_t i = 0; i < w.programs.n; i++)
		if (visit_program(&w, w.programs.v[i], e) < 0)
			return -1;
	r->n_programs = w.programs.n;
	return 0;
}
