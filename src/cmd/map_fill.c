// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes into a map what dump printed. It must never leave unsaid what has
 * been written when it fails, nor delete anything before all is written.
 */
#include "cmd/map_fill.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/input.h"
#include "cmd/map_view.h"
#include "cmd/output.h"
#include "cmd/progress.h"
#include "entry/loader.h"
#include "entry/row_read.h"

/* All rows, for --atomic-replace: nothing is written before the last one has
 * been read. Of rows of one key (and CPU) the last one counts. */
struct rows {
	struct keyset keys;
	unsigned char *values; /* in the order of the keys */
	bool *given;
	uint64_t *lines;
	size_t room;
};

struct load {
	const struct opened *map;
	struct loader loader;
	struct rows rows;
	bool check;
	bool replace;
	struct progress progress;
};

static void rows_clear(struct rows *r)
{
	keyset_clear(&r->keys);
	free(r->values);
	free(r->given);
	free(r->lines);
}

/* A row has as many flags as there are CPUs, or one. */
static size_t flags_of(const struct table *t)
{
	return t->cpus.n > 0 ? t->cpus.n : 1;
}

static int rows_grow(struct rows *r, const struct table *t, struct err *e)
{
	size_t room = r->room ? 2 * r->room : 1024;

	if (mem_resize(&r->values, room, t->room, e) < 0 ||
	    mem_resize(&r->given, room, flags_of(t), e) < 0 ||
	    mem_resize(&r->lines, room, sizeof(*r->lines), e) < 0)
		return -1;
	r->room = room;
	return 0;
}

/* Of a per-CPU map an earlier row of the key may have given other CPUs. */
static void rows_merge(struct rows *r, const struct table *t, size_t i,
		       const struct row *row)
{
	unsigned char *value = r->values + i * t->room;
	bool *given = r->given + i * flags_of(t);

	if (!row->given) {
		memcpy(value, row->value, t->room);
		given[0] = true;
		return;
	}
	for (size_t cpu = 0; cpu < t->cpus.n; cpu++) {
		if (!row->given[cpu])
			continue;
		memcpy(value + cpu * t->stride, row->value + cpu * t->stride,
		       t->stride);
		given[cpu] = true;
	}
}

static int rows_add(struct rows *r, const struct table *t,
		    const struct row *row, struct err *e)
{
	size_t flags = flags_of(t);
	size_t i;
	int added;

	if (r->keys.n == r->room && rows_grow(r, t, e) < 0)
		return -1;
	added = keyset_add(&r->keys, row->key, e);
	if (added < 0)
		return -1;
	i = added ? r->keys.n - 1 : keyset_find(&r->keys, row->key);
	if (added) {
		memset(r->values + i * t->room, 0, t->room);
		memset(r->given + i * flags, 0, flags);
	}
	rows_merge(r, t, i, row);
	r->lines[i] = row->line;
	return 0;
}

/* Reading them gave an id; writing takes a descriptor. */
static int check_program(const struct load *l, const struct row *row,
			 struct err *e)
{
	uint32_t program;

	if (!kind_value_type(&l->map->table.facts.shape))
		return 0;
	memcpy(&program, row->value + 4, sizeof(program));
	if (program != 0)
		return err_set(e, 0,
			       "program: an id can't be written back (update "
			       "takes a descriptor)");
	return 0;
}

static int take_row(void *context, const struct row *row, struct err *e)
{
	struct load *l = context;

	l->loader.line = row->line;
	if (check_program(l, row, e) < 0)
		return -1;
	/* Where nothing is written yet; else the kernel says so. */
	if ((l->check || l->replace) &&
	    table_check_key(&l->map->table, row->key, "writing", e) < 0)
		return -1;
	progress_step(&l->progress, 1);
	if (l->check)
		return 0;
	if (l->replace)
		return rows_add(&l->rows, &l->map->table, row, e);
	return loader_add(&l->loader, row->key, row->value, row->given,
			  row->line, e);
}

/* The whole story of a failure: where, what, and what is in the map by now. */
static int say_failed(const struct load *l, const struct input *in,
		      uint64_t line, struct err *e)
{
	struct err why = *e;
	char where[32] = "";

	if (line > 0) /* else the fault is that there is none */
		(void)snprintf(where, sizeof(where),
			       "line %llu: ", (unsigned long long)line);
	return err_set(e, 0, "%s: %s%s; %llu entries were applied", in->name,
		       where, why.text, (unsigned long long)l->loader.applied);
}

