/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The mounts that go with a netns: /etc/netns/NAME over /etc, and /sys.
 */
#ifndef BPFNS_CONFINE_MOUNTS_H
#define BPFNS_CONFINE_MOUNTS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"

/*
 * If there is anything to mount, makes a mount namespace of our own, of which
 * nothing propagates back, and mounts it: each file or directory of
 * /etc/netns/NAME over the one of that name in /etc (anything else there is
 * an error), and with `sysfs` a new /sys that keeps the mounts below it. name
 * may be NULL. 0, or -1 and *e.
 */
int mounts_make(const char *name, bool sysfs, const struct notes *notes,
		struct err *e);

#endif
