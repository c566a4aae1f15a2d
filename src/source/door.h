/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The socket an importer waits at: its name in the file system, who may
 * change that, and how the waiting ends.
 */
#ifndef BPFNS_SOURCE_DOOR_H
#define BPFNS_SOURCE_DOOR_H

#include <signal.h>
#include <sys/types.h>

#include "base/err.h"

struct door {
	int fd;
	int signals;	  /* a signalfd */
	sigset_t was;	  /* the signal mask to put back */
	const char *path; /* NULL unless the name is there */
	dev_t device;	  /* of the name, so that only ours is removed */
	ino_t inode;
};

#define DOOR_CLOSED                     \
	{                               \
		.fd = -1, .signals = -1 \
	}
#define _cleanup_door_ __attribute__((__cleanup__(door_close)))

/* Refuses a path that can't be a socket's, is in use, or lies in a directory
 * that another user may change. 0, or -1 and *e. */
int door_check(const char *path, struct err *e);

/* Binds the socket with exactly this mode and blocks the signals that end
 * the waiting. The path must outlive the door. 0, or -1 and *e. */
int door_open(struct door *door, const char *path, mode_t mode, struct err *e);

/* Waits for a message, at most `timeout` ms (-1: for ever). 1 if there is
 * one, 0 if time is up, -1 and *e on a signal. */
int door_wait(struct door *door, int timeout, struct err *e);

/* Removes the name if it is still ours, closes, puts the signals back. */
void door_close(struct door *door);

#endif
