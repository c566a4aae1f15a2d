// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fills an object's maps from files. It must never write into a map that was
 * there before.
 */
#include "cmd/export_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cmd/map_fill.h"
#include "entry/btf.h"

static const struct {
	const char *suffix;
	enum row_format format;
} suffixes[] = {
	{".csv", ROW_CSV},
	{".tsv", ROW_TSV},
	{".json", ROW_JSON},
	{".jsonl", ROW_JSONL},
};
#define SUFFIX_COUNT (sizeof(suffixes) / sizeof(suffixes[0]))

static enum row_format format_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < SUFFIX_COUNT; i++)
		if (str_equal(dot, suffixes[i].suffix))
			return suffixes[i].format;
	return ROW_TEXT;
}

static bool is_stdin(const char *path)
{
	return str_equal(path, "-");
}

int loads_add(struct loads *list, char *text, struct err *e)
{
	char *equals = strchr(text, '=');
	struct load_request *r;

	if (!equals || equals == text || equals[1] == '\0')
		return err_set(e, 0, "'%s' is not MAP=FILE", text);
	for (size_t i = 0; i < list->n; i++)
		if (is_stdin(equals + 1) && is_stdin(list->v[i].path))
			return err_set(e, 0,
				       "standard input can be read once only");
	if (mem_resize(&list->v, list->n + 1, sizeof(*list->v), e) < 0)
		return -1;
	*equals = '\0';
	r = &list->v[list->n++];
	*r = (struct load_request){text, equals + 1, format_of(equals + 1)};
	return 0;
}

static int say_unknown(const struct object *o, struct err *e)
{
	_cleanup_buf_ struct buf list = {0};

	for (size_t i = 0; i < o->declared.n; i++) {
		buf_text(&list, i > 0 ? ", " : "");
		buf_text(&list, o->declared.v[i].name);
	}
	return err_set(e, 0, "%s declares no such map (%.*s)", o->path,
		       (int)list.len, list.bytes ? list.bytes : "none at all");
}

/* Its place among the declarations, and the pins. */
static int find_map(const char *name, const struct object *o,
		    const struct object_pins *pins, size_t *out, struct err *e)
{
	size_t i = 0;

	while (i < o->declared.n && !str_equal(o->declared.v[i].name, name))
		i++;
	if (i == o->declared.n)
		return say_unknown(o, e);
	if (pins->v[i].reused)
		return err_set(e, 0,
			       "it was there before, pinned at %s "
			       "(`bpfns-map load` writes into such)",
			       pins->v[i].path);
	*out = i;
	return 0;
}

/* The object has its BTF at hand; to read the kernel's takes a privilege. */
static int open_map(const struct object *o, size_t place,
		    const struct load_request *r, struct opened *out,
		    struct err *e)
{
	int fd = object_map_fd(o, &o->declared.v[place]);
	struct map_args args = {.format = r->format};
	struct bpf_map_facts facts;
	struct btf_types types = {0};
	int result;

	if (bpf_map_inspect(fd, &facts, e) < 0)
		return -1;
	if (facts.btf.id != 0 && object_btf(o))
		btf_types_of(object_btf(o), &facts, &types);
	args.key_type = types.key;
	args.value_type = types.value;
	result = opened_fd(out, fd, r->map, &args, e);
	btf_types_clear(&types);
	return result;
}

static int load(const struct load_request *r, const struct object *o,
		const struct object_pins *pins, struct err *e)
{
	const struct map_args args = {.format = r->format};
	_cleanup_opened_ struct opened map = {.table = TABLE_NONE};
	size_t place;

	if (find_map(r->map, o, pins, &place, e) < 0 ||
	    open_map(o, place, r, &map, e) < 0)
		return -1;
	return map_fill(&map, &args, r->path, "bpfns-export", e);
}

int loads_do(const struct loads *list, const struct object *o,
	     const struct object_pins *pins, const struct notes *notes,
	     struct err *e)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct load_request *r = &list->v[i];

		if (load(r, o, pins, e) < 0)
			return err_prefix(e, "--load %s", r->map);
		note(notes, NOTE_DETAIL, "map %s is loaded from %s", r->map,
		     is_stdin(r->path) ? "standard input" : r->path);
	}
	return 0;
}

void loads_clear(struct loads *list)
{
	free(list->v);
	*list = (struct loads){0};
}
