// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads lines. Memory is constant, but for a line that is longer than that.
 */
#include "cmd/input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"

#define ROOM_FIRST (1UL << 18)
#define ROOM_MOST  (1UL << 30)

int input_open(struct input *in, const char *path, struct err *e)
{
	*in = (struct input){.fd = STDIN_FILENO, .name = "standard input"};
	if (path && !str_equal(path, "-")) {
		in->name = path;
		in->fd = open(path, O_RDONLY | O_CLOEXEC);
		if (in->fd < 0)
			return err_set(e, errno, "%s", path);
	}
	in->room = ROOM_FIRST;
	in->bytes = malloc(in->room);
	return in->bytes ? 0 : err_set(e, ENOMEM, "memory");
}

void input_close(struct input *in)
{
	if (in->fd != STDIN_FILENO)
		fd_close(&in->fd);
	free(in->bytes);
	in->bytes = NULL;
}

/* What is left goes to the front; a buffer that it fills grows. */
static int make_room(struct input *in, struct err *e)
{
	char *bytes;

	memmove(in->bytes, in->bytes + in->start, in->end - in->start);
	in->end -= in->start;
	in->start = 0;
	if (in->end < in->room)
		return 0;
	if (in->room >= ROOM_MOST)
		return err_set(e, 0, "a line longer than %lu MiB",
			       ROOM_MOST >> 20);
	bytes = realloc(in->bytes, 2 * in->room);
	if (!bytes)
		return err_set(e, ENOMEM, "memory");
	in->bytes = bytes;
	in->room *= 2;
	return 0;
}

static int read_more(struct input *in, struct err *e)
{
	ssize_t n;

	if (make_room(in, e) < 0)
		return -1;
	do
		n = read(in->fd, in->bytes + in->end, in->room - in->end);
	while (n < 0 && fd_try_again(in->fd, POLLIN));
	if (n < 0)
		return err_set(e, errno, "reading");
	in->end += (size_t)n;
	in->ended = n == 0;
	return 0;
}

int input_line(struct input *in, const char **line, size_t *len, struct err *e)
{
	size_t seen = 0;

	for (;;) {
		const char *from = in->bytes + in->start;
		size_t have = in->end - in->start;
		const char *newline = memchr(from + seen, '\n', have - seen);

		if (newline || (in->ended && have > 0)) {
			*line = from;
			*len = newline ? (size_t)(newline - from) : have;
			in->start += *len + (newline ? 1 : 0);
			return 1;
		}
		if (in->ended)
			return 0;
		seen = have;
		if (read_more(in, e) < 0)
			return -1;
	}
}
