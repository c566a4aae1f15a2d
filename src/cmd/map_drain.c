// SPDX-License-Identifier: BSD-2-Clause
/*
 * drain: takes out of a map all that is in it, and prints it. It must never
 * take more before it has written what it took.
 */
#include <errno.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "bpf/elem.h"
#include "cmd/map_print.h"
#include "cmd/map_record.h"
#include "cmd/map_verbs.h"
#include "cmd/output.h"
#include "cmd/taking.h"

static int drain_table(struct call *c, const struct opened *o,
		       const struct taking *taking, struct err *e)
{
	_cleanup_view_ struct view v = {0};
	_cleanup_row_writer_ struct row_writer w = {0};
	_cleanup_walk_ struct walk walk = {0};
	_cleanup_progress_ struct progress progress = {0};

	if (view_make(&v, o, c->args, true, e) < 0 ||
	    row_writer_start(&w, &v.layout, e) < 0 ||
	    walk_start(&walk, &o->table, true, e) < 0)
		return -1;
	progress_start(&progress, "bpfns-map", o->label, isatty(STDOUT_FILENO));
	return print_walk(&v, &w, &walk, taking, &progress, e);
}

/* Values of a queue or stack, until it is empty. */
static int drain_line(struct call *c, const struct opened *o,
		      const struct taking *taking, struct err *e)
{
	_cleanup_view_ struct view v = {0};
	_cleanup_row_writer_ struct row_writer w = {0};
	_cleanup_free_ unsigned char *value = mem_zeroed(o->table.room, e);

	if (!value || view_make(&v, o, c->args, false, e) < 0 ||
	    row_writer_start(&w, &v.layout, e) < 0)
		return -1;
	row_writer_begin(&w);
	while (bpf_elem_take(o->table.fd, NULL, value) == 0) {
		row_writer_put(&w, NULL, value);
		if (output_flush(&w.out, e) < 0)
			return -1;
		taking_written(taking);
	}
	if (errno != ENOENT)
		return table_failed(&o->table, errno, c->verb, e);
	row_writer_end(&w);
	return output_flush(&w.out, e);
}

static int drain_ring(struct call *c, const struct opened *o, struct err *e)
{
	_cleanup_ring_ struct ring r = {0};
	uint64_t no_bound = 0;

	if (c->args->given & (ARG_CSV | ARG_TSV | ARG_JSON | ARG_NO_HEADER))
		return err_set(e, 0, "records are printed as text or --jsonl");
	if (ring_open(&r, &o->table, e) < 0)
		return -1;
	return record_print_ready(&r, o, c->args, &no_bound, e);
}

static int drain(struct call *c, const struct opened *o, struct err *e)
{
	unsigned int can = o->table.kind->can;
	struct taking taking;
	int r;

	can &= KIND_POP | KIND_RECORDS | KIND_TAKE;
	if (table_need(&o->table, can ? can : KIND_TAKE, c->verb, e) < 0)
		return -1;
	/* A record is released when it has been written. */
	if (can & KIND_RECORDS)
		return drain_ring(c, o, e);
	if (taking_begin(&taking, e) < 0)
		return -1;
	r = can & KIND_POP ? drain_line(c, o, &taking, e)
			   : drain_table(c, o, &taking, e);
	if (r == 0)
		taking_end(&taking);
	return r;
}

int verb_drain(struct call *c, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};

	if (call_open(c, &o, e) < 0 || call_end(c, e) < 0)
		return -1;
	return drain(c, &o, e) < 0 ? err_prefix(e, "%s", o.label) : STATUS_DONE;
}
