// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cuts lines of text, CSV and TSV into cells. It must never read past the
 * line's end.
 */
#include "entry/row_cell.h"

#include <errno.h>
#include <string.h>

/* In quotes, a quote within is `escape` and a quote; text escapes itself by
 * the same character, too. 0, or -1 and *e. */
static int take_quoted(struct row_cursor *c, char escape, const char **cell,
		       size_t *len, struct err *e)
{
	const char *at = c->at + 1;

	c->scratch->len = 0;
	for (; at < c->end; at++) {
		if (*at == escape && at + 1 < c->end &&
		    (at[1] == '"' || (escape == '\\' && at[1] == escape)))
			at++;
		else if (*at == '"')
			break;
		buf_char(c->scratch, *at);
	}
	if (at == c->end)
		return err_set(e, 0, "a quote that isn't closed");
	buf_char(c->scratch, '\0');
	if (c->scratch->failed)
		return err_set(e, ENOMEM, "memory");
	*cell = c->scratch->bytes;
	*len = c->scratch->len - 1;
	c->at = at + 1;
	return 0;
}

static const char *find_end(const struct row_cursor *c, char separator)
{
	const char *at = memchr(c->at, separator, (size_t)(c->end - c->at));

	return at ? at : c->end;
}

/* The next cell of a text line. 1, 0 if there is none, -1 and *e. */
static int take_text_cell(struct row_cursor *c, const char **cell, size_t *len,
			  struct err *e)
{
	while (c->at < c->end && *c->at == ' ')
		c->at++;
	if (c->at == c->end)
		return 0;
	if (*c->at == '"')
		return take_quoted(c, '\\', cell, len, e) < 0 ? -1 : 1;
	*cell = c->at;
	c->at = find_end(c, ' ');
	*len = (size_t)(c->at - *cell);
	return 1;
}

/* The same of CSV and TSV: there is one cell more than separators. */
static int take_separated_cell(struct row_cursor *c, const char **cell,
			       size_t *len, struct err *e)
{
	bool csv = c->format == ROW_CSV;
	char separator = csv ? ',' : '\t';

	if (c->at == c->end && !c->first)
		return 0;
	if (!c->first)
		c->at++;
	c->first = false;
	if (csv && c->at < c->end && *c->at == '"') {
		if (take_quoted(c, '"', cell, len, e) < 0)
			return -1;
		if (c->at < c->end && *c->at != separator)
			return err_set(e, 0, "text behind a closing quote");
		return 1;
	}
	*cell = c->at;
	c->at = find_end(c, separator);
	*len = (size_t)(c->at - *cell);
	return 1;
}

int row_cell(struct row_cursor *c, const char **cell, size_t *len,
	     struct err *e)
{
	if (c->format == ROW_TEXT)
		return take_text_cell(c, cell, len, e);
	return take_separated_cell(c, cell, len, e);
}
