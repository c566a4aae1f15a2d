// SPDX-License-Identifier: BSD-2-Clause
/*
 * Opens object files. The file is untrusted: whatever libbpf is given has been
 * looked at, and the whole of it is in memory before.
 */
#include "source/object.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <sha1.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fd.h"
#include "base/str.h"
#include "source/btf_check.h"
#include "source/elf.h"
#include "source/legacy.h"
#include "source/libbpf_log.h"

/* More than any object has that is for the kernel alone. */
#define FILE_MAX (64UL << 20)

static int read_file(const char *path, char **bytes, size_t *len,
		     struct object *out, struct err *e)
{
	/* A FIFO must not hold us up. */
	_cleanup_fd_ int fd =
		open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	SHA1_CTX sha1;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_set(e, errno, "opening it");
	if (!S_ISREG(st.st_mode))
		return err_set(e, 0, "not a regular file");
	if ((uint64_t)st.st_size > FILE_MAX)
		return err_set(e, 0, "longer than %lu bytes", FILE_MAX);
	if (fd_read_all(fd, "reading it", (size_t)st.st_size, bytes, len, e) <
	    0)
		return -1;
	out->declared.device = st.st_dev;
	out->declared.inode = st.st_ino;
	SHA1Init(&sha1);
	SHA1Update(&sha1, (const uint8_t *)*bytes, *len);
	SHA1Final(out->sha1, &sha1);
	return 0;
}

static int check_btf(const struct elf *f, struct err *e)
{
	Elf_Data *data = f->btf ? elf_data(f->btf, ".BTF", e) : NULL;

	if (!f->btf)
		return 0;
	return data ? btf_check(data->d_buf, data->d_size, e) : -1;
}

/* Looks at the bytes, and makes of them what libbpf takes: *converted, which is
 * the caller's, or NULL if they will do as they are. */
static int prepare(const void *bytes, size_t len, struct object *out,
		   void **converted, size_t *converted_len, struct err *e)
{
	_cleanup_elf_ struct elf f = {0};
	uint32_t definition;

	if (elf_check(bytes, len, e) < 0 ||
	    elf_open(bytes, len, -1, &f, e) < 0 ||
	    elf_check_contents(&f, e) < 0)
		return -1;
	if (f.maps && f.btf_maps)
		return err_set(e, 0,
			       "maps both in section maps and in section "
			       ".maps");
	if (!f.maps)
		return check_btf(&f, e) < 0
			       ? -1
			       : elf_fills_prog_arrays(
					 &f, &out->fills_prog_arrays, e);
	out->legacy = true;
	if (legacy_read(&f, &out->declared, &definition, e) < 0)
		return -1;
	return legacy_convert(bytes, len, &out->declared, definition, converted,
			      converted_len, e);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The bytes must stay until libbpf has read them, which it does at once. */
static int open_by_libbpf(const void *bytes, size_t len, const char *bpffs,
			  struct object *out, struct err *e)
{
	_cleanup_free_ char *pins = str_format(e, "%s/tc/globals", bpffs);
	LIBBPF_OPTS(bpf_object_open_opts, opts,
		    .object_name = last_part(out->path), .pin_root_path = pins);

	if (!pins)
		return -1;
	out->bpf = bpf_object__open_mem(bytes, len, &opts);
	if (!out->bpf)
		return libbpf_log_fail(errno, "libbpf can't open it", e);
	return 0;
}

static int add_declaration(struct object *o, const struct bpf_map *map,
			   struct err *e)
{
	struct declared d = {
		.name = str_copy(bpf_map__name(map), e),
		.shape =
			{
				.type = bpf_map__type(map),
				.key_size = bpf_map__key_size(map),
				.value_size = bpf_map__value_size(map),
				.max_entries = bpf_map__max_entries(map),
				.flags = bpf_map__map_flags(map),
			},
		.inner_index = UINT32_MAX,
	};

	return d.name ? declarations_add(&o->declared, &d, e) : -1;
}

/* Global variables are maps too, for libbpf; nobody has declared those. */
static int declare_maps(struct object *o, struct err *e)
{
	const struct bpf_map *map;

	bpf_object__for_each_map (map, o->bpf)
		if (!bpf_map__is_internal(map) &&
		    add_declaration(o, map, e) < 0)
			return -1;
	return 0;
}

/* Now, while libbpf calls them so: one that is pinned already has the name of
 * the pinned one, later. */
static int find_maps(struct object *o, struct err *e)
{
	o->maps = calloc(o->declared.n + 1, sizeof(struct bpf_map *));
	if (!o->maps)
		return err_set(e, ENOMEM, "memory");
	for (size_t i = 0; i < o->declared.n; i++) {
		const char *name = o->declared.v[i].name;

		if (!map_name_valid(name))
			return err_set(e, 0, "'%s' can't be the name of a map",
				       name);
		/* libbpf would look for one of global variables. */
		if (name[0] == '.')
			return err_set(e, 0,
				       "map %s: a name can't begin with a dot",
				       name);
		o->maps[i] = bpf_object__find_map_by_name(o->bpf, name);
		if (!o->maps[i])
			return err_set(e, 0, "map %s: libbpf lost it", name);
	}
	return 0;
}

int object_understand(const void *bytes, size_t len, const char *bpffs,
		      struct object *out, struct err *e)
{
	_cleanup_free_ void *converted = NULL;
	size_t converted_len;

	if (prepare(bytes, len, out, &converted, &converted_len, e) < 0)
		return -1;
	if (open_by_libbpf(converted ? converted : bytes,
			   converted ? converted_len : len, bpffs, out, e) < 0)
		return -1;
	if (!out->legacy && declare_maps(out, e) < 0)
		return -1;
	return find_maps(out, e);
}

int object_open(const char *path, const char *bpffs, struct object *out,
		const struct notes *notes, struct err *e)
{
	_cleanup_free_ char *bytes = NULL;
	size_t len;

	*out = (struct object){.path = path};
	libbpf_log_to(notes);
	if (read_file(path, &bytes, &len, out, e) == 0 &&
	    object_understand(bytes, len, bpffs, out, e) == 0)
		return 0;
	object_close(out);
	return err_prefix(e, "%s", path);
}

struct bpf_map *object_map(const struct object *o, const struct declared *d)
{
	return o->maps[d - o->declared.v];
}

int object_map_fd(const struct object *o, const struct declared *d)
{
	return bpf_map__fd(object_map(o, d));
}

const struct btf *object_btf(const struct object *o)
{
	return bpf_object__btf(o->bpf);
}

int object_collect(const struct object *o, struct map_set *set, struct err *e)
{
	for (size_t i = 0; i < o->declared.n; i++) {
		const struct declared *d = &o->declared.v[i];
		_cleanup_free_ char *origin =
			str_format(e, "--object %s, %s", o->path, d->name);
		int fd = fcntl(object_map_fd(o, d), F_DUPFD_CLOEXEC, 3);
		struct map *m;

		if (fd < 0)
			return err_set(e, errno, "%s: map %s", o->path,
				       d->name);
		if (!origin) {
			fd_close(&fd);
			return -1;
		}
		m = map_set_add(set, &fd, origin, d->name, e);
		if (!m)
			return -1;
		if (o->declared.have_ids) {
			m->id = d->id;
			m->id_rank = MAP_ID_CAME;
		}
	}
	return 0;
}

void object_close(struct object *o)
{
	bpf_object__close(o->bpf); /* of NULL too */
	free(o->maps);
	declarations_clear(&o->declared);
	*o = (struct object){0};
}
