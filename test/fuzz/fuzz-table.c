// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tables of calls, and single calls as `bpfns-policy explain` takes them.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "confine/policy_print.h"
#include "confine/policy_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A row may stand for a million calls: the first few will do. */
#define CALLS_MAX 64

static int take(void *context, const struct table_call *call, struct err *e)
{
	char text[PRINT_MAX];
	unsigned int *calls = context;

	assert(print_call(&call->data, call->given, text)[0]);
	if (++*calls == CALLS_MAX)
		return err_set(e, 0, "enough");
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct policy_text text = {.name = "fuzz", .len = size};
	unsigned int calls = 0;
	struct table_taker taker = {take, &calls};
	struct err e = {0};

	text.text = malloc(size + 1);
	memcpy(text.text, data, size);
	text.text[size] = '\0';
	if (table_read(&text, &taker, &e) < 0)
		assert(e.text[0]);
	calls = 0;
	(void)table_read_call(&text, &taker, &e);
	free(text.text);
	return 0;
}
