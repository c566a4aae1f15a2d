// SPDX-License-Identifier: BSD-2-Clause
/*
 * Takes snapshots. It must never keep more than two of a map.
 */
#include "cmd/map_snapshot.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "entry/walk.h"
#include "value/value.h"

static void snapshot_clear(struct snapshot *s)
{
	size_t size = s->keys.size;

	keyset_clear(&s->keys);
	free(s->values);
	free(s->history);
	*s = (struct snapshot){.keys = {.size = size}};
}

/* The first number in the value, or what --field names. */
static int find_part(struct watched *w, const struct map_args *args,
		     struct err *e)
{
	const struct columns *columns = &w->view.layout.columns;

	if (args->field) {
		w->part = value_find(w->view.layout.value, args->field,
				     &w->part_offset, e);
		return w->part ? 0 : err_prefix(e, "--field");
	}
	for (size_t i = 0; i < columns->n && !w->part; i++) {
		const struct column *c = &columns->v[i];

		if (c->part == COLUMN_VALUE && column_is_numeric(c)) {
			w->part = c->type;
			w->part_offset = c->offset;
		}
	}
	return 0;
}

int watched_open(struct watched *w, struct call *c, struct err *e)
{
	struct map_args args = *c->args;
	const struct table *t = &w->map.table;

	*w = (struct watched){.map = {.table = TABLE_NONE}};
	if (call_open(c, &w->map, e) < 0)
		return -1;
	if (t->kind->can & KIND_RECORDS)
		return err_set(e, 0, "%s: a ring buffer is watched alone",
			       w->map.label);
	/* All CPUs together, unless one is named. */
	if (t->kind->per_cpu && !(args.given & ARG_CPU))
		args.given |= ARG_SUM;
	if (table_need(t, KIND_DUMP, c->verb, e) < 0 ||
	    view_make(&w->view, &w->map, &args, true, e) < 0 ||
	    find_part(w, &args, e) < 0)
		return err_prefix(e, "%s", w->map.label);
	w->value_size = w->view.layout.value->size;
	w->now.keys.size = t->facts.shape.key_size;
	w->before.keys.size = t->facts.shape.key_size;
	return 0;
}

void watched_close(struct watched *w)
{
	snapshot_clear(&w->now);
	snapshot_clear(&w->before);
	free(w->order);
	view_clear(&w->view);
	opened_close(&w->map);
}

static int snapshot_grow(struct snapshot *s, size_t value_size, struct err *e)
{
	size_t room = s->room ? 2 * s->room : 256;

	if (mem_resize(&s->values, room, value_size, e) < 0 ||
	    mem_resize(&s->history, room, sizeof(*s->history), e) < 0)
		return -1;
	s->room = room;
	return 0;
}

/* The one CPU's part of a value, where one was named. */
static const unsigned char *shown(struct watched *w, const unsigned char *value,
				  struct err *e)
{
	const struct layout *l = &w->view.layout;

	value = view_value(&w->view, value, e);
	if (value && l->only != LAYOUT_ALL_CPUS)
		value += l->only * l->stride;
	return value;
}

/* A number that can be shown, compared and divided, whatever floats there were:
 * the change to or from a NaN is none, and what is too large is the largest. */
static float finite_rate(double rate)
{
	if (isnan(rate))
		return 0;
	if (rate > (double)FLT_MAX)
		return FLT_MAX;
	return rate < -(double)FLT_MAX ? -FLT_MAX : (float)rate;
}

static void note_rate(struct watched *w, size_t i)
{
	size_t was = keyset_find(&w->before.keys, watched_key(w, i));
	float *history = w->now.history[i];
	double seconds = (double)(w->now.at - w->before.at) / 1000;
	double change = 0;

	memset(history, 0, sizeof(w->now.history[i]));
	if (was == SIZE_MAX || w->before.at == 0)
		return;
	memcpy(history, w->before.history[was] + 1,
	       (HISTORY - 1) * sizeof(*history));
	if (w->part)
		change = value_number(w->part,
				      watched_value(w, i) + w->part_offset) -
			 value_number(w->part, w->before.values +
						       was * w->value_size +
						       w->part_offset);
	if (seconds > 0)
		history[HISTORY - 1] = finite_rate(change / seconds);
}

static int add_entry(struct watched *w, const unsigned char *key,
		     const unsigned char *value, struct err *e)
{
	struct snapshot *s = &w->now;
	size_t i = s->keys.n;

	if (i == s->room && snapshot_grow(s, w->value_size, e) < 0)
		return -1;
	value = shown(w, value, e);
	if (!value || keyset_add(&s->keys, key, e) < 0)
		return -1;
	memcpy(s->values + i * w->value_size, value, w->value_size);
	note_rate(w, i);
	return 0;
}

static int take_all(struct watched *w, struct err *e)
{
	_cleanup_walk_ struct walk walk = {0};
	size_t room = w->map.table.room;
	int r = walk_start(&walk, &w->map.table, false, e);

	while (r == 0 && (r = walk_next(&walk, e)) > 0) {
		r = 0;
		for (size_t i = 0; i < walk.n && r == 0; i++)
			r = add_entry(w, walk.keys + i * w->now.keys.size,
				      walk.values + i * room, e);
	}
	return r;
}

struct order {
	const struct watched *w;
	enum map_sort by;
	bool reverse;
};

/* The highest rate or value first, the lowest key. */
static int compare(const void *a, const void *b, void *context)
{
	const struct order *o = context;
	const struct watched *w = o->w;
	size_t x = *(const size_t *)a;
	size_t y = *(const size_t *)b;
	int r = 0;

	if (o->by == SORT_RATE)
		r = (watched_rate(w, x) < watched_rate(w, y)) -
		    (watched_rate(w, x) > watched_rate(w, y));
	else if (o->by == SORT_VALUE)
		r = value_compare(w->view.layout.value, watched_value(w, y),
				  watched_value(w, x));
	if (r == 0)
		r = value_compare(w->view.layout.key, watched_key(w, x),
				  watched_key(w, y));
	return o->reverse ? -r : r;
}

int watched_look(struct watched *w, const struct map_args *args,
		 enum map_sort by, struct err *e)
{
	struct order order = {w, by, args->given & ARG_REVERSE};
	struct snapshot old = w->before;

	w->before = w->now;
	snapshot_clear(&old);
	w->now = old;
	w->now.at = clock_ms();
	if (take_all(w, e) < 0)
		return err_prefix(e, "%s", w->map.label);
	if (mem_resize(&w->order, w->now.keys.n + 1, sizeof(*w->order), e) < 0)
		return -1;
	for (size_t i = 0; i < w->now.keys.n; i++)
		w->order[i] = i;
	qsort_r(w->order, w->now.keys.n, sizeof(*w->order), compare, &order);
	return 0;
}

const unsigned char *watched_key(const struct watched *w, size_t i)
{
	return w->now.keys.keys + i * w->now.keys.size;
}

const unsigned char *watched_value(const struct watched *w, size_t i)
{
	return w->now.values + i * w->value_size;
}

const unsigned char *watched_before(const struct watched *w, size_t i)
{
	size_t was = keyset_find(&w->before.keys, watched_key(w, i));

	return was == SIZE_MAX ? NULL : w->before.values + was * w->value_size;
}

double watched_rate(const struct watched *w, size_t i)
{
	return (double)w->now.history[i][HISTORY - 1];
}
