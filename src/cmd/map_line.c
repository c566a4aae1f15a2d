// SPDX-License-Identifier: BSD-2-Clause
/*
 * push, pop, peek: maps without keys.
 */
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "bpf/elem.h"
#include "cmd/map_verbs.h"
#include "cmd/output.h"
#include "cmd/say.h"
#include "value/value.h"

int verb_push(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *value = NULL;
	const char *word;

	if (call_open(c, &o, e) < 0)
		return -1;
	if (table_need(&o.table, KIND_PUSH, c->verb, e) < 0)
		return err_prefix(e, "%s", o.label);
	word = call_take(c, "VALUE", e);
	if (!word || call_end(c, e) < 0)
		return -1;
	value = mem_zeroed(o.table.room, e);
	if (!value)
		return -1;
	if (value_parse(o.value, word, strlen(word), value, e) < 0)
		return err_prefix(e, "VALUE");
	if (bpf_elem_update(o.table.fd, NULL, value, BPF_ANY) < 0) {
		(void)table_failed(&o.table, errno, c->verb, e);
		return err_prefix(e, "%s", o.label);
	}
	return STATUS_DONE;
}

static int take_one(struct call *c, unsigned int can,
		    int (*get)(int fd, const void *key, void *value),
		    struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *value = NULL;
	_cleanup_buf_ struct buf out = {0};

	if (call_open(c, &o, e) < 0)
		return -1;
	if (table_need(&o.table, can, c->verb, e) < 0)
		return err_prefix(e, "%s", o.label);
	if (call_end(c, e) < 0)
		return -1;
	value = mem_zeroed(o.table.room, e);
	if (!value)
		return -1;
	if (get(o.table.fd, NULL, value) < 0) {
		(void)table_failed(&o.table, errno, c->verb, e);
		if (errno == ENOENT)
			err_fill(e, 0, "%s: is empty", o.label);
		else
			return err_prefix(e, "%s", o.label);
		say_error("bpfns-map", e);
		return STATUS_NO;
	}
	value_print(o.value, value,
		    c->args->format == ROW_JSON ? VALUE_JSON : VALUE_CELL,
		    &out);
	buf_char(&out, '\n');
	return output_flush(&out, e);
}

int verb_pop(struct call *c, struct err *e)
{
	return take_one(c, KIND_POP, bpf_elem_take, e);
}

int verb_peek(struct call *c, struct err *e)
{
	return take_one(c, KIND_PEEK, bpf_elem_lookup, e);
}
