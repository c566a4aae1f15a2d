// SPDX-License-Identifier: BSD-2-Clause
/*
 * Translates BTF. What the language doesn't have becomes hex of the same
 * size: it must never place a member where BTF doesn't. BTF comes from who
 * loaded the map, and may be anything that the kernel lets through.
 */
#include "entry/btf_text.h"

#include <bpf/btf.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "entry/btf_members.h"
#include "value/type.h"

/* Modifiers and typedefs that follow each other. */
#define CHAIN_MAX 32
/* Types that are looked at for one text. A few in BTF, each made of several of
 * the next, are millions. */
#define TYPES_MOST 20000
/* Bytes: so that sizes can be added without a thought. */
#define SIZE_MOST (1U << 30)

struct reader {
	const struct btf *btf;
	unsigned int left; /* of TYPES_MOST */
};

static uint32_t put_type(struct reader *r, uint32_t id, unsigned int depth,
			 struct buf *out);

static const char *name_of(struct reader *r, const struct btf_type *t)
{
	const char *name = btf__name_by_offset(r->btf, t->name_off);

	return name ? name : "";
}

/* The type behind modifiers; *word is what a typedef among them tells, if it
 * is one that the language has a word for. NULL: none. */
static const struct btf_type *resolve(struct reader *r, uint32_t *id,
				      const char **word)
{
	static const struct {
		char name[8];
		char word[8];
	} known[] = {
		{"__be16", "be16"}, {"__be32", "be32"}, {"__be64", "be64"}};

	*word = NULL;
	for (int i = 0; i < CHAIN_MAX; i++) {
		const struct btf_type *t = btf__type_by_id(r->btf, *id);

		if (!t || (!btf_is_mod(t) && !btf_is_typedef(t) &&
			   !btf_is_var(t) && !btf_is_type_tag(t)))
			return t;
		for (size_t k = 0; btf_is_typedef(t) && k < 3; k++)
			if (str_equal(name_of(r, t), known[k].name))
				*word = known[k].word;
		*id = t->type;
	}
	return NULL;
}

static bool is_char(struct reader *r, const struct btf_type *t)
{
	return btf_is_int(t) && t->size == 1 &&
	       str_equal(name_of(r, t), "char");
}

/* A number of this many bytes. */
static uint32_t put_number(bool is_signed, uint32_t size, struct buf *out)
{
	if (size != 1 && size != 2 && size != 4 && size != 8) {
		btf_put_sized(out, "hex", size);
		return size;
	}
	buf_char(out, is_signed ? 's' : 'u');
	buf_u64(out, 8UL * size);
	return size;
}

static uint32_t put_int(struct reader *r, const struct btf_type *t,
			struct buf *out)
{
	unsigned int encoding = btf_int_encoding(t);

	if (is_char(r, t) || (t->size == 1 && (encoding & BTF_INT_BOOL))) {
		buf_text(out, is_char(r, t) ? "char" : "bool");
		return 1;
	}
	if (btf_int_bits(t) != 8 * t->size) {
		btf_put_sized(out, "hex", t->size);
		return t->size;
	}
	return put_number(encoding & BTF_INT_SIGNED, t->size, out);
}

/* Arrays of arrays: all their numbers, the outermost first. Of char the
 * innermost one is a string's length. */
static uint32_t put_array(struct reader *r, const struct btf_type *t,
			  unsigned int depth, struct buf *out)
{
	uint32_t counts[TYPE_DEPTH_MAX];
	uint64_t total = 1;
	const char *word;
	size_t n = 0;
	uint32_t id = 0;
	uint32_t size;

	for (; t && btf_is_array(t); t = resolve(r, &id, &word)) {
		if (n == TYPE_DEPTH_MAX || total > SIZE_MOST)
			return 0;
		id = btf_array(t)->type;
		counts[n] = btf_array(t)->nelems;
		total *= counts[n++];
	}
	if (!t || total == 0)
		return 0;
	if (is_char(r, t)) {
		btf_put_sized(out, "str", counts[--n]);
		size = 1;
	} else {
		size = put_type(r, id, depth + (unsigned int)n, out);
	}
	for (size_t i = 0; i < n; i++)
		btf_put_sized(out, "", counts[i]);
	total *= size;
	return total > SIZE_MOST ? 0 : (uint32_t)total;
}

static void add_members(struct reader *r, const struct btf_type *t,
			uint32_t base, unsigned int depth,
			struct btf_members *list);

static void add_member(struct reader *r, const char *name, uint32_t id,
		       uint32_t offset, unsigned int depth,
		       struct btf_members *list)
{
	char own[32] = "union";
	struct buf digits = {0};
	const char *word;
	uint32_t real = id;
	const struct btf_type *t = resolve(r, &real, &word);
	struct btf_part *m;

