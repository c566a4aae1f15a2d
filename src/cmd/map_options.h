/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options by which every program that holds maps is told which ones.
 */
#ifndef BPFNS_CMD_MAP_OPTIONS_H
#define BPFNS_CMD_MAP_OPTIONS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"
#include "base/words.h"
#include "cmd/option.h"
#include "map/map.h"
#include "source/device.h"
#include "source/source.h"

/* Must be the first member of the program's options: the setters find it
 * there. */
struct map_options {
	struct sources sources;
	struct devices devices;
	bool inherit;
	bool read_only_all;
	struct words read_only;
};

int map_options_set_pin(void *into, const char *value, struct err *e);
int map_options_set_map(void *into, const char *value, struct err *e);
int map_options_set_dev(void *into, const char *value, struct err *e);
int map_options_set_read_only(void *into, const char *value, struct err *e);

/* clang-format off */
#define MAP_OPTION_ROWS                                                     \
	{ "pin", 0, "PATH[,id=N][,name=NAME][,ro]", false,                  \
	  "a pinned map, or every map in a directory",                      \
	  .set = map_options_set_pin },                                     \
	{ "map", 0, "ID-or-NAME[,...]", false,                              \
	  "a loaded map; the rest as for --pin",                            \
	  .set = map_options_set_map },                                     \
	{ "dev", 0, "IFACE[:HOOK,...]", false,                              \
	  "all maps of the programs attached there",                        \
	  .set = map_options_set_dev },                                     \
	{ "inherit", 0, NULL, false,                                        \
	  "maps held: LISTEN_FDS, else BPF_MAP<id>",                        \
	  OPTION_FLAG(struct map_options, inherit) },                       \
	{ "read-only", 0, "NAME,...", true,                                 \
	  "read-only descriptors, of these maps or all",                    \
	  .set = map_options_set_read_only }
/* clang-format on */

/* Takes the inherited maps. Before anything is opened. */
int map_options_inherit(const struct map_options *o, struct map_set *set,
			struct err *e);

/* Opens what --pin and --map name. */
int map_options_collect(const struct map_options *o, struct map_set *set,
			const struct notes *notes, struct err *e);

/* Opens what --dev names, in the network namespace that this process is in;
 * `netns` is what messages call it, NULL: the caller's. */
int map_options_collect_devices(const struct map_options *o, const char *netns,
				struct map_set *set, const struct notes *notes,
				struct err *e);

/* Makes read-only what --read-only and ,ro name. */
int map_options_narrow(const struct map_options *o, struct map_set *set,
		       const struct notes *notes, struct err *e);

void map_options_clear(struct map_options *o);

#endif
