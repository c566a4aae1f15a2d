// SPDX-License-Identifier: BSD-2-Clause
/*
 * Drops capabilities, by libcap; the only file that sees it. It must never
 * believe a call that says it dropped something: caps_check reads it back.
 */
#include "confine/caps.h"

#include <errno.h>
#include <linux/securebits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/real.h"
#include "base/str.h"

/* uid 0 gains nothing on exec; a change of uid neither drops nor raises;
 * nothing becomes ambient. Each named and locked: a mask of "all" would hold
 * bits that an older kernel refuses. */
#define SECUREBITS                                                       \
	(SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP | \
	 SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |       \
	 SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED)

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#define _cleanup_cap_ __attribute__((__cleanup__(cap_clean)))

static void cap_clean(cap_t *c)
{
	if (*c)
		(void)cap_free(*c); /* only fails for what is no cap_t */
}

static bool has_bit(uint64_t set, int cap)
{
	return set >> cap & 1;
}

/* The flags' part of a libcap state as bits. 0, or -1 and *e. */
static int read_flag(cap_t state, cap_flag_t flag, uint64_t *bits,
		     struct err *e)
{
	cap_flag_value_t value;

	*bits = 0;
	for (int c = 0; c < cap_max_bits(); c++) {
		if (cap_get_flag(state, c, flag, &value) < 0)
			return err_set(e, errno, "capability %d", c);
		if (value == CAP_SET)
			*bits |= 1ULL << c;
	}
	return 0;
}

