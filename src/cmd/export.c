// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-export: hands maps to a waiting importer. It must never send a
 * descriptor that is no map, nor a writable one where a read-only one was
 * asked for.
 */
#include <stdlib.h>

#include "base/fd.h"
#include "base/str.h"
#include "cmd/map_options.h"
#include "cmd/option.h"
#include "cmd/say.h"
#include "cmd/start.h"
#include "confine/netns.h"
#include "map/verify.h"
#include "sink/tc.h"

#define STATUS_FAILED 2

/* One day; see --timeout of bpfns-exec. */
#define WAIT_MAX 86400

struct options {
	struct map_options maps; /* first: map_options.h */
	struct send_request to;
	const char *netns;
	bool verbose;
};

static int set_to(void *into, const char *value, struct err *e)
{
	struct options *o = into;

	if (o->to.path)
		return err_set(e, 0, "given twice");
	o->to.path = value;
	return 0;
}

static int set_wait(void *into, const char *value, struct err *e)
{
	struct options *o = into;
	uint64_t seconds;

	if (str_number(value, 0, WAIT_MAX, "", &seconds, e) < 0)
		return -1;
	o->to.wait = (int)seconds * 1000;
	return 0;
}

static int set_netns(void *into, const char *value, struct err *e)
{
	struct options *o = into;

	if (o->netns)
		return err_set(e, 0, "given twice");
	if (str_equal(value, "new"))
		return err_set(e, 0, "nothing is attached in a new one");
	o->netns = value;
	return 0;
}

static int set_verbose(void *into, const char *value, struct err *e)
{
	(void)value; /* takes none */
	(void)e;     /* can't fail */
	((struct options *)into)->verbose = true;
	return 0;
}

static const struct option_row rows[] = {
	{"to", 0, "SOCK", false,
	 "the socket at which an importer waits; required", set_to},
	{"wait", 0, "SECONDS", false,
	 "wait until the importer is there (default: 0)", set_wait},
	MAP_OPTION_ROWS,
	{"netns", 0, "NS", false, "where --dev looks: NAME, PATH, pid:N, fd:N",
	 set_netns},
	{"verbose", 'v', NULL, false, "say what happens", set_verbose},
	{0},
};

static const struct program program = {
	.name = "bpfns-export",
	.usage = "--to SOCK [OPTION]...",
	.summary = "Hands eBPF maps to the `bpfns-exec --import SOCK` or "
		   "`tc exec bpf import SOCK`\n"
		   "that waits at SOCK.",
	.rows = rows,
	.epilog = "Exit status: 0 if the importer took all maps, else 2.",
};

static int check(const struct options *o, int argc, char **argv, int first,
		 struct err *e)
{
	if (first < argc)
		return err_set(e, 0, "%s: not an option (see --help)",
			       argv[first]);
	if (!o->to.path)
		return err_set(e, 0, "--to SOCK is missing (see --help)");
	if (o->netns && o->maps.devices.n == 0)
		return err_set(e, 0, "--netns goes with --dev");
	if (o->maps.sources.n == 0 && o->maps.devices.n == 0 &&
	    !o->maps.inherit)
		return err_set(e, 0,
			       "nothing to hand out: give --pin, --map, --dev "
			       "or --inherit");
	return send_check(&o->to, e);
}

/* The path of a socket belongs to no netns: what waits there is found from
 * inside of any. */
static int collect(const struct options *o, struct map_set *set,
		   const struct notes *notes, struct err *e)
{
	_cleanup_netns_ struct netns netns = NETNS_NONE;

	if (map_options_collect(&o->maps, set, notes, e) < 0)
		return -1;
	if (o->netns && (netns_open(o->netns, &netns, e) < 0 ||
			 netns_join(&netns, notes, e) < 0))
		return err_prefix(e, "--netns");
	return map_options_collect_devices(&o->maps, o->netns, set, notes, e);
}

/* Inherited descriptors are taken before any is opened. */
static int hand_out(const struct options *o, const struct notes *notes,
		    struct err *e)
{
	_cleanup_maps_ struct map_set set = {0};
	unsigned long ignored;

	if (map_options_inherit(&o->maps, &set, e) < 0 ||
	    fd_limit_raise(&ignored, e) < 0 || collect(o, &set, notes, e) < 0 ||
	    maps_verify(&set, notes, e) < 0 ||
	    maps_number(&set, notes, e) < 0 ||
	    map_options_narrow(&o->maps, &set, notes, e) < 0)
		return -1;
	return send_maps(&o->to, &set, notes, e);
}

int main(int argc, char **argv)
{
	struct say say = {.program = program.name};
	struct notes notes = {say_note, &say};
	struct options o = {0};
	struct err e;
	int first;
	int r;

	r = start(argc, &e);
	if (r == 0)
		r = option_parse(&program, argc, argv, &o, &first, &e);
	if (r == OPTION_DONE)
		return 0;
	say.verbose = o.verbose;
	if (r == OPTION_GO)
		r = check(&o, argc, argv, first, &e);
	if (r == 0)
		r = hand_out(&o, &notes, &e);
	map_options_clear(&o.maps);
	if (r == 0)
		return 0;
	say_error(program.name, &e);
	return STATUS_FAILED;
}
