// SPDX-License-Identifier: BSD-2-Clause
/*
 * Prints walks. It must never keep what has been printed.
 */
#include "cmd/map_print.h"

#include "cmd/output.h"

/* Gives each entry of the batch, as it is shown, to row_writer_fit or
 * row_writer_put. */
static int
each_shown(struct view *v, struct row_writer *w, const struct walk *walk,
	   void (*with)(struct row_writer *w, const unsigned char *key,
			const unsigned char *value),
	   struct err *e)
{
	size_t key = v->map->table.facts.shape.key_size;
	size_t room = v->map->table.room;

	for (size_t i = 0; i < walk->n; i++) {
		const unsigned char *value =
			view_value(v, walk->values + i * room, e);

		if (!value)
			return -1;
		with(w, walk->keys + i * key, value);
		if (output_flush_full(&w->out, e) < 0)
			return -1;
	}
	return 0;
}

int print_walk(struct view *v, struct row_writer *w, struct walk *walk,
	       const struct taking *taking, struct progress *progress,
	       struct err *e)
{
	int r = walk_next(walk, e);

	/* Columns are as wide as the first batch needs. */
	if (r < 0 || each_shown(v, w, walk, row_writer_fit, e) < 0)
		return -1;
	row_writer_begin(w);
	for (; r > 0; r = walk_next(walk, e)) {
		if (each_shown(v, w, walk, row_writer_put, e) < 0)
			return -1;
		if (taking) {
			if (output_flush(&w->out, e) < 0)
				return -1;
			taking_written(taking);
		}
		progress_step(progress, walk->n);
	}
	if (r < 0)
		return -1;
	row_writer_end(w);
	return output_flush(&w->out, e);
}
