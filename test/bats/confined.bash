# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# For the files that test what bpfns-exec takes away: refusals, users without
# privileges, and places that they can reach. Loaded behind common.

# refused MESSAGE OPTION...: bpfns-exec with these options answers 125 and a
# message with MESSAGE in it, runs nothing, and leaves no file and no mount.
refused() {
	local message=$1 before

	shift
	before=$(everything_left)
	run -125 bare timeout 10 bpfns-exec "$@" -- touch ran
	assert_output --partial "bpfns-exec: "
	assert_output --partial "$message"
	assert_not_exists ran
	assert_equal "$(everything_left)" "$before"
}

assert_not_exists() {
	[ ! -e "$1" ] || fail "$1 is there"
}

# The files of the test, and what the test's process sees mounted where
# bpfns-exec mounts things.
everything_left() {
	find . | sort
	awk '$5 ~ "^/(etc|sys)(/|$)" { print $4, $5, $6 }' "/proc/$$/mountinfo"
}

# runs OPTION... -- CMD...: bpfns-exec answers 0; all it says is in $output.
runs() {
	run -0 bare timeout 10 bpfns-exec "$@"
}

# public_dir [PROGRAM...]: a directory any user can reach, with copies of
# those, at $PUBLIC. The test's own directory is closed to others.
public_dir() {
	local program

	PUBLIC=$(mktemp -d "${BATS_TMPDIR:-/tmp}/bpfns.XXXXXX")
	defer rm -rf "$PUBLIC"
	chmod 755 "$PUBLIC"
	for program; do
		install -m 755 "$(command -v "$program")" "$PUBLIC"
	done
}

NOBODY=65534

# as_nobody CMD...: by path, since the programs may be where nobody can't go.
as_nobody() {
	setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups \
		timeout 10 "$@"
}

# need_setuid_here: PUBLIC lies where setuid bits and file capabilities count.
need_setuid_here() {
	[[ ,$(findmnt -n -o OPTIONS -T "$PUBLIC"), != *,nosuid,* ]] ||
		cannot "$PUBLIC is mounted nosuid"
}

assert_value() {
	assert_equal "$1=$(value "$1")" "$1=$2"
}

# has_userns: a user namespace can be made. The kernel lets nobody in a chroot
# make one; what needs one as a control goes without it there.
has_userns() {
	unshare --user --map-root-user true 2>/dev/null
}
