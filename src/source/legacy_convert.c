// SPDX-License-Identifier: BSD-2-Clause
/*
 * Turns an object of iproute2's kind into one of libbpf's, in memory. It must
 * never touch a program, nor the file.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "base/fd.h"
#include "base/str.h"
#include "source/legacy.h"
#include "source/legacy_btf.h"

/* Behind the names that are there; the numbers below are offsets in it. */
static const char new_names[] = "\0.maps\0.BTF\0.was";
#define NAME_MAPS 1
#define NAME_BTF  7
#define NAME_WAS  12

/* How much longer all may get by new names and alignment, generously. */
#define MOVE_MAX (1UL << 20)

/* The head of section .BTF.ext, as the kernel's documentation of BTF has it. */
#define EXT_HEADER_LENGTH 4
#define EXT_CORE_LENGTH	  28

static uint32_t read_u32(const Elf_Data *data, size_t at)
{
	uint32_t value = 0;

	if (at + sizeof(value) <= data->d_size)
		memcpy(&value, (const char *)data->d_buf + at, sizeof(value));
	return value;
}

/* Their BTF can't stay, and without it they mean nothing. */
static int refuse_core(const struct elf *f, struct err *e)
{
	struct err none;
	Elf_Data *data = elf_data(f->btf_ext, ".BTF.ext", &none);

	if (!data || read_u32(data, EXT_HEADER_LENGTH) <= EXT_CORE_LENGTH ||
	    read_u32(data, EXT_CORE_LENGTH) == 0)
		return 0;
	return err_set(e, 0,
		       "section maps together with CO-RE relocations (define "
		       "the maps in .maps)");
}

/* A memfd with these bytes, or -1 and *e. */
static int copy_to_memfd(const void *bytes, size_t len, struct err *e)
{
	_cleanup_fd_ int fd = memfd_create("object", MFD_CLOEXEC);
	const char *from = bytes;

	if (fd < 0)
		return err_set(e, errno, "memory for the object");
	while (len > 0) {
		ssize_t n = write(fd, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, errno, "memory for the object");
		from += n;
		len -= (size_t)n;
	}
	return fd_steal(&fd);
}

static int rename_section(Elf_Scn *section, size_t name, struct err *e)
{
	GElf_Shdr header;

	if (!section)
		return 0;
	if (!gelf_getshdr(section, &header))
		return elf_fail("sections", e);
	header.sh_name = (GElf_Word)name;
	if (!gelf_update_shdr(section, &header))
		return elf_fail("sections", e);
	return 0;
}

/* *at gets the offset at which the new names begin. */
static int add_names(const struct elf *f, size_t *at, struct err *e)
{
	Elf_Scn *section = elf_getscn(f->elf, f->names);
	GElf_Shdr header;
	Elf_Data *data;

	if (!section || !gelf_getshdr(section, &header) ||
	    !elf_data(section, ".shstrtab", e))
		return elf_fail("sections' names", e);
	data = elf_newdata(section);
	if (!data)
		return elf_fail("sections' names", e);
	*at = header.sh_size;
	data->d_buf = (void *)new_names;
	data->d_size = sizeof(new_names);
	data->d_type = ELF_T_BYTE;
	data->d_align = 1;
	data->d_version = EV_CURRENT;
	return 0;
}

static int add_btf(const struct elf *f, size_t name, const void *raw,
		   uint32_t size, struct err *e)
{
	Elf_Scn *section = elf_newscn(f->elf);
	Elf_Data *data = section ? elf_newdata(section) : NULL;
	GElf_Shdr header = {
		.sh_name = (GElf_Word)name,
		.sh_type = SHT_PROGBITS,
		.sh_addralign = 4,
	};

	if (!data)
		return elf_fail("a section for BTF", e);
	data->d_buf = (void *)raw;
	data->d_size = size;
	data->d_type = ELF_T_BYTE;
	data->d_align = 4;
	data->d_version = EV_CURRENT;
	if (!gelf_update_shdr(section, &header))
		return elf_fail("a section for BTF", e);
	return 0;
}

/* A section may ask to be aligned to gigabytes, and would be. */
static int write_all(const struct elf *f, size_t most, struct err *e)
{
	int64_t size = elf_update(f->elf, ELF_C_NULL);

	if (size > (int64_t)most)
		return err_set(e, 0,
			       "its sections are aligned to more than it is "
			       "long");
	if (size < 0 || elf_update(f->elf, ELF_C_WRITE) < 0)
		return elf_fail("writing the object anew", e);
	return 0;
}

static int rewrite(int fd, const struct btf *btf, size_t len, struct err *e)
{
	_cleanup_elf_ struct elf f = {0};
	uint32_t size;
	const void *raw = btf__raw_data(btf, &size);
	size_t names = 0;

	if (!raw)
		return err_set(e, ENOMEM, "memory");
	if (elf_open(NULL, 0, fd, &f, e) < 0 || refuse_core(&f, e) < 0 ||
	    add_names(&f, &names, e) < 0 ||
	    rename_section(f.maps, names + NAME_MAPS, e) < 0 ||
	    rename_section(f.btf, names + NAME_WAS, e) < 0 ||
	    rename_section(f.btf_ext, names + NAME_WAS, e) < 0 ||
	    add_btf(&f, names + NAME_BTF, raw, size, e) < 0)
		return -1;
	/* Each section may move by its alignment; those that are in use are
	 * small. */
	return write_all(&f, 2 * len + size + MOVE_MAX, e);
}

static int read_memfd(int fd, void **out, size_t *len, struct err *e)
{
	struct stat st;
	char *text;

	if (fstat(fd, &st) < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return err_set(e, errno, "memory for the object");
	if (fd_read_all(fd, "memory for the object", (size_t)st.st_size, &text,
			len, e) < 0)
		return -1;
	*out = text;
	return 0;
}

int legacy_convert(const void *bytes, size_t len,
		   const struct declarations *maps, uint32_t definition,
		   void **out, size_t *out_len, struct err *e)
{
	_cleanup_fd_ int fd = copy_to_memfd(bytes, len, e);
	struct btf *btf;
	int r;

	if (fd < 0)
		return -1;
	btf = legacy_btf(maps, definition, e);
	if (!btf)
		return -1;
	r = rewrite(fd, btf, len, e);
	btf__free(btf);
	return r < 0 ? -1 : read_memfd(fd, out, out_len, e);
}
