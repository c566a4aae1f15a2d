// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns bpfns-export's command line into struct export_options. It must never
 * open anything.
 */
#include "cmd/export_options.h"

#include "base/str.h"
#include "source/object.h"

/* One day; see --timeout of bpfns-exec. */
#define WAIT_MAX 86400

static int set_once(const char **slot, const char *value, struct err *e)
{
	if (*slot)
		return err_set(e, 0, "given twice");
	if (*value == '\0')
		return err_set(e, 0, "an empty argument");
	*slot = value;
	return 0;
}

static int set_wait(void *into, const char *value, struct err *e)
{
	struct export_options *o = into;
	uint64_t seconds;

	if (str_number(value, 0, WAIT_MAX, "", &seconds, e) < 0)
		return -1;
	o->to.wait = (int)seconds * 1000;
	return 0;
}

static int set_netns(void *into, const char *value, struct err *e)
{
	struct export_options *o = into;

	if (str_equal(value, "new"))
		return err_set(e, 0, "nothing is attached in a new one");
	return set_once(&o->netns, value, e);
}

static int set_object(void *into, const char *value, struct err *e)
{
	return set_once(&((struct export_options *)into)->object, value, e);
}

static int set_load(void *into, const char *value, struct err *e)
{
	return loads_add(&((struct export_options *)into)->loads, (char *)value,
			 e);
}

static int set_attach(void *into, const char *value, struct err *e)
{
	return attaches_add(&((struct export_options *)into)->attaches,
			    (char *)value, e);
}

static int set_bpffs(void *into, const char *value, struct err *e)
{
	return set_once(&((struct export_options *)into)->bpffs, value, e);
}

static const struct option_row rows[] = {
	{"to", 0, "SOCK", false,
	 "the socket at which an importer waits; required",
	 OPTION_TEXT(struct export_options, to.path)},
	{"wait", 0, "SECONDS", false,
	 "wait until the importer is there (default: 0)", .set = set_wait},
	{"object", 0, "FILE.o", false,
	 "make the maps that a BPF object declares", .set = set_object},
	{"load", 0, "MAP=FILE", false,
	 "what a map of that object holds at first", .set = set_load},
	{"attach", 0, "IFACE:HOOK[,section=NAME][,program=NAME]", false,
	 "load a program of that object, and attach it", .set = set_attach},
	{"bpffs", 0, "DIR", false,
	 "where that object's pins are (default: " OBJECT_BPFFS ")",
	 .set = set_bpffs},
	MAP_OPTION_ROWS,
	{"netns", 0, "NS", false,
	 "of --dev and --attach: NAME, PATH, pid:N, fd:N", .set = set_netns},
	{"verbose", 'v', NULL, false, "say what happens",
	 OPTION_FLAG(struct export_options, verbose)},
	{0},
};

const struct program export_program = {
	.name = "bpfns-export",
	.usage = "--to SOCK [OPTION]...",
	.summary = "Hands eBPF maps to the `bpfns-exec --import SOCK` or "
		   "`tc exec bpf import SOCK`\n"
		   "that waits at SOCK.",
	.rows = rows,
	.epilog = "Exit status: 0 if the importer took all maps, else 2.",
};

static int check_together(const struct export_options *o, struct err *e)
{
	if (!o->object && (o->attaches.n > 0 || o->loads.n > 0 || o->bpffs))
		return err_set(e, 0,
			       "--load, --attach and --bpffs go with --object");
	if (o->netns && o->maps.devices.n == 0 && o->attaches.n == 0)
		return err_set(e, 0, "--netns goes with --dev or --attach");
	if (o->maps.sources.n == 0 && o->maps.devices.n == 0 && !o->object &&
	    !o->maps.inherit)
		return err_set(e, 0,
			       "nothing to hand out: give --pin, --map, "
			       "--dev, --object or --inherit");
	return 0;
}

int export_options_parse(int argc, char **argv, struct export_options *o,
			 struct err *e)
{
	int first;
	int r = option_parse(&export_program, argc, argv, o, &first, e);

	if (r != OPTION_GO)
		return r;
	if (first < argc)
		return err_set(e, 0, "%s: not an option (see --help)",
			       argv[first]);
	if (!o->to.path)
		return err_set(e, 0, "--to SOCK is missing (see --help)");
	if (check_together(o, e) < 0 || send_check(&o->to, e) < 0)
		return -1;
	if (!o->bpffs)
		o->bpffs = OBJECT_BPFFS;
	return OPTION_GO;
}

void export_options_clear(struct export_options *o)
{
	map_options_clear(&o->maps);
	attaches_clear(&o->attaches);
	loads_clear(&o->loads);
}
