// SPDX-License-Identifier: BSD-2-Clause
/*
 * Embeds the texts of the presets and of the groups they include. They are
 * linked into bpfns-policy only. It may rely on the texts: the build compiles
 * every one of them.
 *
 * policy_texts.h comes from the build (policy/rules.mk) and says
 * TEXT(number, "path") for each file below policy/.
 */
#include "confine/preset_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define SUFFIX	  ".policy"
#define INCLUDE	  "@include "
#define PATH_ROOM 256
#define DEPTH_MAX 10

#define TEXT(number, path)                          \
	__asm__(".pushsection .rodata\n"            \
		".global policy_text_" #number "\n" \
		".hidden policy_text_" #number "\n" \
		"policy_text_" #number ":\n"        \
		".incbin \"policy/" path "\"\n"     \
		".byte 0\n"                         \
		".popsection\n");                   \
	extern const char policy_text_##number[]    \
		__attribute__((visibility("hidden")));
#include "policy_texts.h"
#undef TEXT

struct text {
	const char *path; /* below policy/ */
	const char *text;
};

#define TEXT(number, path) {path, policy_text_##number},
static const struct text texts[] = {
#include "policy_texts.h"
};
#undef TEXT

#define TEXTS (sizeof(texts) / sizeof(texts[0]))

static const struct text *find(const char *path)
{
	for (size_t i = 0; i < TEXTS; i++)
		if (str_equal(texts[i].path, path))
			return &texts[i];
	return NULL;
}

/* "# NAME: SUMMARY" is the first line of a preset. */
static void copy_summary(const struct text *t, char *out)
{
	const char *from = strstr(t->text, ": ");
	size_t len;

	from = from ? from + 2 : t->text;
	len = strcspn(from, "\n");
	(void)snprintf(out, PRESET_SUMMARY_MAX, "%.*s", (int)len, from);
}

int preset_text_describe(size_t index, char name[PRESET_NAME_MAX],
			 char summary[PRESET_SUMMARY_MAX])
{
	for (size_t i = 0; i < TEXTS; i++) {
		if (strchr(texts[i].path, '/') || index-- != 0)
			continue;
		(void)snprintf(name, PRESET_NAME_MAX, "%.*s",
			       (int)(strlen(texts[i].path) - strlen(SUFFIX)),
			       texts[i].path);
		copy_summary(&texts[i], summary);
		return 0;
	}
	return -1;
}

/* The text that `path` means in the text `from`; NULL if there is none. */
static const struct text *find_include(const struct text *from,
				       const char *path, size_t len)
{
	const char *slash = strrchr(from->path, '/');
	char joined[PATH_ROOM];

	(void)snprintf(joined, sizeof(joined), "%.*s%.*s",
		       slash ? (int)(slash - from->path + 1) : 0, from->path,
		       (int)len, path);
	return find(joined);
}

static void expand(const struct text *t, FILE *out, unsigned int depth)
{
	const char *line = t->text;

	while (*line) {
		size_t len = strcspn(line, "\n");
		const struct text *inner = NULL;

		if (str_starts(line, INCLUDE) && depth < DEPTH_MAX)
			inner = find_include(t, line + strlen(INCLUDE),
					     len - strlen(INCLUDE));
		if (inner) {
			fprintf(out, "# from %s\n", inner->path);
			expand(inner, out, depth + 1);
		} else {
			fprintf(out, "%.*s\n", (int)len, line);
		}
		line += len + (line[len] == '\n');
	}
}

int preset_text_expand(const char *name, char **out, struct err *e)
{
	char path[PATH_ROOM];
	const struct text *t;
	size_t size;
	FILE *stream;

	*out = NULL;
	(void)snprintf(path, sizeof(path), "%s" SUFFIX, name);
	t = strchr(name, '/') ? NULL : find(path);
	if (!t)
		return 0;
	stream = open_memstream(out, &size);
	if (!stream)
		return err_set(e, errno, "memory");
	expand(t, stream, 0);
	if (fclose(stream) != 0) {
		err_fill(e, errno, "memory");
		free(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}
