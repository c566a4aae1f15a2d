/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The forms in which --explain tells it, on standard output.
 */
#ifndef BPFNS_CMD_EXPLAIN_PRINT_H
#define BPFNS_CMD_EXPLAIN_PRINT_H

#include "cmd/explain.h"

/* Both: 0 once all of it is written, or -1 and *e. */
int explain_text(const struct explanation *x, const struct explained *found,
		 struct err *e);
int explain_json(const struct explanation *x, const struct explained *found,
		 struct err *e);

#endif
