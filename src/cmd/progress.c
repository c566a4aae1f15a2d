// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shows progress. It must never say a word to what is no terminal.
 */
#include "cmd/progress.h"

#include <unistd.h>

#include "base/clock.h"
#include "cmd/say.h"

/* Milliseconds: silence at first, then a new line now and then. */
#define FIRST 1000
#define EVERY 200

void progress_start(struct progress *p, const char *program, const char *label,
		    bool quiet)
{
	*p = (struct progress){.program = program, .label = label};
	p->on = !quiet && isatty(STDERR_FILENO);
	if (!p->on)
		return;
	p->start = clock_ms();
	p->next = p->start + FIRST;
}

void progress_step(struct progress *p, uint64_t n)
{
	long long now;

	p->done += n;
	if (!p->on)
		return;
	now = clock_ms();
	if (now < p->next)
		return;
	p->next = now + EVERY;
	p->shown = true;
	say_progress(p->program, "%s: %llu entries, %llu a second", p->label,
		     (unsigned long long)p->done,
		     (unsigned long long)p->done * 1000ULL /
			     (unsigned long long)(now - p->start));
}

void progress_end(struct progress *p)
{
	if (p->shown)
		say_progress_end();
	p->shown = false;
}
