// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns bpfns-map's command line into struct map_args. It must never take an
 * option and ignore it.
 */
#include "cmd/map_args.h"

#include <linux/bpf.h>
#include <string.h>

#include "base/str.h"

/* A day, in seconds. */
#define SECONDS_MAX 86400

/* Notes that the option was given; twice makes no sense for any. */
static int once(struct map_args *a, unsigned int arg, struct err *e)
{
	if (a->given & arg)
		return err_set(e, 0, "given twice");
	a->given |= arg;
	return 0;
}

static int set_key(void *into, const char *value, struct err *e)
{
	((struct map_args *)into)->key_type = value;
	return once(into, ARG_KEY, e);
}

static int set_value(void *into, const char *value, struct err *e)
{
	((struct map_args *)into)->value_type = value;
	return once(into, ARG_VALUE, e);
}

static int set_format(struct map_args *a, unsigned int arg,
		      enum row_format format, struct err *e)
{
	if (a->given & ARG_FORMATS)
		return err_set(e, 0, "there is one format only");
	a->format = format;
	return once(a, arg, e);
}

static int set_json(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return set_format(into, ARG_JSON, ROW_JSON, e);
}

static int set_jsonl(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return set_format(into, ARG_JSONL, ROW_JSONL, e);
}

static int set_csv(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return set_format(into, ARG_CSV, ROW_CSV, e);
}

static int set_tsv(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return set_format(into, ARG_TSV, ROW_TSV, e);
}

static int set_no_header(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return once(into, ARG_NO_HEADER, e);
}

/* One of a list of words. Its place, or -1 and *e. */
static int choose(const char *word, const char *const *words, struct err *e)
{
	_cleanup_buf_ struct buf list = {0};

	for (int i = 0; words[i]; i++) {
		if (str_equal(word, words[i]))
			return i;
		if (i > 0)
			buf_text(&list, ", ");
		buf_text(&list, words[i]);
	}
	return err_set(e, 0, "'%s' is none of %.*s", word, (int)list.len,
		       list.bytes ? list.bytes : "");
}

static int set_sort(void *into, const char *value, struct err *e)
{
	static const char *const words[] = {"key", "value", "rate", NULL};
	struct map_args *a = into;
	int which = choose(value ? value : "key", words, e);

	if (which < 0)
		return -1;
	a->sort = (enum map_sort)which;
	return once(a, ARG_SORT, e);
}

static int set_reverse(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return once(into, ARG_REVERSE, e);
}

static int set_sum(void *into, const char *value, struct err *e)
{
	struct map_args *a = into;

	(void)value; /* takes none */
	if (a->given & ARG_CPU)
		return err_set(e, 0, "doesn't go with --cpu");
	return once(a, ARG_SUM, e);
}

static int set_cpu(void *into, const char *value, struct err *e)
{
	struct map_args *a = into;
	uint64_t cpu;

	if (a->given & ARG_SUM)
		return err_set(e, 0, "doesn't go with --sum");
	if (str_number(value, 0, CPUS_MAX - 1, "", &cpu, e) < 0)
		return -1;
	a->cpu = (uint32_t)cpu;
	return once(a, ARG_CPU, e);
}

static int set_field(void *into, const char *value, struct err *e)
{
	((struct map_args *)into)->field = value;
	return once(into, ARG_FIELD, e);
}

static int set_update(void *into, const char *value, struct err *e)
{
	/* In the order of BPF_ANY, BPF_NOEXIST, BPF_EXIST. */
	static const char *const words[] = {"any", "noexist", "exist", NULL};
	struct map_args *a = into;
	int which = choose(value, words, e);

	if (which < 0)
		return -1;
	a->update = (uint64_t)which;
	return once(a, ARG_UPDATE, e);
}

static int set_atomic_replace(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return once(into, ARG_ATOMIC_REPLACE, e);
}

static int set_check(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	return once(into, ARG_CHECK, e);
}

