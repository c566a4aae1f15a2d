/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BPF object files as ELF: what libbpf does not tell of them, or would not
 * take.
 */
#ifndef BPFNS_SOURCE_ELF_H
#define BPFNS_SOURCE_ELF_H

#include <gelf.h>
#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* An open ELF file, and the sections of it that matter; NULL: there is none. */
struct elf {
	Elf *elf;
	size_t names;  /* the index of the section with the sections' names */
	Elf_Scn *maps; /* SEC("maps"), iproute2's */
	Elf_Scn *btf_maps; /* SEC(".maps") */
	Elf_Scn *btf;
	Elf_Scn *btf_ext;
	Elf_Scn *symbols;
};

#define _cleanup_elf_ __attribute__((__cleanup__(elf_close)))

/* Refuses bytes that are no BPF object of this machine's byte order. 0, or -1
 * and *e. */
int elf_check(const void *bytes, size_t len, struct err *e);

/* Opens bytes (elf_check has seen them), or, with `fd` not -1, that file, to
 * be changed. Both must outlive it. 0, or -1 and *e. */
int elf_open(const void *bytes, size_t len, int fd, struct elf *out,
	     struct err *e);

/* The whole of a section. NULL and *e if it has none. */
Elf_Data *elf_data(Elf_Scn *section, const char *name, struct err *e);

/* Refuses relocations of nothing, sections without bytes where there should be
 * some, and symbols that reach beyond their section: libbpf (1.1) doesn't look.
 * 0, or -1 and *e. */
int elf_check_contents(const struct elf *f, struct err *e);

/* Sets *yes if slots of prog_arrays in .maps are filled with programs of the
 * object. 0, or -1 and *e. */
int elf_fills_prog_arrays(const struct elf *f, bool *yes, struct err *e);

/* Says in *e what libelf says. It is -1. */
int elf_fail(const char *what, struct err *e);

void elf_close(struct elf *f);

#endif
