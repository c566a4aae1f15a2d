// SPDX-License-Identifier: BSD-2-Clause
/*
 * Parses types. The text may be hostile (an environment): it must never
 * recurse, allocate or multiply without bound.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "value/type.h"
#include "value/type_word.h"

/* As the kernel has it: a key or value has at most 32 bits of size. */
#define SIZE_LIMIT (1ULL << 31)

struct parser {
	const char *start;
	const char *at;
	uint32_t whole; /* what hex and str have without a number */
	unsigned int depth;
	struct type *nodes;
	size_t n_nodes;
	size_t room;
	char *names; /* room for all of them */
	struct err *e;
};

static int refuse(struct parser *p, const char *at, const char *why)
{
	return err_set(p->e, 0, "type '%s', character %zu: %s", p->start,
		       (size_t)(at - p->start) + 1, why);
}

/* There is a node for each word, each bracket and each brace. */
static struct type *new_node(struct parser *p)
{
	struct type *t;

	if (p->n_nodes == p->room) {
		(void)refuse(p, p->at, "too much");
		return NULL;
	}
	t = &p->nodes[p->n_nodes++];
	*t = (struct type){.name = ""};
	return t;
}

static struct type *parse_one(struct parser *p);

static bool is_name_char(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

static size_t word_length(const char *at)
{
	size_t n = 0;

	while (is_name_char(at[n], n == 0))
		n++;
	return n;
}

/* "[N]", N from 1 up. 0 and *out, or -1. */
static int parse_count(struct parser *p, uint32_t *out)
{
	const char *at = p->at + 1;
	uint64_t n = 0;

	if (*at < '0' || *at > '9')
		return refuse(p, at, "expected a number");
	for (; *at >= '0' && *at <= '9'; at++) {
		n = n * 10 + (uint64_t)(*at - '0');
		if (n > SIZE_LIMIT)
			return refuse(p, at, "too large");
	}
	if (*at != ']')
		return refuse(p, at, "expected ]");
	if (n == 0)
		return refuse(p, p->at + 1, "0 is not a size");
	p->at = at + 1;
	*out = (uint32_t)n;
	return 0;
}

/* hex, str and pad: how many bytes. */
static int parse_bytes(struct parser *p, struct type *t)
{
	if (*p->at == '[')
		return parse_count(p, &t->size);
	if (t->form == TYPE_PAD || p->depth > 0)
		return refuse(p, p->at, "how many bytes? (hex[16])");
	if (p->whole == 0)
		return refuse(p, p->at, "the size is not known (hex[16])");
	t->size = p->whole;
	return 0;
}

static struct type *parse_word(struct parser *p)
{
	size_t len = word_length(p->at);
	const struct type_word *word = type_word_find(p->at, len);
	struct type *t;

	if (!word) {
		_cleanup_buf_ struct buf all = {0};

		type_word_list(&all);
		err_fill(p->e, 0,
			 "type '%s', character %zu: expected a type: %.*s, "
			 "TYPE[N] or {name:TYPE,...}",
			 p->start, (size_t)(p->at - p->start) + 1, (int)all.len,
			 all.bytes ? all.bytes : "");
		return NULL;
	}
	t = new_node(p);
	if (!t)
		return NULL;
	t->form = word->form;
	t->size = word->size;
	t->align = word->align;
	p->at += len;
	if (t->size == 0 && parse_bytes(p, t) < 0)
		return NULL;
	return t;
}

static uint64_t round_up(uint64_t n, uint32_t to)
{
	return (n + to - 1) / to * to;
}

/* Puts a member behind those that are there. */
static int place_member(struct parser *p, struct type *t, struct type *m)
{
	uint64_t offset = t->size;

	if (!t->packed) {
		offset = round_up(offset, m->align);
		if (m->align > t->align)
			t->align = m->align;
	}
	if (offset != t->size || m->padded || m->form == TYPE_PAD)
		t->padded = true;
	m->offset = (uint32_t)offset;
	if (offset + m->size > SIZE_LIMIT)
		return refuse(p, p->at, "too large");
	t->size = (uint32_t)(offset + m->size);
	return 0;
}

static int check_name(struct parser *p, const struct type *t, const char *name,
		      size_t len)
{
	if (len == 0)
		return refuse(p, name, "expected a member's name");
	if (len > TYPE_NAME_MAX)
		return refuse(p, name, "a name longer than 128 characters");
	for (const struct type *m = t->inner; m; m = m->next)
		if (strlen(m->name) == len && memcmp(m->name, name, len) == 0)
			return refuse(p, name, "a name that stands twice");
	return 0;
}

/* "name:TYPE" or "pad[N]". */
static struct type *parse_member(struct parser *p, const struct type *t)
{
	const char *name = p->at;
	size_t len = word_length(name);
	struct type *m;

	if (len == 3 && memcmp(name, "pad[", 4) == 0)
		return parse_one(p);
	if (check_name(p, t, name, len) < 0)
		return NULL;
	p->at += len;
	if (*p->at != ':') {
		(void)refuse(p, p->at, "expected :");
		return NULL;
	}
	p->at++;
	m = parse_one(p);
	if (!m)
		return NULL;
	if (m->form == TYPE_PAD) {
		(void)refuse(p, name, "a pad has no name");
		return NULL;
	}
	memcpy(p->names, name, len);
	p->names[len] = '\0';
	m->name = p->names;
	p->names += len + 1;
	return m;
}

static int parse_members(struct parser *p, struct type *t)
{
	struct type **end = &t->inner;
	bool named = false;

	do {
		p->at++; /* { or , */
		*end = parse_member(p, t);
		if (!*end || place_member(p, t, *end) < 0)
			return -1;
		named |= (*end)->form != TYPE_PAD;
		end = &(*end)->next;
	} while (*p->at == ',');
	if (*p->at != '}')
		return refuse(p, p->at, "expected , or }");
	if (!named)
		return refuse(p, p->at, "a struct without a member");
	p->at++;
	return 0;
}

static struct type *parse_struct(struct parser *p, bool packed)
{
	struct type *t = new_node(p);
	uint64_t size;

	if (!t)
		return NULL;
	t->form = TYPE_STRUCT;
	t->packed = packed;
	t->align = 1;
	if (++p->depth > TYPE_DEPTH_MAX) {
		(void)refuse(p, p->at, "nested too deep");
		return NULL;
	}
	if (parse_members(p, t) < 0)
		return NULL;
	p->depth--;
	size = round_up(t->size, t->align);
	if (size > SIZE_LIMIT) {
		(void)refuse(p, p->at, "too large");
		return NULL;
	}
	t->padded |= size != t->size;
	t->size = (uint32_t)size;
	return t;
}

/* "[2][3]": an array of 2 arrays of 3. */
static struct type *parse_array(struct parser *p, struct type *element)
{
	struct type *t;
	struct type *inner = element;
	uint32_t count;

	if (*p->at != '[')
		return element;
	if (++p->depth > TYPE_DEPTH_MAX) {
		(void)refuse(p, p->at, "nested too deep");
		return NULL;
	}
	t = new_node(p);
	if (!t || parse_count(p, &count) < 0)
		return NULL;
	inner = parse_array(p, element);
	if (!inner)
		return NULL;
	p->depth--;
	if ((uint64_t)count * inner->size > SIZE_LIMIT) {
		(void)refuse(p, p->at, "too large");
		return NULL;
	}
	t->form = TYPE_ARRAY;
	t->count = count;
	t->size = count * inner->size;
	t->align = inner->align;
	t->padded = inner->padded;
	t->inner = inner;
	return t;
}

static struct type *parse_one(struct parser *p)
{
	struct type *t;

	if (*p->at == '{') {
		t = parse_struct(p, false);
	} else if (strncmp(p->at, "packed{", 7) == 0) {
		p->at += 6;
		t = parse_struct(p, true);
	} else {
		t = parse_word(p);
	}
	if (!t || t->form == TYPE_PAD)
		return t;
	return parse_array(p, t);
}

static bool is_begin_of_node(const char *at, const char *start)
{
	return *at == '[' || *at == '{' ||
	       (is_name_char(*at, true) &&
		(at == start || !is_name_char(at[-1], false)));
}

/* One allocation: the root first, then all nodes, then the names. */
static struct type *make_room(struct parser *p, size_t len)
{
	for (const char *at = p->start; *at; at++)
		p->room += is_begin_of_node(at, p->start);
	p->nodes = malloc((p->room + 1) * sizeof(*p->nodes) + 2 * len + 1);
	if (!p->nodes) {
		err_fill(p->e, ENOMEM, "memory");
		return NULL;
	}
	p->names = (char *)(p->nodes + p->room + 1);
	return p->nodes++;
}

struct type *type_parse(const char *text, uint32_t size, struct err *e)
{
	size_t len = strlen(text);
	struct parser p = {.start = text, .at = text, .whole = size, .e = e};
	_cleanup_type_ struct type *root = NULL;
	struct type *t;

	if (len > TYPE_TEXT_MAX) {
		err_fill(e, 0, "a type of %zu characters, the longest has %d",
			 len, TYPE_TEXT_MAX);
		return NULL;
	}
	root = make_room(&p, len);
	if (!root)
		return NULL;
	t = parse_one(&p);
	if (!t)
		return NULL;
	if (t->form == TYPE_PAD) {
		(void)refuse(&p, text, "a pad is for a struct");
		return NULL;
	}
	if (*p.at != '\0') {
		(void)refuse(&p, p.at, "trailing characters");
		return NULL;
	}
	*root = *t;
	t = root;
	root = NULL;
	return t;
}
