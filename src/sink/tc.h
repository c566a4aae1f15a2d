/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hands maps to a waiting importer in tc's protocol.
 */
#ifndef BPFNS_SINK_TC_H
#define BPFNS_SINK_TC_H

#include <stdint.h>

#include "base/err.h"
#include "base/note.h"
#include "map/map.h"

struct send_request {
	const char *path;
	int wait; /* milliseconds until the importer must be there; 0: now */
};

/* Refuses a path that can't be a socket's. */
int send_check(const struct send_request *request, struct err *e);

/* The object file that the maps come from, all 0 if there is none. */
struct send_object {
	const char *path;
	uint64_t device;
	uint64_t inode;
};

/* Waits for the importer, as long as the request says. A connected descriptor
 * (the caller's), or -1 and *e. */
int send_open(const struct send_request *request, struct err *e);

/* Sends the verified and numbered set to the importer behind fd. The maps stay
 * the set's. 0 once the last message was taken, or -1 and *e. */
int send_maps(int fd, const struct send_request *request,
	      const struct send_object *object, const struct map_set *set,
	      const struct notes *notes, struct err *e);

#endif