	if (*name == '\0' && t && btf_is_struct(t)) {
		if (depth > TYPE_DEPTH_MAX)
			list->failed = true;
		else
			add_members(r, t, offset, depth + 1, list);
		return;
	}
	if (*name == '\0') {
		buf_u64(&digits, offset);
		if (!digits.failed)
			memcpy(own + 5, digits.bytes, digits.len);
		buf_free(&digits);
		name = own;
	}
	m = btf_members_add(list, name, offset);
	if (!m)
		return;
	m->size = put_type(r, id, depth + 1, &m->text);
	list->length += m->text.len;
	list->failed |= list->length > TYPE_TEXT_MAX;
	if (m->size == 0) {
		buf_free(&m->text);
		list->n--;
	}
}

static void add_members(struct reader *r, const struct btf_type *t,
			uint32_t base, unsigned int depth,
			struct btf_members *list)
{
	const struct btf_member *members = btf_members(t);

	for (uint32_t i = 0; i < btf_vlen(t) && !list->failed; i++) {
		const char *name =
			btf__name_by_offset(r->btf, members[i].name_off);
		uint32_t bits = btf_member_bitfield_size(t, i);
		uint32_t bit = btf_member_bit_offset(t, i);

		if (!name)
			name = "";
		if (bits > 0 || bit % 8 != 0)
			btf_members_add_bits(list, name, 8 * base + bit, bits);
		else
			add_member(r, name, members[i].type, base + bit / 8,
				   depth, list);
	}
}

/* The variables of a section: a struct, too. */
static void add_variables(struct reader *r, const struct btf_type *t,
			  unsigned int depth, struct btf_members *list)
{
	const struct btf_var_secinfo *info = btf_var_secinfos(t);

	for (uint32_t i = 0; i < btf_vlen(t) && !list->failed; i++) {
		const struct btf_type *var =
			btf__type_by_id(r->btf, info[i].type);

		if (var)
			add_member(r, name_of(r, var), info[i].type,
				   info[i].offset, depth, list);
	}
}

static uint32_t put_struct(struct reader *r, const struct btf_type *t,
			   unsigned int depth, struct buf *out)
{
	const char *name = name_of(r, t);
	struct btf_members list = {0};
	uint32_t size = t->size;

	if (str_equal(name, "in_addr") && size == 4) {
		buf_text(out, "ip4");
		return size;
	}
	if (str_equal(name, "in6_addr") && size == 16) {
		buf_text(out, "ip6");
		return size;
	}
	if (size == 0 || size > SIZE_MOST)
		return 0;
	if (depth > TYPE_DEPTH_MAX)
		list.failed = true;
	else if (btf_is_datasec(t))
		add_variables(r, t, depth, &list);
	else
		add_members(r, t, 0, depth, &list);
	(void)btf_members_put(&list, size, out);
	btf_members_clear(&list);
	return size;
}

/* Writes the type's text; its size, or 0 if it has none. */
static uint32_t put_type(struct reader *r, uint32_t id, unsigned int depth,
			 struct buf *out)
{
	const char *word;
	const struct btf_type *t = resolve(r, &id, &word);

	if (!t || r->left == 0)
		return 0;
	r->left--;
	if (word && btf_is_int(t)) {
		buf_text(out, word);
		return t->size;
	}
	switch (btf_kind(t)) {
	case BTF_KIND_INT:
		return put_int(r, t, out);
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64:
		return put_number(btf_kflag(t), t->size, out);
	case BTF_KIND_PTR:
		return put_number(false, sizeof(uint64_t), out);
	case BTF_KIND_FLOAT:
		if (t->size != 4 && t->size != 8) {
			btf_put_sized(out, "hex", t->size);
			return t->size;
		}
		buf_text(out, t->size == 4 ? "f32" : "f64");
		return t->size;
	case BTF_KIND_ARRAY:
		return put_array(r, t, depth, out);
	case BTF_KIND_STRUCT:
	case BTF_KIND_DATASEC:
		return put_struct(r, t, depth, out);
	case BTF_KIND_UNION:
		if (t->size == 0)
			return 0;
		btf_put_sized(out, "hex", t->size);
		return t->size;
	default:
		return 0;
	}
}

char *btf_text(const struct btf *btf, uint32_t id, uint32_t size)
{
	struct reader r = {.btf = btf, .left = TYPES_MOST};
	struct err ignored;
	_cleanup_buf_ struct buf text = {0};
	_cleanup_type_ struct type *t = NULL;
	uint32_t has = id > 0 ? put_type(&r, id, 0, &text) : 0;

	buf_char(&text, '\0');
	if (has != size || size == 0 || text.failed || r.left == 0)
		return NULL;
	t = type_parse(text.bytes, 0, &ignored);
	if (!t || t->size != size)
		return NULL;
	return str_copy(text.bytes, &ignored);
}