/* What came before a faulty line is good, and is written. */
static int read_failed(struct load *l, const struct input *in,
		       const struct row_reader *r, struct err *e)
{
	uint64_t line = r->gather.sink_failed ? l->loader.line : r->gather.line;
	struct err later;

	if (!r->gather.sink_failed && !l->check && !l->replace &&
	    loader_flush(&l->loader, &later) < 0) {
		line = l->loader.line;
		*e = later;
	}
	return say_failed(l, in, line, e);
}

static int read_all(struct load *l, struct input *in, struct row_reader *r,
		    struct err *e)
{
	const char *line;
	size_t len;
	int more;

	while ((more = input_line(in, &line, &len, e)) > 0)
		if (row_reader_line(r, line, len, e) < 0)
			return read_failed(l, in, r, e);
	if (more < 0 || row_reader_end(r, e) < 0)
		return read_failed(l, in, r, e);
	if (l->check || l->replace)
		return 0;
	if (loader_flush(&l->loader, e) < 0)
		return say_failed(l, in, l->loader.line, e);
	return 0;
}

/* All rows, then what isn't among them. */
static int replace_all(struct load *l, const struct input *in, struct err *e)
{
	const struct table *t = &l->map->table;
	const struct rows *r = &l->rows;
	size_t key = t->facts.shape.key_size;
	uint64_t deleted;

	for (size_t i = 0; i < r->keys.n; i++)
		if (loader_add(&l->loader, r->keys.keys + i * key,
			       r->values + i * t->room,
			       r->given + i * flags_of(t), r->lines[i], e) < 0)
			return say_failed(l, in, l->loader.line, e);
	if (loader_flush(&l->loader, e) < 0)
		return say_failed(l, in, l->loader.line, e);
	if (loader_delete_others(t, &r->keys, &deleted, e) < 0)
		return err_prefix(e,
				  "all was loaded, but of the others %llu "
				  "were deleted",
				  (unsigned long long)deleted);
	return 0;
}

static int say_checked(const struct row_reader *r, struct err *e)
{
	_cleanup_buf_ struct buf out = {0};

	buf_u64(&out, r->gather.rows);
	buf_text(&out, " entries\n");
	return output_flush(&out, e);
}

static int load(struct load *l, const struct layout *layout, const char *path,
		const char *program, struct err *e)
{
	const struct row_sink sink = {take_row, l};
	_cleanup_input_ struct input in = {.fd = -1};
	_cleanup_row_reader_ struct row_reader r = {0};

	if (input_open(&in, path, e) < 0 ||
	    row_reader_start(&r, layout, &sink, e) < 0)
		return -1;
	progress_start(&l->progress, program, l->map->label, false);
	if (read_all(l, &in, &r, e) < 0)
		return -1;
	if (l->check)
		return say_checked(&r, e);
	return l->replace ? replace_all(l, &in, e) : 0;
}

static int check(const struct table *t, const struct map_args *args,
		 struct err *e)
{
	unsigned int given = args->given;
	bool keys = t->kind->can & KIND_UPDATE;
	/* To look at the input takes no right to write. */
	int (*need)(const struct table *table, unsigned int can,
		    const char *verb, struct err *error) =
		given & ARG_CHECK ? table_can : table_need;

	if (need(t, t->kind->can & KIND_PUSH ? KIND_PUSH : KIND_UPDATE, "load",
		 e) < 0)
		return -1;
	if (!kind_loads(t->kind))
		return err_set(e, 0,
			       "load: it holds what is read as an id and "
			       "written as a descriptor (update one by one)");
	if (!keys && (given & (ARG_UPDATE | ARG_ATOMIC_REPLACE)))
		return err_set(e, 0,
			       "--update and --atomic-replace are for maps "
			       "with keys");
	if ((given & ARG_ATOMIC_REPLACE) &&
	    need(t, KIND_DELETE | KIND_DUMP, "--atomic-replace", e) < 0)
		return -1;
	if ((given & ARG_ATOMIC_REPLACE) && args->update != BPF_ANY)
		return err_set(e, 0,
			       "--atomic-replace goes with --update any "
			       "alone");
	return 0;
}

int map_fill(const struct opened *o, const struct map_args *args,
	     const char *path, const char *program, struct err *e)
{
	_cleanup_view_ struct view v = {0};
	struct load l = {.map = o};
	int r;

	if (check(&o->table, args, e) < 0 ||
	    view_make(&v, o, args, true, e) < 0)
		return err_prefix(e, "%s", o->label);
	l.check = args->given & ARG_CHECK;
	l.replace = args->given & ARG_ATOMIC_REPLACE;
	l.rows.keys.size = o->table.facts.shape.key_size;
	r = loader_start(&l.loader, &o->table, args->update, e);
	if (r == 0)
		r = load(&l, &v.layout, path, program, e);
	progress_end(&l.progress);
	loader_clear(&l.loader);
	rows_clear(&l.rows);
	return r;
}
