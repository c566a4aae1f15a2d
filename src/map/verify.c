// SPDX-License-Identifier: BSD-2-Clause
/*
 * Holds each descriptor against the kernel's word. It must never take a
 * sender's word, a name or a link text for what a descriptor is.
 */
#include "map/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/real.h"
#include "base/str.h"

/* A claim's field that must be what the kernel says. */
static int hold(const struct map *m, const char *field, uint32_t claimed,
		uint32_t real, struct err *e)
{
	char label[MAP_LABEL_MAX];

	if (claimed == real)
		return 0;
	return err_set(e, 0, "%s: its sender claims %s %u, but it has %u",
		       map_label(m, label), field, claimed, real);
}

/* The kernel rounds max_entries of some kinds and drops some flags, so a
 * difference there is worth a word and no more. */
static void compare_soft(const struct map *m, const char *field,
			 uint32_t claimed, uint32_t real,
			 const struct notes *notes)
{
	char label[MAP_LABEL_MAX];

	if (claimed != real)
		note(notes, NOTE_DETAIL, "%s: its sender says %s %u, it has %u",
		     map_label(m, label), field, claimed, real);
}

static int check_claim(const struct map *m, const struct notes *notes,
		       struct err *e)
{
	const struct bpf_shape *claim = &m->claim.shape;
	const struct bpf_shape *real = &m->shape;

	if (!m->claim.made)
		return 0;
	if (hold(m, "type", claim->type, real->type, e) < 0 ||
	    hold(m, "key size", claim->key_size, real->key_size, e) < 0 ||
	    hold(m, "value size", claim->value_size, real->value_size, e) < 0)
		return -1;
	compare_soft(m, "max entries", claim->max_entries, real->max_entries,
		     notes);
	if (m->claim.has_flags)
		compare_soft(m, "flags", claim->flags, real->flags, notes);
	return 0;
}

static int verify_one(struct map *m, const struct notes *notes, struct err *e)
{
	struct bpf_map_facts facts;

	if (m->asked)
		return map_read_access(m->fd, &m->access, e);
	if (bpf_map_inspect(m->fd, &facts, e) < 0)
		return err_prefix(e, "%s", m->origin);
	map_take_facts(m, &facts);
	if (!m->name && facts.name[0] && map_set_name(m, facts.name, e) < 0)
		return -1;
	m->renamed = m->name && !str_equal(m->name, facts.name);
	if (map_read_access(m->fd, &m->access, e) < 0)
		return -1;
	return check_claim(m, notes, e);
}

static int by_kernel_id(const void *a, const void *b)
{
	const struct map *x = *(struct map *const *)a;
	const struct map *y = *(struct map *const *)b;

	return (x->kernel_id > y->kernel_id) - (x->kernel_id < y->kernel_id);
}

static struct map **sorted(struct map_set *set,
			   int (*order)(const void *, const void *),
			   struct err *e)
{
	struct map **v = calloc(set->n + 1, sizeof(*v));

	if (!v) {
		err_fill(e, ENOMEM, "memory");
		return NULL;
	}
	for (size_t i = 0; i < set->n; i++)
		v[i] = &set->v[i];
	qsort(v, set->n, sizeof(*v), order);
	return v;
}

static int check_no_twins(struct map_set *set, struct err *e)
{
	_cleanup_free_ struct map **v = sorted(set, by_kernel_id, e);

	if (!v)
		return -1;
	for (size_t i = 1; i < set->n; i++)
		if (v[i]->kernel_id == v[i - 1]->kernel_id)
			return err_set(e, 0, "%s and %s are the same map (%u)",
				       v[i - 1]->origin, v[i]->origin,
				       v[i]->kernel_id);
	return 0;
}

int maps_verify(struct map_set *set, const struct notes *notes, struct err *e)
{
	/* No descriptor; the access modes are asked for by this call. */
	if (real_call(fcntl(-1, F_GETFD), "fcntl", e) < 0)
		return -1;
	map_set_each (m, set)
		if (verify_one(m, notes, e) < 0)
			return -1;
	return check_no_twins(set, e);
}

/* Those without an id last; of one id the highest rank first, then the one
 * that stands first in the set. */
static int by_id(const void *a, const void *b)
{
	const struct map *x = *(struct map *const *)a;
	const struct map *y = *(struct map *const *)b;
	bool x_none = x->id_rank == MAP_ID_NONE;
	bool y_none = y->id_rank == MAP_ID_NONE;

	if (x_none != y_none)
		return x_none - y_none;
	if (x->id != y->id)
		return x->id > y->id ? 1 : -1;
	if (x->id_rank != y->id_rank)
		return x->id_rank > y->id_rank ? -1 : 1;
	return (x > y) - (x < y);
}

/* Takes the id from those that share one with a better one. */
static int settle_clashes(struct map_set *set, struct map **v, size_t *n_lost,
			  struct err *e)
{
	size_t best = 0;

	*n_lost = 0;
	for (size_t i = 1; i < set->n; i++) {
		if (v[i]->id_rank == MAP_ID_NONE)
			break;
		if (v[i]->id != v[best]->id) {
			best = i;
			continue;
		}
		if (v[i]->id_rank == MAP_ID_ASKED)
			return err_set(e, 0, "id %u is asked for twice: %s, %s",
				       v[i]->id, v[best]->origin, v[i]->origin);
		v[i]->id_rank = MAP_ID_NONE;
		(*n_lost)++;
	}
	return 0;
}

/* v is sorted by id; hands the lowest free ones to those without. */
static void fill_in(struct map_set *set, struct map **v)
{
	uint32_t id = 0;
	size_t next = 0;

	map_set_each (m, set) {
		if (m->id_rank != MAP_ID_NONE)
			continue;
		for (; next < set->n; next++) {
			if (v[next]->id_rank == MAP_ID_NONE)
				continue; /* lost its id, or never had one */
			if (v[next]->id > id)
				break;
			if (v[next]->id == id)
				id++;
		}
		m->id = id++;
	}
}

int maps_number(struct map_set *set, const struct notes *notes, struct err *e)
{
	_cleanup_free_ struct map **v = sorted(set, by_id, e);
	size_t n_lost;

	if (!v || settle_clashes(set, v, &n_lost, e) < 0)
		return -1;
	fill_in(set, v);
	if (n_lost > 0)
		note(notes, NOTE_WARNING,
		     "%zu of %zu maps came with an id that another one has, "
		     "and got the lowest free one",
		     n_lost, set->n);
	return 0;
}
