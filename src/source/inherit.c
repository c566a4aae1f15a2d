// SPDX-License-Identifier: BSD-2-Clause
/*
 * Takes over descriptors by the environment's word. It must never take one
 * that was opened after the start, nor a standard stream.
 */
#include "source/inherit.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"
#include "bpfns.h"
#include "source/held.h"

static int take(struct map_set *set, uint64_t number, const char *variable,
		const char *name, struct map **out, struct err *e)
{
	_cleanup_free_ char *origin =
		str_format(e, "descriptor %llu of %s",
			   (unsigned long long)number, variable);
	int fd = (int)number;
	int flags;

	if (!origin)
		return -1;
	if (number < BPFNS_FIRST_FD)
		return err_set(e, 0, "--inherit: %s: %d is a standard stream",
			       variable, fd);
	/* What came through our exec can't be close-on-exec, and all that we
	 * open is: so this tells both what was never inherited and what was
	 * taken before. */
	flags = fcntl(fd, F_GETFD);
	if (flags < 0)
		return err_set(e, 0, "--inherit: %s: descriptor %d is not open",
			       variable, fd);
	if (flags & FD_CLOEXEC)
		return err_set(e, 0,
			       "--inherit: %s: descriptor %d is announced "
			       "twice, or was not inherited",
			       variable, fd);
	if (fd_set_cloexec(fd, e) < 0)
		return -1;
	*out = map_set_add(set, &fd, origin, name, e);
	return *out ? 0 : -1;
}

/* What systemd calls descriptors that nobody named, sd_listen_fds(3). */
static bool is_no_name(const char *name)
{
	return *name == '\0' || str_equal(name, "unknown") ||
	       str_equal(name, "stored");
}

static int collect_listen_fds(struct map_set *set, const char *count,
			      struct err *e)
{
	const char *listed = getenv("LISTEN_FDNAMES");
	_cleanup_free_ char *names = str_copy(listed ? listed : "", e);
	char *rest = names;
	const char *name;
	struct map *m;
	uint64_t n;

	if (!names)
		return -1;
	if (str_number(count, 0, INT_MAX - BPFNS_FIRST_FD,
		       "--inherit: LISTEN_FDS", &n, e) < 0)
		return -1;
	for (uint64_t i = 0; i < n; i++) {
		name = str_next_word(&rest, ':');
		if (name && is_no_name(name))
			name = NULL;
		if (take(set, BPFNS_FIRST_FD + i, "LISTEN_FDS", name, &m, e) <
		    0)
			return -1;
	}
	return 0;
}

/* A type that came with the map goes on with it. */
static int take_type(char **slot, const char *type, struct err *e)
{
	if (!type)
		return 0;
	*slot = str_copy(type, e);
	return *slot ? 0 : -1;
}

static int collect_bpf_maps(struct map_set *set, struct err *e)
{
	_cleanup_held_ struct held held = {0};
	struct map *m;

	if (held_read(&held, e) < 0)
		return err_prefix(e, "--inherit");
	for (size_t i = 0; i < held.n; i++) {
		const struct held_map *h = &held.v[i];

		if (take(set, (uint64_t)h->fd, "BPF_MAP<id>", h->name, &m, e) <
		    0)
			return -1;
		m->id = h->id;
		m->id_rank = MAP_ID_CAME;
		if (take_type(&m->key_type, h->key_type, e) < 0 ||
		    take_type(&m->value_type, h->value_type, e) < 0)
			return -1;
	}
	return 0;
}

/* True if LISTEN_PID names this process. */
static bool listen_pid_is_ours(void)
{
	const char *text = getenv("LISTEN_PID");
	struct err ignored;
	uint64_t pid;

	return text &&
	       str_number(text, 1, INT_MAX, "LISTEN_PID", &pid, &ignored) ==
		       0 &&
	       (pid_t)pid == getpid();
}

int inherit_collect(struct map_set *set, struct err *e)
{
	const char *listen_fds = getenv("LISTEN_FDS");

	if (listen_fds && listen_pid_is_ours())
		return collect_listen_fds(set, listen_fds, e);
	if (getenv(BPFNS_ENV_NUM_MAPS))
		return collect_bpf_maps(set, e);
	if (listen_fds)
		return err_set(e, 0,
			       "--inherit: LISTEN_FDS is set, but LISTEN_PID "
			       "is not this process");
	return err_set(e, 0,
		       "--inherit: neither LISTEN_FDS nor BPF_NUM_MAPS is set");
}
