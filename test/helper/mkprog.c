// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes what looks like a map's pin and is none.
 *   mkprog [pin=PATH] [link=PATH] [-- CMD [ARG...]]
 * pin= pins a trivial sched_cls program, link= a link (of an sk_lookup program
 * to a network namespace made for it, which harms nobody). CMD inherits the
 * descriptors of the program and, with link=, of the link, from 3 up.
 */
#include "test.h"

#include <sched.h>

/* CMD belongs in the caller's namespace: returned to when the link is made,
 * which keeps the new one alive no longer than itself. */
static int make_link(void)
{
	int prog = load_trivial(BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP, 1);
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	union bpf_attr attr = {0};
	int away;
	long fd;

	if (home < 0 || unshare(CLONE_NEWNET))
		die_errno("new netns");
	away = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (away < 0)
		die_errno("new netns");
	attr.link_create.prog_fd = (uint32_t)prog;
	attr.link_create.target_fd = (uint32_t)away;
	attr.link_create.attach_type = BPF_SK_LOOKUP;
	fd = sys_bpf(BPF_LINK_CREATE, &attr);
	if (fd < 0)
		die_errno("create link");
	if (setns(home, CLONE_NEWNET))
		die_errno("return to the netns");
	close(prog);
	close(home);
	close(away);
	return (int)fd;
}

int main(int argc, char **argv)
{
	int prog = load_trivial(BPF_PROG_TYPE_SCHED_CLS, 0, 0), link = -1, i;
	const char *path;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if ((path = value_of(argv[i], "pin"))) {
			pin_at(prog, path);
		} else if ((path = value_of(argv[i], "link"))) {
			link = make_link();
			pin_at(link, path);
		} else {
			die("%s: unknown option", argv[i]);
		}
	}
	if (i + 1 >= argc)
		return 0;
	hand_down(prog);
	if (link >= 0)
		hand_down(link);
	execvp(argv[i + 1], argv + i + 1);
	die_errno("%s", argv[i + 1]);
}
