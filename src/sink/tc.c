// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sends maps. It must never say that an importer has what it didn't take.
 */
#include "sink/tc.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/time.h>

#include "base/clock.h"
#include "base/fd.h"
#include "base/sock.h"
#include "wire/tc.h"

/* How often to look for the importer's socket while waiting, ms. */
#define LOOK_EVERY 20

/* How long an importer may leave its queue full, seconds. */
#define STALL_MAX 10

int send_check(const struct send_request *request, struct err *e)
{
	struct sockaddr_un address;

	return sock_address(request->path, &address, e);
}

/* These say that the importer isn't there yet, or has only just bound. */
static bool may_come_yet(int number)
{
	return number == ENOENT || number == ECONNREFUSED;
}

static int knock(int fd, const struct send_request *request, struct err *e)
{
	long long deadline = clock_ms() + request->wait;
	struct sockaddr_un address;
	int number;

	if (sock_address(request->path, &address, e) < 0)
		return -1;
	while (connect(fd, (const struct sockaddr *)&address, sizeof(address)) <
	       0) {
		number = errno;
		if (number == EINTR)
			continue;
		if (!may_come_yet(number))
			return err_set(e, number, "%s", request->path);
		if (clock_ms() >= deadline)
			return err_set(e, number,
				       "%s: no importer waits there%s",
				       request->path,
				       request->wait > 0
					       ? " (--wait is over)"
					       : " (--wait SECONDS waits for "
						 "one)");
		(void)poll(NULL, 0, LOOK_EVERY); /* a nap; cut short is fine */
	}
	return 0;
}

static struct tc_entry entry_of(const struct map *m)
{
	return (struct tc_entry){
		.type = m->shape.type,
		.key_size = m->shape.key_size,
		.value_size = m->shape.value_size,
		.max_entries = m->shape.max_entries,
		.flags = m->shape.flags,
		.id = m->id,
		.name = m->renamed ? m->name : NULL,
	};
}

/* One message with the maps from `first` on. */
static int send_some(int fd, const struct map_set *set, size_t first,
		     struct tc_message *message)
{
	unsigned char bytes[TC_MESSAGE_MAX];
	int fds[TC_MAPS_MAX];
	size_t len;

	message->n = 0;
	message->has_names = false;
	for (size_t i = first; i < set->n && message->n < TC_MAPS_MAX; i++) {
		fds[message->n] = set->v[i].fd;
		message->entries[message->n++] = entry_of(&set->v[i]);
		message->has_names |= set->v[i].renamed;
	}
	len = tc_encode(message, bytes);
	return sock_send(fd, bytes, len, fds, message->n);
}

static int say_failure(const struct send_request *request, size_t sent,
		       size_t all, struct err *e)
{
	int number = errno;

	if (number == EAGAIN)
		return err_set(e, 0,
			       "%s: the importer took %zu of %zu maps and "
			       "then nothing for %d seconds",
			       request->path, sent, all, STALL_MAX);
	if (number == ECONNREFUSED || number == ECONNRESET)
		return err_set(e, 0,
			       "%s: the importer left after %zu of %zu maps",
			       request->path, sent, all);
	return err_set(e, number, "%s: after %zu of %zu maps", request->path,
		       sent, all);
}

int send_open(const struct send_request *request, struct err *e)
{
	struct timeval stall = {.tv_sec = STALL_MAX};
	_cleanup_fd_ int fd = sock_open(e);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &stall, sizeof(stall)) < 0)
		return err_set(e, errno, "%s: SO_SNDTIMEO", request->path);
	if (knock(fd, request, e) < 0)
		return -1;
	return fd_steal(&fd);
}

static int check_number(const struct map_set *set, struct err *e)
{
	if (set->n == 0)
		return err_set(e, 0, "no maps to hand out");
	if (set->n > TC_MAPS_TOTAL_MAX)
		return err_set(e, 0, "%zu maps: the protocol has room for %d",
			       set->n, TC_MAPS_TOTAL_MAX);
	return 0;
}

/* A path too long is cut at its beginning: the end says more. */
static void put_object(const struct send_object *object,
		       struct tc_message *message)
{
	const char *path = object->path ? object->path : "bpfns-export";
	size_t len = strlen(path);

	if (len >= TC_OBJECT_MAX)
		path += len - (TC_OBJECT_MAX - 1);
	(void)stpcpy(message->object, path);
	message->device = object->device;
	message->inode = object->inode;
}

int send_maps(int fd, const struct send_request *request,
	      const struct send_object *object, const struct map_set *set,
	      const struct notes *notes, struct err *e)
{
	struct tc_message message = {.total = (uint16_t)set->n};

	if (check_number(set, e) < 0)
		return -1;
	put_object(object, &message);
	for (size_t sent = 0; sent < set->n; sent += message.n)
		if (send_some(fd, set, sent, &message) < 0)
			return say_failure(request, sent, set->n, e);
	note(notes, NOTE_DETAIL, "%s: handed out %zu map(s)", request->path,
	     set->n);
	return 0;
}
