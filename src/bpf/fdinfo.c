// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads fdinfo. A key that a map always has and that is missing means that
 * this is no map; it must never fill in a value of its own.
 */
#include "bpf/fdinfo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fd.h"
#include "base/str.h"
#include "bpf/bpf.h"

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

/* The number behind "key:" at the start of a line; base 0 takes the 0x of
 * map_flags. -1 if there is no such line. */
static int find_number(const char *text, const char *key, uint32_t *out)
{
	const char *line = text;
	size_t len = strlen(key);
	char *end;

	while (line) {
		if (strncmp(line, key, len) == 0 && line[len] == ':') {
			*out = (uint32_t)strtoul(line + len + 1, &end, 0);
			return end == line + len + 1 ? -1 : 0;
		}
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	return -1;
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

int fdinfo_read_map(int fd, struct bpf_map_facts *facts, struct err *e)
{
	struct bpf_shape *s = &facts->shape;
	_cleanup_free_ char *text = NULL;

	if (read_fdinfo(fd, &text, e) < 0)
		return -1;
	if (find_number(text, "map_type", &s->type) < 0 ||
	    find_number(text, "key_size", &s->key_size) < 0 ||
	    find_number(text, "value_size", &s->value_size) < 0 ||
	    find_number(text, "max_entries", &s->max_entries) < 0 ||
	    find_number(text, "map_flags", &s->flags) < 0 ||
	    find_number(text, "map_id", &facts->id) < 0)
		return err_set(e, 0, "%s, not a map", fdinfo_kind(fd));
	return 0;
}
