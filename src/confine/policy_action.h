/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a rule does, as words and as the kernel wants it.
 */
#ifndef BPFNS_CONFINE_POLICY_ACTION_H
#define BPFNS_CONFINE_POLICY_ACTION_H

#include "confine/policy_lex.h"

/* Reads an action as what the kernel wants a filter to return: SECCOMP_RET_*
 * with its data. */
int action_read(struct lex *l, uint32_t *action, struct err *e);

/* How a policy writes it, or what it is called where a policy can't. It may
 * be in the buffer. */
#define ACTION_MAX 32
const char *action_text(uint32_t action, char buffer[ACTION_MAX]);

#endif
