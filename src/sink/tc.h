/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hands maps to a waiting importer in tc's protocol.
 */
#ifndef BPFNS_SINK_TC_H
#define BPFNS_SINK_TC_H

#include "base/err.h"
#include "base/note.h"
#include "map/map.h"

struct send_request {
	const char *path;
	int wait; /* milliseconds until the importer must be there; 0: now */
};

/* Refuses a path that can't be a socket's. */
int send_check(const struct send_request *request, struct err *e);

/* Sends the verified and numbered set to whoever listens at the path. The
 * maps stay the set's. 0 once the last message was taken, or -1 and *e. */
int send_maps(const struct send_request *request, const struct map_set *set,
	      const struct notes *notes, struct err *e);

#endif
