// SPDX-License-Identifier: BSD-2-Clause
/*
 * load, of bpfns-map.
 */
#include "cmd/map_fill.h"
#include "cmd/map_verbs.h"

int verb_load(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	const char *path;

	if (call_open(c, &o, e) < 0)
		return -1;
	path = c->n > 0 ? call_take(c, "FILE", e) : NULL;
	if (call_end(c, e) < 0)
		return -1;
	return map_fill(&o, c->args, path, "bpfns-map", e);
}
