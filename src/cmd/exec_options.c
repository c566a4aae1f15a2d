// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns bpfns-exec's command line into struct exec_options. It must never
 * open anything: --keep-fd and --inherit count what was open before us.
 */
#include "cmd/exec_options.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/owner.h"
#include "base/str.h"
#include "confine/identity.h"

/* One day; poll(2) takes an int of milliseconds. */
#define TIMEOUT_MAX 86400

static int set_import_mode(void *into, const char *value, struct err *e)
{
	struct exec_options *o = into;
	size_t len = strlen(value);

	if (len == 0 || len > 4 || value[strspn(value, "01234567")] != '\0')
		return err_set(e, 0, "'%s' is not an octal mode", value);
	o->import.mode = (mode_t)strtoul(value, NULL, 8);
	o->import_tuned = true;
	if (o->import.mode > 0777)
		return err_set(e, 0, "%s is not from 0 to 0777", value);
	return 0;
}

static int set_import_from(void *into, const char *value, struct err *e)
{
	struct exec_options *o = into;
	char *rest = (char *)value;
	const char *user;

	o->import_tuned = true;
	while ((user = str_next_word(&rest, ','))) {
		if (o->import.n_from == IMPORT_FROM_MAX)
			return err_set(e, 0, "more than %d users",
				       IMPORT_FROM_MAX);
		if (identity_parse_uid(
			    user, &o->import_from[o->import.n_from++], e) < 0)
			return -1;
	}
	return 0;
}

static int set_timeout(void *into, const char *value, struct err *e)
{
	struct exec_options *o = into;
	uint64_t seconds;

	if (str_number(value, 0, TIMEOUT_MAX, "", &seconds, e) < 0)
		return -1;
	o->import.timeout = (int)seconds * 1000;
	o->import_tuned = true;
	return 0;
}

static int set_only(void *into, const char *value, struct err *e)
{
	return words_add_list(&((struct exec_options *)into)->only,
			      (char *)value, e);
}

static int set_groups(void *into, const char *value, struct err *e)
{
	return words_add_list(&((struct exec_options *)into)->groups,
			      (char *)value, e);
}

static int set_cap(void *into, const char *value, struct err *e)
{
	return words_add_list(&((struct exec_options *)into)->caps,
			      (char *)value, e);
}

/* Keeps the list sorted and each number once. */
static int keep_fd(struct exec_options *o, int fd, struct err *e)
{
	size_t at = 0;

	while (at < o->keep.n && o->kept[at] < fd)
		at++;
	if (at < o->keep.n && o->kept[at] == fd)
		return 0;
	if (o->keep.n == KEPT_FDS_MAX)
		return err_set(e, 0, "more than %d descriptors", KEPT_FDS_MAX);
	memmove(&o->kept[at + 1], &o->kept[at],
		(o->keep.n - at) * sizeof(o->kept[0]));
	o->kept[at] = fd;
	o->keep.n++;
	return 0;
}

static int set_keep_fd(void *into, const char *value, struct err *e)
{
	char *rest = (char *)value;
	const char *word;
	uint64_t fd;

	while ((word = str_next_word(&rest, ','))) {
		if (str_number(word, 3, INT_MAX - 1, "", &fd, e) < 0)
			return -1;
		if (!fd_is_open((int)fd))
			return err_set(e, 0, "descriptor %s is not open", word);
		if (keep_fd(into, (int)fd, e) < 0)
			return -1;
	}
	return 0;
}

static int check_variable(const char *name, size_t len, struct err *e)
{
	if (len == 0)
		return err_set(e, 0, "a variable without a name");
	if (env_reserved(name, len))
		return err_set(e, 0, "%.*s is bpfns-exec's own to set",
			       (int)len, name);
	return 0;
}

static int set_setenv(void *into, const char *value, struct err *e)
{
	struct exec_options *o = into;
	const char *equals = strchr(value, '=');

	if (!equals)
		return err_set(e, 0, "'%s' is not NAME=VALUE", value);
	if (check_variable(value, (size_t)(equals - value), e) < 0)
		return -1;
	return words_add(&o->env.set, value, e);
}

