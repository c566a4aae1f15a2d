// SPDX-License-Identifier: BSD-2-Clause
/*
 * own-root CMD...: runs CMD in a mount namespace of its own in which the root
 * directory of today is the root of all. In a chroot it is not, and so the
 * kernel lets nobody in there make a user namespace, nor mounts private.
 */
#include "test.h"

#include <sched.h>
#include <sys/mount.h>

/* What is mounted last over the namespace's root is the root of who enters. */
static void enter_own(void)
{
	int ns = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);

	if (ns < 0 || setns(ns, CLONE_NEWNS))
		die_errno("entering the mount namespace");
	close(ns);
}

int main(int argc, char **argv)
{
	char *here = get_current_dir_name();
	int tree, ns;

	if (argc < 2)
		die("usage: own-root CMD...");
	if (unshare(CLONE_NEWNS))
		die_errno("unshare");
	tree = open_tree(AT_FDCWD, "/",
			 OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
	ns = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	if (tree < 0 || ns < 0)
		die_errno("the root directory");
	if (setns(ns, CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    move_mount(tree, "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH))
		die_errno("mounting over the root");
	enter_own();
	if (!here || chdir(here)) /* who enters stands in the root directory */
		die_errno("%s", here ? here : "the current directory");
	execvp(argv[1], argv + 1);
	die_errno("%s", argv[1]);
}
