// SPDX-License-Identifier: BSD-2-Clause
/*
 * Finds its way in an object, by libelf. It must never believe a length that
 * libelf has not checked.
 */
#include "source/elf.h"

#include <elf.h>
#include <string.h>

#include "base/str.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define OUR_ORDER ELFDATA2LSB
#else
#define OUR_ORDER ELFDATA2MSB
#endif

int elf_fail(const char *what, struct err *e)
{
	return err_set(e, 0, "%s: %s", what, elf_errmsg(-1));
}

int elf_check(const void *bytes, size_t len, struct err *e)
{
	Elf64_Ehdr header;

	if (len < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return err_set(e, 0, "not an ELF file");
	if (len < sizeof(header))
		return err_set(e, 0, "an ELF file that is cut short");
	memcpy(&header, bytes, sizeof(header));
	if (header.e_ident[EI_CLASS] != ELFCLASS64)
		return err_set(e, 0, "not a BPF object: not a 64-bit ELF file");
	if (header.e_ident[EI_DATA] != OUR_ORDER)
		return err_set(e, 0, "a BPF object of the other byte order");
	/* Old compilers left the machine out; libbpf takes that too. */
	if (header.e_machine != EM_BPF && header.e_machine != EM_NONE)
		return err_set(e, 0,
			       "an ELF file for machine %u, not a BPF object",
			       header.e_machine);
	if (header.e_type != ET_REL)
		return err_set(e, 0,
			       "an ELF file of type %u, not an object file",
			       header.e_type);
	return 0;
}

/* Of sections with one name the first counts, as for libbpf. */
static void note_section(struct elf *f, Elf_Scn *section,
			 const GElf_Shdr *header, const char *name)
{
	if (header->sh_type == SHT_SYMTAB && !f->symbols)
		f->symbols = section;
	else if (header->sh_type != SHT_PROGBITS)
		return;
	else if (str_equal(name, "maps") && !f->maps)
		f->maps = section;
	else if (str_equal(name, ".maps") && !f->btf_maps)
		f->btf_maps = section;
	else if (str_equal(name, ".BTF") && !f->btf)
		f->btf = section;
	else if (str_equal(name, ".BTF.ext") && !f->btf_ext)
		f->btf_ext = section;
}

static int find_sections(struct elf *f, struct err *e)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	if (elf_getshdrstrndx(f->elf, &f->names) < 0)
		return elf_fail("sections", e);
	while ((section = elf_nextscn(f->elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &header))
			return elf_fail("sections", e);
		name = elf_strptr(f->elf, f->names, header.sh_name);
		if (!name)
			return elf_fail("a section's name", e);
		note_section(f, section, &header, name);
	}
	return 0;
}

int elf_open(const void *bytes, size_t len, int fd, struct elf *out,
	     struct err *e)
{
	*out = (struct elf){0};
	if (elf_version(EV_CURRENT) == EV_NONE)
		return elf_fail("libelf", e);
	/* Opened for reading it writes nothing there. */
	out->elf = fd < 0 ? elf_memory((char *)bytes, len)
			  : elf_begin(fd, ELF_C_RDWR, NULL);
	if (!out->elf)
		return elf_fail("libelf", e);
	if (find_sections(out, e) < 0) {
		elf_close(out);
		return -1;
	}
	return 0;
}

void elf_close(struct elf *f)
{
	if (f->elf)
		(void)elf_end(f->elf); /* a count of references */
	*f = (struct elf){0};
}

Elf_Data *elf_data(Elf_Scn *section, const char *name, struct err *e)
{
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;

	if (data && data->d_buf && data->d_size > 0)
		return data;
	err_fill(e, 0, "section %s is missing or empty", name);
	return NULL;
}

/* 1 if a relocation points at a function, 0 if not, -1 and *e. */
static int names_function(const Elf_Data *symbols, const GElf_Rel *rel,
			  struct err *e)
{
	GElf_Sym symbol;

	if (GELF_R_SYM(rel->r_info) > INT32_MAX ||
	    !gelf_getsym((Elf_Data *)symbols, (int)GELF_R_SYM(rel->r_info),
			 &symbol))
		return err_set(e, 0, "a relocation of .maps has no symbol");
	return GELF_ST_TYPE(symbol.st_info) == STT_FUNC;
}

static int scan_relocations(Elf_Scn *section, const Elf_Data *symbols,
			    bool *yes, struct err *e)
{
	Elf_Data *data = elf_data(section, ".rel.maps", e);
	GElf_Rel rel;
	int r;

	if (!data)
		return -1;
	for (int i = 0; gelf_getrel(data, i, &rel); i++) {
		r = names_function(symbols, &rel, e);
		if (r < 0)
			return -1;
		if (r > 0)
			*yes = true;
	}
	return 0;
}

int elf_fills_prog_arrays(const struct elf *f, bool *yes, struct err *e)
{
	Elf_Scn *section = NULL;
	Elf_Data *symbols;
	GElf_Shdr header;

	*yes = false;
	if (!f->btf_maps)
		return 0;
	symbols = elf_data(f->symbols, ".symtab", e);
	if (!symbols)
		return -1;
	while ((section = elf_nextscn(f->elf, section))) {
		if (!gelf_getshdr(section, &header))
			return elf_fail("sections", e);
		if (header.sh_type == SHT_REL &&
		    header.sh_info == elf_ndxscn(f->btf_maps) &&
		    scan_relocations(section, symbols, yes, e) < 0)
			return -1;
	}
	return 0;
}
