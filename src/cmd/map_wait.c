// SPDX-License-Identifier: BSD-2-Clause
/*
 * wait: until a value is as it should be. It must never answer 0 before that.
 */
#include <errno.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "bpf/elem.h"
#include "cmd/map_one.h"
#include "cmd/map_verbs.h"
#include "cmd/map_view.h"
#include "cmd/say.h"
#include "value/value.h"

#define INTERVAL 100 /* milliseconds, unless --interval says otherwise */

enum wait_for {
	FOR_EXISTS,
	FOR_GONE,
	FOR_VALUE,
};

/* What an operator takes: the value is less, equal, greater. */
struct comparison {
	char word[8];
	unsigned char waits_for; /* enum wait_for */
	bool less;
	bool equal;
	bool greater;
};

static const struct comparison comparisons[] = {
	{"=", FOR_VALUE, false, true, false},
	{"==", FOR_VALUE, false, true, false},
	{"!=", FOR_VALUE, true, false, true},
	{"<", FOR_VALUE, true, false, false},
	{"<=", FOR_VALUE, true, true, false},
	{">", FOR_VALUE, false, false, true},
	{">=", FOR_VALUE, false, true, true},
	{"exists", FOR_EXISTS, false, false, false},
	{"gone", FOR_GONE, false, false, false},
};

struct condition {
	const struct comparison *op;
	const struct type *type; /* of the part that is compared */
	size_t offset;
	unsigned char *wanted;
};

static const struct comparison *find_comparison(const char *word, struct err *e)
{
	for (size_t i = 0; i < sizeof(comparisons) / sizeof(comparisons[0]);
	     i++)
		if (str_equal(comparisons[i].word, word))
			return &comparisons[i];
	err_fill(e, 0,
		 "wait: '%s' is none of =, !=, <, <=, >, >=, exists, gone",
		 word);
	return NULL;
}

static int find_part(struct condition *w, const struct view *v,
		     const struct map_args *args, struct err *e)
{
	const struct layout *l = &v->layout;

	if (l->cpus && l->only == LAYOUT_ALL_CPUS)
		return err_set(e, 0, "wait: for which CPU? (--cpu, --sum)");
	w->type = value_find(l->value, args->field ? args->field : "",
			     &w->offset, e);
	if (!w->type)
		return err_prefix(e, "--field");
	if (l->cpus)
		w->offset += l->only * l->stride;
	return 0;
}

static int take_condition(struct call *c, struct condition *w,
			  const struct view *v, struct err *e)
{
	const char *word = call_take(c, "the operator", e);

	w->op = word ? find_comparison(word, e) : NULL;
	if (!w->op)
		return -1;
	if (w->op->waits_for != FOR_VALUE)
		return call_end(c, e);
	if (find_part(w, v, c->args, e) < 0)
		return -1;
	w->wanted = one_take(c, w->type, "VALUE", w->type->size, e);
	return w->wanted ? call_end(c, e) : -1;
}

/* 1: the condition holds, 0: it doesn't, -1 and *e. */
static int look(const struct condition *w, struct view *v,
		const unsigned char *key, unsigned char *value, struct err *e)
{
	const struct table *t = &v->map->table;
	const unsigned char *shown;
	int r;

	if (bpf_elem_lookup(t->fd, key, value) < 0) {
		if (errno != ENOENT)
			return table_failed(t, errno, "wait", e);
		return w->op->waits_for == FOR_GONE;
	}
	if (w->op->waits_for != FOR_VALUE)
		return w->op->waits_for == FOR_EXISTS;
	shown = view_value(v, value, e);
	if (!shown)
		return -1;
	r = value_compare(w->type, shown + w->offset, w->wanted);
	return r < 0 ? w->op->less : r > 0 ? w->op->greater : w->op->equal;
}

static void pause_for(long long ms)
{
	struct timespec t = {.tv_sec = ms / 1000,
			     .tv_nsec = ms % 1000 * 1000000};

	(void)nanosleep(&t, NULL); /* a signal: then we look earlier */
}

static int wait_until_it_holds(const struct call *c, const struct condition *w,
			       struct view *v, const unsigned char *key,
			       unsigned char *value, struct err *e)
{
	const struct map_args *args = c->args;
	long long interval = args->interval > 0 ? args->interval : INTERVAL;
	long long deadline = clock_ms() + args->timeout;

	for (;;) {
		long long left = deadline - clock_ms();
		int r = look(w, v, key, value, e);

		if (r != 0)
			return r < 0 ? -1 : STATUS_DONE;
		if (args->timeout >= 0 && left <= 0)
			break;
		pause_for(args->timeout >= 0 && left < interval ? left
								: interval);
	}
	err_fill(e, 0, "wait: %s: not so in time (--timeout)", v->map->label);
	say_error("bpfns-map", e);
	return STATUS_NO;
}

/* KEY OP [VALUE] */
static int take_and_wait(struct call *c, const struct opened *o,
			 struct condition *w, struct err *e)
{
	_cleanup_view_ struct view v = {0};
	const char *ignored;
	_cleanup_free_ unsigned char *key = one_take_key(c, o, &ignored, e);
	_cleanup_free_ unsigned char *value = mem_zeroed(o->table.room, e);

	if (!key || !value)
		return -1;
	if (view_make(&v, o, c->args, false, e) < 0)
		return err_prefix(e, "%s", o->label);
	if (take_condition(c, w, &v, e) < 0)
		return -1;
	return wait_until_it_holds(c, w, &v, key, value, e);
}

int verb_wait(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	struct condition w = {0};
	int r;

	if (call_open_for(c, &o, KIND_LOOKUP, e) < 0)
		return -1;
	r = take_and_wait(c, &o, &w, e);
	str_free(&w.wanted);
	return r;
}
