// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads definitions of maps that are bytes in a section. It must never guess
 * at a struct: what fits none that iproute2 had is refused.
 */
#include "source/legacy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* iproute2 took 64; no object that was made for it has more. */
#define MAPS_MAX 4096

/* Where the fields stand in a struct of a size, in u32s; -1: it has none. The
 * flags came in between. */
struct layout {
	size_t size;
	signed char flags;
	signed char id;
	signed char pinning;
	signed char inner_id;
	signed char inner_index;
};

static const struct layout layouts[] = {
	{16, -1, -1, -1, -1, -1}, {20, -1, 4, -1, -1, -1}, /* iproute2 4.1 */
	{24, -1, 4, 5, -1, -1},				   /* 4.4 */
	{28, 4, 5, 6, -1, -1},				   /* 4.6 */
	{36, 4, 5, 6, 7, 8},				   /* 4.13 */
};

#define LAYOUT_COUNT (sizeof(layouts) / sizeof(layouts[0]))

/* The names of the definitions, by their place. */
struct names {
	const char **v;
	size_t n; /* symbols found */
};

static uint32_t field(const unsigned char *definition, signed char at,
		      uint32_t missing)
{
	uint32_t value;

	if (at < 0)
		return missing;
	memcpy(&value, definition + 4 * (size_t)at, sizeof(value));
	return value;
}

/* Symbols that name a definition, as iproute2 counted them. */
static bool is_definition(const GElf_Sym *symbol, size_t section)
{
	int type = GELF_ST_TYPE(symbol->st_info);

	return GELF_ST_BIND(symbol->st_info) == STB_GLOBAL &&
	       (type == STT_NOTYPE || type == STT_OBJECT) &&
	       symbol->st_shndx == section;
}

static size_t count_symbols(const struct elf *f, Elf_Data *symbols)
{
	size_t section = elf_ndxscn(f->maps);
	size_t n = 0;
	GElf_Sym symbol;

	for (int i = 0; gelf_getsym(symbols, i, &symbol); i++)
		n += is_definition(&symbol, section);
	return n;
}

static const struct layout *find_layout(size_t size)
{
	for (size_t i = 0; i < LAYOUT_COUNT; i++)
		if (layouts[i].size == size)
			return &layouts[i];
	return NULL;
}

/* The layout of n definitions in `size` bytes. NULL and *e. */
static const struct layout *choose_layout(size_t size, size_t n, struct err *e)
{
	const struct layout *l;

	if (n == 0 || n > MAPS_MAX) {
		err_fill(e, 0, "section maps has %zu symbols", n);
		return NULL;
	}
	l = size % n == 0 ? find_layout(size / n) : NULL;
	if (!l)
		err_fill(e, 0,
			 "section maps: %zu bytes for %zu map(s) fit no "
			 "struct bpf_elf_map",
			 size, n);
	return l;
}

/* Each definition has one symbol, which says its name. */
static int find_names(const struct elf *f, Elf_Data *symbols,
		      const struct layout *l, struct names *names,
		      struct err *e)
{
	size_t section = elf_ndxscn(f->maps);
	GElf_Shdr header;
	GElf_Sym symbol;

	if (!gelf_getshdr(f->symbols, &header))
		return elf_fail("symbols", e);
	for (int i = 0; gelf_getsym(symbols, i, &symbol); i++) {
		size_t at = symbol.st_value / l->size;
		const char *name;

		if (!is_definition(&symbol, section))
			continue;
		name = elf_strptr(f->elf, header.sh_link, symbol.st_name);
		if (!name || *name == '\0')
			return err_set(e, 0, "a map without a name");
		if (symbol.st_value % l->size != 0 || at >= names->n ||
		    names->v[at])
			return err_set(e, 0,
				       "map %s does not stand where a struct "
				       "bpf_elf_map of %zu bytes begins",
				       name, l->size);
		names->v[at] = name;
	}
	return 0;
}

static int add_definition(const unsigned char *at, const struct layout *l,
			  const char *name, struct declarations *out,
			  struct err *e)
{
	struct declared d = {
		.name = str_copy(name, e),
		.shape =
			{
				.type = field(at, 0, 0),
				.key_size = field(at, 1, 0),
				.value_size = field(at, 2, 0),
				.max_entries = field(at, 3, 0),
				.flags = field(at, l->flags, 0),
			},
		.id = field(at, l->id, 0),
		.pinning = field(at, l->pinning, DECLARED_PIN_NONE),
		.inner_id = field(at, l->inner_id, 0),
		.inner_index = field(at, l->inner_index, UINT32_MAX),
	};

	if (!d.name)
		return -1;
	if (d.pinning > DECLARED_PIN_GLOBAL) {
		err_fill(e, 0, "map %s: pinning %u is none of 0, 1, 2", name,
			 d.pinning);
		free(d.name);
		return -1;
	}
	return declarations_add(out, &d, e);
}

/* All ids 0 say that nobody gave any, except to a single map. */
static bool ids_are_meant(const struct declarations *maps)
{
	for (size_t i = 0; i < maps->n; i++)
		if (maps->v[i].id != 0)
			return true;
	return maps->n == 1;
}

int legacy_read(const struct elf *f, struct declarations *out,
		uint32_t *definition, struct err *e)
{
	Elf_Data *symbols = elf_data(f->symbols, ".symtab", e);
	Elf_Data *data = symbols ? elf_data(f->maps, "maps", e) : NULL;
	_cleanup_free_ const char **v = NULL;
	struct names names = {.n = data ? count_symbols(f, symbols) : 0};
	const struct layout *l;

	if (!data)
		return -1;
	l = choose_layout(data->d_size, names.n, e);
	if (!l)
		return -1;
	v = calloc(names.n, sizeof(*v));
	if (!v)
		return err_set(e, ENOMEM, "memory");
	names.v = v;
	if (find_names(f, symbols, l, &names, e) < 0)
		return -1;
	/* As many symbols as places, none twice: none is left without. */
	for (size_t i = 0; i < names.n; i++)
		if (add_definition((unsigned char *)data->d_buf + i * l->size,
				   l, names.v[i], out, e) < 0)
			return -1;
	*definition = (uint32_t)l->size;
	out->have_ids = l->id >= 0 && ids_are_meant(out);
	return 0;
}
