/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capabilities, securebits and no_new_privs: all of them go, but for those
 * asked to stay.
 */
#ifndef BPFNS_CONFINE_CAPS_H
#define BPFNS_CONFINE_CAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/note.h"
#include "base/words.h"

/* Bit N is capability N (linux/capability.h). */
struct caps {
	uint64_t permitted; /* what this process had at caps_read */
	uint64_t effective;
	uint64_t keep;
};

/* Reads what this process has. First of all, and before its identity changes.
 * 0, or -1 and *e. */
int caps_read(struct caps *caps, struct err *e);

/* Names as in capabilities(7), with or without "cap_", any case. 0, or -1 and
 * *e for one that is unknown or that this process doesn't have. */
int caps_parse(const struct words *names, struct caps *caps, struct err *e);

/* Refuses if this process doesn't have the capability `cap` in effect. */
int caps_need(const struct caps *caps, int cap, struct err *e);

/* Before the identity changes: makes capabilities outlive the change, so
 * that caps_drop alone decides which ones stay. */
int caps_hold(const struct caps *caps, struct err *e);

/*
 * Leaves just caps->keep in the effective, permitted, inheritable and ambient
 * set and in the bounding set; locks the securebits (no root, no setuid fixup,
 * no ambient raise); sets no_new_privs. Without CAP_SETPCAP the bounding set
 * and the securebits can't be changed; no_new_privs then does their work, and
 * a note says so. 0, or -1 and *e.
 */
int caps_drop(const struct caps *caps, const struct notes *notes,
	      struct err *e);

/* Empties the effective, permitted and inheritable set of this process, and
 * with them the ambient one. 0, or -1 and *e. */
int caps_give_up(struct err *e);

/* What a process has, as the kernel tells. */
struct caps_state {
	uint64_t effective;
	uint64_t permitted;
	uint64_t inheritable;
	uint64_t ambient;
	uint64_t bounding;
	unsigned int securebits; /* SECBIT_* (linux/securebits.h) */
	bool no_new_privs;
};

/* Reads all of it. 0, or -1 and *e. */
int caps_look(struct caps_state *state, struct err *e);

/* The name of a capability, without "cap_". Its number where it has none. */
#define CAPS_NAME_MAX 40
const char *caps_name(int cap, char buffer[CAPS_NAME_MAX]);

/* Reads it all back and refuses any difference. 0, or -1 and *e. */
int caps_check(const struct caps *caps, struct err *e);

#endif
