/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps that an exporter sends to a socket of ours, in tc's protocol.
 */
#ifndef BPFNS_SOURCE_IMPORT_H
#define BPFNS_SOURCE_IMPORT_H

#include <sys/types.h>

#include "base/err.h"
#include "base/note.h"
#include "map/map.h"

#define IMPORT_FOR_EVER (-1)

struct import_request {
	const char *path;
	mode_t mode;	   /* of the socket, 0600 if nothing else was asked */
	const uid_t *from; /* whose maps are taken */
	size_t n_from;
	int timeout; /* milliseconds, or IMPORT_FOR_EVER */
};

/*
 * Refuses, before anything is waited for, a path that is too long or in use
 * and a directory that others may change. 0, or -1 and *e.
 */
int import_check(const struct import_request *request, struct err *e);

/*
 * Binds the socket, waits for one exporter and adds its maps to the set. The
 * socket's name is gone when this returns, after signals that would end us
 * (SIGTERM) too, which are an error here. 0, or -1, *e, and nothing received is
 * left open.
 */
int import_collect(const struct import_request *request, struct map_set *set,
		   const struct notes *notes, struct err *e);

#endif
