// SPDX-License-Identifier: BSD-2-Clause
/*
 * The table of words. What a word means is told nowhere else.
 */
#include "value/type_word.h"

#include <string.h>

/* An address is aligned as struct in_addr and in6_addr are: by 4. */
static const struct type_word words[] = {
	{"u8", TYPE_UNSIGNED, 1, 1},  {"u16", TYPE_UNSIGNED, 2, 2},
	{"u32", TYPE_UNSIGNED, 4, 4}, {"u64", TYPE_UNSIGNED, 8, 8},
	{"s8", TYPE_SIGNED, 1, 1},    {"s16", TYPE_SIGNED, 2, 2},
	{"s32", TYPE_SIGNED, 4, 4},   {"s64", TYPE_SIGNED, 8, 8},
	{"be16", TYPE_BIG, 2, 2},     {"be32", TYPE_BIG, 4, 4},
	{"be64", TYPE_BIG, 8, 8},     {"f32", TYPE_FLOAT, 4, 4},
	{"f64", TYPE_FLOAT, 8, 8},    {"bool", TYPE_BOOL, 1, 1},
	{"char", TYPE_CHAR, 1, 1},    {"hex", TYPE_HEX, 0, 1},
	{"str", TYPE_STR, 0, 1},      {"ip4", TYPE_IP4, 4, 4},
	{"ip6", TYPE_IP6, 16, 4},     {"mac", TYPE_MAC, 6, 1},
	{"cidr4", TYPE_CIDR4, 8, 4},  {"cidr6", TYPE_CIDR6, 20, 4},
	{"pad", TYPE_PAD, 0, 1},
};

#define N_WORDS (sizeof(words) / sizeof(words[0]))

const struct type_word *type_word_find(const char *text, size_t len)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (strlen(words[i].word) == len &&
		    memcmp(words[i].word, text, len) == 0)
			return &words[i];
	return NULL;
}

const char *type_word_of(enum type_form form, uint32_t size)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (words[i].form == form &&
		    (words[i].size == size || words[i].size == 0))
			return words[i].word;
	return "?";
}

void type_word_list(struct buf *out)
{
	for (size_t i = 0; i < N_WORDS; i++) {
		if (words[i].form == TYPE_PAD)
			continue;
		if (i > 0)
			buf_char(out, ' ');
		buf_text(out, words[i].word);
	}
}
