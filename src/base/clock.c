// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reads the monotonic clock: a deadline must not move when the date is set.
 */
#include "base/clock.h"

#include <time.h>

long long clock_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* can't fail */
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}
