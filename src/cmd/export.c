// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-export: hands maps to a waiting importer. It must never send a
 * descriptor that is no map, nor a writable one where a read-only one was
 * asked for, nor leave behind what it attached or pinned when it fails.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "base/fd.h"
#include "cmd/export_options.h"
#include "cmd/say.h"
#include "cmd/start.h"
#include "confine/netns.h"
#include "map/verify.h"
#include "source/object.h"
#include "source/object_pin.h"

#define STATUS_FAILED 2

/* What is at work. The pins go before the object whose maps they name. */
struct work {
	struct map_set set;
	struct object object;
	struct object_pins pins;
};

#define _cleanup_work_ __attribute__((__cleanup__(work_clear)))

static void work_clear(struct work *w)
{
	object_pins_clear(&w->pins);
	object_close(&w->object);
	map_set_clear(&w->set);
}

/* Makes, fills and loads all that the object has to give. Nothing of it
 * outlasts us yet. */
static int load_object(struct export_options *o, struct work *w,
		       const struct notes *notes, struct err *e)
{
	if (!o->object)
		return 0;
	if (object_open(o->object, o->bpffs, &w->object, notes, e) < 0 ||
	    attaches_select(&o->attaches, &w->object, e) < 0 ||
	    object_pins_find(&w->object, o->bpffs, &w->pins, e) < 0 ||
	    object_load(&w->object, &w->pins, notes, e) < 0 ||
	    loads_do(&o->loads, &w->object, &w->pins, notes, e) < 0)
		return -1;
	return object_collect(&w->object, &w->set, e);
}

/* The path of a socket belongs to no netns: what waits there is found from
 * inside of any. */
static int enter(const struct export_options *o, const struct notes *notes,
		 struct err *e)
{
	_cleanup_netns_ struct netns netns = NETNS_NONE;

	if (o->netns && (netns_open(o->netns, &netns, e) < 0 ||
			 netns_join(&netns, notes, e) < 0))
		return err_prefix(e, "--netns");
	return 0;
}

static int collect(struct export_options *o, struct work *w,
		   const struct notes *notes, struct err *e)
{
	if (map_options_collect(&o->maps, &w->set, notes, e) < 0 ||
	    load_object(o, w, notes, e) < 0 || enter(o, notes, e) < 0 ||
	    attaches_find(&o->attaches, o->netns, e) < 0)
		return -1;
	return map_options_collect_devices(&o->maps, o->netns, &w->set, notes,
					   e);
}

/* What outlasts us, and the sending: all of it, or nothing. */
static int pin_attach_send(struct export_options *o, struct work *w, int fd,
			   const struct notes *notes, struct err *e)
{
	const struct send_object object = {
		.path = w->object.path,
		.device = w->object.declared.device,
		.inode = w->object.declared.inode,
	};
	struct err undo;

	if (object_pins_make(&w->object, &w->pins, notes, e) == 0 &&
	    attaches_do(&o->attaches, notes, e) == 0 &&
	    send_maps(fd, &o->to, &object, &w->set, notes, e) == 0) {
		w->pins.keep = true;
		return 0;
	}
	if (attaches_undo(&o->attaches, &undo) < 0)
		note(notes, NOTE_WARNING, "%s", undo.text);
	return -1;
}

/* Between the first thing that outlasts us and the last message, a signal has
 * to wait: it would leave a half behind. One that came too late to stop that
 * finds us at the end: to be killed by it would say that nothing was done. */
static int commit(struct export_options *o, struct work *w, int fd,
		  const struct notes *notes, struct err *e)
{
	sigset_t all;
	sigset_t was;
	int r;

	(void)sigfillset(&all); /* can't fail */
	if (sigprocmask(SIG_BLOCK, &all, &was) < 0)
		return err_set(e, errno, "sigprocmask");
	r = pin_attach_send(o, w, fd, notes, e);
	if (r == 0)
		return 0;
	object_pins_clear(&w->pins);
	(void)sigprocmask(SIG_SETMASK, &was, NULL); /* was ours */
	return -1;
}

/*
 * Why each step stands where it does:
 * 1. inherited descriptors are taken before we open any of our own
 * 2. all that can be refused is, the verifier's word on programs included,
 *    before anybody is waited for
 * 3. the importer is waited for while nothing has been changed that outlasts
 *    us: until it is there, no packet meets a program of ours
 * 4. pins are made, programs attached and maps sent in one go
 */
static int hand_out(struct export_options *o, const struct notes *notes,
		    struct err *e)
{
	_cleanup_work_ struct work w = {0};
	_cleanup_fd_ int fd = -1;
	unsigned long ignored;

	if (map_options_inherit(&o->maps, &w.set, e) < 0 ||
	    fd_limit_raise(&ignored, e) < 0 || collect(o, &w, notes, e) < 0 ||
	    maps_verify(&w.set, notes, e) < 0 ||
	    maps_number(&w.set, notes, e) < 0 ||
	    map_options_narrow(&o->maps, &w.set, notes, e) < 0)
		return -1;
	fd = send_open(&o->to, e);
	if (fd < 0)
		return -1;
	return commit(o, &w, fd, notes, e);
}

int main(int argc, char **argv)
{
	struct say say = {.program = export_program.name};
	struct notes notes = {say_note, &say};
	struct export_options o = {0};
	struct err e;
	int r;

	r = start(argc, START_OURS, &e);
	if (r == 0)
		r = export_options_parse(argc, argv, &o, &e);
	if (r == OPTION_DONE)
		return 0;
	say.verbose = o.verbose;
	if (r == OPTION_GO)
		r = hand_out(&o, &notes, &e);
	export_options_clear(&o);
	if (r == 0)
		return 0;
	say_error(export_program.name, &e);
	return STATUS_FAILED;
}
