/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verbs of bpfns-map. Each takes its words off the call, and is the exit
 * status (STATUS_...), or -1 and *e.
 */
#ifndef BPFNS_CMD_MAP_VERBS_H
#define BPFNS_CMD_MAP_VERBS_H

#include "cmd/map_open.h"

#define STATUS_DONE 0
#define STATUS_NO   1 /* a negative answer: no such key */
#define STATUS_FAIL 2

int verb_list(struct call *c, struct err *e);
int verb_show(struct call *c, struct err *e);
int verb_lookup(struct call *c, struct err *e);
int verb_update(struct call *c, struct err *e);
int verb_delete(struct call *c, struct err *e);
int verb_getnext(struct call *c, struct err *e);
int verb_dump(struct call *c, struct err *e);
int verb_push(struct call *c, struct err *e);
int verb_pop(struct call *c, struct err *e);
int verb_peek(struct call *c, struct err *e);
int verb_load(struct call *c, struct err *e);
int verb_drain(struct call *c, struct err *e);
int verb_watch(struct call *c, struct err *e);
int verb_wait(struct call *c, struct err *e);

#endif
