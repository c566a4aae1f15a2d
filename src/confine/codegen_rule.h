/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The conditions of one rule as instructions. For codegen's own files.
 */
#ifndef BPFNS_CONFINE_CODEGEN_RULE_H
#define BPFNS_CONFINE_CODEGEN_RULE_H

#include "confine/emit.h"
#include "confine/policy.h"

/* Writes what decides a rule that has clauses. Returns where it begins. */
struct target codegen_rule(struct emit *em, const struct policy *p,
			   const struct policy_rule *rule);

#endif
