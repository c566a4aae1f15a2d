// SPDX-License-Identifier: BSD-2-Clause
/*
 * A command line: words that end with a NUL, parsed as bpfns-exec's and as
 * bpfns-export's, and each as a number, a name and an argument of --pin.
 */
#include <assert.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cmd/exec_options.h"
#include "cmd/export_options.h"
#include "map/map.h"
#include "source/source.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WORDS_MAX 32

/* --help and --version answer there. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return freopen("/dev/null", "w", stdout) ? 0 : 1;
}

static void try_word(const char *word)
{
	_cleanup_free_ char *copy = strdup(word);
	struct sources list = {0};
	char escaped[64];
	uint64_t n = 0;
	struct err e = {0};

	if (str_number(word, 3, 300, "number", &n, &e) == 0)
		assert(n >= 3 && n <= 300 &&
		       strspn(word, "0123456789") == strlen(word));
	else
		assert(e.text[0]);
	str_escape(word, escaped, sizeof(escaped));
	for (const char *c = escaped; *c; c++)
		assert(*c >= 0x20 && *c < 0x7f);
	if (map_name_valid(word))
		assert(strlen(word) <= MAP_NAME_LONGEST && !strchr(word, ':'));
	if (sources_add(&list, SOURCE_PIN, copy, &e) == 0)
		assert(list.n == 1 && *list.v[0].what);
	sources_clear(&list);
}

/* Cuts text of that size into the words behind argv[0]; how many they are. */
static int cut(char *text, size_t size, char **argv)
{
	int argc = 1;

	for (char *w = text; w < text + size && argc <= WORDS_MAX;
	     w += strlen(w) + 1)
		argv[argc++] = w;
	return argc;
}

static void try_exec(char *text, size_t size)
{
	char *argv[WORDS_MAX + 2] = {(char[]){"bpfns-exec"}};
	int argc = cut(text, size, argv);
	struct exec_options o;
	struct err e = {0};
	char **command = argv;

	if (exec_options_parse(argc, argv, &o, &command, &e) < 0)
		assert(e.text[0]);
	else
		assert(command != NULL);
	exec_options_clear(&o);
}

static void try_export(char *text, size_t size)
{
	char *argv[WORDS_MAX + 2] = {(char[]){"bpfns-export"}};
	int argc = cut(text, size, argv);
	struct export_options o = {0};
	struct err e = {0};

	if (export_options_parse(argc, argv, &o, &e) < 0)
		assert(e.text[0]);
	for (size_t i = 0; i < o.loads.n; i++)
		assert(*o.loads.v[i].map && *o.loads.v[i].path);
	export_options_clear(&o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = malloc(size + 1);
	_cleanup_free_ char *again = malloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	for (char *w = text; w < text + size; w += strlen(w) + 1)
		try_word(w);
	memcpy(again, text, size + 1); /* parsing writes into it */
	optind = 0;		       /* glibc: from the beginning */
	try_exec(text, size);
	optind = 0;
	try_export(again, size);
	return 0;
}
