// SPDX-License-Identifier: BSD-2-Clause
/*
 * tc's datagram: the first byte says how many descriptors came, the rest is
 * the payload. What is taken must be within bounds, and must come out the same
 * when it is written and read again.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "wire/tc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same_name(const char *a, const char *b)
{
	return str_equal(a ? a : "", b ? b : "");
}

static void compare(const struct tc_message *a, const struct tc_message *b)
{
	assert(a->total == b->total && a->n == b->n);
	assert(a->device == b->device && a->inode == b->inode);
	/* A last byte that is no NUL is not sent on. */
	assert(strncmp(a->object, b->object, TC_OBJECT_MAX - 1) == 0);
	for (size_t i = 0; i < a->n; i++) {
		const struct tc_entry *x = &a->entries[i];
		const struct tc_entry *y = &b->entries[i];

		assert(memcmp(x, y, offsetof(struct tc_entry, name)) == 0);
		assert(same_name(x->name, y->name));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char again[TC_MESSAGE_MAX];
	struct tc_message m;
	struct tc_message n;
	struct err e = {0};
	size_t len;

	if (size < 1)
		return 0;
	if (tc_decode(data + 1, size - 1, data[0], &m, &e) < 0) {
		assert(e.text[0]);
		return 0;
	}
	assert(m.n == data[0] && m.n <= TC_MAPS_MAX && m.n <= m.total);
	for (size_t i = 0; i < m.n; i++)
		if (m.entries[i].name) {
			assert(strlen(m.entries[i].name) < TC_NAME_MAX);
			m.has_names = true;
		}
	len = tc_encode(&m, again);
	assert(len <= sizeof(again));
	assert(tc_decode(again, len, m.n, &n, &e) == 0);
	compare(&m, &n);
	return 0;
}
