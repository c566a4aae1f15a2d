// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compares what came with what was expected. It must never let a map through
 * that it found no declaration for.
 */
#include "map/expect.h"

#include <errno.h>
#include <stdlib.h>

#include "base/str.h"

/* What the comparison goes by. */
struct expectation {
	const struct declarations *declared;
	const char *path;
	bool loose;
};

/* The kernel keeps these out of a map's flags, as they are its descriptor's
 * (kernel/bpf/syscall.c, bpf_map_flags_retain_permanent). */
#define FLAGS_OF_DESCRIPTOR (BPF_F_RDONLY | BPF_F_WRONLY)

static bool is_devmap(uint32_t type)
{
	return type == BPF_MAP_TYPE_DEVMAP || type == BPF_MAP_TYPE_DEVMAP_HASH;
}

/* Those that the kernel makes of the ones declared: programs only read what is
 * in a devmap (kernel/bpf/devmap.c). */
static uint32_t flags_made(const struct bpf_shape *declared)
{
	uint32_t flags = declared->flags & ~(uint32_t)FLAGS_OF_DESCRIPTOR;

	return is_devmap(declared->type) ? flags | BPF_F_RDONLY_PROG : flags;
}

/* One slot for each CPU where none are declared, by libbpf; entries for each
 * CPU's own list, rounded up by the kernel (kernel/bpf/hashtab.c). */
static bool entries_are_rounded(const struct bpf_shape *declared)
{
	return (declared->type == BPF_MAP_TYPE_PERF_EVENT_ARRAY &&
		declared->max_entries == 0) ||
	       (declared->flags & BPF_F_NO_COMMON_LRU);
}

static int hold(const struct expectation *x, const struct declared *d,
		const char *field, uint32_t wanted, uint32_t real,
		struct err *e)
{
	if (wanted == real)
		return 0;
	return err_set(e, 0, "map %s has %s %u, but %s declares %u%s", d->name,
		       field, real, x->path, wanted,
		       str_equal(field, "max entries")
			       ? " (--expect-loose lets that pass)"
			       : "");
}

static int compare(const struct expectation *x, const struct declared *d,
		   const struct bpf_shape *real, struct err *e)
{
	const struct bpf_shape *wanted = &d->shape;

	if (hold(x, d, "type", wanted->type, real->type, e) < 0 ||
	    hold(x, d, "key size", wanted->key_size, real->key_size, e) < 0 ||
	    hold(x, d, "value size", wanted->value_size, real->value_size, e) <
		    0 ||
	    hold(x, d, "flags", flags_made(wanted),
		 real->flags & ~(uint32_t)FLAGS_OF_DESCRIPTOR, e) < 0)
		return -1;
	if (x->loose || (entries_are_rounded(wanted) &&
			 real->max_entries >= wanted->max_entries))
		return 0;
	return hold(x, d, "max entries", wanted->max_entries, real->max_entries,
		    e);
}

/* Both are known only of what a loader has sent. */
static int compare_file(const struct expectation *x, const struct map *m,
			struct err *e)
{
	const struct map_claim *c = &m->claim;

	if (!c->made || c->inode == 0 || x->declared->inode == 0)
		return 0;
	if (c->device == x->declared->device && c->inode == x->declared->inode)
		return 0;
	return err_set(e, 0,
		       "%s: comes from another object file (device %llu, inode "
		       "%llu) than %s (device %llu, inode %llu)",
		       m->origin, (unsigned long long)c->device,
		       (unsigned long long)c->inode, x->path,
		       (unsigned long long)x->declared->device,
		       (unsigned long long)x->declared->inode);
}

static const struct declared *by_id(const struct declarations *list,
				    uint32_t id)
{
	const struct declared *found = NULL;

	for (size_t i = 0; i < list->n; i++) {
		if (list->v[i].id != id)
			continue;
		if (found)
			return NULL; /* which one is not for us to say */
		found = &list->v[i];
	}
	return found;
}

/* A name that is there and declared nowhere isn't overruled by an id. */
static const struct declared *find(const struct expectation *x,
				   const struct map_set *set, size_t at)
{
	const struct map *m = &set->v[at];

	if (m->name)
		return declarations_find(x->declared, m->name);
	if (m->id_rank == MAP_ID_CAME && x->declared->have_ids)
		return by_id(x->declared, m->id);
	return set->n == x->declared->n ? &x->declared->v[at] : NULL;
}

static int expect_one(const struct expectation *x, struct map_set *set,
		      size_t at, const char **taken, const struct notes *notes,
		      struct err *e)
{
	struct map *m = &set->v[at];
	const struct declared *d = find(x, set, at);
	char label[MAP_LABEL_MAX];

	if (compare_file(x, m, e) < 0)
		return -1;
	if (!d)
		return err_set(e, 0, "%s: %s declares no such map",
			       map_label(m, label), x->path);
	if (taken[d - x->declared->v])
		return err_set(e, 0, "%s and %s: %s declares one map %s",
			       taken[d - x->declared->v], m->origin, x->path,
			       d->name);
	taken[d - x->declared->v] = m->origin;
	if (compare(x, d, &m->shape, e) < 0)
		return -1;
	note(notes, NOTE_DETAIL, "%s: as %s declares %s", m->origin, x->path,
	     d->name);
	return map_set_rename(m, d->name, e);
}

int maps_expect(struct map_set *set, const struct declarations *declared,
		const char *path, bool loose, const struct notes *notes,
		struct err *e)
{
	const struct expectation x = {declared, path, loose};
	_cleanup_free_ const char **taken =
		calloc(declared->n + 1, sizeof(*taken));

	if (!taken)
		return err_set(e, ENOMEM, "memory");
	for (size_t i = 0; i < set->n; i++)
		if (expect_one(&x, set, i, taken, notes, e) < 0)
			return err_prefix(e, "--expect");
	return 0;
}
