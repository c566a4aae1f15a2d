// SPDX-License-Identifier: BSD-2-Clause
/*
 * Keeps lists of words. It must never copy or free a word.
 */
#include "base/words.h"

#include <errno.h>
#include <stdlib.h>

#include "base/str.h"

int words_add(struct words *w, const char *word, struct err *e)
{
	const char **v = reallocarray(w->v, w->n + 1, sizeof(*v));

	if (!v)
		return err_set(e, ENOMEM, "memory");
	w->v = v;
	w->v[w->n++] = word;
	return 0;
}

int words_add_list(struct words *w, char *text, struct err *e)
{
	char *rest = text;
	char *word;

	while ((word = str_next_word(&rest, ','))) {
		if (*word == '\0')
			return err_set(e, 0, "an empty word in the list");
		if (words_add(w, word, e) < 0)
			return -1;
	}
	return 0;
}

bool words_have(const struct words *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_equal(w->v[i], word))
			return true;
	return false;
}

void words_clear(struct words *w)
{
	free(w->v);
	w->v = NULL;
	w->n = 0;
}
