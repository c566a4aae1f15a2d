// SPDX-License-Identifier: BSD-2-Clause
/*
 * Decides as the policy's filter would, in the simulator, and tells. It must
 * never let a call through: what comes here was refused.
 */
#include "confine/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"
#include "confine/policy_action.h"
#include "confine/policy_print.h"
#include "confine/regions.h"
#include "confine/simulate.h"

#define COMM_MAX 32

static int mark_words(void *context, const struct region *r, struct err *e)
{
	unsigned int *looked_at = context;

	(void)e; /* can't fail */
	for (unsigned int w = 0; w < REGION_WORDS; w++)
		if (!cubes_are_all(&r->words[w]))
			*looked_at |= 1u << w / 2;
	return 0;
}

/* The arguments on which the answer depends, as bits; none where that can't
 * be followed. */
static unsigned int arguments_of(const struct filter *f,
				 const struct seccomp_data *call)
{
	unsigned int looked_at = 0;
	struct region_taker taker = {mark_words, &looked_at};
	struct err ignored;

	if (regions_each(f, call->arch, (uint32_t)call->nr, &taker, &ignored) <
	    0)
		return 0;
	return looked_at;
}

/* Adds the call, as far as it counts, unless it is there. */
static bool is_new(struct report *r, const struct seccomp_data *call,
		   unsigned int given)
{
	struct seccomp_data kind = {.nr = call->nr, .arch = call->arch};

	for (unsigned int i = 0; i < POLICY_ARGS; i++)
		if (given >> i & 1)
			kind.args[i] = call->args[i];
	for (size_t i = 0; i < r->n_kinds; i++)
		if (memcmp(&r->kinds[i], &kind, sizeof(kind)) == 0)
			return false;
	if (r->n_kinds == REPORT_KINDS_MAX)
		return false;
	r->kinds[r->n_kinds++] = kind;
	return true;
}

static void read_comm(pid_t pid, char name[COMM_MAX])
{
	char path[64];
	_cleanup_fd_ int fd = -1;
	ssize_t n = -1;

	(void)snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		n = read(fd, name, COMM_MAX - 1);
	name[n > 0 ? n : 0] = '\0';
	name[strcspn(name, "\n")] = '\0';
}

static void tell(const struct report *r, const struct notify_call *call,
		 unsigned int given, uint32_t action)
{
	char text[PRINT_MAX];
	char word[ACTION_MAX];
	char name[COMM_MAX];

	read_comm(call->pid, name);
	note(r->notes, NOTE_NOTICE, "%s[%d]: %s: %s", name, call->pid,
	     print_call(&call->data, given, text), action_text(action, word));
}

int report_decide(void *context, const struct notify_call *call,
		  struct verdict *out, struct err *e)
{
	struct report *r = context;
	uint32_t action = filter_decide(r->filter, &call->data);
	unsigned int given = arguments_of(r->filter, &call->data);

	r->refused++;
	if (is_new(r, &call->data, given))
		tell(r, call, given, action);
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_ERRNO:
		*out = (struct verdict){VERDICT_ERRNO,
					(int)(action & SECCOMP_RET_DATA)};
		return 0;
	case SECCOMP_RET_KILL_PROCESS:
	case SECCOMP_RET_KILL_THREAD:
		*out = (struct verdict){VERDICT_KILL, 0};
		return 0;
	default:
		return err_set(e, 0, "a call that the policy does not refuse");
	}
}

void report_end(const struct report *r)
{
	note(r->notes, NOTE_NOTICE, "%llu calls were refused, of %zu%s kinds",
	     r->refused, r->n_kinds,
	     r->n_kinds == REPORT_KINDS_MAX ? " or more" : "");
}
