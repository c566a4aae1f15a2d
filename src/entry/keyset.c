// SPDX-License-Identifier: BSD-2-Clause
/*
 * An open hash over keys that lie side by side. It must never be more than
 * half full, nor hash by what others know.
 */
#include "entry/keyset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST 1024

void keyset_clear(struct keyset *set)
{
	free(set->keys);
	free(set->slots);
	*set = (struct keyset){.size = set->size};
}

/* The slot that the key has, or is to have. Packets may choose the keys of a
 * map, and so who sends them: with a hash that he could reckon he'd make them
 * all want one slot. */
static uint32_t *slot_of(const struct keyset *set, const void *key)
{
	size_t i = (size_t)siphash(&set->secret, key, set->size) &
		   (set->n_slots - 1);

	while (set->slots[i] != 0 &&
	       memcmp(set->keys + (set->slots[i] - 1) * set->size, key,
		      set->size) != 0)
		i = (i + 1) & (set->n_slots - 1);
	return &set->slots[i];
}

size_t keyset_find(const struct keyset *set, const void *key)
{
	uint32_t place = set->n > 0 ? *slot_of(set, key) : 0;

	return place > 0 ? place - 1 : SIZE_MAX;
}

bool keyset_has(const struct keyset *set, const void *key)
{
	return keyset_find(set, key) != SIZE_MAX;
}

static int grow(struct keyset *set, struct err *e)
{
	size_t n_slots = set->n_slots ? 2 * set->n_slots : SLOTS_FIRST;
	unsigned char *keys;
	uint32_t *slots;

	if (set->n_slots == 0 && siphash_key_draw(&set->secret, e) < 0)
		return -1;
	keys = reallocarray(set->keys, n_slots / 2, set->size);
	if (!keys)
		return err_set(e, ENOMEM, "memory");
	set->keys = keys;
	slots = calloc(n_slots, sizeof(*slots));
	if (!slots)
		return err_set(e, ENOMEM, "memory");
	free(set->slots);
	set->slots = slots;
	set->n_slots = n_slots;
	set->room = n_slots / 2;
	for (size_t i = 0; i < set->n; i++)
		*slot_of(set, set->keys + i * set->size) = (uint32_t)i + 1;
	return 0;
}

int keyset_add(struct keyset *set, const void *key, struct err *e)
{
	uint32_t *slot;

	if (set->n == set->room && grow(set, e) < 0)
		return -1;
	slot = slot_of(set, key);
	if (*slot != 0)
		return 0;
	memcpy(set->keys + set->n * set->size, key, set->size);
	*slot = (uint32_t)++set->n;
	return 1;
}
