/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libbpf has to say, which it would print.
 */
#ifndef BPFNS_SOURCE_LIBBPF_LOG_H
#define BPFNS_SOURCE_LIBBPF_LOG_H

#include "base/err.h"
#include "base/note.h"

/*
 * From here on libbpf's warnings go to `notes` (details), and so does the
 * verifier's log (notices: its last lines). Forgets the reason that was kept.
 */
void libbpf_log_to(const struct notes *notes);

/* Fills *e with the first warning since then, which is the most specific one,
 * or, if there was none, with `number`'s text. It is -1. */
int libbpf_log_fail(int number, const char *what, struct err *e);

#endif
