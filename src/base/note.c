// SPDX-License-Identifier: BSD-2-Clause
/*
 * Formats notes for whoever listens. It must never print by itself.
 */
#include "base/note.h"

#include <stdarg.h>
#include <stdio.h>

void note(const struct notes *notes, enum note_level level, const char *fmt,
	  ...)
{
	char text[1024];
	va_list ap;

	if (!notes || !notes->take)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap); /* cut is fine */
	va_end(ap);
	notes->take(notes->context, level, text);
}
