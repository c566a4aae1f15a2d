// SPDX-License-Identifier: BSD-2-Clause
/*
 * Parses what stands behind --pin and --map. It must never guess at a word it
 * does not know.
 */
#include "source/source.h"

#include <errno.h>
#include <stdlib.h>

#include "base/fd.h"
#include "base/str.h"

static int parse_word(struct source *s, const char *word, struct err *e)
{
	uint64_t id;

	if (str_equal(word, "ro")) {
		if (s->read_only)
			return err_set(e, 0, "ro: given twice");
		s->read_only = true;
		return 0;
	}
	if (str_starts(word, "id=")) {
		if (s->has_id)
			return err_set(e, 0, "id=: given twice");
		if (str_number(word + 3, 0, UINT32_MAX, "id", &id, e) < 0)
			return -1;
		s->has_id = true;
		s->id = (uint32_t)id;
		return 0;
	}
	if (str_starts(word, "name=")) {
		if (s->name)
			return err_set(e, 0, "name=: given twice");
		s->name = word + 5;
		if (map_name_valid(s->name))
			return 0;
		return err_set(e, 0,
			       "name '%s': a name has 1 to 255 printable "
			       "characters, none of them a colon",
			       s->name);
	}
	return err_set(e, 0, "'%s' is none of id=N, name=NAME, ro", word);
}

static int parse(struct source *s, char *text, struct err *e)
{
	char *rest = text;
	const char *word;

	s->what = str_next_word(&rest, ',');
	if (*s->what == '\0')
		return err_set(e, 0, "nothing stands before the comma");
	while ((word = str_next_word(&rest, ',')))
		if (parse_word(s, word, e) < 0)
			return -1;
	return 0;
}

int sources_add(struct sources *list, enum source_kind kind, char *text,
		struct err *e)
{
	struct source s = {.kind = kind};
	struct source *v;

	if (*text == '\0')
		return err_set(e, 0, "an empty argument");
	if (parse(&s, text, e) < 0)
		return -1;
	v = reallocarray(list->v, list->n + 1, sizeof(*v));
	if (!v)
		return err_set(e, ENOMEM, "memory");
	list->v = v;
	list->v[list->n++] = s;
	return 0;
}

int source_add_map(const struct source *s, int *fd, const char *origin,
		   const char *name, struct map_set *set, struct err *e)
{
	struct map *m =
		map_set_add(set, fd, origin, s->name ? s->name : name, e);

	if (!m)
		return -1;
	m->want_read_only = s->read_only;
	if (s->has_id) {
		m->id = s->id;
		m->id_rank = MAP_ID_ASKED;
	}
	return 0;
}

void sources_clear(struct sources *list)
{
	free(list->v);
	*list = (struct sources){0};
}
