// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads the contract's variables. It must never take half of what is announced
 * for the whole.
 */
#include "source/held.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "bpfns.h"

void held_clear(struct held *h)
{
	free(h->v);
	free(h->names);
	*h = (struct held){0};
}

static int held_add(struct held *h, uint32_t id, int fd, struct err *e)
{
	struct held_map *v;

	/* Grown by doubling: at 0, 1, 3, 7, ... maps. */
	if ((h->n & (h->n + 1)) == 0) {
		v = reallocarray(h->v, 2 * h->n + 1, sizeof(*v));
		if (!v)
			return err_set(e, ENOMEM, "memory");
		h->v = v;
	}
	h->v[h->n++] = (struct held_map){.id = id, .fd = fd};
	return 0;
}

/* What stands behind BPF_MAP in a variable that has an id there, else NULL. */
static const char *behind_prefix(const char *pair)
{
	size_t prefix = strlen(BPFNS_ENV_MAP_BY_ID);

	if (strncmp(pair, BPFNS_ENV_MAP_BY_ID, prefix) != 0 ||
	    pair[prefix] < '0' || pair[prefix] > '9')
		return NULL;
	return pair + prefix;
}

/* The value of "<id>SUFFIX=VALUE", or NULL: it has another suffix. */
static const char *behind_suffix(const char *rest, const char *suffix)
{
	rest += strspn(rest, "0123456789");
	if (!str_starts(rest, suffix) || rest[strlen(suffix)] != '=')
		return NULL;
	return rest + strlen(suffix) + 1;
}

static bool is_type(const char *rest)
{
	return behind_suffix(rest, BPFNS_ENV_KEY_SUFFIX) ||
	       behind_suffix(rest, BPFNS_ENV_VALUE_SUFFIX);
}

static int add_variable(struct held *h, const char *rest, struct err *e)
{
	_cleanup_free_ char *copy = str_copy(rest, e);
	char *value = copy;
	const char *number;
	uint64_t id;
	uint64_t fd;

	if (!copy)
		return -1;
	number = str_next_word(&value, '=');
	if (str_number(number, 0, UINT32_MAX, "BPF_MAP<id>", &id, e) < 0 ||
	    str_number(value ? value : "", 0, INT_MAX, "BPF_MAP<id>", &fd, e) <
		    0)
		return -1;
	return held_add(h, (uint32_t)id, (int)fd, e);
}

static int by_id(const void *a, const void *b)
{
	const struct held_map *x = a;
	const struct held_map *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static int by_fd(const void *a, const void *b)
{
	const struct held_map *x = a;
	const struct held_map *y = b;

	return (x->fd > y->fd) - (x->fd < y->fd);
}

/* The set is sorted by id. A type for an id that no map has is no harm. */
static void take_type(struct held *h, const char *rest)
{
	unsigned long long id = strtoull(rest, NULL, 10);
	const struct held_map sought = {.id = (uint32_t)id};
	const char *key = behind_suffix(rest, BPFNS_ENV_KEY_SUFFIX);
	const char *value = behind_suffix(rest, BPFNS_ENV_VALUE_SUFFIX);
	struct held_map *m = NULL;

	if (id <= UINT32_MAX)
		m = bsearch(&sought, h->v, h->n, sizeof(*h->v), by_id);
	if (m && key)
		m->key_type = key;
	if (m && value)
		m->value_type = value;
}

/* BPF_MAPS has the names in the order of the descriptors. */
static int take_names(struct held *h, struct err *e)
{
	const char *listed = getenv(BPFNS_ENV_MAPS);
	const char *name;
	char *rest;

	h->named = listed != NULL;
	/* "" is no name at all, as well as one map without one. */
	if (!listed || (h->n == 0 && *listed == '\0'))
		return 0;
	h->names = str_copy(listed, e);
	if (!h->names)
		return -1;
	rest = h->names;
	for (size_t i = 0; i < h->n; i++) {
		name = str_next_word(&rest, ':');
		if (!name)
			return err_set(e, 0,
				       "BPF_MAPS has fewer names than there "
				       "are maps");
		h->v[i].name = *name ? name : NULL;
	}
	if (rest)
		return err_set(e, 0,
			       "BPF_MAPS has more names than there are maps");
	return 0;
}

static int collect(struct held *h, struct err *e)
{
	const char *rest;

	for (char **v = environ; v && *v; v++) {
		rest = behind_prefix(*v);
		if (rest && !is_type(rest) && add_variable(h, rest, e) < 0)
			return -1;
	}
	if (h->n == 0)
		return 0;
	qsort(h->v, h->n, sizeof(*h->v), by_id);
	for (char **v = environ; v && *v; v++) {
		rest = behind_prefix(*v);
		if (rest && is_type(rest))
			take_type(h, rest);
	}
	qsort(h->v, h->n, sizeof(*h->v), by_fd);
	return 0;
}

int held_read(struct held *h, struct err *e)
{
	const char *count = getenv(BPFNS_ENV_NUM_MAPS);
	uint64_t n;

	*h = (struct held){.announced = count != NULL};
	if (!count)
		return 0;
	if (str_number(count, 0, UINT16_MAX, BPFNS_ENV_NUM_MAPS, &n, e) < 0 ||
	    collect(h, e) < 0)
		return -1;
	if (h->n != n)
		return err_set(e, 0,
			       "BPF_NUM_MAPS is %llu, but there are %zu "
			       "BPF_MAP<id>",
			       (unsigned long long)n, h->n);
	return take_names(h, e);
}
