// SPDX-License-Identifier: BSD-2-Clause
/*
 * dump: all entries of a map. It must never keep them, unless they are to be
 * sorted.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "cmd/map_print.h"
#include "cmd/map_verbs.h"
#include "cmd/output.h"
#include "value/value.h"

/* All entries side by side, for --sort. */
struct pile {
	size_t key;
	size_t value;
	unsigned char *bytes;
	size_t n;
	size_t room;
};

static int pile_add(struct pile *p, const unsigned char *key,
		    const unsigned char *value, struct err *e)
{
	unsigned char *at;

	if (p->n == p->room) {
		size_t room = p->room ? 2 * p->room : 1024;

		if (mem_resize(&p->bytes, room, p->key + p->value, e) < 0)
			return -1;
		p->room = room;
	}
	at = p->bytes + p->n++ * (p->key + p->value);
	memcpy(at, key, p->key);
	memcpy(at + p->key, value, p->value);
	return 0;
}

/* What an order goes by. */
struct order {
	const struct view *view;
	enum map_sort by;
	bool reverse;
	size_t key;
};

static int compare(const void *a, const void *b, void *context)
{
	const struct order *o = context;
	const struct layout *l = &o->view->layout;
	const unsigned char *x = a;
	const unsigned char *y = b;
	size_t skip = o->key;
	int r = 0;

	if (l->cpus && l->only != LAYOUT_ALL_CPUS)
		skip += l->only * l->stride;
	if (o->by == SORT_VALUE)
		r = value_compare(l->value, x + skip, y + skip);
	if (r == 0)
		r = value_compare(l->key, x, y);
	return o->reverse ? -r : r;
}

/* What an entry of the view takes. */
static size_t shown_size(const struct view *v)
{
	return v->wide ? v->wide->size : v->map->table.room;
}

static int pile_up(struct view *v, struct pile *p, struct walk *walk,
		   struct progress *progress, struct err *e)
{
	int r;

	while ((r = walk_next(walk, e)) > 0) {
		for (size_t i = 0; i < walk->n; i++) {
			const unsigned char *value = view_value(
				v, walk->values + i * v->map->table.room, e);

			if (!value ||
			    pile_add(p, walk->keys + i * p->key, value, e) < 0)
				return -1;
		}
		progress_step(progress, walk->n);
	}
	return r;
}

static int dump_sorted(struct view *v, const struct map_args *args,
		       struct row_writer *w, struct walk *walk,
		       struct progress *progress, struct err *e)
{
	struct pile p = {.key = v->layout.key->size, .value = shown_size(v)};
	size_t size = p.key + p.value;
	struct order order = {v, args->sort, args->given & ARG_REVERSE, p.key};
	int r = pile_up(v, &p, walk, progress, e);

	if (r == 0 && p.n > 0)
		qsort_r(p.bytes, p.n, size, compare, &order);
	for (size_t i = 0; r == 0 && i < p.n; i++)
		row_writer_fit(w, p.bytes + i * size,
			       p.bytes + i * size + p.key);
	if (r == 0)
		row_writer_begin(w);
	for (size_t i = 0; r == 0 && i < p.n; i++) {
		row_writer_put(w, p.bytes + i * size,
			       p.bytes + i * size + p.key);
		r = output_flush_full(&w->out, e);
	}
	free(p.bytes);
	if (r < 0)
		return -1;
	row_writer_end(w);
	return output_flush(&w->out, e);
}

int verb_dump(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_view_ struct view v = {0};
	_cleanup_row_writer_ struct row_writer w = {0};
	_cleanup_walk_ struct walk walk = {0};
	_cleanup_progress_ struct progress progress = {0};
	int r;

	if (call_open_for(c, &o, KIND_DUMP, e) < 0)
		return -1;
	if (c->args->sort == SORT_RATE)
		return err_set(e, 0, "--sort=rate: not with dump");
	if (call_end(c, e) < 0)
		return -1;
	if (view_make(&v, &o, c->args, true, e) < 0 ||
	    row_writer_start(&w, &v.layout, e) < 0 ||
	    walk_start(&walk, &o.table, false, e) < 0)
		return err_prefix(e, "%s", o.label);
	progress_start(&progress, "bpfns-map", o.label, isatty(STDOUT_FILENO));
	if (c->args->given & ARG_SORT)
		r = dump_sorted(&v, c->args, &w, &walk, &progress, e);
	else
		r = print_walk(&v, &w, &walk, NULL, &progress, e);
	return r < 0 ? err_prefix(e, "%s", o.label) : STATUS_DONE;
}
