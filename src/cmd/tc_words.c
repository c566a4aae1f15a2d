// SPDX-License-Identifier: BSD-2-Clause
/*
 * Translates tc's words to options, by the program's own table. It must never
 * guess which of two words is whose argument.
 */
#include "cmd/tc_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* The row whose name stands before the word's end or its `=`. */
static const struct option_row *find(const struct program *p, const char *word)
{
	size_t len = strcspn(word, "=");

	for (const struct option_row *r = p->rows; r->name; r++)
		if (strlen(r->name) == len && strncmp(r->name, word, len) == 0)
			return r;
	return NULL;
}

static bool is_answer(const char *word)
{
	return str_equal(word, "help") || str_equal(word, "version");
}

static int make(struct tc_words *out, const char *word, struct err *e)
{
	char *made = str_format(e, "--%s", word);

	if (!made)
		return -1;
	out->made[out->n_made++] = made;
	out->argv[out->argc++] = made;
	return 0;
}

/* 1: the next word is its argument; 0; -1 and *e. */
static int translate_one(const struct program *p, char *word,
			 struct tc_words *out, struct err *e)
{
	const char *name = str_starts(word, "--") ? word + 2 : word;
	const struct option_row *row = find(p, name);

	if (str_equal(word, "--"))
		return err_set(e, 0, "'--': a command stands behind 'run'");
	if (word[0] == '-')
		out->argv[out->argc++] = word; /* judged by option_parse */
	else if (!row && !is_answer(word))
		return err_set(e, 0,
			       "'%s' is no option (a command stands behind "
			       "'run')",
			       word);
	else if (make(out, word, e) < 0)
		return -1;
	return row && row->arg && !row->arg_optional && !strchr(name, '=');
}

/* From the word "run" on, which is argv[0]. */
static int take_command(int argc, char **argv, struct tc_words *out,
			struct err *e)
{
	if (argc < 2)
		return err_set(e, 0, "run: which command?");
	if (make(out, "", e) < 0)
		return -1;
	for (int i = 1; i < argc; i++)
		out->argv[out->argc++] = argv[i];
	return 0;
}

static int translate(const struct program *p, int argc, char **argv,
		     struct tc_words *out, struct err *e)
{
	int r = 0;

	for (int i = 1; i < argc; i++) {
		if (r == 0 && str_equal(argv[i], "run"))
			return take_command(argc - i, argv + i, out, e);
		if (r > 0) {
			out->argv[out->argc++] = argv[i];
			r = 0;
			continue;
		}
		r = translate_one(p, argv[i], out, e);
		if (r < 0)
			return -1;
	}
	return argc < 2 ? make(out, "help", e) : 0;
}

int tc_words_translate(const struct program *p, int argc, char **argv,
		       struct tc_words *out, struct err *e)
{
	size_t room = (size_t)argc + 2;

	*out = (struct tc_words){
		.argv = calloc(room, sizeof(char *)),
		.made = calloc(room, sizeof(char *)),
	};
	if (!out->argv || !out->made)
		return err_set(e, ENOMEM, "memory");
	out->argv[out->argc++] = argv[0];
	return translate(p, argc, argv, out, e);
}

void tc_words_clear(struct tc_words *words)
{
	for (size_t i = 0; i < words->n_made; i++)
		free(words->made[i]);
	free(words->made);
	free(words->argv);
	*words = (struct tc_words){0};
}
