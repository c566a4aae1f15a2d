/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's mount calls that work on descriptors (Linux 5.2), as in
 * glibc 2.36's <sys/mount.h>, for C libraries that don't have them yet.
 */
#ifndef BPFNS_BASE_MNT_H
#define BPFNS_BASE_MNT_H

/*
 * A new, detached mount of a file system, with MOUNT_ATTR_* (linux/mount.h).
 * The descriptor is close-on-exec and the caller's; -1 and errno.
 */
int mnt_new(const char *type, unsigned int attributes);

/* A detached copy of the mount, directory or file at dir/path, with what is
 * mounted below it; a symlink at its end isn't followed. As above. */
int mnt_clone(int dir, const char *path);

/* Puts a detached mount on `path`, following symlinks. 0, or -1 and errno. */
int mnt_attach(int mount, const char *path);

#endif
