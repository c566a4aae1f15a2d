// SPDX-License-Identifier: BSD-2-Clause
/*
 * What is asked of values besides their text: order, sums, parts, padding.
 */
#include "value/value.h"

#include <math.h>
#include <string.h>

#include "value/number.h"

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_members(const struct type *t, const unsigned char *a,
			   const unsigned char *b)
{
	for (const struct type *m = t->inner; m; m = m->next) {
		int r = value_compare(m, a + m->offset, b + m->offset);

		if (r != 0)
			return r;
	}
	return 0;
}

static int compare_elements(const struct type *t, const unsigned char *a,
			    const unsigned char *b)
{
	size_t size = t->inner->size;

	for (size_t i = 0; i < t->count; i++) {
		int r = value_compare(t->inner, a + i * size, b + i * size);

		if (r != 0)
			return r;
	}
	return 0;
}

static int compare_cidr(const struct type *t, const unsigned char *a,
			const unsigned char *b)
{
	int r = memcmp(a + 4, b + 4, t->size - 4);

	return r ? r : order(number_load(4, a), number_load(4, b));
}

/* An order in which everything has its place: NaNs behind the numbers, -0
 * before 0. */
static int compare_float(const struct type *t, const unsigned char *a,
			 const unsigned char *b)
{
	double x = number_load_float(t->size, a);
	double y = number_load_float(t->size, b);

	if (x < y || x > y)
		return x < y ? -1 : 1;
	if (isnan(x) != isnan(y))
		return isnan(x) ? 1 : -1;
	return order(number_load(t->size, b), number_load(t->size, a));
}

int value_compare(const struct type *t, const unsigned char *a,
		  const unsigned char *b)
{
	switch (t->form) {
	case TYPE_UNSIGNED:
		return order(number_load(t->size, a), number_load(t->size, b));
	case TYPE_SIGNED:
		return (number_load_signed(t->size, a) >
			number_load_signed(t->size, b)) -
		       (number_load_signed(t->size, a) <
			number_load_signed(t->size, b));
	case TYPE_FLOAT:
		return compare_float(t, a, b);
	case TYPE_STRUCT:
		return compare_members(t, a, b);
	case TYPE_ARRAY:
		return compare_elements(t, a, b);
	case TYPE_CIDR4:
	case TYPE_CIDR6:
		return compare_cidr(t, a, b);
	default:
		return memcmp(a, b, t->size);
	}
}

static bool is_zero(const unsigned char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

static bool members_padding_is_zero(const struct type *t,
				    const unsigned char *bytes)
{
	size_t covered = 0;

	for (const struct type *m = t->inner; m; m = m->next) {
		if (!is_zero(bytes + covered, m->offset - covered))
			return false;
		if (m->form == TYPE_PAD
			    ? !is_zero(bytes + m->offset, m->size)
			    : !value_padding_is_zero(m, bytes + m->offset))
			return false;
		covered = (size_t)m->offset + m->size;
	}
	return is_zero(bytes + covered, t->size - covered);
}

bool value_padding_is_zero(const struct type *t, const unsigned char *bytes)
{
	if (!t->padded)
		return true;
	if (t->form == TYPE_STRUCT)
		return members_padding_is_zero(t, bytes);
	for (size_t i = 0; t->form == TYPE_ARRAY && i < t->count; i++)
		if (!value_padding_is_zero(t->inner,
					   bytes + i * t->inner->size))
			return false;
	return true;
}

static int add_number(const struct type *t, const unsigned char *from,
		      unsigned char *sum, struct err *e)
{
	int64_t s = number_load_signed(8, sum);
	uint64_t u = number_load(8, sum);
	double d = number_load_float(8, sum);
	bool over = false;

	switch (t->form) {
	case TYPE_UNSIGNED:
		over = __builtin_add_overflow(u, number_load(t->size, from),
					      &u);
		memcpy(sum, &u, sizeof(u));
		break;
	case TYPE_SIGNED:
		over = __builtin_add_overflow(
			s, number_load_signed(t->size, from), &s);
		memcpy(sum, &s, sizeof(s));
		break;
	case TYPE_BIG:
		u = number_swap(8, u);
		over = __builtin_add_overflow(
			u, number_swap(t->size, number_load(t->size, from)),
			&u);
		u = number_swap(8, u);
		memcpy(sum, &u, sizeof(u));
		break;
	default:
		d += number_load_float(t->size, from);
		memcpy(sum, &d, sizeof(d));
		break;
	}
	return over ? err_set(e, 0, "the sum takes more than 64 bits") : 0;
}

int value_add(const struct type *t, const unsigned char *from,
	      const struct type *wide, unsigned char *sum, struct err *e)
{
	const struct type *w = wide->inner;

	if (t->form == TYPE_ARRAY) {
		for (size_t i = 0; i < t->count; i++)
			if (value_add(t->inner, from + i * t->inner->size, w,
				      sum + i * w->size, e) < 0)
				return -1;
		return 0;
	}
	if (t->form != TYPE_STRUCT)
		return add_number(t, from, sum, e);
	for (const struct type *m = t->inner; m; m = m->next) {
		if (m->form == TYPE_PAD)
			continue;
		if (value_add(m, from + m->offset, w, sum + w->offset, e) < 0)
			return -1;
		w = w->next;
	}
	return 0;
}

double value_number(const struct type *t, const unsigned char *bytes)
{
	switch (t->form) {
	case TYPE_UNSIGNED:
		return (double)number_load(t->size, bytes);
	case TYPE_SIGNED:
		return (double)number_load_signed(t->size, bytes);
	case TYPE_BIG:
		return (double)number_swap(t->size,
					   number_load(t->size, bytes));
	case TYPE_FLOAT:
		return number_load_float(t->size, bytes);
	default:
		return 0;
	}
}

static const struct type *find_member(const struct type *t, const char *name,
				      size_t len)
{
	if (t->form != TYPE_STRUCT || len == 0)
		return NULL;
	for (const struct type *m = t->inner; m; m = m->next)
		if (strlen(m->name) == len && memcmp(m->name, name, len) == 0)
			return m;
	return NULL;
}

/* "[N]": moves *path behind it. NULL if the array has no such element. */
static const struct type *find_element(const struct type *t, const char **path,
				       size_t *offset)
{
	const char *at = *path + 1;
	uint64_t n = 0;

	if (t->form != TYPE_ARRAY || *at < '0' || *at > '9')
		return NULL;
	for (; *at >= '0' && *at <= '9' && n <= UINT32_MAX; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	if (*at != ']' || n >= t->count)
		return NULL;
	*path = at + 1;
	*offset += n * t->inner->size;
	return t->inner;
}

const struct type *value_find(const struct type *t, const char *path,
			      size_t *offset, struct err *e)
{
	const char *at = path;

	*offset = 0;
	while (t && *at != '\0') {
		size_t len;

		if (*at == '[') {
			t = find_element(t, &at, offset);
			continue;
		}
		if (*at == '.' && at > path)
			at++;
		len = strcspn(at, ".[");
		t = find_member(t, at, len);
		if (t)
			*offset += t->offset;
		at += len;
	}
	if (!t)
		err_fill(e, 0, "the value has no part '%s'", path);
	return t;
}
