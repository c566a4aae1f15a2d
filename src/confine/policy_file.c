// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads policy files. It must never wait on what it opens, read without end,
 * or trust a file that somebody else can change.
 */
#include "confine/policy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/owner.h"
#include "base/str.h"
#include "confine/codegen.h"
#include "confine/simulate.h"
#include "confine/sysname.h"

static int check_file(const char *path, const struct stat *st,
		      unsigned int flags, struct err *e)
{
	if (!S_ISREG(st->st_mode))
		return err_set(e, 0, "%s: not a regular file", path);
	if (st->st_size > (off_t)POLICY_TEXT_MAX)
		return err_set(e, 0, "%s: longer than %u bytes", path,
			       POLICY_TEXT_MAX);
	return flags & POLICY_FILE_TRUSTED ? owner_check_file(path, st, e) : 0;
}

static struct policy_text text_steal(struct policy_text *t)
{
	struct policy_text taken = *t;

	*t = (struct policy_text){0};
	return taken;
}

int policy_file_open(const char *path, unsigned int flags,
		     struct policy_text *out, struct err *e)
{
	/* Neither a FIFO nor a terminal may hold us up or become ours. */
	_cleanup_fd_ int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	_cleanup_text_ struct policy_text text = {0};
	struct stat st;

	if (fd < 0)
		return err_set(e, errno, "%s", path);
	/* Of the file that is open, not of what the path may be by now. */
	if (fstat(fd, &st) < 0)
		return err_set(e, errno, "%s", path);
	if (check_file(path, &st, flags, e) < 0 ||
	    fd_read_all(fd, path, POLICY_TEXT_MAX, &text.text, &text.len, e) <
		    0)
		return -1;
	/* What /proc has of other people's processes is root's by its owner
	 * and theirs by its content; and has a size of 0. */
	if ((flags & POLICY_FILE_TRUSTED) && text.len != (size_t)st.st_size)
		return err_set(e, 0,
			       "%s: has %zu bytes, and claims to have %lld",
			       path, text.len, (long long)st.st_size);
	text.name = str_copy(path, e);
	if (!text.name)
		return -1;
	text.identity[0] = st.st_dev;
	text.identity[1] = st.st_ino;
	*out = text_steal(&text);
	return 0;
}

/* A path of an include, seen from the directory of the file it stands in. */
static char *join(const char *from, const char *path, struct err *e)
{
	const char *slash = strrchr(from, '/');

	if (path[0] == '/' || !slash)
		return str_copy(path, e);
	return str_format(e, "%.*s/%s", (int)(slash - from), from, path);
}

static int include(void *context, const char *from, const char *path,
		   struct policy_text *out, struct err *e)
{
	const unsigned int *flags = context;
	_cleanup_free_ char *joined = join(from, path, e);

	if (!joined)
		return -1;
	return policy_file_open(joined, *flags, out, e);
}

int policy_file_parse(const struct policy_text *text, unsigned int flags,
		      struct policy *out, struct err *e)
{
	struct policy_reader reader = {
		.include = include,
		.syscall_number = sysname_number,
		.context = &flags,
	};

	return policy_parse(text, &reader, out, e);
}

static int build_compiled(const struct policy_text *text, struct filter *out,
			  struct err *e)
{
	_cleanup_filter_ struct filter f = {0};

	if (text->len % sizeof(*f.code) != 0 ||
	    text->len > BPF_MAXINSNS * sizeof(*f.code))
		return err_set(e, 0,
			       "%s: neither text (there are NUL bytes in it) "
			       "nor a compiled policy (of %zu bytes)",
			       text->name, text->len);
	f.code = malloc(text->len);
	if (!f.code)
		return err_set(e, ENOMEM, "%s", text->name);
	memcpy(f.code, text->text, text->len);
	f.len = text->len / sizeof(*f.code);
	if (filter_check(&f, e) < 0)
		return err_prefix(e, "%s: not a compiled policy", text->name);
	*out = f;
	f = (struct filter){0};
	return 0;
}

int policy_file_build(const struct policy_text *text, unsigned int flags,
		      struct filter *out, struct err *e)
{
	_cleanup_policy_ struct policy policy = {0};

	/* Every instruction has a NUL byte, no text has one. */
	if (memchr(text->text, '\0', text->len))
		return build_compiled(text, out, e);
	if (policy_file_parse(text, flags, &policy, e) < 0)
		return -1;
	if (codegen_filter(&policy, out, e) < 0)
		return err_prefix(e, "%s", text->name);
	return 0;
}

int policy_file_load(const char *path, unsigned int flags, struct filter *out,
		     struct err *e)
{
	_cleanup_text_ struct policy_text text = {0};

	if (policy_file_open(path, flags, &text, e) < 0)
		return -1;
	return policy_file_build(&text, flags, out, e);
}
