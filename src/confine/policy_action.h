/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a rule does. For the parser's own files.
 */
#ifndef BPFNS_CONFINE_POLICY_ACTION_H
#define BPFNS_CONFINE_POLICY_ACTION_H

#include "confine/policy_lex.h"

/* Reads an action as what the kernel wants a filter to return: SECCOMP_RET_*
 * with its data. */
int action_read(struct lex *l, uint32_t *action, struct err *e);

#endif
