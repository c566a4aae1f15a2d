// SPDX-License-Identifier: BSD-2-Clause
/*
 * watch: maps as they change. On a terminal a screen; elsewhere a line a
 * change, or all rows as JSON lines; of a ring buffer its records.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cmd/map_record.h"
#include "cmd/map_screen.h"
#include "cmd/map_snapshot.h"
#include "cmd/map_verbs.h"
#include "cmd/output.h"
#include "cmd/terminal.h"
#include "value/value.h"

#define INTERVAL 1000 /* milliseconds, unless --interval says otherwise */
#define MAPS_MAX 16

struct watch {
	const struct map_args *args;
	struct watched *v;
	size_t n;
	enum map_sort by;
	struct buf out;
};

static int look_at_all(struct watch *w, struct err *e)
{
	for (size_t i = 0; i < w->n; i++)
		if (watched_look(&w->v[i], w->args, w->by, e) < 0)
			return -1;
	return 0;
}

/* "MAP KEY OLD NEW"; - where there is none. */
static void put_change(struct watch *w, const struct watched *m,
		       const unsigned char *key, const unsigned char *old,
		       const unsigned char *new)
{
	const struct layout *l = &m->view.layout;

	buf_text(&w->out, m->map.name);
	buf_char(&w->out, ' ');
	value_print(l->key, key, VALUE_INNER, &w->out);
	buf_char(&w->out, ' ');
	if (old)
		value_print(l->value, old, VALUE_INNER, &w->out);
	else
		buf_char(&w->out, '-');
	buf_char(&w->out, ' ');
	if (new)
		value_print(l->value, new, VALUE_INNER, &w->out);
	else
		buf_char(&w->out, '-');
	buf_char(&w->out, '\n');
}

static void put_changes(struct watch *w, const struct watched *m)
{
	const struct snapshot *before = &m->before;

	if (before->at == 0)
		return;
	for (size_t n = 0; n < m->now.keys.n; n++) {
		size_t i = m->order[n];
		const unsigned char *old = watched_before(m, i);
		const unsigned char *new = watched_value(m, i);

		if (!old || memcmp(old, new, m->value_size) != 0)
			put_change(w, m, watched_key(m, i), old, new);
	}
	for (size_t i = 0; i < before->keys.n; i++) {
		const unsigned char *key =
			before->keys.keys + i * before->keys.size;

		if (!keyset_has(&m->now.keys, key))
			put_change(w, m, key,
				   before->values + i * m->value_size, NULL);
	}
}

static void put_rate(struct watch *w, const struct watched *m, size_t i)
{
	const struct type f64 = {.form = TYPE_FLOAT, .size = sizeof(double)};
	double rate = watched_rate(m, i);

	if (m->before.at == 0 || !m->part)
		buf_text(&w->out, "null");
	else
		value_print(&f64, (const unsigned char *)&rate, VALUE_JSON,
			    &w->out);
}

static void put_rows(struct watch *w, const struct watched *m, double now)
{
	const struct layout *l = &m->view.layout;
	const struct type f64 = {.form = TYPE_FLOAT, .size = sizeof(now)};
	struct type label = {.form = TYPE_STR,
			     .size = (uint32_t)strlen(m->map.name)};

	for (size_t n = 0; n < m->now.keys.n; n++) {
		size_t i = m->order[n];

		buf_text(&w->out, "{\"time\":");
		value_print(&f64, (const unsigned char *)&now, VALUE_JSON,
			    &w->out);
		buf_text(&w->out, ",\"map\":");
		value_print(&label, (const unsigned char *)m->map.name,
			    VALUE_JSON, &w->out);
		buf_text(&w->out, ",\"key\":");
		value_print(l->key, watched_key(m, i), VALUE_JSON, &w->out);
		buf_text(&w->out, ",\"value\":");
		value_print(l->value, watched_value(m, i), VALUE_JSON, &w->out);
		buf_text(&w->out, ",\"rate\":");
		put_rate(w, m, i);
		buf_text(&w->out, "}\n");
	}
}

/* Seconds since 1970. */
static double wall_clock(void)
{
	struct timespec t;
	long long ms;

	(void)clock_gettime(CLOCK_REALTIME, &t); /* can't fail */
	ms = t.tv_sec * 1000LL + t.tv_nsec / 1000000;
	return (double)ms / 1000;
}

static void sleep_until(long long until)
{
	long long left = until - clock_ms();
	struct timespec t = {.tv_sec = left / 1000,
			     .tv_nsec = left % 1000 * 1000000};

	if (left > 0)
		(void)nanosleep(&t, NULL); /* a signal: then it is earlier */
}

/* The next look comes `interval` after the last one was due, or at once where
 * that is over already: what was missed is not made up for. */
