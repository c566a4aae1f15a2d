// SPDX-License-Identifier: BSD-2-Clause
/*
 * Drives getopt_long from a program's table, and prints the table as help.
 * It must know no program and no option but --help and --version.
 */
#include "cmd/option.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define ROWS_MAX     48
#define CODE_HELP    1000
#define CODE_VERSION 1001
#define HELP_COLUMN  30

/* What getopt_long wants, made from the table. A row's code is its index
 * plus 1, which no letter and no code above is. */
struct scan {
	struct option longs[ROWS_MAX + 3];
	char shorts[2 * ROWS_MAX + 8];
};

static int has_arg(const struct option_row *row)
{
	if (!row->arg)
		return no_argument;
	return row->arg_optional ? optional_argument : required_argument;
}

static void scan_fill(const struct program *p, struct scan *s)
{
	size_t n = 0;
	size_t used = 0;

	/* +: stop at the first word that is no option, as env(1) does; and
	 * tell a missing argument from an unknown option. */
	s->shorts[used++] = '+';
	s->shorts[used++] = ':';
	s->shorts[used++] = 'h';
	s->shorts[used++] = 'V';
	for (const struct option_row *r = p->rows; r->name && n < ROWS_MAX;
	     r++) {
		s->longs[n] =
			(struct option){r->name, has_arg(r), NULL, (int)n + 1};
		n++;
		if (!r->letter)
			continue;
		s->shorts[used++] = r->letter;
		if (r->arg)
			s->shorts[used++] = ':';
	}
	s->shorts[used] = '\0';
	s->longs[n++] = (struct option){"help", no_argument, NULL, CODE_HELP};
	s->longs[n++] =
		(struct option){"version", no_argument, NULL, CODE_VERSION};
	s->longs[n] = (struct option){0};
}

static void print_option(char letter, const char *name, const char *arg,
			 bool optional, const char *help)
{
	char left[64];
	const char *open = optional ? "[=" : " ";
	const char *close = optional ? "]" : "";
	char dash[] = "  -x, ";

	dash[3] = letter;
	(void)snprintf(left, sizeof(left), "%s--%s%s%s%s",
		       letter ? dash : "      ", name, arg ? open : "",
		       arg ? arg : "", arg ? close : "");
	if (strlen(left) < HELP_COLUMN)
		printf("%-*s%s\n", HELP_COLUMN, left, help);
	else
		printf("%s\n%*s%s\n", left, HELP_COLUMN, "", help);
}

static void print_usage(const struct program *p)
{
	const char *line = p->usage;
	const char *head = "Usage: ";

	while (line) {
		const char *end = strchr(line, '\n');
		int len = end ? (int)(end - line) : (int)strlen(line);

		printf("%s%s %.*s\n", head, p->name, len, line);
		head = "       ";
		line = end ? end + 1 : NULL;
	}
}

static void print_help(const struct program *p)
{
	print_usage(p);
	printf("%s\n\nOptions:\n", p->summary);
	for (const struct option_row *r = p->rows; r->name; r++)
		print_option(r->letter, r->name, r->arg, r->arg_optional,
			     r->help);
	print_option('h', "help", NULL, false, "print this and exit");
	print_option('V', "version", NULL, false, "print the version and exit");
	if (p->print_words)
		p->print_words();
	if (p->epilog)
		printf("\n%s\n", p->epilog);
	printf("\nThe whole story: man 1 %s\n", p->name);
}

/* Output that can't be written is no answer: --help >/dev/full fails. */
static int finish_output(struct err *e)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_set(e, errno, "standard output");
	return OPTION_DONE;
}

/* getopt_long also takes an unambiguous beginning of a name; we don't: a
 * script must not change its meaning with the next option we add. */
static bool is_cut_short(const char *word, const char *name)
{
	size_t len = strcspn(word + 2, "=");

	return str_starts(word, "--") &&
	       (strlen(name) != len || strncmp(word + 2, name, len) != 0);
}

static int refuse(int code, const char *word, struct err *e)
{
	if (code == ':')
		return err_set(e, 0, "%s: needs an argument (see --help)",
			       word);
	/* The code of a long option that is known; 0 or a letter otherwise. */
	if (((optopt > 0 && optopt <= ROWS_MAX) || optopt == CODE_HELP ||
	     optopt == CODE_VERSION) &&
	    str_starts(word, "--"))
		return err_set(e, 0, "%s: takes no argument (see --help)",
			       word);
	if (str_starts(word, "--"))
		return err_set(e, 0, "%s: unknown option (see --help)", word);
	return err_set(e, 0, "-%c: unknown option (see --help)", optopt);
}

static const struct option_row *row_of(const struct program *p, int code)
{
	const struct option_row *r;

	if (code >= 1 && code <= ROWS_MAX)
		return &p->rows[code - 1];
	for (r = p->rows; r->name; r++)
		if (r->letter == code)
			break;
	return r;
}

static int set(const struct option_row *row, void *into, const char *value,
	       struct err *e)
{
	char *at = (char *)into + row->at;
	const char **text;

	if (row->set)
		return row->set(into, value, e);
	if (row->kind == OPTION_IS_FLAG) {
		*(bool *)at = true;
		return 0;
	}
	text = (const char **)(void *)at;
	if (*text)
		return err_set(e, 0, "given twice");
	*text = value;
	return 0;
}

static bool is_number(const char *word)
{
	return word[0] == '-' && ((word[1] >= '0' && word[1] <= '9') ||
				  word[1] == '.' || str_equal(word, "-inf"));
}

int option_parse(const struct program *p, int argc, char **argv, void *into,
		 int *first, struct err *e)
{
	const struct option_row *row;
	struct scan scan;
	const char *word;
	int code;
	int index;

	scan_fill(p, &scan);
	opterr = 0;
	for (;;) {
		word = optind < argc ? argv[optind] : "";
		if (p->numbers && is_number(word))
			break;
		index = -1;
		code = getopt_long(argc, argv, scan.shorts, scan.longs, &index);
		if (code == -1)
			break;
		if (code == '?' || code == ':')
			return refuse(code, word, e);
		if (index >= 0 && is_cut_short(word, scan.longs[index].name))
			return err_set(e, 0, "%s: unknown option (see --help)",
				       word);
		if (code == CODE_HELP || code == 'h') {
			print_help(p);
			return finish_output(e);
		}
		if (code == CODE_VERSION || code == 'V') {
			printf("%s %s\n", p->name, BPFNS_VERSION);
			return finish_output(e);
		}
		row = row_of(p, code);
		if (set(row, into, optarg, e) < 0)
			return err_prefix(e, "--%s", row->name);
	}
	*first = optind;
	return OPTION_GO;
}

int option_parse_words(const struct program *p, int argc, char **argv,
		       void *into, struct words *words, struct err *e)
{
	bool only_words = false;
	int first = 1;

	while (first < argc) {
		if (!only_words) {
			int result =
				option_parse(p, argc, argv, into, &first, e);

			if (result != OPTION_GO || first >= argc)
				return result;
			only_words = str_equal(argv[first - 1], "--");
		}
		if (words_add(words, argv[first], e) < 0)
			return -1;
		first++;
		optind = first;
	}
	return OPTION_GO;
}
