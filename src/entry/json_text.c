// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes down what a JSON parser tells.
 */
#include "entry/json_text.h"

#include "value/type.h"

static void put_comma(struct json_text *t)
{
	if (t->depth > 0 && !t->first)
		buf_char(&t->out, ',');
	t->first = false;
}

static void put_quoted(struct json_text *t, const unsigned char *text,
		       size_t len)
{
	buf_char(&t->out, '"');
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '"')
			buf_char(&t->out, '\\');
		buf_char(&t->out, (char)text[i]);
	}
	buf_char(&t->out, '"');
}

void json_text_word(struct json_text *t, const char *word, size_t len)
{
	put_comma(t);
	buf_put(&t->out, word, len);
}

void json_text_string(struct json_text *t, const unsigned char *text,
		      size_t len)
{
	put_comma(t);
	put_quoted(t, text, len);
}

void json_text_name(struct json_text *t, const unsigned char *name, size_t len)
{
	put_comma(t);
	put_quoted(t, name, len);
	buf_char(&t->out, ':');
	t->first = true;
}

bool json_text_open(struct json_text *t, char bracket)
{
	put_comma(t);
	if (++t->depth > TYPE_DEPTH_MAX + 1)
		return false;
	buf_char(&t->out, bracket);
	t->first = true;
	return true;
}

unsigned int json_text_close(struct json_text *t, char bracket)
{
	buf_char(&t->out, bracket);
	t->first = false;
	return --t->depth;
}
