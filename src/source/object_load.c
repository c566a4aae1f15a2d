// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes an object's maps, and fills in what of them the object's makers filled
 * by other means than code. If something fails nothing may stay.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "base/str.h"
#include "source/libbpf_log.h"
#include "source/object.h"
#include "source/object_pin.h"
#include "source/tail_call.h"

static bool holds_maps(const struct declared *d)
{
	return d->shape.type == BPF_MAP_TYPE_ARRAY_OF_MAPS ||
	       d->shape.type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

/* libbpf's own words end with a hint to memory limits, which is no help. */
static int say_why(const struct object *o, int number, struct err *e)
{
	for (size_t i = 0; i < o->declared.n && number == EINVAL; i++) {
		const struct declared *d = &o->declared.v[i];

		if (libbpf_probe_bpf_map_type(d->shape.type, NULL) <= 0)
			return err_set(e, 0,
				       "%s: map %s: this kernel has no map of "
				       "type %u",
				       o->path, d->name, d->shape.type);
	}
	(void)libbpf_log_fail(number, o->path, e);
	if (number == EPERM)
		return err_set(e, 0,
			       "%s: the kernel refuses to make its maps or to "
			       "load its programs (needs CAP_BPF, and for "
			       "programs CAP_NET_ADMIN)",
			       o->path);
	if (number == EMFILE)
		return err_set(e, 0,
			       "%s: more maps and programs than RLIMIT_NOFILE "
			       "allows",
			       o->path);
	return -1;
}

/* Puts an inner map where its definition says. */
static int fill_outer(const struct object *o, const struct declared *outer,
		      const struct declared *inner, struct err *e)
{
	int outer_fd = bpf_map__fd(object_map(o, outer));
	int inner_fd = bpf_map__fd(object_map(o, inner));

	if (outer->shape.key_size != sizeof(inner->inner_index))
		return err_set(e, 0,
			       "%s: map %s: an index needs keys of 4 bytes, "
			       "not of %u",
			       o->path, outer->name, outer->shape.key_size);
	if (bpf_map_update_elem(outer_fd, &inner->inner_index, &inner_fd,
				BPF_ANY) < 0)
		return err_set(e, errno, "%s: map %s into slot %u of %s",
			       o->path, inner->name, inner->inner_index,
			       outer->name);
	return 0;
}

/* iproute2's way: inner_id of the outer map is the id of the inner one, which
 * names its slot. What was pinned is as its users have left it. */
static int fill_outers(const struct object *o, const struct object_pins *pins,
		       struct err *e)
{
	const struct declared *v = o->declared.v;

	for (size_t i = 0; i < o->declared.n; i++) {
		if (v[i].id == 0 || v[i].inner_id != 0 ||
		    v[i].inner_index == UINT32_MAX)
			continue;
		for (size_t k = 0; k < o->declared.n; k++)
			if (holds_maps(&v[k]) && !pins->v[k].reused &&
			    v[k].inner_id == v[i].id &&
			    fill_outer(o, &v[k], &v[i], e) < 0)
				return -1;
	}
	return 0;
}

int object_load(struct object *o, const struct object_pins *pins,
		const struct notes *notes, struct err *e)
{
	int r;

	libbpf_log_to(notes);
	r = bpf_object__load(o->bpf);
	if (r < 0)
		return say_why(o, -r, e);
	if (!o->legacy)
		return 0;
	if (fill_outers(o, pins, e) < 0)
		return -1;
	return tail_calls_fill(o, e);
}
