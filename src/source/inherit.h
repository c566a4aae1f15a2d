/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps that this process already holds.
 */
#ifndef BPFNS_SOURCE_INHERIT_H
#define BPFNS_SOURCE_INHERIT_H

#include "base/err.h"
#include "map/map.h"

/*
 * Takes the descriptors that LISTEN_FDS (with LISTEN_FDNAMES, if LISTEN_PID is
 * ours) or else BPF_NUM_MAPS and BPF_MAP<id> (with BPF_MAPS) announce, and
 * makes them close-on-exec. Must run before this process opens anything, or
 * one of its own could be taken for what was announced. Refuses numbers that
 * aren't open, below 3, or there twice, and an environment that announces
 * nothing. 0, or -1 and *e.
 */
int inherit_collect(struct map_set *set, struct err *e);

#endif
