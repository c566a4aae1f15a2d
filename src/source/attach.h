/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attaching an object's programs to network interfaces:
 * IFACE:HOOK[,section=NAME][,program=NAME].
 */
#ifndef BPFNS_SOURCE_ATTACH_H
#define BPFNS_SOURCE_ATTACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/note.h"
#include "source/object.h"

struct attach_hook;
struct bpf_program;

struct attach {
	const char *ifname; /* not owned, like those below */
	const struct attach_hook *hook;
	const char *section; /* NULL: whichever fits */
	const char *program;
	/* From here on: known once the step that finds it out has returned. */
	struct bpf_program *chosen;
	int ifindex;
	bool made_qdisc;
	bool attached;
	uint32_t handle; /* of a tc filter */
	uint32_t priority;
};

struct attaches {
	struct attach *v;
	size_t n;
};

/* Parses one option's argument, writing NULs into it, and appends it. The text
 * must outlive the list. 0, or -1 and *e. */
int attaches_add(struct attaches *list, char *text, struct err *e);

/* Chooses the program of each, and has object_load load those, and what they
 * call. Without any, nothing is loaded but what prog_arrays are filled with.
 * 0, or -1 and *e. */
int attaches_select(struct attaches *list, struct object *o, struct err *e);

/* Finds the interfaces in the netns that this process is in; `netns` is what
 * messages call it, NULL: nothing. 0, or -1 and *e. */
int attaches_find(struct attaches *list, const char *netns, struct err *e);

/* Attaches the loaded programs, in the order given. 0, or -1 and *e: then
 * attaches_undo is due. */
int attaches_do(struct attaches *list, const struct notes *notes,
		struct err *e);

/* Detaches what attaches_do has attached, the last first, and removes the
 * qdiscs that it made. 0, or -1 and *e with what could not be undone. */
int attaches_undo(struct attaches *list, struct err *e);

void attaches_clear(struct attaches *list);

#endif
