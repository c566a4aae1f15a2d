// SPDX-License-Identifier: BSD-2-Clause
/*
 * Wraps the mount calls. It must never leave a context open.
 */
#include "base/mnt.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/fd.h"

int mnt_new(const char *type, unsigned int attributes)
{
	_cleanup_fd_ int fs = -1;

	fs = (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
	if (fs < 0)
		return -1;
	if (syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0) < 0)
		return -1;
	return (int)syscall(SYS_fsmount, fs, FSMOUNT_CLOEXEC, attributes);
}

int mnt_clone(int dir, const char *path)
{
	return (int)syscall(SYS_open_tree, dir, path,
			    OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE |
				    AT_SYMLINK_NOFOLLOW);
}

int mnt_attach(int mount, const char *path)
{
	return (int)syscall(SYS_move_mount, mount, "", AT_FDCWD, path,
			    MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS);
}
