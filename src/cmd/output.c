// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writes to standard output.
 */
#include "cmd/output.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/fd.h"

#define FULL 65536

int output_flush(struct buf *b, struct err *e)
{
	size_t done = 0;

	if (b->failed)
		return err_set(e, ENOMEM, "memory");
	while (done < b->len) {
		ssize_t n =
			write(STDOUT_FILENO, b->bytes + done, b->len - done);

		if (n < 0 && fd_try_again(STDOUT_FILENO, POLLOUT))
			continue;
		if (n < 0)
			return err_set(e, errno, "standard output");
		done += (size_t)n;
	}
	b->len = 0;
	return 0;
}

int output_flush_full(struct buf *b, struct err *e)
{
	return b->len >= FULL || b->failed ? output_flush(b, e) : 0;
}
