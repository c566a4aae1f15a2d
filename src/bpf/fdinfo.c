// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads fdinfo, to name things in messages. It must never decide anything.
 */
#include "bpf/fdinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/str.h"

#define FDINFO_MAX 4096

static int read_fdinfo(int fd, char **text, struct err *e)
{
	char path[64];
	size_t len;
	_cleanup_fd_ int info = -1;

	(void)snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	if (info < 0)
		return err_set(e, errno, "%s", path);
	return fd_read_all(info, path, FDINFO_MAX, text, &len, e);
}

const char *fdinfo_kind(int fd)
{
	static const struct {
		const char *key;
		const char *kind;
	} kinds[] = {
		{"map_type", "a map"},
		{"prog_type", "a program"},
		{"link_type", "a link"},
		{"btf_id", "a BTF object"},
	};
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	if (read_fdinfo(fd, &text, &ignored) < 0)
		return "something else";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const char *at = strstr(text, kinds[i].key);

		/* The key may stand behind a tab-separated value only at a
		 * line's start; a link's fdinfo also has prog lines. */
		if (at && (at == text || at[-1] == '\n'))
			return kinds[i].kind;
	}
	return "something else";
}
