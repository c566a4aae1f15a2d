/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Launches of bpfns-exec that stay to watch the command: --learn, --report.
 */
#ifndef BPFNS_CMD_EXEC_WATCH_H
#define BPFNS_CMD_EXEC_WATCH_H

#include "base/err.h"
#include "base/note.h"
#include "cmd/exec_options.h"
#include "confine/launch.h"
#include "map/env.h"

/* Opens FILE of --learn, -1 and *e, or its descriptor (close-on-exec). */
int watch_open(const char *path, struct err *e);

/*
 * In place of launch(): runs l, whose env is `env`, and watches. `learn_fd` is
 * of --learn's file, and is closed. Ends as the command ends; returns only on
 * failure, in the command's process and in ours, with an exit status and *e.
 */
int watch_launch(const struct exec_options *o, const struct launch *l,
		 struct env *env, int learn_fd, const struct notes *notes,
		 struct err *e);

#endif
