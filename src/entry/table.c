// SPDX-License-Identifier: BSD-2-Clause
/*
 * Opens maps for reading and writing, and says what a kind can't do. It must
 * never guess how many CPUs a value is for: the kernel would write past it.
 */
#include "entry/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fd.h"
#include "base/str.h"
#include "bpf/elem.h"

#define POSSIBLE "/sys/devices/system/cpu/possible"

static size_t round_up_8(size_t n)
{
	return (n + 7) & ~(size_t)7;
}

/* Whatever byte is in a buffer that was filled with `fill`, what the kernel
 * wrote ends behind the last byte that differs. */
static size_t written(const unsigned char *buffer, size_t size,
		      unsigned char fill)
{
	while (size > 0 && buffer[size - 1] == fill)
		size--;
	return size;
}

/* Reads one element twice, over two patterns: a byte that was written differs
 * from one of them. */
static size_t measure(const struct table *t, const void *key,
		      unsigned char *buffer, size_t size)
{
	size_t most = 0;

	for (unsigned int fill = 0; fill <= 0xff; fill += 0xff) {
		size_t n;

		memset(buffer, (int)fill, size);
		if (bpf_elem_lookup(t->fd, key, buffer) < 0)
			return 0;
		n = written(buffer, size, (unsigned char)fill);
		if (n > most)
			most = n;
	}
	return most;
}

/* Without /sys: a value in the map tells for how many CPUs it is. */
static int probe_cpus(struct table *t, struct err *e)
{
	_cleanup_free_ unsigned char *key =
		calloc(1, t->facts.shape.key_size + 1UL);
	size_t size = t->stride * CPUS_MAX;
	_cleanup_free_ unsigned char *buffer = malloc(size);
	size_t n = 0;

	if (!key || !buffer)
		return err_set(e, ENOMEM, "memory");
	if (bpf_elem_next(t->fd, NULL, key) == 0)
		n = measure(t, key, buffer, size);
	if (n == 0)
		return err_prefix(e, "the number of CPUs can't be told");
	return cpus_count((n + t->stride - 1) / t->stride, &t->cpus, e);
}

static int count_cpus(struct table *t, struct err *e)
{
	t->stride = round_up_8(t->facts.shape.value_size);
	if (cpus_read(POSSIBLE, &t->cpus, e) < 0 && probe_cpus(t, e) < 0)
		return -1;
	t->room = t->stride * t->cpus.n;
	return 0;
}

int table_open(struct table *t, int fd, bool close, struct err *e)
{
	*t = (struct table){.fd = fd, .close = close};
	if (bpf_map_inspect(fd, &t->facts, e) < 0 ||
	    map_read_access(fd, &t->access, e) < 0)
		return -1;
	t->kind = kind_of(t->facts.shape.type);
	t->stride = t->facts.shape.value_size;
	t->room = t->stride;
	return t->kind->per_cpu ? count_cpus(t, e) : 0;
}

void table_close(struct table *t)
{
	if (t->close)
		fd_close(&t->fd);
	t->fd = -1;
	cpus_clear(&t->cpus);
}

/* In the words of bpfns-map: what the kind can. */
static void list_abilities(const struct kind *kind, struct buf *out)
{
	const struct {
		bool has;
		const char *words;
	} rows[] = {
		{kind->can & KIND_LOOKUP, "lookup, wait"},
		{kind->can & KIND_UPDATE, "update"},
		{kind_loads(kind), "load"},
		{kind->can & KIND_DELETE, "delete"},
		{kind->can & KIND_NEXT, "getnext"},
		{kind->can & KIND_DUMP, "dump, watch"},
		{kind->can & KIND_PUSH, "push"},
		{kind->can & KIND_PEEK, "peek"},
		{kind->can & KIND_POP, "pop, drain"},
		{kind->can & KIND_TEST, "lookup"},
		{kind->can & KIND_TAKE, "drain"},
		{kind->can & KIND_RECORDS, "watch, drain"},
	};

	buf_text(out, "show");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!rows[i].has)
			continue;
		buf_text(out, ", ");
		buf_text(out, rows[i].words);
	}
	buf_char(out, '\0');
}

int table_can(const struct table *t, unsigned int can, const char *verb,
	      struct err *e)
{
	_cleanup_buf_ struct buf list = {0};

	if ((t->kind->can & can) == can)
		return 0;
	list_abilities(t->kind, &list);
	return err_set(e, 0,
		       "%s can't be done with a map that is %s (it has: %s)",
		       verb, t->kind->name, list.failed ? "" : list.bytes);
}

int table_need(const struct table *t, unsigned int can, const char *verb,
	       struct err *e)
{
	unsigned int writes = KIND_UPDATE | KIND_DELETE | KIND_TAKE |
			      KIND_PUSH | KIND_POP | KIND_RECORDS;

	if (table_can(t, can, verb, e) < 0)
		return -1;
	/* A socket is read as its cookie, which has 8 bytes. */
	if (can & (KIND_DUMP | KIND_LOOKUP) &&
	    t->kind->holds == HOLDS_SOCKETS && t->room < sizeof(uint64_t))
		return err_set(e, 0,
			       "%s: sockets can be read where values have 8 "
			       "bytes, and these have %zu",
			       verb, t->room);
	if ((can & writes) && t->access == MAP_READ_ONLY)
		return err_set(e, 0, "%s: its descriptor is read-only", verb);
	if ((can & ~writes) && t->access == MAP_WRITE_ONLY)
		return err_set(e, 0, "%s: its descriptor is write-only", verb);
	return 0;
}

/* True if keys are 0 to max_entries - 1, and all are there. */
static bool is_indexed(const struct table *t)
{
	return t->kind->walk == WALK_INDEX ||
	       ((t->kind->can & KIND_NEXT) && !(t->kind->can & KIND_DELETE));
}

/* An index that is too high and a full map answer alike. */
static int failed_full(const struct table *t, const char *doing, struct err *e)
{
	const struct bpf_shape *s = &t->facts.shape;

	if (is_indexed(t))
		return err_set(e, 0, "%s: the last index is %u", doing,
			       s->max_entries - 1);
	return err_set(e, 0, "%s: the map is full (%u entries)", doing,
		       s->max_entries);
}

int table_check_key(const struct table *t, const unsigned char *key,
		    const char *verb, struct err *e)
{
	uint32_t index;

	if (!is_indexed(t) || t->facts.shape.key_size != sizeof(index))
		return 0;
	memcpy(&index, key, sizeof(index));
	return index < t->facts.shape.max_entries ? 0 : failed_full(t, verb, e);
}

int table_failed(const struct table *t, int number, const char *doing,
		 struct err *e)
{
	switch (number) {
	case E2BIG:
		return failed_full(t, doing, e);
	case ENOENT:
		return err_set(e, 0, "%s: no such key", doing);
	case EEXIST:
		return err_set(e, 0, "%s: the key is there already", doing);
	case EINVAL:
		if (t->kind->holds == HOLDS_MAPS)
			return err_set(e, number,
				       "%s (no map, or not one of the type and "
				       "sizes that are held here)",
				       doing);
		return err_set(e, number, "%s", doing);
	case EPERM:
		return err_set(e, number,
			       "%s (the map is frozen, or a filter denies it)",
			       doing);
	default:
		return err_set(e, number, "%s", doing);
	}
}
