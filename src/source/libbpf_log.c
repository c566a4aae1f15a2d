// SPDX-License-Identifier: BSD-2-Clause
/*
 * Listens to libbpf. Its callback gets no context, so that this file has to
 * remember who listens: the one state outside of a struct.
 */
#include "source/libbpf_log.h"

#include <bpf/libbpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* Of the verifier's log the end tells why. */
#define LOG_LINES_MAX 40

#define LOG_BEGIN "-- BEGIN PROG LOAD LOG --\n"
#define LOG_END	  "-- END PROG LOAD LOG --"

static struct {
	const struct notes *notes;
	char reason[ERR_TEXT_MAX];
} listener;

/* The program's name stands before the mark: "prog 'x': -- BEGIN ...". */
static void take_verifier_log(char *text)
{
	char *begin = strstr(text, LOG_BEGIN) + strlen(LOG_BEGIN);
	char *end = strstr(begin, LOG_END);
	size_t n_lines = 0;
	char *line;

	if (end)
		*end = '\0';
	for (const char *c = begin; *c; c++)
		n_lines += *c == '\n';
	while ((line = str_next_word(&begin, '\n'))) {
		if (*line && n_lines < LOG_LINES_MAX)
			note(listener.notes, NOTE_NOTICE, "verifier: %s", line);
		else if (*line)
			note(listener.notes, NOTE_DETAIL, "verifier: %s", line);
		n_lines -= n_lines > 0;
	}
}

/* What libbpf says before it tries another way is no reason. */
static bool is_reason(const char *text)
{
	return !strstr(text, "Retrying") && !strstr(text, "is optional");
}

static void take_warning(char *text)
{
	const char *rest = text;

	text[strcspn(text, "\n")] = '\0';
	if (str_starts(rest, "libbpf: "))
		rest += strlen("libbpf: ");
	note(listener.notes, NOTE_DETAIL, "libbpf: %s", rest);
	if (listener.reason[0] == '\0' && is_reason(rest))
		(void)snprintf(listener.reason, sizeof(listener.reason), "%s",
			       rest);
}

__attribute__((format(printf, 2, 0))) static int
take(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	_cleanup_free_ char *text = NULL;

	if (level == LIBBPF_DEBUG)
		return 0;
	if (vasprintf(&text, fmt, ap) < 0) {
		text = NULL;
		return 0;
	}
	if (strstr(text, LOG_BEGIN))
		take_verifier_log(text);
	else
		take_warning(text);
	return 0;
}

void libbpf_log_to(const struct notes *notes)
{
	listener.notes = notes;
	listener.reason[0] = '\0';
	(void)libbpf_set_print(
		take); /* the one before is the one that prints */
}

int libbpf_log_fail(int number, const char *what, struct err *e)
{
	if (listener.reason[0] == '\0')
		return err_set(e, number, "%s", what);
	err_fill(e, 0, "%s: %s", what, listener.reason);
	e->number = number;
	return -1;
}
