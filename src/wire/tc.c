// SPDX-License-Identifier: BSD-2-Clause
/*
 * Codes and decodes tc's datagram. It must never read past the length given,
 * and never believe a count.
 */
#include "wire/tc.h"

#include <string.h>

#define VERSION	      1
#define AT_VERSION    0
#define AT_TOTAL      2
#define AT_OBJECT     4
#define AT_DEVICE     72
#define AT_INODE      80
#define AT_ENTRIES    88
#define TRAILER_FIXED 8

/* Where each field stands in an entry of a layout, in u32s; -1: it has none.
 * One table for all four, in the order of struct tc_entry. */
struct layout {
	size_t size;
	signed char at[9];
};

static const struct layout layouts[] = {
	{20, {0, 1, 2, 3, -1, 4, -1, -1, -1}},
	{24, {0, 1, 2, 3, -1, 4, 5, -1, -1}},
	{28, {0, 1, 2, 3, 4, 5, 6, -1, -1}},
	{36, {0, 1, 2, 3, 4, 5, 6, 7, 8}},
};

#define LAYOUT_COUNT (sizeof(layouts) / sizeof(layouts[0]))
#define FLAGS_FIELD  4

static uint32_t read_u32(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint32_t read_field(const unsigned char *entry,
			   const struct layout *layout, size_t field)
{
	if (layout->at[field] < 0)
		return 0;
	return read_u32(entry + 4 * (size_t)layout->at[field]);
}

static void read_entry(const unsigned char *at, const struct layout *layout,
		       struct tc_entry *out)
{
	*out = (struct tc_entry){
		.type = read_field(at, layout, 0),
		.key_size = read_field(at, layout, 1),
		.value_size = read_field(at, layout, 2),
		.max_entries = read_field(at, layout, 3),
		.flags = read_field(at, layout, FLAGS_FIELD),
		.id = read_field(at, layout, 5),
		.pinning = read_field(at, layout, 6),
		.inner_id = read_field(at, layout, 7),
		.inner_index = read_field(at, layout, 8),
	};
}

/* The length of the names, with what stands behind them; 0 if there are
 * none. */
static size_t trailer_length(const unsigned char *bytes, size_t len)
{
	uint32_t names;

	if (len < AT_ENTRIES + TRAILER_FIXED ||
	    read_u32(bytes + len - 4) != TC_NAMES_MAGIC)
		return 0;
	names = read_u32(bytes + len - TRAILER_FIXED);
	if (names > len - AT_ENTRIES - TRAILER_FIXED)
		return 0;
	return names + TRAILER_FIXED;
}

static int read_names(const unsigned char *names, size_t len,
		      struct tc_message *out, struct err *e)
{
	const unsigned char *end = names + len;

	for (size_t i = 0; i < out->n; i++) {
		const unsigned char *nul =
			memchr(names, '\0', (size_t)(end - names));

		if (!nul || nul - names >= TC_NAME_MAX)
			return err_set(e, 0, "a name has no end");
		out->entries[i].name = (const char *)names;
		names = nul + 1;
	}
	if (names != end)
		return err_set(e, 0, "more names than maps");
	return 0;
}

static int read_header(const unsigned char *bytes, size_t len, size_t n_fds,
		       struct tc_message *out, struct err *e)
{
	uint16_t version;

	if (len < AT_ENTRIES)
		return err_set(e, 0, "a message of %zu bytes is too short",
			       len);
	memcpy(&version, bytes + AT_VERSION, sizeof(version));
	if (version != VERSION)
		return err_set(e, 0, "version %u of the protocol is unknown",
			       version);
	memcpy(&out->total, bytes + AT_TOTAL, sizeof(out->total));
	memcpy(out->object, bytes + AT_OBJECT, TC_OBJECT_MAX);
	out->object[TC_OBJECT_MAX] = '\0';
	memcpy(&out->device, bytes + AT_DEVICE, sizeof(out->device));
	memcpy(&out->inode, bytes + AT_INODE, sizeof(out->inode));
	if (n_fds == 0)
		return err_set(e, 0, "a message without descriptors");
	if (n_fds > TC_MAPS_MAX)
		return err_set(e, 0,
			       "a message with %zu descriptors, the "
			       "most is %d",
			       n_fds, TC_MAPS_MAX);
	if (out->total < n_fds)
		return err_set(e, 0, "%zu descriptors, but %u announced", n_fds,
			       out->total);
	return 0;
}

/* The layout of which n entries are len bytes, NULL if there is none. */
static const struct layout *find_layout(size_t len, size_t n)
{
	for (size_t i = 0; i < LAYOUT_COUNT; i++)
		if (n * layouts[i].size == len)
			return &layouts[i];
	return NULL;
}

int tc_decode(const void *bytes, size_t len, size_t n_fds,
	      struct tc_message *out, struct err *e)
{
	const unsigned char *at = bytes;
	const struct layout *layout;
	size_t trailer;
	size_t entries;

	*out = (struct tc_message){0};
	if (read_header(at, len, n_fds, out, e) < 0)
		return -1;
	trailer = trailer_length(at, len);
	entries = len - AT_ENTRIES - trailer;
	layout = find_layout(entries, n_fds);
	if (!layout)
		return err_set(e, 0,
			       "%zu bytes of entries for %zu descriptors fit "
			       "no layout of tc",
			       entries, n_fds);
	out->has_flags = layout->at[FLAGS_FIELD] >= 0;
	out->n = n_fds;
	for (size_t i = 0; i < n_fds; i++)
		read_entry(at + AT_ENTRIES + i * layout->size, layout,
			   &out->entries[i]);
	if (trailer == 0)
		return 0;
	out->has_names = true;
	return read_names(at + len - trailer, trailer - TRAILER_FIXED, out, e);
}

static unsigned char *put_u32(unsigned char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
	return at + sizeof(value);
}

static unsigned char *put_entry(unsigned char *at, const struct tc_entry *entry)
{
	at = put_u32(at, entry->type);
	at = put_u32(at, entry->key_size);
	at = put_u32(at, entry->value_size);
	at = put_u32(at, entry->max_entries);
	at = put_u32(at, entry->flags);
	at = put_u32(at, entry->id);
	at = put_u32(at, entry->pinning);
	at = put_u32(at, entry->inner_id);
	return put_u32(at, entry->inner_index);
}

static unsigned char *put_names(unsigned char *at, const struct tc_message *m)
{
	unsigned char *start = at;

	for (size_t i = 0; i < m->n; i++) {
		const char *name = m->entries[i].name;
		size_t len = name ? strnlen(name, TC_NAME_MAX - 1) : 0;

		if (len > 0)
			memcpy(at, name, len);
		at[len] = '\0';
		at += len + 1;
	}
	at = put_u32(at, (uint32_t)(at - start));
	return put_u32(at, TC_NAMES_MAGIC);
}

size_t tc_encode(const struct tc_message *message,
		 unsigned char out[TC_MESSAGE_MAX])
{
	unsigned char *at = out + AT_ENTRIES;
	uint16_t version = VERSION;

	memset(out, 0, AT_ENTRIES);
	memcpy(out + AT_VERSION, &version, sizeof(version));
	memcpy(out + AT_TOTAL, &message->total, sizeof(message->total));
	memcpy(out + AT_OBJECT, message->object,
	       strnlen(message->object, TC_OBJECT_MAX - 1));
	memcpy(out + AT_DEVICE, &message->device, sizeof(message->device));
	memcpy(out + AT_INODE, &message->inode, sizeof(message->inode));
	for (size_t i = 0; i < message->n; i++)
		at = put_entry(at, &message->entries[i]);
	if (message->has_names)
		at = put_names(at, message);
	return (size_t)(at - out);
}
