// SPDX-License-Identifier: BSD-2-Clause
/*
 * What tcsend says and how: the plan its words make, and the sending of it.
 */
#pragma once

#include <stdint.h>

#define MAX_FDS	    4096
#define UNSAID	    UINT32_MAX
#define MAX_PAYLOAD (1 << 18)

/* UNSAID where the truth is to be told; see tcsend.c for each one. */
struct plan {
	int fds[MAX_FDS];
	uint32_t count;
	uint32_t layout, version, total, header2, entries, payload, per, stop;
	uint32_t id, claim[5];
	uint32_t uid, wait, linger;
	uint64_t dev, ino;
	const char *object, *cmsg, *tail;
};

/* At least one message, though it may carry nothing. 0, or -1 and errno. */
int send_all(const struct plan *p, int sock);
