// SPDX-License-Identifier: BSD-2-Clause
/*
 * bpfns-policy: works on policies, and loads none. What compares and explains
 * them is in the files policy_*.c beside this one.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"
#include "cmd/option.h"
#include "cmd/policy_input.h"
#include "cmd/policy_tool.h"
#include "cmd/say.h"
#include "cmd/start.h"
#include "confine/policy_file.h"
#include "confine/preset_text.h"

#define EXIT_FAIL 2 /* misuse or failure */

static int set_output(void *into, const char *value, struct err *e)
{
	struct tool_options *o = into;

	if (o->output)
		return err_set(e, 0, "given twice");
	if (value[0] == '\0')
		return err_set(e, 0, "an empty name");
	o->output = value;
	return 0;
}

static const struct option_row rows[] = {
	{.name = "output",
	 .letter = 'o',
	 .arg = "FILE",
	 .help = "where compile writes to; - is standard output",
	 .set = set_output},
	{.name = "with-exec",
	 .help = "oci: allow execve, as container runtimes want",
	 .kind = OPTION_IS_FLAG,
	 .at = offsetof(struct tool_options, with_exec)},
	{0},
};

static const struct program program = {
	.name = TOOL_NAME,
	.usage = "check POLICY\n"
		 "compile POLICY -o OUT\n"
		 "show [NAME]\n"
		 "explain POLICY CALL [argN=VALUE]...\n"
		 "test POLICY TABLE\n"
		 "diff POLICY POLICY\n"
		 "oci POLICY [--with-exec]",
	.summary = "Works on seccomp policies. POLICY is a file, text or "
		   "compiled, or a built-in\npolicy's name.",
	.rows = rows,
	.epilog =
		"check says what is wrong with a policy, or how large it is\n"
		"compile writes the filter as the kernel takes it\n"
		"show lists the built-in policies, or prints one\n"
		"explain tells what is done with a system call, and by which "
		"rule\n"
		"test holds a policy against a table of calls\n"
		"diff lists the calls that two policies treat differently\n"
		"oci writes it as a seccomp profile for container runtimes\n\n"
		"Exit status: 0, or 1 for no (faulty, differs), or 2 for "
		"failure.",
};

static int parse(int argc, char **argv, struct tool_options *o, struct err *e)
{
	struct words words = {0};
	int r = option_parse_words(&program, argc, argv, o, &words, e);

	for (; r == OPTION_GO && o->n_words < words.n; o->n_words++) {
		if (o->n_words == TOOL_WORDS_MAX) {
			r = err_set(e, 0, "%s: one word too many",
				    words.v[o->n_words]);
			break;
		}
		o->words[o->n_words] = words.v[o->n_words];
	}
	words_clear(&words);
	return r;
}

int tool_flush(struct err *e)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return err_set(e, errno, "standard output");
	return 0;
}

int tool_check(const struct tool_options *o, struct err *e)
{
	_cleanup_input_ struct policy_input in = {0};
	struct err unreadable;
	_cleanup_text_ struct policy_text text = {0};

	if (policy_input_load(o->words[1], &in, e) == 0) {
		printf("%s: good, %zu instructions\n", o->words[1],
		       in.filter.len);
		return tool_flush(e);
	}
	/* A file that can't be read says nothing of its policy. */
	if (policy_file_open(o->words[1], 0, &text, &unreadable) < 0)
		return -1;
	say_error(TOOL_NAME, e);
	return TOOL_NO;
}

static int write_all(int fd, const char *name, const struct filter *f,
		     struct err *e)
{
	const char *from = (const char *)f->code;
	size_t left = f->len * sizeof(*f->code);

	while (left > 0) {
		ssize_t n = write(fd, from, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, errno, "%s", name);
		from += n;
		left -= (size_t)n;
	}
	return 0;
}

/* Fills the temporary file and puts it where it belongs, at once and whole. */
static int write_and_rename(int fd, const char *temporary, const char *path,
			    const struct filter *f, struct err *e)
{
	mode_t mask = umask(0);

	(void)umask(mask); /* it can't fail; this is how to ask */
	if (write_all(fd, path, f, e) < 0)
		return -1;
	if (fchmod(fd, 0666 & ~mask) < 0 || fsync(fd) < 0 ||
	    rename(temporary, path) < 0)
		return err_set(e, errno, "%s", path);
	return 0;
}

