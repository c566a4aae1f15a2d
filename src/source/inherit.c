// SPDX-License-Identifier: BSD-2-Clause
/*
 * Takes over descriptors by the environment's word. It must never take one
 * that was opened after the start, nor a standard stream.
 */
#include "source/inherit.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/str.h"
#include "bpfns.h"

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
	if (str_number(count, 1, INT_MAX - BPFNS_FIRST_FD,
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

/* "BPF_MAP<id>=<fd>" and nothing else: 1 and both numbers; 0: it is another
 * variable; -1: a bad one. */
static int parse_map_variable(const char *pair, uint64_t *id, uint64_t *fd,
			      struct err *e)
{
	size_t prefix = strlen(BPFNS_ENV_MAP_BY_ID);
	_cleanup_free_ char *copy = NULL;
	char *rest;
	const char *number;

	if (strncmp(pair, BPFNS_ENV_MAP_BY_ID, prefix) != 0 ||
	    pair[prefix] < '0' || pair[prefix] > '9')
		return 0;
	copy = str_copy(pair + prefix, e);
	if (!copy)
		return -1;
	rest = copy;
	number = str_next_word(&rest, '=');
	if (str_number(number, 0, UINT32_MAX, "--inherit: BPF_MAP<id>", id, e) <
		    0 ||
	    str_number(rest ? rest : "", 0, INT_MAX, "--inherit: BPF_MAP<id>",
		       fd, e) < 0)
		return -1;
	return 1;
}

static int by_fd(const void *a, const void *b)
{
	const struct map *x = a;
	const struct map *y = b;

	return (x->fd > y->fd) - (x->fd < y->fd);
}

/* BPF_MAPS has the names in the order of the descriptors. */
static int name_by_bpf_maps(struct map_set *set, struct err *e)
{
	const char *listed = getenv(BPFNS_ENV_MAPS);
	_cleanup_free_ char *names = NULL;
	const char *name;
	char *rest;

	/* "" is no name at all, as well as one map without one. */
	if (!listed || (set->n == 0 && *listed == '\0'))
		return 0;
	names = str_copy(listed, e);
	if (!names)
		return -1;
	rest = names;
	map_set_each (m, set) {
		name = str_next_word(&rest, ':');
		if (!name)
			return err_set(e, 0,
				       "--inherit: BPF_MAPS has fewer names "
				       "than there are maps");
		if (*name == '\0')
			continue;
		if (map_set_name(m, name, e) < 0)
			return -1;
	}
	if (rest)
		return err_set(e, 0,
			       "--inherit: BPF_MAPS has more names than "
			       "there are maps");
	return 0;
}

static int collect_bpf_maps(struct map_set *set, const char *count,
			    struct err *e)
{
	struct map *m;
	uint64_t id;
	uint64_t fd;
	uint64_t n;
	int r;

	if (str_number(count, 0, UINT16_MAX, "--inherit: BPF_NUM_MAPS", &n, e) <
	    0)
		return -1;
	for (char **v = environ; v && *v; v++) {
		r = parse_map_variable(*v, &id, &fd, e);
		if (r < 0)
			return -1;
		if (r == 0)
			continue;
		if (take(set, fd, "BPF_MAP<id>", NULL, &m, e) < 0)
			return -1;
		m->id = (uint32_t)id;
		m->id_rank = MAP_ID_CAME;
	}
	if (set->n != n)
		return err_set(e, 0,
			       "--inherit: BPF_NUM_MAPS is %llu, but there are "
			       "%zu BPF_MAP<id>",
			       (unsigned long long)n, set->n);
	if (set->n > 0) /* without any there is no array either */
		qsort(set->v, set->n, sizeof(*set->v), by_fd);
	return name_by_bpf_maps(set, e);
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
	const char *num_maps = getenv(BPFNS_ENV_NUM_MAPS);

	if (listen_fds && listen_pid_is_ours())
		return collect_listen_fds(set, listen_fds, e);
	if (num_maps)
		return collect_bpf_maps(set, num_maps, e);
	if (listen_fds)
		return err_set(e, 0,
			       "--inherit: LISTEN_FDS is set, but LISTEN_PID "
			       "is not this process");
	return err_set(e, 0,
		       "--inherit: neither LISTEN_FDS nor BPF_NUM_MAPS is set");
}
