// SPDX-License-Identifier: BSD-2-Clause
/*
 * Receives maps from one exporter. It must never take a message from a sender
 * who isn't allowed, mix two senders' messages, or leave the socket's name or
 * a received descriptor behind when it refuses.
 */
#include "source/import.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/sock.h"
#include "base/str.h"
#include "source/door.h"
#include "wire/tc.h"

/* Between the messages of one exporter, milliseconds. It sends them in one
 * go, and a datagram socket doesn't tell that it died. */
#define GAP_MAX 10000

/* What else a launch needs to have open, generously. */
#define FDS_BESIDES 16

/* What has come so far. */
struct intake {
	const struct import_request *request;
	struct map_set *set;
	size_t arrived;
	struct tc_message first;
	struct ucred sender;
	size_t expected;
};

static int check_sender(const struct import_request *request,
			const struct ucred *sender, struct err *e)
{
	for (size_t i = 0; i < request->n_from; i++)
		if (request->from[i] == sender->uid)
			return 0;
	return err_set(e, 0,
		       "sender uid %u is not allowed (use --import-from %u)",
		       sender->uid, sender->uid);
}

static int check_limit(const struct tc_message *m, struct err *e)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return err_set(e, errno, "RLIMIT_NOFILE");
	if ((rlim_t)m->total + FDS_BESIDES > limit.rlim_cur)
		return err_set(e, 0,
			       "%u maps are more than RLIMIT_NOFILE allows "
			       "(%llu)",
			       m->total, (unsigned long long)limit.rlim_cur);
	return 0;
}

/* Every message of a set repeats the header. */
static int check_same(const struct intake *in, const struct tc_message *m,
		      const struct ucred *sender, struct err *e)
{
	const struct tc_message *first = &in->first;

	if (sender->pid != in->sender.pid || sender->uid != in->sender.uid)
		return err_set(e, 0,
			       "two senders: pid %d of uid %u, then pid %d of "
			       "uid %u",
			       in->sender.pid, in->sender.uid, sender->pid,
			       sender->uid);
	if (m->total != first->total || m->device != first->device ||
	    m->inode != first->inode || !str_equal(m->object, first->object) ||
	    m->has_flags != first->has_flags)
		return err_set(e, 0,
			       "two messages of one sender differ in "
			       "their header");
	if (in->arrived + m->n > in->expected)
		return err_set(e, 0, "%zu maps came, but %zu were announced",
			       in->arrived + m->n, in->expected);
	return 0;
}

static int add_map(struct intake *in, const struct tc_entry *entry,
		   bool has_flags, int *fd, struct err *e)
{
	_cleanup_free_ char *origin = str_format(
		e, "map %zu of %zu from pid %d, uid %u", in->arrived + 1,
		in->expected, in->sender.pid, in->sender.uid);
	struct map *m;

	if (!origin)
		return -1;
	m = map_set_add(in->set, fd, origin,
			entry->name && *entry->name ? entry->name : NULL, e);
	if (!m)
		return -1;
	in->arrived++;
	m->id = entry->id;
	m->id_rank = MAP_ID_CAME;
	m->claim = (struct map_claim){
		.made = true,
		.has_flags = has_flags,
		.shape = {entry->type, entry->key_size, entry->value_size,
			  entry->max_entries, entry->flags},
		.device = in->first.device,
		.inode = in->first.inode,
	};
	return 0;
}

static int take_message(struct intake *in, struct sock_message *m,
			struct err *e)
{
	struct tc_message decoded;

	if (check_sender(in->request, &m->sender, e) < 0 ||
	    tc_decode(m->bytes, m->len, m->n_fds, &decoded, e) < 0)
		return -1;
	if (in->expected == 0) {
		if (check_limit(&decoded, e) < 0)
			return -1;
		in->first = decoded;
		in->sender = m->sender;
		in->expected = decoded.total;
	}
	if (check_same(in, &decoded, &m->sender, e) < 0)
		return -1;
	for (size_t i = 0; i < decoded.n; i++)
		if (add_map(in, &decoded.entries[i], decoded.has_flags,
			    &m->fds[i], e) < 0)
			return -1;
	return 0;
}

/* How long the next message may take: the rest of --timeout, and no more than
 * the gap once one has come. */
static int next_wait(const struct intake *in, long long deadline)
{
	long long left;
	int most = in->expected > 0 ? GAP_MAX : INT32_MAX;

	if (deadline < 0)
		return in->expected > 0 ? GAP_MAX : -1;
	left = deadline - clock_ms();
	if (left < 0)
		left = 0;
	return left < most ? (int)left : most;
}

static int say_timeout(const struct intake *in, struct err *e)
{
	if (in->expected == 0)
		return err_set(e, 0, "no maps came in time (--timeout)");
	return err_set(e, 0, "the sender stopped after %zu of %zu maps",
		       in->arrived, in->expected);
}

static int receive_all(struct door *door, struct intake *in, struct err *e)
{
	long long deadline = -1;
	unsigned char bytes[TC_MESSAGE_MAX];
	int r;

	if (in->request->timeout != IMPORT_FOR_EVER)
		deadline = clock_ms() + in->request->timeout;
	do {
		_cleanup_message_ struct sock_message m = {
			.bytes = bytes,
			.size = sizeof(bytes),
		};

		r = door_wait(door, next_wait(in, deadline), e);
		if (r < 0)
			return -1;
		if (r == 0)
			return say_timeout(in, e);
		if (sock_receive(door->fd, &m, e) < 0 ||
		    take_message(in, &m, e) < 0)
			return -1;
	} while (in->arrived < in->expected);
	return 0;
}

int import_check(const struct import_request *request, struct err *e)
{
	return door_check(request->path, e);
}

int import_collect(const struct import_request *request, struct map_set *set,
		   const struct notes *notes, struct err *e)
{
	_cleanup_door_ struct door door = DOOR_CLOSED;
	struct intake in = {.request = request, .set = set};

	if (door_open(&door, request->path, request->mode, e) < 0)
		return -1;
	if (request->timeout == IMPORT_FOR_EVER)
		note(notes, NOTE_NOTICE,
		     "%s: waiting for an exporter, without end (--timeout "
		     "SECONDS sets one)",
		     request->path);
	if (receive_all(&door, &in, e) < 0)
		return err_prefix(e, "%s", request->path);
	note(notes, NOTE_DETAIL, "%s: %zu map(s) of '%s' from pid %d, uid %u",
	     request->path, in.arrived, in.first.object, in.sender.pid,
	     in.sender.uid);
	return 0;
}
