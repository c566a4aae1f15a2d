// SPDX-License-Identifier: BSD-2-Clause
/*
 * Text to bytes: {name:value,...} and [value,...], whose parts word.c reads.
 * JSON is a part of this grammar. It must never recurse deeper than the type.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "value/value.h"
#include "value/word.h"

struct reader {
	const char *start;
	const char *at;
	const char *end;
	struct buf scratch; /* what a quoted word is without its quotes */
	struct err *e;
};

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && *r->at == ' ')
		r->at++;
}

static int expected(struct reader *r, const char *what)
{
	return err_set(r->e, 0, "character %zu: expected %s",
		       (size_t)(r->at - r->start) + 1, what);
}

/* Takes one character, and the blanks around it. 0 or -1. */
static int take(struct reader *r, char c, const char *what)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != c)
		return expected(r, what);
	r->at++;
	skip_blanks(r);
	return 0;
}

/* "..." with \" for a quote in it; other escapes are the word's own. */
static int take_quoted(struct reader *r, const char **word, size_t *len)
{
	const char *at = r->at + 1;

	r->scratch.len = 0;
	for (; at < r->end && *at != '"'; at++) {
		if (*at == '\\' && at + 1 < r->end) {
			if (at[1] != '"')
				buf_char(&r->scratch, *at);
			at++;
		}
		buf_char(&r->scratch, *at);
	}
	if (at == r->end)
		return expected(r, "a closing quote");
	buf_char(&r->scratch, '\0');
	if (r->scratch.failed)
		return err_set(r->e, 0, "out of memory");
	*word = r->scratch.bytes;
	*len = r->scratch.len - 1;
	r->at = at + 1;
	return 0;
}

static int take_word(struct reader *r, const char *stop, const char **word,
		     size_t *len)
{
	const char *at = r->at;

	if (at < r->end && *at == '"')
		return take_quoted(r, word, len);
	while (at < r->end && !strchr(stop, *at))
		at++;
	*word = r->at;
	r->at = at;
	while (at > *word && at[-1] == ' ')
		at--;
	*len = (size_t)(at - *word);
	return 0;
}

static int parse_any(struct reader *r, const struct type *t,
		     unsigned char *bytes);

static int list_members(const struct type *t, struct reader *r,
			const char *name, size_t len)
{
	_cleanup_buf_ struct buf names = {0};

	for (const struct type *m = t->inner; m; m = m->next) {
		if (m->form == TYPE_PAD)
			continue;
		if (names.len > 0)
			buf_text(&names, ", ");
		buf_text(&names, m->name);
	}
	return err_set(r->e, 0, "no member '%.*s' (there are: %.*s)", (int)len,
		       name, (int)names.len, names.bytes ? names.bytes : "");
}

/* The member that is named next. Members are mostly in order: the search
 * begins behind the last one. */
static const struct type *take_name(struct reader *r, const struct type *t,
				    const struct type *after)
{
	const struct type *first =
		after && after->next ? after->next : t->inner;
	const struct type *m = first;
	const char *name;
	size_t len;

	if (take_word(r, ":,{}[]", &name, &len) < 0)
		return NULL;
	do {
		if (m->form != TYPE_PAD && strlen(m->name) == len &&
		    memcmp(m->name, name, len) == 0)
			return m;
		m = m->next ? m->next : t->inner;
	} while (m != first);
	(void)list_members(t, r, name, len);
	return NULL;
}

/* Marks the member as given. -1 if it was before. */
static int mark(struct reader *r, const struct type *t, const struct type *m,
		bool *given)
{
	size_t i = 0;

	for (const struct type *other = t->inner; other != m;
	     other = other->next)
		i++;
	if (given[i])
		return err_set(r->e, 0, "%s stands twice", m->name);
	given[i] = true;
	return 0;
}

static int check_given(struct reader *r, const struct type *t,
		       const bool *given)
{
	size_t i = 0;

	for (const struct type *m = t->inner; m; m = m->next, i++)
		if (!given[i] && m->form != TYPE_PAD)
			return err_set(r->e, 0, "%s is missing", m->name);
	return 0;
}

static int parse_members(struct reader *r, const struct type *t,
			 unsigned char *bytes, bool *given)
{
	const struct type *m = NULL;

	do {
		(void)take(r, *r->at, ""); /* { or , : it is there */
		m = take_name(r, t, m);
		if (!m || take(r, ':', ":") < 0 || mark(r, t, m, given) < 0)
			return -1;
		if (parse_any(r, m, bytes + m->offset) < 0)
			return err_prefix(r->e, "%s", m->name);
		skip_blanks(r);
	} while (r->at < r->end && *r->at == ',');
	if (take(r, '}', ", or }") < 0)
		return -1;
	return check_given(r, t, given);
}

static int parse_struct(struct reader *r, const struct type *t,
			unsigned char *bytes)
{
	_cleanup_free_ bool *given = NULL;
	size_t n = 0;

	for (const struct type *m = t->inner; m; m = m->next)
		n++;
	given = calloc(n + 1, sizeof(*given));
	if (!given)
		return err_set(r->e, ENOMEM, "memory");
	return parse_members(r, t, bytes, given);
}

static int parse_array(struct reader *r, const struct type *t,
		       unsigned char *bytes)
{
	uint32_t n = 0;

	if (take(r, '[', "[value,...]") < 0)
		return -1;
	for (;; n++) {
		if (n == t->count)
			return err_set(r->e, 0, "more than %u elements",
				       t->count);
		if (parse_any(r, t->inner, bytes + (size_t)n * t->inner->size) <
		    0)
			return err_prefix(r->e, "element %u", n);
		skip_blanks(r);
		if (r->at == r->end || *r->at != ',')
			break;
		(void)take(r, ',', ","); /* it is there */
	}
	if (n + 1 < t->count)
		return err_set(r->e, 0, "%u elements, expected %u", n + 1,
			       t->count);
	return take(r, ']', ", or ]");
}

static int parse_any(struct reader *r, const struct type *t,
		     unsigned char *bytes)
{
	bool composed = t->form == TYPE_STRUCT || t->form == TYPE_ARRAY;
	const char *word;
	size_t len;

	skip_blanks(r);
	if (composed && r->at < r->end && *r->at == '{' &&
	    t->form == TYPE_STRUCT)
		return parse_struct(r, t, bytes);
	if (composed && r->at < r->end && *r->at == '[' &&
	    t->form == TYPE_ARRAY)
		return parse_array(r, t, bytes);
	if (take_word(r, ",{}[]", &word, &len) < 0)
		return -1;
	if (composed && !word_is_raw(t, word, len))
		return expected(r, t->form == TYPE_STRUCT ? "{name:value,...}"
							  : "[value,...]");
	return word_parse(t, word, len, bytes, r->e);
}

static int parse_composed(const struct type *t, const char *text, size_t len,
			  unsigned char *bytes, struct err *e)
{
	struct reader r = {
		.start = text, .at = text, .end = text + len, .e = e};
	int result = parse_any(&r, t, bytes);

	skip_blanks(&r);
	if (result == 0 && r.at < r.end)
		result = expected(&r, "nothing more");
	buf_free(&r.scratch);
	return result;
}

int value_parse(const struct type *t, const char *text, size_t len,
		unsigned char *bytes, struct err *e)
{
	memset(bytes, 0, t->size);
	if (t->form == TYPE_STRUCT || t->form == TYPE_ARRAY)
		return parse_composed(t, text, len, bytes, e);
	return word_parse(t, text, len, bytes, e);
}
