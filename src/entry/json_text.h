/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a JSON parser tells of a value, written down again as src/value reads
 * it: without a document's white space and escapes.
 */
#ifndef BPFNS_ENTRY_JSON_TEXT_H
#define BPFNS_ENTRY_JSON_TEXT_H

#include "base/buf.h"

struct json_text {
	struct buf out;
	unsigned int depth; /* of brackets that are open */
	bool first;	    /* nothing stands in the innermost one yet */
};

void json_text_word(struct json_text *t, const char *word, size_t len);
void json_text_string(struct json_text *t, const unsigned char *text,
		      size_t len);
void json_text_name(struct json_text *t, const unsigned char *name, size_t len);

/* False if it is deeper than any type nests. */
bool json_text_open(struct json_text *t, char bracket);

/* The depth that is left. */
unsigned int json_text_close(struct json_text *t, char bracket);

#endif
