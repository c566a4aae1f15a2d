/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a floor below cmd has to say while it works: warnings, and what -v
 * shows. It goes to a function that cmd hands down, since only cmd prints.
 */
#ifndef BPFNS_BASE_NOTE_H
#define BPFNS_BASE_NOTE_H

enum note_level {
	NOTE_WARNING, /* always shown */
	NOTE_NOTICE,  /* always shown: why the program seems to stand still */
	NOTE_DETAIL,  /* shown with -v */
};

struct notes {
	void (*take)(void *context, enum note_level level, const char *text);
	void *context;
};

/* Formats a note and hands it on; `notes` may be NULL: then it is dropped. */
__attribute__((format(printf, 3, 4))) void
note(const struct notes *notes, enum note_level level, const char *fmt, ...);

#endif
