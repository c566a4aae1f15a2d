/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types of keys and values, and the language they are written in:
 * bpfns-types(7). Bytes in, tree out; nothing is read or printed.
 *
 *   u8 u16 u32 u64  s8 s16 s32 s64  be16 be32 be64  f32 f64  bool char
 *   ip4 ip6 mac cidr4 cidr6   hex hex[N] str str[N]
 *   TYPE[N]   {name:TYPE,...}   packed{name:TYPE,pad[N],...}
 */
#ifndef BPFNS_VALUE_TYPE_H
#define BPFNS_VALUE_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Nested deeper, a type is refused, so that walks may recurse. */
#define TYPE_DEPTH_MAX 16
/* The longest text of a type, and the longest name of a member. */
#define TYPE_TEXT_MAX 65536
#define TYPE_NAME_MAX 128

enum type_form {
	TYPE_UNSIGNED, /* in the machine's byte order */
	TYPE_SIGNED,
	TYPE_BIG, /* unsigned, big-endian */
	TYPE_FLOAT,
	TYPE_BOOL,
	TYPE_CHAR,
	TYPE_HEX,
	TYPE_STR,
	TYPE_IP4,
	TYPE_IP6,
	TYPE_MAC,
	TYPE_CIDR4, /* struct bpf_lpm_trie_key: a u32 length, the address */
	TYPE_CIDR6,
	TYPE_ARRAY,
	TYPE_STRUCT,
	TYPE_PAD, /* bytes that no member covers, named in the text */
};

struct type {
	enum type_form form;
	uint32_t size; /* bytes */
	uint32_t align;
	uint32_t offset; /* within the struct it is a member of */
	uint32_t count;	 /* of an array's elements */
	bool packed;
	bool padded;	    /* has bytes that no member covers, anywhere */
	const char *name;   /* of a member; "" for a pad */
	struct type *inner; /* an array's element; a struct's first member */
	struct type *next;  /* the struct's next member */
};

#define _cleanup_type_ __attribute__((__cleanup__(type_free)))

/*
 * Parses the whole of text. `size` is that of the key or value: what hex and
 * str without a number have; 0 if it isn't known, they are refused then. The
 * tree is one allocation, the caller's. NULL and *e on failure.
 */
struct type *type_parse(const char *text, uint32_t size, struct err *e);

/* What a key or value of this size has if nobody knows more: an unsigned
 * number, or hex. NULL and *e when memory is short. */
struct type *type_default(uint32_t size, struct err *e);

/* For _cleanup_type_. */
void type_free(struct type **t);

/* Writes the type in the language. */
void type_print(const struct type *t, struct buf *out);

/* True if it consists of numbers alone, so that values can be added. */
bool type_is_numeric(const struct type *t);

/* The type of a sum: every number 64 bits wide, no padding. NULL and *e. */
struct type *type_widen(const struct type *t, struct err *e);

/* "3 bytes" as in messages: what a type has against what is needed. 0, or -1
 * and *e. */
int type_check_size(const struct type *t, uint32_t size, struct err *e);

#endif
