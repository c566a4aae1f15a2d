// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cuts a policy's text into words and signs. It must read no byte outside the
 * text and know nothing of what the words mean.
 */
#include "confine/policy_lex.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static const char *line_start(const struct lex *l, const char *place)
{
	while (place > l->source->text && place[-1] != '\n')
		place--;
	return place;
}

static const char *line_end(const struct lex *l, const char *place)
{
	while (place < l->end && *place != '\n')
		place++;
	return place;
}

static unsigned int line_of(const struct lex *l, const char *place)
{
	unsigned int line = 1;

	for (const char *p = l->source->text; p < place; p++)
		if (*p == '\n')
			line++;
	return line;
}

/* A line too long to show whole is shown around the place. */
static void fill_excerpt(const struct lex *l, const char *place, struct err *e)
{
	const char *from = line_start(l, place);
	size_t room = sizeof(e->excerpt) - 1;
	size_t len;

	if ((size_t)(place - from) >= room)
		from = place - room / 2;
	len = (size_t)(line_end(l, place) - from);
	if (len > room)
		len = room;
	memcpy(e->excerpt, from, len);
	e->excerpt[len] = '\0';
	e->column = (unsigned int)(place - from) + 1;
}

void lex_fill(const struct lex *l, const char *place, struct err *e,
	      const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* cut is fine */
	va_end(ap);
	err_fill(e, 0, "%s:%u:%u: %s", l->source->name, line_of(l, place),
		 (unsigned int)(place - line_start(l, place)) + 1, text);
	fill_excerpt(l, place, e);
}

static int check_text(const struct lex *l, struct err *e)
{
	const char *start = l->at;

	for (const char *p = l->at; p < l->end; p++) {
		if (*p == '\0')
			return lex_fail(l, p, e, "a NUL byte");
		if (*p == '\n')
			start = p + 1;
		else if (p - start >= POLICY_LINE_MAX)
			return lex_fail(l, p, e, "a line of more than %d bytes",
					POLICY_LINE_MAX);
	}
	return 0;
}

int lex_open(struct lex *l, const struct policy_text *source, struct err *e)
{
	*l = (struct lex){.source = source, .at = source->text, .line = 1};
	l->end = source->text + source->len;
	if (source->len > POLICY_TEXT_MAX)
		return err_set(e, 0, "%s: longer than %u bytes", source->name,
			       POLICY_TEXT_MAX);
	if (check_text(l, e) < 0)
		return -1;
	return lex_next(l, e);
}

/* Skips blanks, comments and the ends of lines that go on. */
static int skip_blanks(struct lex *l, struct err *e)
{
	while (l->at < l->end) {
		if (*l->at == ' ' || *l->at == '\t') {
			l->at++;
		} else if (*l->at == '\\') {
			if (l->at + 1 < l->end && l->at[1] != '\n')
				return lex_fail(l, l->at, e,
						"a '\\' stands at the end of "
						"its line only");
			l->at += l->at + 1 < l->end ? 2 : 1;
			l->line++;
		} else if (*l->at == '#') {
			l->at = line_end(l, l->at);
			/* Would the next line be comment or rule? Readers
			 * differ; so nobody gets to write it. */
			if (l->at[-1] == '\\')
				return lex_fail(l, l->at - 1, e,
						"a comment can't be continued");
		} else {
			break;
		}
	}
	return 0;
}

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static int read_word(struct lex *l, struct err *e)
{
	size_t len = 0;

	while (l->at < l->end && is_word_byte(*l->at)) {
		if (len == POLICY_WORD_MAX)
			return lex_fail(l, l->start, e,
					"a word of more than %d letters",
					POLICY_WORD_MAX);
		l->word[len++] = *l->at++;
	}
	l->word[len] = '\0';
	l->token = TOKEN_WORD;
	return 0;
}

struct sign {
	char text[3];
	int token;
};

/* The longer ones first. */
static const struct sign signs[] = {
	{"==", TOKEN_EQ},  {"!=", TOKEN_NE}, {"<=", TOKEN_LE}, {">=", TOKEN_GE},
	{"&&", TOKEN_AND}, {"||", TOKEN_OR}, {"<", TOKEN_LT},  {">", TOKEN_GT},
};

static int read_sign(struct lex *l, struct err *e)
{
	size_t left = (size_t)(l->end - l->at);

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t len = strlen(signs[i].text);

		if (len <= left && memcmp(l->at, signs[i].text, len) == 0) {
			l->token = signs[i].token;
			l->at += len;
			return 0;
		}
	}
	if (!strchr("@?:;,{}[]()=&|~", *l->at))
		return lex_fail(l, l->at, e, "unexpected byte 0x%02x",
				(unsigned char)*l->at);
	l->token = (unsigned char)*l->at++;
	return 0;
}

int lex_next(struct lex *l, struct err *e)
{
	if (skip_blanks(l, e) < 0)
		return -1;
	l->start = l->at;
	l->word[0] = '\0';
	if (l->at == l->end) {
		l->token = TOKEN_END;
		return 0;
	}
	if (*l->at == '\n') {
		l->token = TOKEN_LINE;
		l->at++;
		l->line++;
		return 0;
	}
	if (is_word_byte(*l->at))
		return read_word(l, e);
	return read_sign(l, e);
}

int lex_take(struct lex *l, int token, const char *what, struct err *e)
{
	if (l->token != token)
		return lex_fail(l, l->start, e, "expected %s", what);
	return lex_next(l, e);
}

bool lex_is_word(const struct lex *l, const char *word)
{
	return l->token == TOKEN_WORD && str_equal(l->word, word);
}

int lex_path(struct lex *l, char *path, size_t size, const char **at,
	     struct err *e)
{
	size_t len = 0;

	if (skip_blanks(l, e) < 0)
		return -1;
	*at = l->at;
	while (l->at < l->end && !strchr(" \t\n", *l->at)) {
		if (len + 1 == size)
			return lex_fail(l, *at, e,
					"a path of more than %zu bytes",
					size - 1);
		path[len++] = *l->at++;
	}
	path[len] = '\0';
	if (len == 0)
		return lex_fail(l, *at, e, "expected a path");
	return lex_next(l, e);
}