static int set_unsetenv(void *into, const char *value, struct err *e)
{
	struct exec_options *o = into;

	if (strchr(value, '='))
		return err_set(e, 0, "'%s' is not a variable's name", value);
	if (check_variable(value, strlen(value), e) < 0)
		return -1;
	return words_add(&o->env.unset, value, e);
}

/* Where it counts it has been taken off already. */
static int set_tc(void *into, const char *value, struct err *e)
{
	(void)into;
	(void)value;
	return err_set(e, 0, "must be the first word");
}

static const struct option_row rows[] = {
	{"import", 0, "SOCK", false,
	 "bind SOCK, take the maps one exporter sends",
	 OPTION_TEXT(struct exec_options, import.path)},
	{"import-mode", 0, "MODE", false,
	 "the socket's mode, octal (default: 0600)", .set = set_import_mode},
	{"import-from", 0, "USER,...", false,
	 "whose maps are taken (default: root, own uid)",
	 .set = set_import_from},
	{"timeout", 0, "SECONDS", false, "give up waiting (default: never)",
	 .set = set_timeout},
	MAP_OPTION_ROWS,
	{"only", 0, "NAME,...", false, "keep these maps and no others",
	 .set = set_only},
	{"types", 0, NULL, false, "tell the types of keys and values, from BTF",
	 OPTION_FLAG(struct exec_options, types)},
	{"expect", 0, "OBJ.o", false,
	 "refuse maps that this object doesn't declare",
	 OPTION_TEXT(struct exec_options, expect)},
	{"expect-loose", 0, NULL, false, "with --expect: of any max entries",
	 OPTION_FLAG(struct exec_options, expect_loose)},
	{"netns", 0, "NS", false, "enter NAME, PATH, pid:N, fd:N, or new",
	 OPTION_TEXT(struct exec_options, netns)},
	{"sysfs", 0, NULL, false, "mount a sysfs that shows that netns",
	 OPTION_FLAG(struct exec_options, sysfs)},
	{"user", 0, "U[:G]", false, "run as this user (and group)",
	 OPTION_TEXT(struct exec_options, user)},
	{"groups", 0, "G,...", false,
	 "supplementary groups (with --user: none)", .set = set_groups},
	{"cap", 0, "NAME,...", false, "keep these capabilities (default: none)",
	 .set = set_cap},
	{"policy", 0, "NAME-or-FILE", false,
	 "map-rw (default), map-ro, reader, server, none",
	 OPTION_TEXT(struct exec_options, policy)},
	{"keep-fd", 0, "N,...", false, "pass these descriptors through",
	 .set = set_keep_fd},
	{"setenv", 0, "K=V", false, "set a variable", .set = set_setenv},
	{"unsetenv", 0, "K", false, "remove a variable", .set = set_unsetenv},
	{"clear-env", 0, NULL, false, "start from an empty environment",
	 OPTION_FLAG(struct exec_options, env.clear)},
	{"listen-fds", 0, NULL, false,
	 "set LISTEN_FDS, _PID and _FDNAMES as well",
	 OPTION_FLAG(struct exec_options, env.listen_fds)},
	{"explain", 0, NULL, false,
	 "say what COMMAND would get, and run nothing",
	 OPTION_FLAG(struct exec_options, explain)},
	{"json", 0, NULL, false, "with --explain: as JSON",
	 OPTION_FLAG(struct exec_options, json)},
	{"learn", 0, "FILE", false,
	 "let all pass, and write a policy for COMMAND",
	 OPTION_TEXT(struct exec_options, learn)},
	{"report", 0, NULL, false, "name each system call that is refused",
	 OPTION_FLAG(struct exec_options, report)},
	{"tc", 0, NULL, false,
	 "first of all: tc's words, `import SOCK run CMD`", .set = set_tc},
	{"verbose", 'v', NULL, false, "say what happens",
	 OPTION_FLAG(struct exec_options, verbose)},
	{0},
};

