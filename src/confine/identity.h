/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who the workload is: uid, gid and supplementary groups.
 */
#ifndef BPFNS_CONFINE_IDENTITY_H
#define BPFNS_CONFINE_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/words.h"
#include "confine/caps.h"

#define IDENTITY_GROUPS_MAX 64

struct identity {
	bool set_user;
	uid_t uid;
	gid_t gid;
	bool set_groups; /* always with set_user: then maybe to none */
	gid_t groups[IDENTITY_GROUPS_MAX]; /* ascending, no two alike */
	size_t n_groups;
};

/*
 * Reads "U" or "U:G", each a name or a number; without G it is U's own group,
 * so a number that /etc/passwd doesn't have needs one. Names are looked up in
 * /etc/passwd and /etc/group alone, so that nothing is loaded at run time.
 * 0, or -1 and *e.
 */
int identity_parse_user(const char *text, struct identity *id, struct err *e);

/* Names or numbers of supplementary groups, in place of those held. */
int identity_parse_groups(const struct words *groups, struct identity *id,
			  struct err *e);

/* A user's name or number, alone. 0, or -1 and *e. */
int identity_parse_uid(const char *text, uid_t *uid, struct err *e);

/* Refuse what identity_take couldn't do: for want of CAP_SETUID or CAP_SETGID,
 * or of a number outside of our user namespace. 0, or -1 and *e. */
int identity_need_user(const struct identity *id, const struct caps *caps,
		       struct err *e);
int identity_need_groups(const struct identity *id, const struct caps *caps,
			 struct err *e);

/* Takes the identity on: groups, gid, uid, in that order, since each step
 * loses the right to the one before. What is so already is left alone, as a
 * user without privileges must leave it. 0, or -1 and *e. */
int identity_take(const struct identity *id, struct err *e);

/* Reads the process's identity back and refuses any difference. */
int identity_check(const struct identity *id, struct err *e);

#endif
