// SPDX-License-Identifier: BSD-2-Clause
/*
 * Attaches a pinned program to a network interface's tcx hook, which the stock
 * tools of the day can't.
 *   mktcx IFACE ingress|egress PIN
 */
#include "test.h"

#include <net/if.h>

/* enum bpf_attach_type of Linux 6.6 */
#define TCX_INGRESS 46
#define TCX_EGRESS  47

int main(int argc, char **argv)
{
	union bpf_attr attr = {0};
	unsigned int ifindex;
	long prog;

	if (argc != 4)
		die("usage: mktcx IFACE ingress|egress PIN");
	ifindex = if_nametoindex(argv[1]);
	if (!ifindex)
		die_errno("%s", argv[1]);
	attr.pathname = to_ptr(argv[3]);
	prog = sys_bpf(BPF_OBJ_GET, &attr);
	if (prog < 0)
		die_errno("%s", argv[3]);
	memset(&attr, 0, sizeof(attr));
	attr.target_fd = ifindex;
	attr.attach_bpf_fd = (uint32_t)prog;
	attr.attach_type =
		!strcmp(argv[2], "egress") ? TCX_EGRESS : TCX_INGRESS;
	if (sys_bpf(BPF_PROG_ATTACH, &attr))
		die_errno("attach");
	return 0;
}
