// SPDX-License-Identifier: BSD-2-Clause
/*
 * Pins an object's maps, late: when nothing else can fail any more but what
 * is undone with it. It must never remove a pin that it did not make.
 */
#include "source/object_pin.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/owner.h"
#include "base/str.h"

/* A name leads to no other directory. */
static int check_name(const struct object *o, const struct declared *d,
		      struct err *e)
{
	if (strchr(d->name, '/'))
		return err_set(e, 0,
			       "%s: map %s: a name with '/' can't be pinned",
			       o->path, d->name);
	return 0;
}

static char *legacy_path(const struct object *o, const struct declared *d,
			 const char *bpffs, struct err *e)
{
	char hash[2 * sizeof(o->sha1) + 1];

	if (d->pinning == DECLARED_PIN_GLOBAL)
		return str_format(e, "%s/tc/globals/%s", bpffs, d->name);
	for (size_t i = 0; i < sizeof(o->sha1); i++)
		(void)snprintf(hash + 2 * i, 3, "%02x", o->sha1[i]);
	return str_format(e, "%s/tc/%s/%s", bpffs, hash, d->name);
}

/* Nobody but root and us has made the directory, or can put another in its
 * place. `len` bytes of path are its name. */
static int check_place(const char *path, size_t len, bool may_be_link,
		       struct err *e)
{
	_cleanup_free_ char *directory = str_format(e, "%.*s", (int)len, path);
	struct stat st;
	int r;

	if (!directory)
		return -1;
	r = may_be_link ? stat(directory, &st) : lstat(directory, &st);
	if (r < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", directory);
	if (!S_ISDIR(st.st_mode))
		return err_set(e, 0, "%s: not a directory", directory);
	return owner_check_directory(directory, &st, e);
}

/* All directories of a pin's path, up to the bpffs. What that is called is the
 * caller's choice; what is below it may be anybody's. */
static int check_places(const char *path, const char *bpffs, struct err *e)
{
	const char *end = strrchr(path, '/');
	size_t root = strlen(bpffs);

	while (root > 1 && bpffs[root - 1] == '/')
		root--;
	while (end && (size_t)(end - path) > root) {
		if (check_place(path, (size_t)(end - path), false, e) < 0)
			return -1;
		end = memrchr(path, '/', (size_t)(end - path));
	}
	return check_place(bpffs, root, true, e);
}

/* 1: there is a pin, 0: there is none, -1 and *e. */
static int look_for_pin(const char *path, const char *bpffs, struct err *e)
{
	struct stat st;

	if (check_places(path, bpffs, e) < 0)
		return -1;
	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : err_set(e, errno, "%s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, 0, "%s: not a pin", path);
	if (!owner_is_trusted(st.st_uid))
		return err_set(e, 0, "%s belongs to uid %u", path, st.st_uid);
	return 1;
}

/* libbpf takes what is pinned at the path that it knows, if it is as declared;
 * it is not to pin by itself. */
static int find_pin(const struct object *o, const struct declared *d,
		    const char *bpffs, struct object_pin *out, struct err *e)
{
	struct bpf_map *map = object_map(o, d);
	const char *asked = bpf_map__pin_path(map);
	int found;

	if ((asked || d->pinning != DECLARED_PIN_NONE) &&
	    check_name(o, d, e) < 0)
		return -1;
	if (o->legacy && d->pinning != DECLARED_PIN_NONE)
		out->path = legacy_path(o, d, bpffs, e);
	else if (asked)
		out->path = str_copy(asked, e);
	else
		return 0;
	if (!out->path)
		return -1;
	found = look_for_pin(out->path, bpffs, e);
	if (found < 0)
		return err_prefix(e, "%s: map %s", o->path, d->name);
	out->reused = found;
	if (bpf_map__set_pin_path(map, out->reused ? out->path : NULL) < 0)
		return err_set(e, ENOMEM, "memory");
	return 0;
}

int object_pins_find(const struct object *o, const char *bpffs,
		     struct object_pins *out, struct err *e)
{
	out->v = calloc(o->declared.n + 1, sizeof(*out->v));
	if (!out->v)
		return err_set(e, ENOMEM, "memory");
	out->n = o->declared.n;
	for (size_t i = 0; i < out->n; i++)
		if (find_pin(o, &o->declared.v[i], bpffs, &out->v[i], e) < 0)
			return -1;
	return 0;
}

/* Makes the directory at path[0..len) unless it is there. */
static int make_directory(struct object_pins *pins, const char *path,
			  size_t len, struct err *e)
{
	char *directory = strndup(path, len);

	if (!directory)
		return err_set(e, ENOMEM, "memory");
	if (mkdir(directory, 0700) == 0 &&
	    pins->n_directories < OBJECT_DIRECTORIES_MAX) {
		pins->directories[pins->n_directories++] = directory;
		return 0;
	}
	free(directory);
	return errno == EEXIST ? 0 : err_set(e, errno, "%.*s", (int)len, path);
}

/* .../tc and the one below it. */
static int make_directories(struct object_pins *pins, const char *path,
			    struct err *e)
{
	const char *name = strrchr(path, '/');
	const char *below = memrchr(path, '/', (size_t)(name - path));

	if (make_directory(pins, path, (size_t)(below - path), e) < 0)
		return -1;
	return make_directory(pins, path, (size_t)(name - path), e);
}

static int make_pin(const struct object *o, const struct declared *d,
		    struct object_pin *pin, struct object_pins *pins,
		    struct err *e)
{
	if (make_directories(pins, pin->path, e) < 0)
		return err_prefix(e, "%s: map %s", o->path, d->name);
	if (bpf_obj_pin(bpf_map__fd(object_map(o, d)), pin->path) < 0)
		return err_set(e, errno, "%s: map %s: %s%s", o->path, d->name,
			       pin->path,
			       errno == EINVAL || errno == EPERM
				       ? " (must be in a bpf file system)"
				       : "");
	pin->made = true;
	return 0;
}

int object_pins_make(const struct object *o, struct object_pins *pins,
		     const struct notes *notes, struct err *e)
{
	for (size_t i = 0; i < pins->n; i++) {
		struct object_pin *pin = &pins->v[i];

		if (!pin->path || pin->reused)
			continue;
		if (make_pin(o, &o->declared.v[i], pin, pins, e) < 0)
			return -1;
		note(notes, NOTE_DETAIL, "map %s is pinned at %s",
		     o->declared.v[i].name, pin->path);
	}
	return 0;
}

/* The last made lies below those before it. */
static void remove_all(const struct object_pins *pins)
{
	for (size_t i = 0; i < pins->n; i++)
		if (pins->v[i].made)
			(void)unlink(pins->v[i].path); /* made a moment ago */
	for (size_t i = pins->n_directories; i > 0; i--)
		(void)rmdir(pins->directories[i - 1]); /* if it is empty */
}

void object_pins_clear(struct object_pins *pins)
{
	if (!pins->keep)
		remove_all(pins);
	for (size_t i = 0; i < pins->n; i++)
		free(pins->v[i].path);
	for (size_t i = 0; i < pins->n_directories; i++)
		free(pins->directories[i]);
	free(pins->v);
	*pins = (struct object_pins){0};
}
