// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-exec: receives maps, enters a netns, gives up every privilege, loads
 * a filter that leaves of bpf(2) the map commands, and execs the workload.
 * If any step fails the workload must never run.
 */
#include <linux/capability.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "cmd/exec_options.h"
#include "cmd/exec_watch.h"
#include "cmd/explain_print.h"
#include "cmd/say.h"
#include "cmd/start.h"
#include "confine/caps.h"
#include "confine/guard.h"
#include "confine/identity.h"
#include "confine/launch.h"
#include "confine/netns.h"
#include "entry/btf.h"
#include "map/expect.h"
#include "map/narrow.h"
#include "map/verify.h"
#include "source/object.h"

/* What the options name, resolved and opened. */
struct plan {
	struct guard guard;
	struct netns netns;
	struct identity identity;
	struct caps caps;
	struct object expected;
	unsigned long soft_limit;
	int learn_fd; /* of --learn's file, or -1 */
};

#define _cleanup_plan_ __attribute__((__cleanup__(plan_clear)))

static void plan_clear(struct plan *p)
{
	guard_clear(&p->guard);
	netns_close(&p->netns);
	fd_close(&p->learn_fd);
	object_close(&p->expected);
}

/* What makes one exec the only one is a limit that this capability lifts. */
static int check_one_exec(const struct plan *p, struct err *e)
{
	if (p->guard.exec == GUARD_EXEC_ONCE &&
	    (p->caps.keep >> CAP_SYS_RESOURCE & 1))
		return err_set(e, 0,
			       "sys_resource can't be kept under policy %s: it "
			       "could undo that there is one exec only",
			       p->guard.name);
	return 0;
}

/* Opened again, by a pin or by its id, a read-only map is writable; and so it is
 * for programs: the verifier doesn't ask how the descriptor was opened. */
static int check_stays_read_only(const struct plan *p, struct err *e)
{
	const char *lets = NULL;

	if (p->guard.opens_by_id && (p->caps.keep >> CAP_SYS_ADMIN & 1))
		lets = "BPF_MAP_GET_FD_BY_ID, with sys_admin kept";
	if (p->guard.loads_programs)
		lets = "loading programs";
	if (p->guard.opens_pins)
		lets = "opening pins";
	if (p->guard.pins_maps)
		lets = "pinning";
	if (!lets)
		return 0;
	return err_set(e, 0,
		       "a read-only descriptor stays so only under a policy "
		       "that denies %s; %s may let it through",
		       lets, p->guard.name);
}

/* Every cheap refusal. Nothing is waited for and nothing is changed yet, but
 * for our own soft limit. */
static int prepare(const struct exec_options *o, struct plan *p,
		   const struct notes *notes, struct err *e)
{
	if (guard_choose(o->policy, &p->guard, e) < 0)
		return err_prefix(e, "--policy");
	if (o->user && identity_parse_user(o->user, &p->identity, e) < 0)
		return err_prefix(e, "--user");
	if (o->groups.n > 0 &&
	    identity_parse_groups(&o->groups, &p->identity, e) < 0)
		return err_prefix(e, "--groups");
	if (caps_read(&p->caps, e) < 0 ||
	    caps_parse(&o->caps, &p->caps, e) < 0 || check_one_exec(p, e) < 0)
		return err_prefix(e, "--cap");
	if ((o->netns || o->sysfs) && caps_need(&p->caps, CAP_SYS_ADMIN, e) < 0)
		return err_prefix(e, o->netns ? "--netns" : "--sysfs");
	if (identity_need_user(&p->identity, &p->caps, e) < 0)
		return err_prefix(e, "--user");
	if (identity_need_groups(&p->identity, &p->caps, e) < 0)
		return err_prefix(e, o->groups.n > 0 ? "--groups" : "--user");
	if (o->maps.read_only_all && check_stays_read_only(p, e) < 0)
		return err_prefix(e, "--read-only");
	if (o->expect &&
	    object_open(o->expect, OBJECT_BPFFS, &p->expected, notes, e) < 0)
		return err_prefix(e, "--expect");
	if (o->import.path && import_check(&o->import, e) < 0)
		return err_prefix(e, "--import");
	if (o->learn) {
		p->learn_fd = watch_open(o->learn, e);
		if (p->learn_fd < 0)
			return err_prefix(e, "--learn");
	}
	return fd_limit_raise(&p->soft_limit, e);
}

/* Pins and ids first: they are cheap refusals too, and opened before anything
 * else they stand at their final numbers already. The netns is opened before
 * the waiting: what is open can neither be swapped nor die meanwhile. */
static int collect(const struct exec_options *o, struct plan *p,
		   struct map_set *set, const struct notes *notes,
		   struct err *e)
{
	if (map_options_collect(&o->maps, set, notes, e) < 0)
		return -1;
	if (o->netns && netns_open(o->netns, &p->netns, e) < 0)
		return err_prefix(e, "--netns");
	if (o->import.path && import_collect(&o->import, set, notes, e) < 0)
		return -1;
	return 0;
}

/* Ids that came are still as they came, so that maps can be told by them. */
static int verify(const struct exec_options *o, const struct plan *p,
		  struct map_set *set, const struct notes *notes, struct err *e)
{
	if (maps_verify(set, notes, e) < 0)
		return -1;
	return o->expect ? maps_expect(set, &p->expected.declared, o->expect,
				       o->expect_loose, notes, e)
			 : 0;
}

