// SPDX-License-Identifier: BSD-2-Clause
/*
 * Opens maps by the words NAME, id N, fd N and pinned PATH, and works out their
 * types. What a descriptor is only the kernel says.
 */
#include "cmd/map_open.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/fd.h"
#include "base/str.h"
#include "cmd/map_types.h"
#include "map/map.h"

const char *call_take(struct call *c, const char *what, struct err *e)
{
	if (c->n == 0) {
		err_fill(e, 0, "%s: %s is missing (see --help)", c->verb, what);
		return NULL;
	}
	c->n--;
	return *c->word++;
}

int call_end(const struct call *c, struct err *e)
{
	if (c->n > 0)
		return err_set(e, 0, "%s: '%s': one word too many", c->verb,
			       c->word[0]);
	return 0;
}

/* Where nobody has named the maps, the kernel's names do. */
static bool has_name(const struct held *h, const struct held_map *m,
		     const char *name)
{
	struct bpf_map_facts facts;
	struct err ignored;

	if (h->named)
		return m->name && str_equal(m->name, name);
	return bpf_map_inspect(m->fd, &facts, &ignored) == 0 &&
	       str_equal(facts.name, name);
}

static void list_held(const struct held *h, struct buf *out)
{
	if (h->n == 0)
		buf_text(out, "no map is held");
	for (size_t i = 0; i < h->n; i++) {
		const struct held_map *m = &h->v[i];

		buf_text(out, i > 0 ? ", " : "held: ");
		if (m->name) {
			buf_text(out, m->name);
		} else {
			buf_text(out, "id ");
			buf_u64(out, m->id);
		}
	}
	buf_char(out, '\0');
}

static int say_unknown(const struct held *h, const char *what, struct err *e)
{
	_cleanup_buf_ struct buf list = {0};

	list_held(h, &list);
	return err_set(e, 0, "%s: no such map (%s)", what,
		       list.failed ? "" : list.bytes);
}

static int find_name(const struct held *h, const char *name,
		     const struct held_map **out, struct err *e)
{
	*out = NULL;
	for (size_t i = 0; i < h->n; i++) {
		if (!has_name(h, &h->v[i], name))
			continue;
		if (*out)
			return err_set(e, 0,
				       "%s: more than one map has this name: "
				       "id %u, id %u",
				       name, (*out)->id, h->v[i].id);
		*out = &h->v[i];
	}
	return *out ? 0 : say_unknown(h, name, e);
}

static int find_id(const struct held *h, const char *text,
		   const struct held_map **out, struct err *e)
{
	char what[32];
	uint64_t id;

	if (str_number(text, 0, UINT32_MAX, "id", &id, e) < 0)
		return -1;
	for (size_t i = 0; i < h->n; i++)
		if (h->v[i].id == id) {
			*out = &h->v[i];
			return 0;
		}
	(void)snprintf(what, sizeof(what), "id %u", (uint32_t)id);
	return say_unknown(h, what, e);
}

/* The environment's name, the last part of a path, the kernel's name, or what
 * the map was asked for by. */
static void name_map(struct opened *o, const struct held_map *m)
{
	const char *slash = strrchr(o->label, '/');
	const char *name = o->label;

	if (m && m->name)
		name = m->name;
	else if (slash && slash[1])
		name = slash + 1;
	else if (o->table.facts.name[0])
		name = o->table.facts.name;
	str_escape(name, o->name, sizeof(o->name));
	for (char *c = o->name; *c; c++)
		if (*c == ' ')
			*c = '_';
}

static int open_fd(struct opened *o, int fd, bool close,
		   const struct held_map *m, const struct map_args *args,
		   struct err *e)
{
	if (table_open(&o->table, fd, close, e) < 0 ||
	    map_find_types(o, args, m, e) < 0)
		return err_prefix(e, "%s", o->label);
	name_map(o, m);
	return 0;
}