static int write_file(const char *path, const struct filter *f, struct err *e)
{
	_cleanup_free_ char *temporary = str_format(e, "%s.XXXXXX", path);
	_cleanup_fd_ int fd = -1;
	struct stat st;

	if (!temporary)
		return -1;
	/* What is too large is an error, and leaves nothing behind. */
	(void)signal(SIGXFSZ, SIG_IGN); /* a valid number */
	/* A rename would put a file where a device was: -o /dev/null. */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return err_set(e, 0, "%s: not a regular file", path);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return err_set(e, errno, "%s", path);
	if (write_and_rename(fd, temporary, path, f, e) < 0) {
		(void)unlink(temporary); /* the error is told already */
		return -1;
	}
	return 0;
}

int tool_compile(const struct tool_options *o, struct err *e)
{
	_cleanup_input_ struct policy_input in = {0};
	bool to_stdout;

	if (!o->output)
		return err_set(e, 0, "compile: where to? (-o OUT)");
	to_stdout = str_equal(o->output, "-");
	if (to_stdout && isatty(STDOUT_FILENO))
		return err_set(e, 0,
			       "standard output is a terminal, and a filter is "
			       "no text");
	if (policy_input_load(o->words[1], &in, e) < 0)
		return -1;
	if (to_stdout)
		return write_all(STDOUT_FILENO, "standard output", &in.filter,
				 e);
	return write_file(o->output, &in.filter, e);
}

static int list_presets(struct err *e)
{
	char name[PRESET_NAME_MAX];
	char summary[PRESET_SUMMARY_MAX];

	for (size_t i = 0; preset_text_describe(i, name, summary) == 0; i++)
		printf("%-8s %s\n", name, summary);
	printf("%-8s %s\n", "none", "no filter at all, for debugging");
	return tool_flush(e);
}

int tool_show(const struct tool_options *o, struct err *e)
{
	_cleanup_free_ char *text = NULL;

	if (o->n_words == 1)
		return list_presets(e);
	if (preset_text_expand(o->words[1], &text, e) < 0)
		return -1;
	if (!text) {
		err_fill(e, 0, "%s: no built-in policy (show lists them)",
			 o->words[1]);
		say_error(TOOL_NAME, e);
		return TOOL_NO;
	}
	fputs(text, stdout);
	return tool_flush(e);
}

struct command {
	const char *name;
	size_t min_words; /* the command counts */
	size_t max_words;
	const char *what; /* what is missing, or one too many */
	int (*run)(const struct tool_options *o, struct err *e);
};

static const struct command commands[] = {
	{"check", 2, 2, "which policy?", tool_check},
	{"compile", 2, 2, "which policy?", tool_compile},
	{"diff", 3, 3, "which two policies?", tool_diff},
	{"explain", 3, TOOL_WORDS_MAX, "which policy and call?", tool_explain},
	{"oci", 2, 2, "which policy?", tool_oci},
	{"show", 1, 2, "which one?", tool_show},
	{"test", 3, 3, "which policy and table?", tool_test},
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int check_words(const struct command *c, const struct tool_options *o,
		       struct err *e)
{
	if (o->n_words < c->min_words)
		return err_set(e, 0, "%s: %s", c->name, c->what);
	if (o->n_words > c->max_words)
		return err_set(e, 0, "%s: one word too many",
			       o->words[c->max_words]);
	if (o->output && c->run != tool_compile)
		return err_set(e, 0, "--output: not with %s", c->name);
	if (o->with_exec && c->run != tool_oci)
		return err_set(e, 0, "--with-exec: not with %s", c->name);
	return 0;
}

static int run(const struct tool_options *o, struct err *e)
{
	if (o->n_words == 0)
		return err_set(e, 0, "which command? (see --help)");
	for (size_t i = 0; i < COMMANDS; i++) {
		if (!str_equal(commands[i].name, o->words[0]))
			continue;
		return check_words(&commands[i], o, e) < 0
			       ? -1
			       : commands[i].run(o, e);
	}
	return err_set(e, 0, "%s: unknown command (see --help)", o->words[0]);
}

int main(int argc, char **argv)
{
	struct tool_options options = {0};
	struct err e = {0};
	int status = start(argc, START_OURS, &e);

	if (status == 0)
		status = parse(argc, argv, &options, &e);
	if (status == OPTION_DONE)
		return 0;
	if (status == OPTION_GO)
		status = run(&options, &e);
	if (status >= 0)
		return status;
	say_error(TOOL_NAME, &e);
	return EXIT_FAIL;
}
