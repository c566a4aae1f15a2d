// SPDX-License-Identifier: BSD-2-Clause
/*
 * Puts descriptors where the workload finds them. It must never let one pass
 * that is neither a map of the set nor asked for.
 */
#include "map/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/real.h"
#include "base/str.h"

#define FIRST_FD 3

/* What the step works on. Index: descriptor numbers below `size`. */
struct plan {
	struct map **holder; /* the map that has this number now */
	bool *wanted;	     /* it stays open in the end */
	int size;
	int *target; /* by the map's place in the set */
};

#define _cleanup_plan_ __attribute__((__cleanup__(plan_clear)))

static void plan_clear(struct plan *p)
{
	free(p->holder);
	free(p->wanted);
	free(p->target);
}

/* Before any map is moved: none may land on it, nor replace it. */
static int move_own(int *own, int number, struct err *e)
{
	int fd = fcntl(*own, F_DUPFD_CLOEXEC, number);

	if (fd < 0)
		return err_set(e, errno, "descriptor %d", number);
	fd_close(own);
	*own = fd;
	return 0;
}

static int plan_make(struct plan *p, struct map_set *set,
		     const struct kept_fds *kept, struct err *e)
{
	int number = FIRST_FD;
	size_t k = 0;

	p->size = FIRST_FD + (int)(set->n + kept->n);
	if (kept->n > 0 && kept->v[kept->n - 1] >= p->size)
		p->size = kept->v[kept->n - 1] + 1;
	if (kept->own) {
		if (move_own(kept->own, p->size, e) < 0)
			return -1;
		p->size = *kept->own + 1;
	}
	p->holder = calloc((size_t)p->size, sizeof(*p->holder));
	p->wanted = calloc((size_t)p->size, sizeof(*p->wanted));
	p->target = calloc(set->n + 1, sizeof(*p->target));
	if (!p->holder || !p->wanted || !p->target)
		return err_set(e, ENOMEM, "memory");
	for (size_t i = 0; i < kept->n; i++)
		p->wanted[kept->v[i]] = true;
	if (kept->own)
		p->wanted[*kept->own] = true;
	for (size_t i = 0; i < set->n; i++, number++) {
		for (; k < kept->n && kept->v[k] <= number; k++)
			if (kept->v[k] == number)
				number++;
		p->target[i] = number;
		p->wanted[number] = true;
		if (set->v[i].fd < p->size)
			p->holder[set->v[i].fd] = &set->v[i];
	}
	return 0;
}

static int place_failed(const struct map *m, int number, struct err *e)
{
	int number_of_error = errno;
	char label[MAP_LABEL_MAX];

	return err_set(e, number_of_error, "%s: descriptor %d%s",
		       map_label(m, label), number,
		       number_of_error == EMFILE || number_of_error == EBADF
			       ? ": more than RLIMIT_NOFILE allows"
			       : "");
}

/* Frees a number that another map still stands on. */
static int make_room(struct plan *p, int number, struct err *e)
{
	struct map *m = p->holder[number];
	int fd = fcntl(number, F_DUPFD_CLOEXEC, p->size);

	if (fd < 0)
		return place_failed(m, number, e);
	fd_close(&m->fd);
	m->fd = fd;
	p->holder[number] = NULL;
	return 0;
}

static int place_one(struct plan *p, struct map *m, int number, struct err *e)
{
	int fd;

	if (m->fd != number) {
		if (p->holder[number] && make_room(p, number, e) < 0)
			return -1;
		/* May replace one we inherited and nobody asked for. */
		fd = dup3(m->fd, number, O_CLOEXEC);
		/* What stands there would pass for the map. */
		if (fd >= 0 && fd != number)
			return real_call(fd, "dup3", e);
		if (fd < 0)
			return place_failed(m, number, e);
		if (m->fd < p->size)
			p->holder[m->fd] = NULL;
		fd_close(&m->fd);
		m->fd = fd;
		p->holder[number] = m;
	}
	if (fcntl(number, F_SETFD, 0) < 0)
		return place_failed(m, number, e);
	return 0;
}

static int close_range_of(unsigned int first, unsigned int last, struct err *e)
{
	if (syscall(SYS_close_range, first, last, 0) < 0)
		return err_set(e, errno, "closing descriptors from %u on",
			       first);
	return 0;
}

static int close_others(const struct plan *p, struct err *e)
{
	int first = FIRST_FD;

	/* A range that ends before it begins */
	if (real_call(syscall(SYS_close_range, 1, 0, 0), "close_range", e) < 0)
		return -1;
	for (int i = FIRST_FD; i < p->size; i++) {
		if (!p->wanted[i])
			continue;
		if (i > first && close_range_of((unsigned int)first,
						(unsigned int)i - 1, e) < 0)
			return -1;
		first = i + 1;
	}
	return close_range_of((unsigned int)first, ~0U, e);
}

int maps_place(struct map_set *set, const struct kept_fds *kept, struct err *e)
{
	_cleanup_plan_ struct plan plan = {0};

	if (plan_make(&plan, set, kept, e) < 0)
		return -1;
	for (size_t i = 0; i < set->n; i++)
		if (place_one(&plan, &set->v[i], plan.target[i], e) < 0)
			return -1;
	for (size_t i = 0; i < kept->n; i++)
		if (fcntl(kept->v[i], F_SETFD, 0) < 0)
			return err_set(e, errno, "--keep-fd: %d", kept->v[i]);
	return close_others(&plan, e);
}
