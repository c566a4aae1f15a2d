// SPDX-License-Identifier: BSD-2-Clause
/*
 * Composes the screen of watch. No line of it may be longer than the terminal
 * is wide, nor hold anything that a terminal obeys but what stands here.
 */
#include "cmd/map_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "value/value.h"

#define HOME	   "\033[H"
#define END_LINE   "\033[K\r\n"
#define CLEAR_REST "\033[J"

#define RATE_WIDTH 12
#define RATE_PLAIN 1e15 /* below it all digits are shown */
#define BAR_LEAST  4

/* A line that is cut at the terminal's width. */
static void put_cut(struct buf *out, const char *text, size_t len, size_t width)
{
	buf_put(out, text, len < width ? len : width);
}

static void put_line(struct buf *out, const char *text, size_t width)
{
	put_cut(out, text, strlen(text), width);
	buf_text(out, END_LINE);
}

static bool speaks_utf8(void)
{
	const char *names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

	for (size_t i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strcasestr(value, "utf-8") ||
			       strcasestr(value, "utf8");
	}
	return false;
}

/* Rates as blocks of different height; as digits where there are none. */
static void put_spark(struct buf *out, const float *history, size_t width)
{
	static const char blocks[][4] = {" ",	   "\u2581", "\u2582",
					 "\u2583", "\u2584", "\u2585",
					 "\u2586", "\u2587", "\u2588"};
	static const char plain[] = " .:-=+*#@";
	bool utf8 = speaks_utf8();
	size_t n = width < HISTORY ? width : HISTORY;
	float most = 0;

	for (size_t i = HISTORY - n; i < HISTORY; i++)
		most = history[i] > most ? history[i] : most;
	for (size_t i = HISTORY - n; i < HISTORY; i++) {
		float part = most > 0 ? history[i] / most : 0;
		/* Not `part <= 0`: nothing but a number takes a block. */
		int level = !(part > 0) ? 0 : 1 + (int)(part * 7);

		if (level > 8)
			level = 8;
		if (utf8)
			buf_text(out, blocks[level]);
		else
			buf_char(out, plain[level]);
	}
}

static void print_cell(const struct watched *w, size_t column, size_t i,
		       struct buf *out)
{
	const struct column *c = &w->view.layout.columns.v[column];
	const unsigned char *bytes =
		c->part == COLUMN_KEY ? watched_key(w, i) : watched_value(w, i);

	out->len = 0;
	if (c->type)
		value_print(c->type, bytes + c->offset, VALUE_INNER, out);
	else /* the CPU, which --cpu has named */
		buf_u64(out, w->view.layout.cpus->ids[w->view.layout.only]);
}

static void fit_cells(const struct watched *w, size_t shown, size_t *widths,
		      struct buf *cell)
{
	const struct columns *columns = &w->view.layout.columns;

	for (size_t c = 0; c < columns->n; c++) {
		widths[c] = strlen(columns->v[c].name);
		for (size_t i = 0; i < shown; i++) {
			print_cell(w, c, w->order[i], cell);
			if (cell->len > widths[c])
				widths[c] = cell->len;
		}
	}
}

/* Puts a cell in its place of the line; the line is cut later. */
static void put_cell(struct buf *line, const char *text, size_t len,
		     size_t width, bool right)
{
	size_t fill = len < width ? width - len : 0;

	if (line->len > 0)
		buf_text(line, "  ");
	if (right)
		buf_blanks(line, fill);
	buf_put(line, text, len);
	if (!right)
		buf_blanks(line, fill);
}

static void put_names(const struct watched *w, const size_t *widths,
		      size_t width, struct buf *line, struct buf *out)
{
	const struct columns *columns = &w->view.layout.columns;

	line->len = 0;
	for (size_t c = 0; c < columns->n; c++)
		put_cell(line, columns->v[c].name, strlen(columns->v[c].name),
			 widths[c], column_is_numeric(&columns->v[c]));
	put_cell(line, "per second", 10, RATE_WIDTH, true);
	put_cut(out, line->bytes, line->len, width);
	buf_text(out, END_LINE);
}

/* What would have more digits than room for them is told by its magnitude. */
static void print_rate(char *text, size_t size, double rate)
{
	if (rate > -RATE_PLAIN && rate < RATE_PLAIN)
		(void)snprintf(text, size, "%+.1f", rate);
	else
		(void)snprintf(text, size, "%+.3e", rate);
}

static void put_row(const struct watched *w, size_t i, const size_t *widths,
		    size_t width, struct buf *cell, struct buf *line,
		    struct buf *out)
{
	const struct columns *columns = &w->view.layout.columns;
	char rate[32];

	line->len = 0;
	for (size_t c = 0; c < columns->n; c++) {
		print_cell(w, c, i, cell);
		put_cell(line, cell->bytes, cell->len, widths[c],
			 column_is_numeric(&columns->v[c]));
	}
	print_rate(rate, sizeof(rate), watched_rate(w, i));
	put_cell(line, rate, strlen(rate), RATE_WIDTH, true);
	put_cut(out, line->bytes, line->len, width);
	if (line->len + 2 + BAR_LEAST <= width) {
		buf_text(out, "  ");
		put_spark(out, w->now.history[i], width - line->len - 2);
	}
	buf_text(out, END_LINE);
}

/* A map in `room` lines, two of them its head. How many it took. */
static size_t put_map(const struct watched *w, size_t room, size_t width,
		      struct buf *out)
{
	size_t shown = room > 3 ? room - 3 : 0;
	size_t n_columns = w->view.layout.columns.n;
	size_t *widths = calloc(n_columns, sizeof(*widths));
	_cleanup_buf_ struct buf cell = {0};
	_cleanup_buf_ struct buf line = {0};
	char head[MAP_LABEL_MAX + 64];

	if (!widths) {
		out->failed = true;
		return 0;
	}
	if (shown > w->now.keys.n)
		shown = w->now.keys.n;
	(void)snprintf(head, sizeof(head), "%s: %zu entries%s", w->map.name,
		       w->now.keys.n,
		       shown < w->now.keys.n ? ", not all shown" : "");
	put_line(out, head, width);
	fit_cells(w, shown, widths, &cell);
	put_names(w, widths, width, &line, out);
	for (size_t i = 0; i < shown; i++)
		put_row(w, w->order[i], widths, width, &cell, &line, out);
	buf_text(out, END_LINE);
	free(widths);
	out->failed |= cell.failed || line.failed;
	return shown + 3;
}

/* What a small map leaves goes to those behind it. */
void screen_compose(const struct watched *v, size_t n, size_t rows,
		    size_t columns, const char *hint, struct buf *out)
{
	size_t left = rows > 1 ? rows - 1 : 1;

	buf_text(out, HOME);
	for (size_t i = 0; i < n && left >= 3; i++) {
		size_t share = left / (n - i);
		size_t took =
			put_map(&v[i], share < 3 ? 3 : share, columns, out);

		left -= took < left ? took : left;
	}
	put_cut(out, hint, strlen(hint), columns);
	buf_text(out, "\033[K" CLEAR_REST);
}
