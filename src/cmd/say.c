// SPDX-License-Identifier: BSD-2-Clause
/*
 * Prints errors and notes. Whatever it is given may be hostile: it leaves
 * here as printable ASCII, one line each, in one write.
 */
#include "cmd/say.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/str.h"

#define ESCAPED_MAX (4 * ERR_TEXT_MAX)

static void say_line(const char *program, const char *kind, const char *text)
{
	char escaped[ESCAPED_MAX];

	str_escape(text, escaped, sizeof(escaped));
	(void)fprintf(stderr, "%s: %s%s\n", program, kind, escaped);
}

/* A tab or an escape would move the mark away from its column. */
static void say_excerpt(const struct err *e)
{
	char line[ERR_EXCERPT_MAX];
	size_t i;

	for (i = 0; e->excerpt[i]; i++) {
		unsigned char c = (unsigned char)e->excerpt[i];

		if (c == '\t')
			line[i] = ' ';
		else if (c < 0x20 || c > 0x7e)
			line[i] = '?';
		else
			line[i] = e->excerpt[i];
	}
	line[i] = '\0';
	(void)fprintf(stderr, "  %s\n", line);
	if (e->column > 0)
		(void)fprintf(stderr, "  %*s\n", (int)e->column, "^");
}

void say_error(const char *program, const struct err *e)
{
	/* The status is to arrive even where the message can't. */
	(void)signal(SIGPIPE, SIG_IGN);
	say_line(program, "", e->text);
	if (e->excerpt[0])
		say_excerpt(e);
}

#define CLEAR_LINE "\r\033[K"

/* Asked each time, as it may change. The last column stays free: a terminal
 * may go on to the next line behind it. */
static int line_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return 79;
	return size.ws_col - 1;
}

/* Longer than a line of the terminal it couldn't be taken away again. */
void say_progress(const char *program, const char *fmt, ...)
{
	char text[256];
	char escaped[4 * sizeof(text)];
	char line[sizeof(escaped) + 64];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* cut is fine */
	va_end(ap);
	str_escape(text, escaped, sizeof(escaped));
	(void)snprintf(line, sizeof(line), "%s: %s", program, escaped);
	(void)fprintf(stderr, CLEAR_LINE "%.*s", line_width(), line);
}

void say_progress_end(void)
{
	(void)fputs(CLEAR_LINE, stderr);
}

void say_note(void *context, enum note_level level, const char *text)
{
	const struct say *say = context;

	if (level == NOTE_DETAIL && !say->verbose)
		return;
	say_line(say->program, level == NOTE_WARNING ? "warning: " : "", text);
}
