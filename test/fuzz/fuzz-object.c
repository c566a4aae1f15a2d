// SPDX-License-Identifier: BSD-2-Clause
/*
 * Object files from outside: the ELF reader, iproute2's definitions and their
 * conversion, and libbpf's opening of what came out. Nothing is loaded.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "source/libbpf_log.h"
#include "source/object.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_declarations(const struct declarations *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (!map_name_valid(list->v[i].name) ||
		    !declarations_find(list, list->v[i].name))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct object o = {.path = "fuzz.o"};
	struct err e = {0};

	libbpf_log_to(NULL);
	if (object_understand(data, size, "/nowhere", &o, &e) == 0)
		check_declarations(&o.declared);
	else if (e.text[0] == '\0')
		abort(); /* a refusal without a reason */
	object_close(&o);
	return 0;
}
