// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads and escapes text from outside. It must never cut, wrap or guess a
 * number, and never print.
 */
#include "base/str.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void str_free(void *pointer)
{
	free(*(void **)pointer);
}

bool str_equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

bool str_starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_is_digits(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

int str_number(const char *text, uint64_t min, uint64_t max, const char *what,
	       uint64_t *out, struct err *e)
{
	unsigned long long value;

	const char *colon = *what ? ": " : "";

	if (!str_is_digits(text))
		return err_set(e, 0, "%s%s'%s' is not a number", what, colon,
			       text);
	errno = 0;
	value = strtoull(text, NULL, 10);
	if (errno != 0 || value < min || value > max)
		return err_set(e, 0, "%s%s%s is not from %llu to %llu", what,
			       colon, text, (unsigned long long)min,
			       (unsigned long long)max);
	*out = value;
	return 0;
}

void str_escape(const char *text, char *out, size_t size)
{
	const unsigned char *in = (const unsigned char *)text;
	size_t used = 0;

	for (; *in; in++) {
		bool plain = *in >= 0x20 && *in < 0x7f;
		size_t need = plain ? 1 : 4;

		if (used + need >= size)
			break;
		if (plain)
			out[used] = (char)*in;
		else
			(void)snprintf(out + used, size - used, "\\x%02x", *in);
		used += need;
	}
	out[used] = '\0';
}

char *str_next_word(char **rest, char separator)
{
	char *word = *rest;
	char *end;

	if (!word)
		return NULL;
	end = strchr(word, separator);
	if (end)
		*end++ = '\0';
	*rest = end;
	return word;
}

char *str_format(struct err *e, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		err_fill(e, ENOMEM, "memory");
		return NULL;
	}
	return text;
}

char *str_copy(const char *text, struct err *e)
{
	char *copy = strdup(text);

	if (!copy)
		err_fill(e, ENOMEM, "memory");
	return copy;
}
