// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads actions. It must know no action that the kernel doesn't.
 */
#include "confine/policy_action.h"

#include <linux/seccomp.h>
#include <stdio.h>

#include "confine/policy_const.h"
#include "confine/policy_expr.h"

#define ERRNO_MAX 4095 /* what the kernel lets through: MAX_ERRNO */

struct action_word {
	const char *word;
	uint32_t action;
};

static const struct action_word action_words[] = {
	{"allow", SECCOMP_RET_ALLOW},
	{"1", SECCOMP_RET_ALLOW},
	{"log", SECCOMP_RET_LOG},
	{"trap", SECCOMP_RET_TRAP},
	{"kill-process", SECCOMP_RET_KILL_PROCESS},
	{"kill-thread", SECCOMP_RET_KILL_THREAD},
};

static int read_errno(struct lex *l, uint32_t *out, struct err *e)
{
	uint64_t value = 0;

	if (l->token != TOKEN_WORD)
		return lex_fail(l, l->start, e, "expected an errno");
	if (l->word[0] >= '0' && l->word[0] <= '9') {
		if (expr_number(l, &value, e) < 0)
			return -1;
	} else if (!policy_const_errno(l->word, &value)) {
		return lex_fail(l, l->start, e, "unknown errno '%s'", l->word);
	}
	if (value < 1 || value > ERRNO_MAX)
		return lex_fail(l, l->start, e, "errno %s is not from 1 to %d",
				l->word, ERRNO_MAX);
	*out = (uint32_t)value;
	return lex_next(l, e);
}

int action_read(struct lex *l, uint32_t *action, struct err *e)
{
	uint32_t number = 0;

	if (lex_is_word(l, "return")) {
		if (lex_next(l, e) < 0 || read_errno(l, &number, e) < 0)
			return -1;
		*action = SECCOMP_RET_ERRNO | number;
		return 0;
	}
	for (size_t i = 0; i < sizeof(action_words) / sizeof(action_words[0]);
	     i++) {
		if (!lex_is_word(l, action_words[i].word))
			continue;
		*action = action_words[i].action;
		return lex_next(l, e);
	}
	return lex_fail(l, l->start, e,
			"expected allow, return ERRNO, log, trap, "
			"kill-process, kill-thread or a condition");
}

static const char *errno_text(uint32_t number, char buffer[ACTION_MAX])
{
	const char *name = policy_const_errno_name(number);

	if (name)
		(void)snprintf(buffer, ACTION_MAX, "return %s", name);
	else
		(void)snprintf(buffer, ACTION_MAX, "return %u", number);
	return buffer;
}

/* These only filters from elsewhere have. */
static const char *other_text(uint32_t action, char buffer[ACTION_MAX])
{
	switch (action & SECCOMP_RET_ACTION_FULL) {
	case SECCOMP_RET_USER_NOTIF:
		return "user-notify";
	case SECCOMP_RET_TRACE:
		return "trace";
	default:
		(void)snprintf(buffer, ACTION_MAX, "action 0x%08x", action);
		return buffer;
	}
}

const char *action_text(uint32_t action, char buffer[ACTION_MAX])
{
	uint32_t kind = action & SECCOMP_RET_ACTION_FULL;

	if (kind == SECCOMP_RET_ERRNO)
		return errno_text(action & SECCOMP_RET_DATA, buffer);
	for (size_t i = 0; i < sizeof(action_words) / sizeof(action_words[0]);
	     i++)
		if (action_words[i].action == kind)
			return action_words[i].word;
	return other_text(action, buffer);
}
