// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fills struct err. It must never allocate, print or exit.
 */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* linux/errno.h calls it ENOTSUPP and keeps it out of user space; bpf(2)
 * lets it out all the same (kernel/bpf/syscall.c, bpf_map_do_batch). */
#define KERNEL_ENOTSUPP 524

const char *err_text(int number)
{
	if (number == KERNEL_ENOTSUPP)
		return "Not supported by this kind of map";
	return strerror(number);
}

void err_fill(struct err *e, int number, const char *fmt, ...)
{
	va_list ap;
	size_t used;

	e->number = number;
	e->excerpt[0] = '\0';
	e->column = 0;
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap); /* cut is fine */
	va_end(ap);
	used = strlen(e->text);
	if (number != 0)
		(void)snprintf(e->text + used, sizeof(e->text) - used, ": %s",
			       err_text(number));
}

void err_put_before(struct err *e, const char *fmt, ...)
{
	char was[ERR_TEXT_MAX];
	va_list ap;
	size_t used;

	memcpy(was, e->text, sizeof(was));
	va_start(ap, fmt);
	(void)vsnprintf(e->text, sizeof(e->text), fmt, ap); /* cut is fine */
	va_end(ap);
	used = strlen(e->text);
	(void)snprintf(e->text + used, sizeof(e->text) - used, ": %s", was);
}
