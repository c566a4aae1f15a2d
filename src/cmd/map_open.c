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
#include "entry/btf.h"
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

/* What may tell a type, the best first; each may be NULL. */
struct sayings {
	const char *option; /* "--key" */
	const char *given;  /* its argument */
	char variable[32];  /* BPF_MAP0_KEY */
	const char *held;   /* what stands there */
	const char *btf;
	const char *kind;
};

/* NULL and *e. */
static struct type *choose_type(const struct sayings *s, uint32_t size,
				struct err *e)
{
	const char *from = s->option;
	const char *text = s->given;
	_cleanup_type_ struct type *t = NULL;
	struct type *result;

	if (!text && s->held) {
		text = s->held;
		from = s->variable;
	}
	if (!text)
		text = s->btf ? s->btf : s->kind;
	t = text ? type_parse(text, size, e) : type_default(size, e);
	if (!t || type_check_size(t, size, e) < 0) {
		err_put_before(e, "%s", from);
		return NULL;
	}
	result = t;
	t = NULL;
	return result;
}

/* A ring buffer's records are as large as who writes them says. */
static int find_record_type(struct opened *o, const struct map_args *args,
			    struct err *e)
{
	if (!args->value_type)
		return 0;
	o->value = type_parse(args->value_type, 0, e);
	return o->value ? 0 : err_prefix(e, "--value");
}

static int choose_types(struct opened *o, const struct sayings *key,
			const struct sayings *value, struct err *e)
{
	const struct bpf_shape *s = &o->table.facts.shape;

	if (s->key_size > 0) {
		o->key = choose_type(key, s->key_size, e);
		if (!o->key)
			return -1;
	} else if (key->given) {
		return err_set(e, 0, "--key: %s has no keys",
			       o->table.kind->name);
	}
	o->value = choose_type(value, s->value_size, e);
	return o->value ? 0 : -1;
}

static int find_types(struct opened *o, const struct map_args *args,
		      const struct held_map *m, struct err *e)
{
	const struct bpf_map_facts *facts = &o->table.facts;
	struct btf_types btf = {0};
	struct sayings key = {
		.option = "--key",
		.given = args->key_type,
		.held = m ? m->key_type : NULL,
		.kind = kind_key_type(&facts->shape),
	};
	struct sayings value = {
		.option = "--value",
		.given = args->value_type,
		.held = m ? m->value_type : NULL,
		.kind = kind_value_type(&facts->shape),
	};
	struct err ignored;
	int r;

	if (facts->shape.value_size == 0)
		return find_record_type(o, args, e);
	(void)snprintf(key.variable, sizeof(key.variable), "BPF_MAP%u_KEY",
		       m ? m->id : 0);
	(void)snprintf(value.variable, sizeof(value.variable),
		       "BPF_MAP%u_VALUE", m ? m->id : 0);
	/* Most who hold a map may not read its BTF; then they do without. */
	if (!value.held && !key.held && !(value.given && key.given))
		(void)btf_types_read(facts, &btf, &ignored);
	key.btf = btf.key;
	value.btf = btf.value;
	r = choose_types(o, &key, &value, e);
	btf_types_clear(&btf);
	return r;
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
	    find_types(o, args, m, e) < 0)
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
