// SPDX-License-Identifier: BSD-2-Clause
/*
 * Looks at what libbpf (1.1) takes for granted in an object: that relocations
 * have something to be applied to, that a section that is read has bytes, that
 * what is in a section lies in it.
 */
#include <elf.h>

#include "base/str.h"
#include "source/elf.h"

/* What a relocation is applied to must be there and have bytes. */
static int check_relocations(const struct elf *f, const GElf_Shdr *header,
			     const char *name, struct err *e)
{
	Elf_Scn *target = elf_getscn(f->elf, header->sh_info);
	GElf_Shdr of;

	if (header->sh_info == 0 || !target || !gelf_getshdr(target, &of) ||
	    of.sh_type != SHT_PROGBITS || of.sh_size == 0)
		return err_set(e, 0, "section %s relocates nothing", name);
	if (header->sh_entsize != sizeof(Elf64_Rel))
		return err_set(e, 0, "section %s: entries of %llu bytes", name,
			       (unsigned long long)header->sh_entsize);
	return 0;
}

static int check_section(const struct elf *f, Elf_Scn *section, struct err *e)
{
	GElf_Shdr header;
	const char *name;

	if (!gelf_getshdr(section, &header))
		return elf_fail("sections", e);
	name = elf_strptr(f->elf, f->names, header.sh_name);
	if (!name)
		return elf_fail("a section's name", e);
	if (header.sh_type == SHT_REL)
		return check_relocations(f, &header, name, e);
	if (header.sh_type == SHT_NOBITS && !str_starts(name, ".bss"))
		return err_set(e, 0, "section %s has no bytes in the file",
			       name);
	return 0;
}

static int check_symbol(const struct elf *f, const GElf_Sym *symbol, int i,
			struct err *e)
{
	GElf_Shdr header;
	Elf_Scn *section;

	if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= SHN_LORESERVE)
		return 0;
	section = elf_getscn(f->elf, symbol->st_shndx);
	if (!section || !gelf_getshdr(section, &header) ||
	    symbol->st_value > header.sh_size ||
	    symbol->st_size > header.sh_size - symbol->st_value)
		return err_set(e, 0, "symbol %d reaches beyond its section", i);
	return 0;
}

static int check_symbols(const struct elf *f, struct err *e)
{
	Elf_Data *symbols = elf_data(f->symbols, ".symtab", e);
	GElf_Sym symbol;

	if (!symbols)
		return -1;
	for (int i = 0; gelf_getsym(symbols, i, &symbol); i++)
		if (check_symbol(f, &symbol, i, e) < 0)
			return -1;
	return 0;
}

int elf_check_contents(const struct elf *f, struct err *e)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(f->elf, section)))
		if (check_section(f, section, e) < 0)
			return -1;
	return check_symbols(f, e);
}
