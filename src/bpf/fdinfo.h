/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What /proc/self/fdinfo tells of a BPF descriptor (proc(5); the keys are
 * written by kernel/bpf/syscall.c, bpf_map_show_fdinfo and its siblings).
 */
#ifndef BPFNS_BPF_FDINFO_H
#define BPFNS_BPF_FDINFO_H

/* "a program", "a link", "a BTF object" or "something else"; for messages,
 * never for decisions. */
const char *fdinfo_kind(int fd);

#endif
