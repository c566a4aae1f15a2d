// SPDX-License-Identifier: BSD-2-Clause
/*
 * Puts rows of one key together. It must never mix two keys, nor lose the last
 * one.
 */
#include "entry/row_gather.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int row_gather_start(struct row_gather *g, const struct layout *l,
		     const struct row_sink *sink, struct err *e)
{
	size_t key = l->key ? l->key->size : 0;
	size_t cpus = l->cpus ? l->cpus->n : 0;

	*g = (struct row_gather){
		.layout = l,
		.sink = *sink,
		.room = cpus ? cpus * l->stride : l->value->size,
	};
	g->key = calloc(1, key + 1);
	g->new_key = calloc(1, key + 1);
	g->value = calloc(1, g->room);
	g->new_value = calloc(1, g->room);
	g->given = calloc(cpus + 1, sizeof(*g->given));
	g->new_given = calloc(cpus + 1, sizeof(*g->given));
	if (!g->key || !g->new_key || !g->value || !g->new_value || !g->given ||
	    !g->new_given)
		return err_set(e, ENOMEM, "memory");
	return 0;
}

void row_gather_clear(struct row_gather *g)
{
	free(g->key);
	free(g->new_key);
	free(g->value);
	free(g->new_value);
	free(g->given);
	free(g->new_given);
}

static int hand_on(struct row_gather *g, const struct row *row, struct err *e)
{
	g->rows++;
	if (g->sink.take(g->sink.context, row, e) == 0)
		return 0;
	g->sink_failed = true;
	return -1;
}

int row_gather_end(struct row_gather *g, struct err *e)
{
	const struct row row = {g->key, g->value, g->given, g->pending_line};
	int result = 0;

	if (g->pending)
		result = hand_on(g, &row, e);
	g->pending = false;
	return result;
}

/* True if the row read last is for the pending entry too. */
static bool belongs(const struct row_gather *g)
{
	const struct layout *l = g->layout;

	if (!g->pending || memcmp(g->key, g->new_key, l->key->size) != 0)
		return false;
	for (size_t i = 0; i < l->cpus->n; i++)
		if (g->given[i] && g->new_given[i])
			return false;
	return true;
}

static void merge(struct row_gather *g)
{
	const struct layout *l = g->layout;

	for (size_t i = 0; i < l->cpus->n; i++) {
		if (!g->new_given[i])
			continue;
		memcpy(g->value + i * l->stride, g->new_value + i * l->stride,
		       l->stride);
		g->given[i] = true;
	}
}

int row_gather_add(struct row_gather *g, struct err *e)
{
	const struct layout *l = g->layout;
	const struct row row = {g->new_key, g->new_value, NULL, g->line};

	if (!l->cpus)
		return hand_on(g, &row, e);
	if (!belongs(g)) {
		if (row_gather_end(g, e) < 0)
			return -1;
		memcpy(g->key, g->new_key, l->key->size);
		memset(g->value, 0, g->room);
		memset(g->given, 0, l->cpus->n * sizeof(*g->given));
		g->pending = true;
		g->pending_line = g->line;
	}
	merge(g);
	memset(g->new_given, 0, l->cpus->n * sizeof(*g->new_given));
	return 0;
}
