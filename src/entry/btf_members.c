// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes the text of a struct of the texts of its members. It must never place
 * a member where it was not said to be: the text is read back before it is
 * taken.
 */
#include "entry/btf_members.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void btf_put_sized(struct buf *out, const char *word, uint32_t n)
{
	buf_text(out, word);
	buf_char(out, '[');
	buf_u64(out, n);
	buf_char(out, ']');
}

void btf_members_clear(struct btf_members *list)
{
	for (size_t i = 0; i < list->n; i++)
		buf_free(&list->v[i].text);
	free(list->v);
}

struct btf_part *btf_members_add(struct btf_members *list, const char *name,
				 uint32_t offset)
{
	struct err ignored;
	struct btf_part *m;

	if (strlen(name) > TYPE_NAME_MAX ||
	    mem_resize(&list->v, list->n + 1, sizeof(*list->v), &ignored) < 0) {
		list->failed = true;
		return NULL;
	}
	m = &list->v[list->n++];
	*m = (struct btf_part){.offset = offset};
	(void)stpcpy(m->name, name);
	list->bits = false;
	return m;
}

void btf_members_add_bits(struct btf_members *list, const char *name,
			  uint32_t bit, uint32_t n_bits)
{
	uint32_t end = (bit + n_bits + 7) / 8;
	struct btf_part *m = list->n > 0 ? &list->v[list->n - 1] : NULL;

	if (!m || !list->bits || bit / 8 > m->offset + m->size)
		m = *name ? btf_members_add(list, name, bit / 8) : NULL;
	if (!m)
		return;
	list->bits = true;
	if (end > m->offset + m->size)
		m->size = end - m->offset;
	m->text.len = 0;
	btf_put_sized(&m->text, "hex", m->size);
}

/* With gaps as C makes them, or packed, each gap named. */
static void compose(const struct btf_members *list, uint32_t size, bool packed,
		    struct buf *out)
{
	uint32_t at = 0;

	buf_text(out, packed ? "packed{" : "{");
	for (size_t i = 0; i < list->n; i++) {
		const struct btf_part *m = &list->v[i];

		if (i > 0)
			buf_char(out, ',');
		if (packed && m->offset > at) {
			btf_put_sized(out, "pad", m->offset - at);
			buf_char(out, ',');
		}
		buf_text(out, m->name);
		buf_char(out, ':');
		buf_put(out, m->text.bytes, m->text.len);
		at = m->offset + m->size;
	}
	if (packed && size > at) {
		buf_char(out, ',');
		btf_put_sized(out, "pad", size - at);
	}
	buf_char(out, '}');
}

/* True if the text, as the language has it, places all as BTF does. */
static bool is_true(const struct btf_members *list, uint32_t size,
		    struct buf *text)
{
	struct err ignored;
	_cleanup_type_ struct type *t = NULL;
	const struct type *m;
	size_t i = 0;

	buf_char(text, '\0');
	if (text->failed)
		return false;
	text->len--;
	t = type_parse(text->bytes, 0, &ignored);
	if (!t || t->size != size)
		return false;
	for (m = t->inner; m; m = m->next) {
		if (m->form == TYPE_PAD)
			continue;
		if (i == list->n || m->offset != list->v[i].offset ||
		    m->size != list->v[i].size)
			return false;
		i++;
	}
	return i == list->n;
}

uint32_t btf_members_put(const struct btf_members *list, uint32_t size,
			 struct buf *out)
{
	_cleanup_buf_ struct buf text = {0};

	if (!list->failed && list->n > 0) {
		compose(list, size, false, &text);
		if (!is_true(list, size, &text)) {
			text.len = 0;
			compose(list, size, true, &text);
		}
		if (is_true(list, size, &text)) {
			buf_put(out, text.bytes, text.len);
			return size;
		}
	}
	btf_put_sized(out, "hex", size);
	return size;
}
