// SPDX-License-Identifier: BSD-2-Clause
/*
 * update and delete. A word that is wrong must never leave anything changed.
 */
#include <errno.h>
#include <string.h>

#include "base/fd.h"
#include "base/mem.h"
#include "base/str.h"
#include "bpf/elem.h"
#include "cmd/map_one.h"
#include "cmd/map_verbs.h"
#include "entry/loader.h"

/* "any", "noexist" or "exist" at the end; BPF_ANY without. */
static int take_flags(struct call *c, uint64_t *flags, struct err *e)
{
	static const char *const words[] = {"any", "noexist", "exist"};

	*flags = BPF_ANY;
	if (c->n == 0)
		return 0;
	for (uint64_t i = 0; i < 3; i++)
		if (str_equal(c->word[0], words[i])) {
			*flags = i;
			c->word++;
			c->n--;
			return 0;
		}
	return err_set(e, 0, "%s: '%s' is none of any, noexist, exist", c->verb,
		       c->word[0]);
}

static int write_value(struct call *c, const struct opened *o, const char *word,
		       const void *key, const void *value, const bool *given,
		       struct err *e)
{
	_cleanup_loader_ struct loader l = {0};
	uint64_t flags;

	if (take_flags(c, &flags, e) < 0 || call_end(c, e) < 0)
		return -1;
	/* The one way to write some CPUs and keep the others. */
	if (given && flags == BPF_ANY) {
		if (loader_start(&l, &o->table, flags, e) < 0 ||
		    loader_add(&l, key, value, given, 0, e) < 0)
			return -1;
		return loader_flush(&l, e);
	}
	if (given)
		return err_set(e, 0, "%s: --cpu goes with any alone", c->verb);
	if (bpf_elem_update(o->table.fd, key, value, flags) < 0)
		return one_failed(c, o, word, errno, e);
	return STATUS_DONE;
}

/* Maps of maps, programs and sockets are written as descriptors. */
static int update_descriptor(struct call *c, const struct opened *o,
			     const char *word, const void *key, struct err *e)
{
	uint64_t value = 0;
	bool own = false;
	int fd;
	int r;

	fd = call_descriptor(c, &own, e);
	if (fd < 0)
		return err_prefix(e,
				  "VALUE of a map that is %s "
				  "(fd N, pinned PATH)",
				  o->table.kind->name);
	/* 4 bytes of it, or, in a sockmap that can be read, 8. */
	if (o->table.room == sizeof(value))
		value = (uint64_t)fd;
	else
		memcpy(&value, &(uint32_t){(uint32_t)fd}, sizeof(uint32_t));
	r = write_value(c, o, word, key, &value, NULL, e);
	if (own)
		fd_close(&fd);
	return r;
}

/* One CPU's value, or the same for each. */
static int spread(const struct call *c, const struct opened *o,
		  unsigned char *value, bool *given, struct err *e)
{
	const struct table *t = &o->table;
	size_t only = 0;

	for (size_t i = 1; i < t->cpus.n; i++)
		memcpy(value + i * t->stride, value, o->value->size);
	if (!(c->args->given & ARG_CPU))
		return 0;
	if (!t->kind->per_cpu)
		return err_set(e, 0, "%s: has no values by CPU", o->label);
	if (cpus_find(&t->cpus, c->args->cpu, &only, e) < 0)
		return err_prefix(e, "--cpu");
	given[only] = true;
	return 0;
}

static int update_value(struct call *c, const struct opened *o,
			const char *word, const void *key, struct err *e)
{
	_cleanup_free_ unsigned char *value =
		one_take(c, o->value, "VALUE", o->table.room, e);
	_cleanup_free_ bool *given =
		mem_zeroed(o->table.cpus.n * sizeof(*given), e);

	if (!value || !given)
		return -1;
	if (spread(c, o, value, given, e) < 0)
		return -1;
	return write_value(c, o, word, key, value,
			   c->args->given & ARG_CPU ? given : NULL, e);
}

int verb_update(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *key = NULL;
	const char *word;

	if (call_open_for(c, &o, KIND_UPDATE, e) < 0)
		return -1;
	key = one_take_key(c, &o, &word, e);
	if (!key)
		return -1;
	if (o.table.kind->holds == HOLDS_VALUES)
		return update_value(c, &o, word, key, e);
	return update_descriptor(c, &o, word, key, e);
}

int verb_delete(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	_cleanup_free_ unsigned char *key = NULL;
	const char *word;

	if (call_open_for(c, &o, KIND_DELETE, e) < 0)
		return -1;
	key = one_take_key(c, &o, &word, e);
	if (!key || call_end(c, e) < 0)
		return -1;
	if (bpf_elem_delete(o.table.fd, key) < 0)
		return one_failed(c, &o, word, errno, e);
	return STATUS_DONE;
}