static void set_next(long long *next, long long interval)
{
	long long now = clock_ms();

	*next += interval;
	if (*next < now)
		*next = now;
}

static int watch_lines(struct watch *w, long long interval, struct err *e)
{
	long long next = clock_ms();

	for (uint64_t round = 0;; round++) {
		double now = wall_clock();

		if (look_at_all(w, e) < 0)
			return -1;
		for (size_t i = 0; i < w->n; i++) {
			if (w->args->format == ROW_JSONL)
				put_rows(w, &w->v[i], now);
			else
				put_changes(w, &w->v[i]);
			if (output_flush(&w->out, e) < 0)
				return -1;
		}
		if (w->args->count > 0 && round + 1 >= w->args->count)
			return 0;
		set_next(&next, interval);
		sleep_until(next);
	}
}

/* An enum terminal_event that ends the watching, or -1 and *e. */
static int watch_screen(struct watch *w, struct terminal *t, long long interval,
			int *signal, struct err *e)
{
	long long next = clock_ms();
	uint64_t round = 0;
	int event = TERMINAL_TIME;

	for (;;) {
		if (event == TERMINAL_TIME) {
			if (look_at_all(w, e) < 0)
				return -1;
			set_next(&next, interval);
			round++;
		}
		screen_compose(w->v, w->n, t->rows, t->columns,
			       terminal_hint(t), &w->out);
		if (!terminal_is_ready())
			w->out.len = 0;
		else if (output_flush(&w->out, e) < 0)
			return -1;
		event = terminal_wait(t, next, signal, e);
		if (event < 0 || event == TERMINAL_QUIT ||
		    event == TERMINAL_SIGNAL)
			return event;
		if (event == TERMINAL_TIME && w->args->count > 0 &&
		    round >= w->args->count)
			return TERMINAL_QUIT;
	}
}

static int watch_tables(struct watch *w, struct err *e)
{
	long long interval =
		w->args->interval > 0 ? w->args->interval : INTERVAL;
	bool screen = isatty(STDOUT_FILENO) && w->args->format != ROW_JSONL;
	struct terminal t;
	int number = 0;
	int r;

	w->by = screen ? SORT_RATE : SORT_KEY;
	if (w->args->given & ARG_SORT)
		w->by = w->args->sort;
	if (!screen)
		return watch_lines(w, interval, e);
	if (terminal_take(&t, e) < 0)
		return -1;
	r = watch_screen(w, &t, interval, &number, e);
	terminal_leave(&t);
	if (r == TERMINAL_SIGNAL)
		terminal_end_by(number);
	return r < 0 ? -1 : STATUS_DONE;
}

static int watch_ring(struct call *c, const struct opened *o, struct err *e)
{
	_cleanup_ring_ struct ring r = {0};
	struct pollfd fds = {.fd = o->table.fd, .events = POLLIN};
	uint64_t left = c->args->count;

	if (c->args->given &
	    (ARG_SORT | ARG_CPUS | ARG_FIELD | ARG_INTERVAL | ARG_KEY))
		return err_set(e, 0,
			       "of a ring buffer's records only --value, "
			       "--jsonl and --count make sense");
	if (table_need(&o->table, KIND_RECORDS, c->verb, e) < 0 ||
	    ring_open(&r, &o->table, e) < 0)
		return -1;
	for (;;) {
		if (record_print_ready(&r, o, c->args, &left, e) < 0)
			return -1;
		if (c->args->count > 0 && left == 0)
			return STATUS_DONE;
		if (poll(&fds, 1, -1) < 0 && errno != EINTR)
			return err_set(e, errno, "poll");
	}
}

/* True if the first map is a ring buffer, which is watched alone. */
static int try_ring(const struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	struct call copy = *c;
	int r;

	if (call_open(&copy, &o, e) < 0)
		return -1;
	if (!(o.table.kind->can & KIND_RECORDS))
		return 1;
	if (call_end(&copy, e) < 0)
		return -1;
	r = watch_ring(&copy, &o, e);
	return r < 0 ? err_prefix(e, "%s", o.label) : r;
}

int verb_watch(struct call *c, struct err *e)
{
	struct watch w = {.args = c->args};
	int r = try_ring(c, e);

	if (r <= 0)
		return r;
	w.v = mem_zeroed(MAPS_MAX * sizeof(*w.v), e);
	r = w.v ? 0 : -1;
	while (r == 0 && c->n > 0) {
		if (w.n == MAPS_MAX) {
			r = err_set(e, 0, "watch: more than %d maps", MAPS_MAX);
			break;
		}
		r = watched_open(&w.v[w.n++], c, e);
	}
	if (r == 0)
		r = watch_tables(&w, e);
	for (size_t i = 0; i < w.n; i++)
		watched_close(&w.v[i]);
	free(w.v);
	buf_free(&w.out);
	return r;
}
