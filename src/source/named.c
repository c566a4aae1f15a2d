// SPDX-License-Identifier: BSD-2-Clause
/*
 * Asks the right source for each map that was named. It must never pass one
 * over.
 */
#include "source/named.h"

#include "source/kernel.h"
#include "source/pin.h"

int sources_collect(const struct sources *list, bool read_only,
		    struct map_set *set, const struct notes *notes,
		    struct err *e)
{
	for (size_t i = 0; i < list->n; i++) {
		struct source s = list->v[i];
		int r;

		s.read_only |= read_only;
		if (s.kind == SOURCE_PIN)
			r = pin_collect(&s, set, notes, e);
		else
			r = kernel_collect(&s, set, e);
		if (r < 0)
			return -1;
	}
	return 0;
}
