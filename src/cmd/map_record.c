// SPDX-License-Identifier: BSD-2-Clause
/*
 * Prints records. It must never take one out of the buffer before it has been
 * written.
 */
#include "cmd/map_record.h"

#include "cmd/output.h"
#include "value/value.h"

/* A record as large as the type is a value of it, another one is bytes. */
static void print_record(const struct type *t, const unsigned char *bytes,
			 size_t size, enum value_style style, struct buf *out)
{
	struct type raw = {.form = TYPE_HEX, .size = (uint32_t)size};

	if (t && t->size == size) {
		value_print(t, bytes, style, out);
	} else if (t) {
		buf_text(out, style == VALUE_JSON ? "\"hex:" : "hex:");
		buf_hex(out, bytes, size);
		buf_text(out, style == VALUE_JSON ? "\"" : "");
	} else {
		value_print(&raw, bytes, style, out);
	}
}

int record_print_ready(struct ring *r, const struct opened *o,
		       const struct map_args *args, uint64_t *left,
		       struct err *e)
{
	bool json = args->format == ROW_JSONL;
	_cleanup_buf_ struct buf out = {0};
	const unsigned char *bytes;
	size_t size;

	while (ring_next(r, &bytes, &size) > 0) {
		buf_text(&out, json ? "{\"value\":" : "");
		print_record(o->value, bytes, size,
			     json ? VALUE_JSON : VALUE_CELL, &out);
		buf_text(&out, json ? "}\n" : "\n");
		if (output_flush(&out, e) < 0)
			return -1;
		ring_release(r);
		if (*left > 0 && --*left == 0)
			break;
	}
	return 0;
}
