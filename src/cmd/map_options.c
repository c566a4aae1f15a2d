// SPDX-License-Identifier: BSD-2-Clause
/*
 * What --pin, --map, --inherit and --read-only do, for all programs.
 */
#include "cmd/map_options.h"

#include "map/narrow.h"
#include "source/inherit.h"
#include "source/named.h"

int map_options_set_pin(void *into, const char *value, struct err *e)
{
	struct map_options *o = into;

	return sources_add(&o->sources, SOURCE_PIN, (char *)value, e);
}

int map_options_set_map(void *into, const char *value, struct err *e)
{
	struct map_options *o = into;

	return sources_add(&o->sources, SOURCE_MAP, (char *)value, e);
}

int map_options_set_dev(void *into, const char *value, struct err *e)
{
	struct map_options *o = into;

	return devices_add(&o->devices, (char *)value, e);
}

int map_options_set_read_only(void *into, const char *value, struct err *e)
{
	struct map_options *o = into;

	if (value)
		return words_add_list(&o->read_only, (char *)value, e);
	o->read_only_all = true;
	return 0;
}

int map_options_inherit(const struct map_options *o, struct map_set *set,
			struct err *e)
{
	return o->inherit ? inherit_collect(set, e) : 0;
}

int map_options_collect(const struct map_options *o, struct map_set *set,
			const struct notes *notes, struct err *e)
{
	return sources_collect(&o->sources, o->read_only_all, set, notes, e);
}

int map_options_collect_devices(const struct map_options *o, const char *netns,
				struct map_set *set, const struct notes *notes,
				struct err *e)
{
	/* A launch without devices touches nothing of libnl. */
	if (o->devices.n == 0)
		return 0;
	return devices_collect(&o->devices, netns, o->read_only_all, set, notes,
			       e);
}

int map_options_narrow(const struct map_options *o, struct map_set *set,
		       const struct notes *notes, struct err *e)
{
	if (o->read_only_all && maps_want_read_only(set, NULL, e) < 0)
		return -1;
	if (o->read_only.n > 0 &&
	    maps_want_read_only(set, &o->read_only, e) < 0)
		return -1;
	return maps_narrow(set, notes, e);
}

void map_options_clear(struct map_options *o)
{
	sources_clear(&o->sources);
	devices_clear(&o->devices);
	words_clear(&o->read_only);
}
