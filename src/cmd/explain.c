// SPDX-License-Identifier: BSD-2-Clause
/*
 * Gathers what --explain tells. It must know nothing by heart: the launch has
 * been made up to its filter, and what it came to is read back from the
 * kernel and off the filter.
 */
#include "cmd/explain.h"

#include <errno.h>
#include <linux/securebits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "confine/reach.h"
#include "confine/sysname.h"

const char *explain_securebit(size_t index, unsigned int *bit)
{
	static const struct {
		const char *name;
		unsigned int bit;
	} bits[] = {
		{"noroot", SECBIT_NOROOT},
		{"noroot_locked", SECBIT_NOROOT_LOCKED},
		{"no_setuid_fixup", SECBIT_NO_SETUID_FIXUP},
		{"no_setuid_fixup_locked", SECBIT_NO_SETUID_FIXUP_LOCKED},
		{"keep_caps", SECBIT_KEEP_CAPS},
		{"keep_caps_locked", SECBIT_KEEP_CAPS_LOCKED},
		{"no_cap_ambient_raise", SECBIT_NO_CAP_AMBIENT_RAISE},
		{"no_cap_ambient_raise_locked",
		 SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED},
	};

	if (index >= sizeof(bits) / sizeof(bits[0]))
		return NULL;
	*bit = bits[index].bit;
	return bits[index].name;
}

static int read_identity(struct explained *found, struct err *e)
{
	uid_t *u = found->uid;
	gid_t *g = found->gid;
	int n = getgroups(IDENTITY_GROUPS_MAX, found->groups);

	if (n < 0 || getresuid(&u[0], &u[1], &u[2]) < 0 ||
	    getresgid(&g[0], &g[1], &g[2]) < 0)
		return err_set(e, errno, "identity");
	found->n_groups = (size_t)n;
	return 0;
}

/* What is open is asked for, not what a name stands for by now. */
static int read_netns(struct explained *found, struct err *e)
{
	struct stat st;

	if (stat("/proc/self/ns/net", &st) < 0)
		return err_set(e, errno, "/proc/self/ns/net");
	found->netns = st.st_ino;
	return 0;
}

static void read_filter(const struct guard *guard, struct explained *found)
{
	found->bpf = guard->none ? UINT64_MAX : reach_bpf(&guard->filter);
	for (int n = 0; n < SYSNAME_NUMBERS; n++) {
		unsigned int may;

		if (!sysname_known(n))
			continue;
		may = guard->none ? REACH_PASS
				  : reach_call(&guard->filter, (uint32_t)n);
		if (may == REACH_PASS)
			found->always++;
		else if (may == REACH_STOP)
			found->never++;
		else
			found->sometimes++;
	}
}

int explain_gather(const struct explanation *x, struct explained *found,
		   struct err *e)
{
	*found = (struct explained){0};
	if (read_identity(found, e) < 0 || read_netns(found, e) < 0 ||
	    caps_look(&found->caps, e) < 0)
		return -1;
	read_filter(x->guard, found);
	return 0;
}