static int narrow(const struct exec_options *o, const struct plan *p,
		  struct map_set *set, const struct notes *notes, struct err *e)
{
	if (maps_keep_only(set, &o->only, e) < 0 ||
	    map_options_narrow(&o->maps, set, notes, e) < 0)
		return -1;
	/* What was asked for, or came so. The rest is a best effort. */
	if (maps_any_read_only(set) && check_stays_read_only(p, e) < 0)
		return -1;
	return p->guard.writes_maps ? 0
				    : maps_narrow_where_possible(set, notes, e);
}

/* Groups, gid, uid, then capabilities, securebits and no_new_privs; and then
 * all of it is read back. */
static int drop_privileges(struct plan *p, const struct notes *notes,
			   struct err *e)
{
	if (caps_hold(&p->caps, e) < 0 || identity_take(&p->identity, e) < 0 ||
	    caps_drop(&p->caps, notes, e) < 0)
		return -1;
	if (identity_check(&p->identity, e) < 0)
		return -1;
	return caps_check(&p->caps, e);
}

static int highest_fd(const struct map_set *set, const struct kept_fds *keep)
{
	int highest = keep->n > 0 ? keep->v[keep->n - 1] : 2;

	map_set_each (m, set)
		if (m->fd > highest)
			highest = m->fd;
	return highest;
}

/* In place of the last step. What would be the workload's by now is ours. */
static int tell(const struct exec_options *o, const struct plan *p,
		const struct map_set *set, const struct env *env,
		char *const *command, struct err *e)
{
	const struct explanation x = {
		.command = command,
		.netns = o->netns,
		.set = set,
		.keep = &o->keep,
		.env = env,
		.caps = &p->caps,
		.guard = &p->guard,
	};

	struct explained found;
	int r = explain_gather(&x, &found, e);

	if (r == 0 && o->json)
		r = explain_json(&x, &found, e);
	else if (r == 0)
		r = explain_text(&x, &found, e);
	return r < 0 ? LAUNCH_FAILED : 0;
}

/*
 * The launch. Why each step stands where it does:
 * 1. inherited descriptors are taken before we open any of our own; then
 *    every cheap refusal, before anything is waited for
 * 2. maps are collected in the caller's namespaces, while its privileges last
 * 3. the netns is entered while we may; the devices in it are seen from
 *    inside alone
 * 4. what came is verified before anything is done with it
 * 5. narrowing and reading types want privileges, and the verified shapes
 * 6. placing closes everything else: nothing is opened after it
 * 7. the privileges go when nobody needs them any more
 * 8. the filter comes last: it also denies what the steps before it do
 */
static int hand_over(const struct exec_options *o, char **command,
		     const struct notes *notes, struct err *e)
{
	_cleanup_maps_ struct map_set set = {0};
	_cleanup_env_ struct env env = {0};
	_cleanup_plan_ struct plan plan = {
		.netns = NETNS_NONE,
		.learn_fd = -1,
	};
	struct launch l = {.guard = &plan.guard, .argv = command};
	struct kept_fds keep = o->keep;

	if (map_options_inherit(&o->maps, &set, e) < 0 ||
	    prepare(o, &plan, notes, e) < 0 ||
	    collect(o, &plan, &set, notes, e) < 0 ||
	    netns_enter(&plan.netns, o->sysfs, notes, e) < 0 ||
	    map_options_collect_devices(&o->maps, o->netns, &set, notes, e) <
		    0 ||
	    verify(o, &plan, &set, notes, e) < 0 ||
	    maps_number(&set, notes, e) < 0 ||
	    narrow(o, &plan, &set, notes, e) < 0 ||
	    (o->types && maps_find_types(&set, notes, e) < 0))
		return LAUNCH_FAILED;
	if (plan.learn_fd >= 0)
		keep.own = &plan.learn_fd;
	if (maps_place(&set, &keep, e) < 0 ||
	    env_build(&set, &o->env, notes, &env, e) < 0 ||
	    drop_privileges(&plan, notes, e) < 0)
		return LAUNCH_FAILED;
	if (o->explain)
		return tell(o, &plan, &set, &env, command, e);
	note(notes, NOTE_DETAIL, "running %s: %zu map(s), policy %s",
	     command[0], set.n, o->policy);
	l.env = env.v;
	l.soft_limit = plan.soft_limit;
	l.highest_fd = highest_fd(&set, &o->keep);
	l.filter = plan.guard.none ? NULL : &plan.guard.filter;
	if (o->learn || o->report)
		return watch_launch(o, &l, &env, plan.learn_fd, notes, e);
	return launch(&l, e);
}

int main(int argc, char **argv)
{
	struct say say = {.program = exec_program.name};
	struct notes notes = {say_note, &say};
	char *shell[] = {getenv("SHELL"), NULL};
	struct exec_options o;
	int status = LAUNCH_FAILED;
	struct err e;
	char **command;
	int r;

	if (start(argc, START_COMMANDS, &e) < 0) {
		say_error(exec_program.name, &e);
		return LAUNCH_FAILED;
	}
	r = exec_options_parse(argc, argv, &o, &command, &e);
	if (r == OPTION_GO) {
		say.verbose = o.verbose;
		if (!shell[0] || !*shell[0])
			shell[0] = "/bin/sh";
		status = hand_over(&o, *command ? command : shell, &notes, &e);
	}
	/* --explain, --help: there was nothing to run. */
	if (status == 0 || r == OPTION_DONE) {
		exec_options_clear(&o);
		return 0;
	}
	say_error(exec_program.name, &e);
	/* Not exit(): nothing may be allowed any more but this. */
	_exit(status);
}
