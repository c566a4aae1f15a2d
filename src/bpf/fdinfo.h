/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What /proc/self/fdinfo tells of a BPF descriptor (proc(5); the keys are
 * written by kernel/bpf/syscall.c, bpf_map_show_fdinfo and its siblings).
 */
#ifndef BPFNS_BPF_FDINFO_H
#define BPFNS_BPF_FDINFO_H

#include "base/err.h"

struct bpf_map_facts;

/* "a program", "a link", "a BTF object" or "something else"; for messages,
 * never for decisions. */
const char *fdinfo_kind(int fd);

/* As bpf_map_inspect, by fdinfo alone, which knows all but the name. */
int fdinfo_read_map(int fd, struct bpf_map_facts *facts, struct err *e);

#endif
