// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-map: shell scripts read and write the maps they hold. It must work
 * with nothing but the map commands of bpf(2), and change nothing that it was
 * not told to.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cmd/map_verbs.h"
#include "cmd/say.h"
#include "cmd/start.h"

struct verb {
	const char *name;
	const char *words; /* what stands behind it */
	const char *help;
	unsigned int takes; /* ARG_... */
	int (*run)(struct call *c, struct err *e);
};

#define ROWS (ARG_TYPES | ARG_FORMATS | ARG_NO_HEADER)

/* clang-format off */
static const struct verb verbs[] = {
	{"list", "", "the maps that are held",
	 ARG_FORMATS | ARG_NO_HEADER, verb_list},
	{"show", "MAP", "what it is", ARG_TYPES | ARG_JSON, verb_show},
	{"lookup", "MAP KEY", "the value; status 1 if there is none",
	 ARG_TYPES | ARG_JSON | ARG_CPUS | ARG_FIELD, verb_lookup},
	{"update", "MAP KEY VALUE [HOW]", "any (default), noexist, exist",
	 ARG_TYPES | ARG_CPU, verb_update},
	{"delete", "MAP KEY", "status 1 if there is none",
	 ARG_TYPES, verb_delete},
	{"getnext", "MAP [KEY]", "the next key, or the first",
	 ARG_TYPES | ARG_JSON, verb_getnext},
	{"dump", "MAP", "all of it",
	 ROWS | ARG_CPUS | ARG_SORT | ARG_REVERSE, verb_dump},
	{"push", "MAP VALUE", "queue, stack, bloom filter",
	 ARG_VALUE, verb_push},
	{"enqueue", "MAP VALUE", "the same", ARG_VALUE, verb_push},
	{"pop", "MAP", "queue, stack", ARG_VALUE | ARG_JSON, verb_pop},
	{"dequeue", "MAP", "the same", ARG_VALUE | ARG_JSON, verb_pop},
	{"peek", "MAP", "queue, stack", ARG_VALUE | ARG_JSON, verb_peek},
	{"load", "MAP [FILE]", "what dump printed",
	 ROWS | ARG_UPDATE | ARG_ATOMIC_REPLACE | ARG_CHECK, verb_load},
	{"drain", "MAP", "all of it, taken out", ROWS | ARG_SUM, verb_drain},
	{"watch", "MAP...", "what changes; a ring buffer's records",
	 ARG_TYPES | ARG_JSONL | ARG_CPUS | ARG_FIELD | ARG_SORT |
	 ARG_REVERSE | ARG_INTERVAL | ARG_COUNT, verb_watch},
	{"wait", "MAP KEY OP [VALUE]", "= != < <= > >=, exists, gone",
	 ARG_TYPES | ARG_CPUS | ARG_FIELD | ARG_TIMEOUT | ARG_INTERVAL,
	 verb_wait},
	{0},
};
/* clang-format on */

static void print_verbs(void)
{
	printf("\nVerbs:\n");
	for (const struct verb *v = verbs; v->name; v++)
		printf("  %s %-*s%s\n", v->name, (int)(27 - strlen(v->name)),
		       v->words, v->help);
}

static const struct program program = {
	.name = "bpfns-map",
	.usage = "VERB [MAP [WORD]...] [OPTION]...",
	.summary = "Reads and writes eBPF maps that are held. MAP is NAME or "
		   "id N (of the\n"
		   "environment), fd N, or pinned PATH.",
	.rows = map_arg_rows,
	.print_words = print_verbs,
	.epilog = "Exit status: 0 done, 1 a negative answer (no such key), 2 "
		  "misuse or failure.",
	.numbers = true,
};

static int run(const struct map_args *args, struct err *e)
{
	struct call c = {
		.args = args, .word = args->words.v, .n = args->words.n};

	if (c.n == 0)
		return err_set(e, 0, "which verb? (see --help)");
	c.verb = *c.word++;
	c.n--;
	for (const struct verb *v = verbs; v->name; v++) {
		if (!str_equal(v->name, c.verb))
			continue;
		if (map_args_check(args, v->name, v->takes, e) < 0)
			return -1;
		return v->run(&c, e);
	}
	return err_set(e, 0, "%s: unknown verb (see --help)", c.verb);
}

int main(int argc, char **argv)
{
	struct map_args args = {0};
	struct err e = {0};
	int status = start(argc, START_OURS, &e);

	if (status == 0)
		status = map_args_parse(&program, argc, argv, &args, &e);
	if (status == OPTION_GO)
		status = run(&args, &e);
	else if (status == OPTION_DONE)
		status = STATUS_DONE;
	map_args_clear(&args);
	if (status >= 0)
		return status;
	say_error(program.name, &e);
	return STATUS_FAIL;
}
