/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Step "environment": what the workload finds in environ (include/bpfns.h is
 * the contract).
 */
#ifndef BPFNS_MAP_ENV_H
#define BPFNS_MAP_ENV_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"
#include "base/words.h"
#include "map/map.h"

struct env_request {
	bool clear;	    /* start from nothing */
	struct words unset; /* names */
	struct words set;   /* "NAME=VALUE", later ones win */
	bool listen_fds;    /* LISTEN_FDS, LISTEN_PID, LISTEN_FDNAMES too */
};

/* A list for execve, with its terminating NULL. Its first strings belong to
 * our environment and to the request, which must outlive it. */
struct env {
	char **v;
	size_t n;
	size_t n_borrowed;
};

#define _cleanup_env_ __attribute__((__cleanup__(env_clear)))

/*
 * Builds the environment of the workload from ours: without any BPF_NUM_MAPS,
 * BPF_MAPS, BPF_MAP<digit>..., BPF_MAP_..., LISTEN_... that came in, then as
 * the request says, then with the placed maps. 0, or -1 and *e.
 */
int env_build(const struct map_set *set, const struct env_request *request,
	      const struct notes *notes, struct env *out, struct err *e);

/* Makes LISTEN_PID, where it is set, this process's id: for who has forked
 * since. 0, or -1 and *e. */
int env_claim(struct env *env, struct err *e);

void env_clear(struct env *env);

/* True if this name is ours to set ("BPF_MAP0", "LISTEN_FDS"). `len` bytes of
 * name count. */
bool env_reserved(const char *name, size_t len);

#endif
