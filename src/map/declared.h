/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The maps that an object file declares, in the order of their definition.
 */
#ifndef BPFNS_MAP_DECLARED_H
#define BPFNS_MAP_DECLARED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "bpf/bpf.h"

/* Where iproute2's struct bpf_elf_map asks for a pin. */
enum declared_pin {
	DECLARED_PIN_NONE,
	DECLARED_PIN_OBJECT, /* shared by whoever loads this object */
	DECLARED_PIN_GLOBAL, /* shared by all */
};

struct declared {
	char *name; /* owned */
	struct bpf_shape shape;
	/* These are iproute2's alone, 0 elsewhere. */
	uint32_t id;
	uint32_t pinning; /* enum declared_pin */
	uint32_t inner_id;
	uint32_t inner_index; /* (uint32_t)-1: in no map of maps */
};

struct declarations {
	struct declared *v;
	size_t n;
	bool have_ids; /* the ids mean something */
	/* The object file, as the kernel knows it. */
	uint64_t device;
	uint64_t inode;
};

#define _cleanup_declarations_ __attribute__((__cleanup__(declarations_clear)))

/* Appends, and takes d->name over, on failure too. 0, or -1 and *e. */
int declarations_add(struct declarations *list, struct declared *d,
		     struct err *e);

/* The declaration of a map that is called `name`, which may be one that the
 * kernel has cut to 15 bytes; NULL if there is none. */
const struct declared *declarations_find(const struct declarations *list,
					 const char *name);

void declarations_clear(struct declarations *list);

#endif