/* "1", "0.25": in milliseconds, of which it may have no part. */
static int parse_seconds(const char *text, int least, int *out, struct err *e)
{
	static const int scale[] = {1000, 100, 10, 1};
	size_t whole = strspn(text, "0123456789");
	const char *part = text[whole] == '.' ? text + whole + 1 : "";
	size_t digits = strspn(part, "0123456789");
	long long ms = 0;

	if (whole == 0 || whole > 5 || digits > 3 ||
	    (text[whole] == '.' && digits == 0) ||
	    (*part ? part[digits] : text[whole]) != '\0')
		return err_set(e, 0, "'%s' is not a number of seconds", text);
	for (size_t i = 0; i < whole; i++)
		ms = 10 * ms + (text[i] - '0');
	ms *= 1000;
	for (size_t i = 0; i < digits; i++)
		ms += (long long)(part[i] - '0') * scale[i + 1];
	if (ms < least || ms > SECONDS_MAX * 1000LL)
		return err_set(e, 0, "%s is not from %d.%03d to %d", text,
			       least / 1000, least % 1000, SECONDS_MAX);
	*out = (int)ms;
	return 0;
}

static int set_timeout(void *into, const char *value, struct err *e)
{
	struct map_args *a = into;

	if (parse_seconds(value, 0, &a->timeout, e) < 0)
		return -1;
	return once(a, ARG_TIMEOUT, e);
}

static int set_interval(void *into, const char *value, struct err *e)
{
	struct map_args *a = into;

	if (parse_seconds(value, 1, &a->interval, e) < 0)
		return -1;
	return once(a, ARG_INTERVAL, e);
}

static int set_count(void *into, const char *value, struct err *e)
{
	struct map_args *a = into;

	if (str_number(value, 1, UINT32_MAX, "", &a->count, e) < 0)
		return -1;
	return once(a, ARG_COUNT, e);
}

const struct option_row map_arg_rows[] = {
	{"key", 0, "TYPE", false, "what keys are: u32, {a:u8,b:ip4}, ...",
	 .set = set_key},
	{"value", 0, "TYPE", false, "what values are", .set = set_value},
	{"json", 0, NULL, false, "one JSON document", .set = set_json},
	{"jsonl", 0, NULL, false, "a JSON object a line", .set = set_jsonl},
	{"csv", 0, NULL, false, "comma-separated values", .set = set_csv},
	{"tsv", 0, NULL, false, "tab-separated values", .set = set_tsv},
	{"no-header", 0, NULL, false, "no line with the columns' names",
	 .set = set_no_header},
	{"sort", 0, "key|value|rate", true, "in order (of the keys)",
	 .set = set_sort},
	{"reverse", 'r', NULL, false, "with --sort: the other way round",
	 .set = set_reverse},
	{"sum", 0, NULL, false, "per-CPU maps: the sum over all CPUs",
	 .set = set_sum},
	{"cpu", 0, "N", false, "per-CPU maps: this CPU alone", .set = set_cpu},
	{"field", 0, "PATH", false, "a part of the value: packets, a.b[2]",
	 .set = set_field},
	{"update", 0, "any|noexist|exist", false,
	 "load: which keys may be written (default: any)", .set = set_update},
	{"atomic-replace", 0, NULL, false,
	 "load: read all first; delete keys not in it",
	 .set = set_atomic_replace},
	{"check", 0, NULL, false, "load: only read the input",
	 .set = set_check},
	{"timeout", 0, "SECONDS", false, "wait: give up (default: never)",
	 .set = set_timeout},
	{"interval", 0, "SECONDS", false,
	 "watch, wait: how often to look (default: 1, 0.1)",
	 .set = set_interval},
	{"count", 0, "N", false, "watch: how many times, or records",
	 .set = set_count},
	{0},
};

int map_args_parse(const struct program *p, int argc, char **argv,
		   struct map_args *args, struct err *e)
{
	*args = (struct map_args){.timeout = -1};
	return option_parse_words(p, argc, argv, args, &args->words, e);
}

int map_args_check(const struct map_args *args, const char *verb,
		   unsigned int takes, struct err *e)
{
	for (size_t i = 0; map_arg_rows[i].name; i++)
		if (args->given & ~takes & (1U << i))
			return err_set(e, 0, "--%s: not with %s",
				       map_arg_rows[i].name, verb);
	if ((args->given & ARG_REVERSE) && !(args->given & ARG_SORT))
		return err_set(e, 0, "--reverse goes with --sort");
	return 0;
}

void map_args_clear(struct map_args *args)
{
	words_clear(&args->words);
}
