// SPDX-License-Identifier: BSD-2-Clause
/*
 * A compiled policy, as somebody may hand it to us: the first 60 bytes are of
 * a call, the rest is instructions. What passes our check must run to an end;
 * what it lets through must be foreseen by confine/reach.c, since the launcher
 * decides by that; and each call must lie in just one region, with that answer.
 */
#include <assert.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "confine/arch.h"
#include "confine/reach.h"
#include "confine/regions.h"
#include "confine/simulate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CALL_BYTES  60
#define REGIONS_MAX 200

static bool passes(uint32_t action)
{
	action &= SECCOMP_RET_ACTION_FULL;
	return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG ||
	       action == SECCOMP_RET_TRACE || action == SECCOMP_RET_USER_NOTIF;
}

static void foreseen(const struct filter *f, struct seccomp_data d)
{
	uint64_t reached = reach_bpf(f);

	d.arch = ARCH_NATIVE;
	d.nr = SYS_bpf;
	for (uint64_t command = 0; command < 64; command++) {
		d.args[0] = (d.args[0] & ~0xffffffffULL) | command;
		if (passes(filter_decide(f, &d)))
			assert(reached >> command & 1);
	}
	d.nr = 1;
	assert(reach_call(f, 1) &
	       (passes(filter_decide(f, &d)) ? REACH_PASS : REACH_STOP));
}

struct place {
	const struct seccomp_data *call;
	uint32_t action;
	unsigned int found;
	unsigned int seen;
};

static bool has_word(const struct cubes *c, uint32_t word)
{
	for (size_t i = 0; i < c->n; i++)
		if ((word & c->v[i].mask) == c->v[i].value)
			return true;
	return false;
}

static int find(void *context, const struct region *r, struct err *e)
{
	struct place *p = context;

	if (++p->seen > REGIONS_MAX)
		return err_set(e, 0, "enough");
	for (unsigned int w = 0; w < REGION_WORDS; w++) {
		uint64_t arg = p->call->args[w / 2];

		if (!has_word(&r->words[w],
			      (uint32_t)(w % 2 ? arg >> 32 : arg)))
			return 0;
	}
	p->found++;
	assert(r->action == p->action);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seccomp_data d = {.arch = ARCH_NATIVE};
	struct filter f = {0};
	struct place place = {.call = &d};
	struct region_taker taker = {find, &place};
	struct err e = {0};

	if (size < CALL_BYTES + sizeof(*f.code))
		return 0;
	memcpy(&d.nr, data, 4);
	memcpy(&d.instruction_pointer, data + 4, 8);
	memcpy(d.args, data + 12, sizeof(d.args));
	f.len = (size - CALL_BYTES) / sizeof(*f.code);
	f.code = malloc(f.len * sizeof(*f.code));
	memcpy(f.code, data + CALL_BYTES, f.len * sizeof(*f.code));
	if (filter_check(&f, &e) < 0) {
		assert(e.text[0]);
		free(f.code);
		return 0;
	}
	place.action = filter_decide(&f, &d);
	foreseen(&f, d);
	if (regions_each(&f, d.arch, (uint32_t)d.nr, &taker, &e) == 0)
		assert(place.found == 1);
	free(f.code);
	return 0;
}
