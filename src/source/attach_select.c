// SPDX-License-Identifier: BSD-2-Clause
/*
 * Chooses which program goes where. It must never take one of several by
 * chance.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "source/attach_hook.h"
#include "source/tail_call.h"

static bool is_tail_call(const struct object *o,
			 const struct bpf_program *program)
{
	uint32_t id;
	uint32_t key;

	return o->legacy &&
	       tail_call_parse(bpf_program__section_name(program), &id, &key);
}

static bool is_wanted(const struct attach *a, const struct bpf_program *program)
{
	if (a->section &&
	    !str_equal(a->section, bpf_program__section_name(program)))
		return false;
	return !a->program || str_equal(a->program, bpf_program__name(program));
}

/* A section whose name says nothing to libbpf leaves the type to us, where the
 * program was asked for or the object has no others. */
static bool fits(const struct attach *a, const struct object *o,
		 const struct bpf_program *program)
{
	enum bpf_prog_type type = bpf_program__type(program);
	struct bpf_program *other;

	if (type != BPF_PROG_TYPE_UNSPEC)
		return type == a->hook->type;
	if (a->section || a->program)
		return true;
	bpf_object__for_each_program (other, o->bpf)
		if (bpf_program__type(other) != BPF_PROG_TYPE_UNSPEC)
			return false;
	return true;
}

/* " section=x,program=y ..." of all that could be meant, as far as there is
 * room. */
static void list_programs(const struct attach *a, const struct object *o,
			  char *out, size_t size)
{
	struct bpf_program *program;
	size_t used = 0;

	out[0] = '\0';
	bpf_object__for_each_program (program, o->bpf) {
		if (is_tail_call(o, program) || used + 1 >= size)
			continue;
		used += (size_t)snprintf(
			out + used, size - used, "%s section=%s,program=%s%s",
			used ? "," : "", bpf_program__section_name(program),
			bpf_program__name(program),
			fits(a, o, program) ? "" : " (not for it)");
	}
}

static int refuse(const struct attach *a, const struct object *o,
		  const char *what, struct err *e)
{
	char list[512];

	list_programs(a, o, list, sizeof(list));
	return err_set(e, 0, "%s: %s for %s:%s; there is%s", o->path, what,
		       a->ifname, a->hook->name, list[0] ? list : " none");
}

static int choose(struct attach *a, const struct object *o, struct err *e)
{
	struct bpf_program *program;
	size_t n = 0;

	bpf_object__for_each_program (program, o->bpf) {
		if (is_tail_call(o, program) || !is_wanted(a, program) ||
		    !fits(a, o, program))
			continue;
		a->chosen = program;
		n++;
	}
	if (n == 0)
		return refuse(a, o, "no such program", e);
	if (n > 1)
		return refuse(a, o, "more than one program", e);
	if (bpf_program__type(a->chosen) == BPF_PROG_TYPE_UNSPEC &&
	    bpf_program__set_type(a->chosen, a->hook->type) < 0)
		return err_set(e, EINVAL, "%s: program %s", o->path,
			       bpf_program__name(a->chosen));
	return 0;
}

static bool is_chosen(const struct attaches *list,
		      const struct bpf_program *program)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].chosen == program)
			return true;
	return false;
}

/* What tail calls lead to is of the type of what calls. */
static int set_load(const struct attaches *list, const struct object *o,
		    struct bpf_program *program, struct err *e)
{
	bool called = (is_tail_call(o, program) && list->n > 0) ||
		      o->fills_prog_arrays;
	int r = bpf_program__set_autoload(program,
					  called || is_chosen(list, program));

	if (r == 0 && called && list->n > 0 &&
	    bpf_program__type(program) == BPF_PROG_TYPE_UNSPEC)
		r = bpf_program__set_type(program, list->v[0].hook->type);
	if (r < 0)
		return err_set(e, -r, "%s: program %s", o->path,
			       bpf_program__name(program));
	return 0;
}

int attaches_select(struct attaches *list, struct object *o, struct err *e)
{
	struct bpf_program *program;

	for (size_t i = 0; i < list->n; i++)
		if (choose(&list->v[i], o, e) < 0)
			return -1;
	bpf_object__for_each_program (program, o->bpf)
		if (set_load(list, o, program, e) < 0)
			return -1;
	return 0;
}
