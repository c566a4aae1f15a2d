#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/source/pin.c: maps from a bpf file system.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

load common
load handover

setup_file() {
	need_root_world
}

setup() {
	common_setup
	own_bpffs
}

@test "a path where nothing is, is refused" {
	launch --pin "$BPFFS/none" -- holder
	assert_refused "--pin $BPFFS/none: No such file or directory"
}

@test "a file outside of a bpffs is refused" {
	launch --pin /etc/passwd -- holder
	assert_refused "--pin /etc/passwd"
	launch --pin /etc/passwd,ro -- holder
	assert_refused "/etc/passwd: no map is pinned there"
}

@test "a pinned program is refused, read-only too" {
	mkprog pin="$BPFFS/prog"
	launch --pin "$BPFFS/prog" -- holder
	assert_refused "--pin $BPFFS/prog: a program, not a map"
	launch --pin "$BPFFS/prog,ro" -- holder
	assert_refused "--pin $BPFFS/prog: a program, not a map"
}

@test "a pinned link is refused, read-only too" {
	mkprog link="$BPFFS/link"
	launch --pin "$BPFFS/link" -- holder
	assert_refused "--pin $BPFFS/link: a link, not a map"
	launch --pin "$BPFFS/link,ro" -- holder
	assert_refused "$BPFFS/link: no map is pinned there"
}

@test "an empty directory is refused" {
	mkdir "$BPFFS/d"
	launch --pin "$BPFFS/d" -- holder
	assert_refused "--pin $BPFFS/d: no map is pinned in there"
}

@test "a directory with programs only is refused" {
	mkprog pin="$BPFFS/prog" link="$BPFFS/link"
	launch --pin "$BPFFS" -- holder
	assert_refused "--pin $BPFFS: no map is pinned in there"
}

@test "id= and name= of a directory are refused" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS,id=1" -- holder
	assert_refused "id= and name= are for one map"
	launch --pin "$BPFFS,name=x" -- holder
	assert_refused "id= and name= are for one map"
}

@test "what stands behind a comma is no part of the path" {
	launch --pin "/a,b" -- holder
	assert_refused "--pin: 'b' is none of id=N, name=NAME, ro"
	launch --pin ",ro" -- holder
	assert_refused "--pin: nothing stands before the comma"
	launch --pin "" -- holder
	assert_refused "--pin: an empty argument"
}

# reachable: $PIN, the directory $BPFFS where any user can reach it.
reachable() {
	without_privilege
	PIN=$PUBLIC/fs
	mkdir "$PIN"
	chmod 755 "$BPFFS"
	mount --bind "$BPFFS" "$PIN"
	defer umount "$PIN"
}

# bats test_tags=root
@test "a pin that its mode keeps from us is refused" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	chmod 600 "$BPFFS/m"
	reachable
	launch --pin "$PIN/m" -- holder
	assert_refused "--pin $PIN/m" "Permission denied"
	launch --pin "$PIN/m,ro" -- holder
	assert_refused "--pin $PIN/m" "Permission denied"
}

# bats test_tags=root
@test "one of a directory's maps that can't be opened ends it" {
	mkmap hash 4 4 4 n=2 pin="$BPFFS/m"
	chmod 644 "$BPFFS/m0"
	chmod 600 "$BPFFS/m1"
	reachable
	launch --pin "$PIN,ro" -- holder
	assert_refused "--pin $PIN/m1" "Permission denied"
}

# bats test_tags=root
@test "a pin that may be read but not written says how to have it" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	chmod 644 "$BPFFS/m"
	reachable
	launch --pin "$PIN/m" -- holder
	assert_refused "(read-only: --pin $PIN/m,ro)"
	launch --pin "$PIN/m,ro" -- holder
	assert_ran
	assert_equal "$(fd_line 3)" "access=r cloexec=0 link=anon_inode:bpf-map"
}

@test "a pinned map is called as its file is" {
	mkmap hash 4 4 4 name=kernel pin="$BPFFS/file"
	launch --pin "$BPFFS/file" -- holder
	assert_ran
	assert_line env=BPF_MAPS=file
	assert_line env=BPF_MAP_FILE=3
}

@test "id= and name= override" {
	mkmap hash 4 4 4 pin="$BPFFS/file"
	launch --pin "$BPFFS/file,id=9,name=other" -- holder
	assert_line env=BPF_MAP9=3
	assert_line env=BPF_MAPS=other
}

@test "ro opens read-only" {
	mkmap hash 4 4 4 pin="$BPFFS/file"
	launch --pin "$BPFFS/file,ro" -- holder
	assert_equal "$(fd_line 3)" "access=r cloexec=0 link=anon_inode:bpf-map"
}

@test "pins stand in the order given" {
	mkmap hash 4 4 4 n=3 pin="$BPFFS/m"
	launch --pin "$BPFFS/m2" --pin "$BPFFS/m0" --pin "$BPFFS/m1" -- holder
	assert_line env=BPF_MAPS=m2:m0:m1
	assert_line env=BPF_MAP0=3
}

@test "a directory gives its maps by name, and passes over what is none" {
	mkmap hash 4 4 4 pin="$BPFFS/zebra"
	mkmap hash 4 4 4 pin="$BPFFS/ant"
	mkprog pin="$BPFFS/prog" link="$BPFFS/link"
	mkdir "$BPFFS/below"
	mkmap hash 4 4 4 pin="$BPFFS/below/deep"
	launch -v --pin "$BPFFS" -- holder
	assert_ran
	assert_line env=BPF_MAPS=ant:zebra
	assert_said "$BPFFS/prog: passed over" "$BPFFS/link: passed over"
	launch --pin "$BPFFS,ro" -- holder
	assert_ran
	assert_line env=BPF_MAPS=ant:zebra
	refute_line --partial access=rw
}

@test "a map pinned twice in a directory is refused" {
	mkmap hash 4 4 4 pin="$BPFFS/a"
	ln -s "$BPFFS/a" "$BPFFS/b"
	launch --pin "$BPFFS" -- holder
	assert_refused "$BPFFS/a and --pin $BPFFS/b are the same map"
}
