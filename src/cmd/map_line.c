// SPDX-License-Identifier: BSD-2-Clause
/*
 * push, pop, peek: maps without keys.
 */
#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "bpf/elem.h"
#include "cmd/map_one.h"
#include "cmd/map_verbs.h"
#include "cmd/say.h"
#include "cmd/taking.h"

int verb_push(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *value = NULL;

	if (call_open_for(c, &o, KIND_PUSH, e) < 0)
		return -1;
	value = one_take(c, o.value, "VALUE", o.table.room, e);
	if (!value || call_end(c, e) < 0)
		return -1;
	if (bpf_elem_update(o.table.fd, NULL, value, BPF_ANY) < 0) {
		(void)table_failed(&o.table, errno, c->verb, e);
		return err_prefix(e, "%s", o.label);
	}
	return STATUS_DONE;
}

/* An empty map is a negative answer. */
static int say_failed(const struct call *c, const struct opened *o, int number,
		      struct err *e)
{
	if (number != ENOENT) {
		(void)table_failed(&o->table, number, c->verb, e);
		return err_prefix(e, "%s", o->label);
	}
	err_fill(e, 0, "%s: is empty", o->label);
	say_error("bpfns-map", e);
	return STATUS_NO;
}

static int take_one(struct call *c, unsigned int can,
		    int (*get)(int fd, const void *key, void *value),
		    struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *value = NULL;

	if (call_open_for(c, &o, can, e) < 0)
		return -1;
	if (call_end(c, e) < 0)
		return -1;
	value = mem_zeroed(o.table.room, e);
	if (!value)
		return -1;
	if (get(o.table.fd, NULL, value) < 0)
		return say_failed(c, &o, errno, e);
	return one_print(c, o.value, value, e);
}

int verb_pop(struct call *c, struct err *e)
{
	struct taking taking;
	int r;

	if (taking_begin(&taking, e) < 0)
		return -1;
	r = take_one(c, KIND_POP, bpf_elem_take, e);
	if (r >= 0)
		taking_end(&taking);
	return r;
}

int verb_peek(struct call *c, struct err *e)
{
	return take_one(c, KIND_PEEK, bpf_elem_lookup, e);
}
