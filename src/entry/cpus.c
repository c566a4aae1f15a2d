// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lists the possible CPUs. They are neither those that are online nor those
 * that this process may run on, and their numbers can have gaps.
 */
#include "entry/cpus.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/fd.h"
#include "base/str.h"

#define LIST_MAX 65536

void cpus_clear(struct cpus *c)
{
	free(c->ids);
	*c = (struct cpus){0};
}

static int add_range(struct cpus *c, uint64_t first, uint64_t last,
		     struct err *e)
{
	uint32_t *ids;

	if (last < first || (c->n > 0 && first <= c->ids[c->n - 1]))
		return err_set(e, 0, "not in order");
	ids = reallocarray(c->ids, c->n + last - first + 1, sizeof(*ids));
	if (!ids)
		return err_set(e, ENOMEM, "memory");
	c->ids = ids;
	for (; first <= last; first++)
		c->ids[c->n++] = (uint32_t)first;
	return 0;
}

/* "0-3,8" */
static int parse_list(char *list, struct cpus *c, struct err *e)
{
	char *rest = list;
	char *word;

	while ((word = str_next_word(&rest, ','))) {
		char *end = word;
		uint64_t first;
		uint64_t last;

		(void)str_next_word(&end, '-');
		if (str_number(word, 0, CPUS_MAX - 1, "", &first, e) < 0 ||
		    str_number(end ? end : word, 0, CPUS_MAX - 1, "", &last,
			       e) < 0 ||
		    add_range(c, first, last, e) < 0)
			return -1;
	}
	return 0;
}

int cpus_read(const char *path, struct cpus *c, struct err *e)
{
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC);
	_cleanup_free_ char *text = NULL;
	size_t len;

	if (fd < 0)
		return err_set(e, errno, "%s", path);
	if (fd_read_all(fd, path, LIST_MAX, &text, &len, e) < 0)
		return -1;
	if (len > 0 && text[len - 1] == '\n')
		text[len - 1] = '\0';
	if (parse_list(text, c, e) < 0) {
		cpus_clear(c);
		return err_prefix(e, "%s", path);
	}
	return 0;
}

int cpus_count(size_t n, struct cpus *c, struct err *e)
{
	return add_range(c, 0, n - 1, e);
}

int cpus_find(const struct cpus *c, uint32_t id, size_t *index, struct err *e)
{
	for (*index = 0; *index < c->n; (*index)++)
		if (c->ids[*index] == id)
			return 0;
	return err_set(e, 0, "there is no CPU %u (the possible ones: %u to %u)",
		       id, c->ids[0], c->ids[c->n - 1]);
}