const struct program exec_program = {
	.name = "bpfns-exec",
	.usage = "[OPTION]... [--] [COMMAND [ARG]...]",
	.summary = "Hands eBPF maps to COMMAND (default: $SHELL, else "
		   "/bin/sh) and takes everything\n"
		   "else away from it: privileges, other descriptors, all of "
		   "bpf(2) but the maps.",
	.rows = rows,
	.epilog = "Exit status: the command's; 125 if bpfns-exec failed, 126 "
		  "if the command can't\nbe run, 127 if it isn't found.",
};

/* systemd's readers count on 3, 4, 5, ... without a gap. */
static int check_listen_fds(const struct exec_options *o, struct err *e)
{
	if (o->env.listen_fds && o->keep.n > 0)
		return err_set(e, 0,
			       "--listen-fds and --keep-fd don't go together: "
			       "kept descriptors may stand between the maps");
	return 0;
}

/* Each of these is another way to run, or not to. */
static int check_watch(const struct exec_options *o, struct err *e)
{
	if (o->explain + (o->learn != NULL) + o->report > 1)
		return err_set(e, 0,
			       "--explain, --learn and --report don't go "
			       "together");
	if (o->learn && o->policy)
		return err_set(e, 0,
			       "--learn and --policy don't go together: all is "
			       "let through to be learned");
	if (o->learn && (o->maps.read_only_all || o->maps.read_only.n > 0))
		return err_set(e, 0,
			       "--learn and --read-only don't go together: all "
			       "is let through, pinning too");
	if (o->report && o->policy && str_equal(o->policy, "none"))
		return err_set(e, 0,
			       "--report and --policy none don't go together: "
			       "nothing is refused");
	return 0;
}

static void set_defaults(struct exec_options *o)
{
	o->keep.v = o->kept;
	o->import.from = o->import_from;
	if (o->import.path && o->import.n_from == 0) {
		o->import_from[0] = 0;
		o->import_from[1] = geteuid();
		o->import.n_from = owner_is_us(geteuid()) ? 2 : 1;
	}
	if (o->learn)
		o->policy = "none";
	if (!o->policy)
		o->policy = o->maps.read_only_all ? "map-ro" : "map-rw";
}

static int check_together(const struct exec_options *o, struct err *e)
{
	if (o->import_tuned && !o->import.path)
		return err_set(e, 0,
			       "--import-mode, --import-from and "
			       "--timeout go with --import");
	if (o->json && !o->explain)
		return err_set(e, 0, "--json goes with --explain");
	if (o->expect_loose && !o->expect)
		return err_set(e, 0, "--expect-loose goes with --expect");
	if (check_listen_fds(o, e) < 0)
		return -1;
	return check_watch(o, e);
}

int exec_options_parse(int argc, char **argv, struct exec_options *o,
		       char ***command, struct err *e)
{
	int first;
	int r;

	*o = (struct exec_options){
		.import = {.mode = 0600, .timeout = IMPORT_FOR_EVER},
	};
	if (argc > 1 && str_equal(argv[1], "--tc")) {
		argv[1] = argv[0];
		if (tc_words_translate(&exec_program, argc - 1, argv + 1,
				       &o->tc, e) < 0)
			return -1;
		argc = o->tc.argc;
		argv = o->tc.argv;
	}
	r = option_parse(&exec_program, argc, argv, o, &first, e);
	if (r != OPTION_GO)
		return r;
	if (check_together(o, e) < 0)
		return -1;
	set_defaults(o);
	*command = argv + first;
	return OPTION_GO;
}

void exec_options_clear(struct exec_options *o)
{
	map_options_clear(&o->maps);
	tc_words_clear(&o->tc);
	words_clear(&o->only);
	words_clear(&o->groups);
	words_clear(&o->caps);
	words_clear(&o->env.unset);
	words_clear(&o->env.set);
}