int opened_held(struct opened *o, const struct held_map *m,
		const struct map_args *args, struct err *e)
{
	*o = (struct opened){.table = TABLE_NONE};
	if (m->name)
		(void)snprintf(o->label, sizeof(o->label), "%s", m->name);
	else
		(void)snprintf(o->label, sizeof(o->label), "id %u", m->id);
	return open_fd(o, m->fd, false, m, args, e);
}

int opened_fd(struct opened *o, int fd, const char *label,
	      const struct map_args *args, struct err *e)
{
	*o = (struct opened){.table = TABLE_NONE};
	(void)snprintf(o->label, sizeof(o->label), "%s", label);
	return open_fd(o, fd, false, NULL, args, e);
}

static int parse_fd(const char *text, struct err *e)
{
	uint64_t fd;

	if (str_number(text, 0, INT_MAX, "fd", &fd, e) < 0)
		return -1;
	return (int)fd;
}

/* The keyword's argument, and what both are called together. */
static const char *take_argument(struct call *c, const char *keyword,
				 char label[MAP_LABEL_MAX], struct err *e)
{
	const char *word = call_take(c, "what stands behind it", e);

	if (!word) {
		err_fill(e, 0, "%s: %s: what stands behind it is missing",
			 c->verb, keyword);
		return NULL;
	}
	(void)snprintf(label, MAP_LABEL_MAX, "%s %s", keyword, word);
	return word;
}

static int open_held(struct call *c, struct opened *o, const char *word,
		     struct err *e)
{
	_cleanup_held_ struct held held = {0};
	const struct held_map *m = NULL;

	if (held_read(&held, e) < 0)
		return -1;
	if (str_equal(word, "id")) {
		word = take_argument(c, word, o->label, e);
		if (!word || find_id(&held, word, &m, e) < 0)
			return -1;
	} else if (find_name(&held, word, &m, e) < 0) {
		return -1;
	}
	return opened_held(o, m, c->args, e);
}

/* A pin that may be read but not written is opened to be read. */
static int open_pin(const char *path, struct err *e)
{
	int fd = bpf_pin_open(path, 0);

	if (fd < 0 && (errno == EACCES || errno == EPERM))
		fd = bpf_pin_open(path, BPF_F_RDONLY);
	return fd >= 0 ? fd : err_set(e, errno, "pinned %s", path);
}

int call_open(struct call *c, struct opened *o, struct err *e)
{
	const char *word = call_take(c, "MAP", e);
	bool by_fd;
	int fd;

	*o = (struct opened){.table = TABLE_NONE};
	if (!word)
		return -1;
	by_fd = str_equal(word, "fd");
	if (!by_fd && !str_equal(word, "pinned"))
		return open_held(c, o, word, e);
	word = take_argument(c, word, o->label, e);
	if (!word)
		return -1;
	fd = by_fd ? parse_fd(word, e) : open_pin(word, e);
	if (fd < 0)
		return -1;
	return open_fd(o, fd, !by_fd, NULL, c->args, e);
}

int call_open_for(struct call *c, struct opened *o, unsigned int can,
		  struct err *e)
{
	if (call_open(c, o, e) < 0)
		return -1;
	if (table_need(&o->table, can, c->verb, e) < 0)
		return err_prefix(e, "%s", o->label);
	return 0;
}

int call_descriptor(struct call *c, bool *own, struct err *e)
{
	_cleanup_opened_ struct opened o = {.table = TABLE_NONE};
	const struct map_args none = {0};
	const char *keyword = c->n > 0 ? c->word[0] : "";
	struct call maps = *c;
	const char *word;

	*own = str_equal(keyword, "pinned");
	if (*own || str_equal(keyword, "fd")) {
		(void)call_take(c, keyword, e); /* it is there */
		word = take_argument(c, keyword, o.label, e);
		if (!word)
			return -1;
		return *own ? open_pin(word, e) : parse_fd(word, e);
	}
	maps.args = &none;
	if (call_open(&maps, &o, e) < 0)
		return -1;
	c->word = maps.word;
	c->n = maps.n;
	return o.table.fd;
}

void opened_close(struct opened *o)
{
	table_close(&o->table);
	type_free(&o->key);
	type_free(&o->value);
}
