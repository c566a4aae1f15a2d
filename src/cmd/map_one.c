// SPDX-License-Identifier: BSD-2-Clause
/*
 * Words to bytes, bytes to words, and answers, of one element.
 */
#include "cmd/map_one.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cmd/map_verbs.h"
#include "cmd/output.h"
#include "cmd/say.h"
#include "value/value.h"

unsigned char *one_take(struct call *c, const struct type *t, const char *what,
			size_t room, struct err *e)
{
	const char *word = call_take(c, what, e);
	unsigned char *bytes;

	if (!word)
		return NULL;
	bytes = mem_zeroed(room, e);
	if (!bytes)
		return NULL;
	if (value_parse(t, word, strlen(word), bytes, e) < 0) {
		err_put_before(e, "%s", what);
		free(bytes);
		return NULL;
	}
	return bytes;
}

unsigned char *one_take_key(struct call *c, const struct opened *o,
			    const char **word, struct err *e)
{
	*word = c->n > 0 ? c->word[0] : "";
	return one_take(c, o->key, "KEY", o->key->size, e);
}

int one_print(const struct call *c, const struct type *t,
	      const unsigned char *bytes, struct err *e)
{
	_cleanup_buf_ struct buf out = {0};

	value_print(t, bytes,
		    c->args->format == ROW_JSON ? VALUE_JSON : VALUE_CELL,
		    &out);
	buf_char(&out, '\n');
	return output_flush(&out, e);
}

int one_answer_no(const struct call *c, const struct opened *o, const char *key,
		  const char *why)
{
	struct err e;

	err_fill(&e, 0, "%s: %s: %s: %s", c->verb, o->label, key, why);
	say_error("bpfns-map", &e);
	return STATUS_NO;
}

int one_failed(const struct call *c, const struct opened *o, const char *key,
	       int number, struct err *e)
{
	if (number == ENOENT)
		return one_answer_no(c, o, key, "no such key");
	if (number == EEXIST)
		return one_answer_no(c, o, key, "is there already");
	(void)table_failed(&o->table, number, c->verb, e);
	return err_prefix(e, "%s", o->label);
}