int caps_read(struct caps *caps, struct err *e)
{
	struct __user_cap_header_struct nobody = {
		.version = _LINUX_CAPABILITY_VERSION_3,
		.pid = -1,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	_cleanup_cap_ cap_t state = NULL;

	/* Who seems to have none drops none. */
	if (real_call(syscall(SYS_capget, &nobody, data), "capget", e) < 0)
		return -1;
	state = cap_get_proc();
	if (!state)
		return err_set(e, errno, "capabilities");
	if (read_flag(state, CAP_PERMITTED, &caps->permitted, e) < 0)
		return -1;
	return read_flag(state, CAP_EFFECTIVE, &caps->effective, e);
}

static int parse_name(const char *name, cap_value_t *cap, struct err *e)
{
	char full[40];
	bool has_prefix = strncasecmp(name, "cap_", 4) == 0;
	int n = snprintf(full, sizeof(full), "%s%s", has_prefix ? "" : "cap_",
			 name);

	/* libcap also reads numbers, and stops at what it can't read. */
	if (n >= (int)sizeof(full) || full[strspn(full, NAME_LETTERS)] ||
	    cap_from_name(full, cap) < 0)
		return err_set(e, 0, "no capability is named '%s'", name);
	return 0;
}

int caps_parse(const struct words *names, struct caps *caps, struct err *e)
{
	cap_value_t cap;

	for (size_t i = 0; i < names->n; i++) {
		if (parse_name(names->v[i], &cap, e) < 0)
			return -1;
		if (!has_bit(caps->permitted, cap))
			return err_set(e, 0,
				       "%s can't be kept: this process doesn't "
				       "have it",
				       names->v[i]);
		caps->keep |= 1ULL << cap;
	}
	return 0;
}

int caps_need(const struct caps *caps, int cap, struct err *e)
{
	char *name;

	if (has_bit(caps->effective, cap))
		return 0;
	name = cap_to_name(cap);
	err_fill(e, EPERM, "needs %s", name ? name : "a capability");
	(void)cap_free(name); /* cap_to_name's; NULL is refused, no harm */
	return -1;
}

/* Without it the bounding set and the securebits stay as they are. */
static bool may_bound(const struct caps *caps)
{
	return has_bit(caps->effective, CAP_SETPCAP);
}

/*
 * libcap finds the number of capabilities when it starts, by asking for those
 * in the middle of what is left: one wrong answer there, and all that we drop
 * and read back ends too early. The number is right if the kernel has no
 * capability of that number; if it is too high, dropping fails.
 */
static int check_count(struct err *e)
{
	if (prctl(PR_CAPBSET_READ, cap_max_bits(), 0, 0, 0) >= 0)
		return err_set(e, 0,
			       "the kernel has more than the %d capabilities "
			       "that libcap counted",
			       (int)cap_max_bits());
	return 0;
}

int caps_hold(const struct caps *caps, struct err *e)
{
	if (check_count(e) < 0)
		return -1;
	if (may_bound(caps)) {
		if (cap_set_secbits(cap_get_secbits() |
				    SECBIT_NO_SETUID_FIXUP) < 0)
			return err_set(e, errno, "securebits");
		return 0;
	}
	if (caps->keep != 0 && prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		return err_set(e, errno, "PR_SET_KEEPCAPS");
	return 0;
}

static int drop_bounding(const struct caps *caps, struct err *e)
{
	for (int c = 0; c < cap_max_bits(); c++)
		if (!has_bit(caps->keep, c) && cap_drop_bound(c) < 0)
			return err_set(e, errno, "bounding set: %d", c);
	return 0;
}

/* Puts the bits into the flags named; the other flags stay. */
static int put_flags(cap_t state, const cap_flag_t *flags, size_t n_flags,
		     uint64_t bits, struct err *e)
{
	for (size_t i = 0; i < n_flags; i++) {
		if (cap_clear_flag(state, flags[i]) < 0)
			return err_set(e, errno, "capabilities");
		for (cap_value_t c = 0; c < cap_max_bits(); c++)
			if (has_bit(bits, c) &&
			    cap_set_flag(state, flags[i], 1, &c, CAP_SET) < 0)
				return err_set(e, errno, "capability %d", c);
	}
	return 0;
}

static int set_inheritable(const struct caps *caps, struct err *e)
{
	static const cap_flag_t flags[] = {CAP_INHERITABLE};
	_cleanup_cap_ cap_t state = cap_get_proc();

	if (!state)
		return err_set(e, errno, "capabilities");
	if (put_flags(state, flags, 1, caps->keep, e) < 0)
		return -1;
	if (cap_set_proc(state) < 0)
		return err_set(e, errno, "inheritable capabilities");
	return 0;
}

/* What is ambient is what a program without file capabilities starts with.
 * The kernel has lowered all of it that isn't inheritable any more. */
static int raise_ambient(const struct caps *caps, struct err *e)
{
	for (cap_value_t c = 0; c < cap_max_bits(); c++)
		if (has_bit(caps->keep, c) && cap_set_ambient(c, CAP_SET) < 0)
			return err_set(e, errno, "ambient capability %d", c);
	return 0;
}

static int set_all(const struct caps *caps, struct err *e)
{
	static const cap_flag_t flags[] = {CAP_EFFECTIVE, CAP_PERMITTED,
					   CAP_INHERITABLE};
	_cleanup_cap_ cap_t state = cap_init();

	if (!state)
		return err_set(e, errno, "capabilities");
	if (put_flags(state, flags, 3, caps->keep, e) < 0)
		return -1;
	if (cap_set_proc(state) < 0)
		return err_set(e, errno, "capabilities");
	return 0;
}

/*
 * The order: the bounding set and the securebits want CAP_SETPCAP, so they
 * come before the sets; ambient wants inheritable before it, and comes before
 * the securebit that forbids it.
 */
int caps_drop(const struct caps *caps, const struct notes *notes, struct err *e)
{
	bool may = may_bound(caps);

	if (!may)
		note(notes, NOTE_DETAIL,
		     "without CAP_SETPCAP the bounding set and the securebits "
		     "stay; no_new_privs keeps the workload from using them");
	if (may && drop_bounding(caps, e) < 0)
		return -1;
	if (caps->keep != 0 &&
	    (set_inheritable(caps, e) < 0 || raise_ambient(caps, e) < 0))
		return -1;
	/* Bits that a stricter caller has set stay. */
	if (may && cap_set_secbits((cap_get_secbits() | SECUREBITS) &
				   ~(unsigned int)SECBIT_KEEP_CAPS) < 0)
		return err_set(e, errno, "securebits");
	if (set_all(caps, e) < 0)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_set(e, errno, "no_new_privs");
	return 0;
}

int caps_give_up(struct err *e)
{
	_cleanup_cap_ cap_t none = cap_init();

	if (!none || cap_set_proc(none) < 0)
		return err_set(e, errno, "capabilities");
	return 0;
}

static int refuse(const char *what, uint64_t has, uint64_t wants, struct err *e)
{
	return err_set(e, 0, "%s is %#llx after dropping, not %#llx", what,
		       (unsigned long long)has, (unsigned long long)wants);
}

static int check_sets(const struct caps *caps, struct err *e)
{
	static const struct {
		cap_flag_t flag;
		const char *name;
	} sets[] = {
		{CAP_EFFECTIVE, "the effective set"},
		{CAP_PERMITTED, "the permitted set"},
		{CAP_INHERITABLE, "the inheritable set"},
	};
	_cleanup_cap_ cap_t state = cap_get_proc();
	uint64_t bits;

	if (!state)
		return err_set(e, errno, "capabilities");
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		if (read_flag(state, sets[i].flag, &bits, e) < 0)
			return -1;
		if (bits != caps->keep)
			return refuse(sets[i].name, bits, caps->keep, e);
	}
	return 0;
}

/* The kernel keeps the ambient set within the inheritable and the permitted
 * one (capabilities(7)), which were read back: only what is in those can be
 * missing here. A system call a capability is what this step costs. */
static int check_ambient(const struct caps *caps, struct err *e)
{
	for (int c = 0; c < cap_max_bits(); c++)
		if (has_bit(caps->keep, c) && cap_get_ambient(c) != 1)
			return err_set(e, 0, "capability %d is not ambient", c);
	return 0;
}

static int read_bounding(uint64_t *bits, struct err *e)
{
	*bits = 0;
	for (int c = 0; c < cap_max_bits(); c++) {
		int r = cap_get_bound(c);

		if (r < 0)
			return err_set(e, errno, "bounding set: %d", c);
		if (r > 0)
			*bits |= 1ULL << c;
	}
	return 0;
}

static int check_bounding(const struct caps *caps, struct err *e)
{
	uint64_t bits;

	if (read_bounding(&bits, e) < 0)
		return -1;
	if (bits != caps->keep)
		return refuse("the bounding set", bits, caps->keep, e);
	return 0;
}

/*
 * Without CAP_SETPCAP the bounding set and the securebits are the caller's;
 * no_new_privs, always demanded, makes both meaningless: an exec then gains
 * nothing, not for uid 0 either.
 */
int caps_check(const struct caps *caps, struct err *e)
{
	unsigned int secbits = cap_get_secbits();

	if (check_sets(caps, e) < 0 || check_ambient(caps, e) < 0)
		return -1;
	if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return err_set(e, 0, "no_new_privs is not set");
	if (!may_bound(caps))
		return 0;
	if ((secbits & SECUREBITS) != SECUREBITS ||
	    (secbits & SECBIT_KEEP_CAPS))
		return refuse("the securebits", secbits, SECUREBITS, e);
	return check_bounding(caps, e);
}

int caps_look(struct caps_state *state, struct err *e)
{
	_cleanup_cap_ cap_t sets = cap_get_proc();

	*state = (struct caps_state){0};
	if (!sets)
		return err_set(e, errno, "capabilities");
	if (read_flag(sets, CAP_EFFECTIVE, &state->effective, e) < 0 ||
	    read_flag(sets, CAP_PERMITTED, &state->permitted, e) < 0 ||
	    read_flag(sets, CAP_INHERITABLE, &state->inheritable, e) < 0 ||
	    read_bounding(&state->bounding, e) < 0)
		return -1;
	for (int c = 0; c < cap_max_bits(); c++)
		if (cap_get_ambient(c) == 1)
			state->ambient |= 1ULL << c;
	state->securebits = cap_get_secbits();
	state->no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
	return 0;
}

const char *caps_name(int cap, char buffer[CAPS_NAME_MAX])
{
	char *name = cap_to_name(cap);

	if (name && str_starts(name, "cap_"))
		(void)snprintf(buffer, CAPS_NAME_MAX, "%s", name + 4);
	else
		(void)snprintf(buffer, CAPS_NAME_MAX, "%d", cap);
	(void)cap_free(name); /* cap_to_name's; NULL is refused, no harm */
	return buffer;
}
