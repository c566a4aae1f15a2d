#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/map/narrow.c: fewer maps, and descriptors that can't write. An attack
# that must fail stands beside a [control] in which it succeeds.

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

# BPF_F_MMAPABLE
MMAPABLE=1024

# update [OPTION...]: the workload writes to the first map, under a filter that
# would let it.
update() {
	launch --pin "$BPFFS/m" --policy map-rw "$@" -- \
		mapop 3 update 00000000 01000000
}

# --- refusals ---

@test "--only of a name that no map has is refused" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS" --only m,x -- holder
	assert_refused "--only: no map is named 'x'"
}

@test "--read-only of a name that no map has is refused" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS" --read-only=x -- holder
	assert_refused "--read-only: no map is named 'x'"
}

@test "--read-only of a name that --only left out is refused" {
	mkmap hash 4 4 4 n=2 pin="$BPFFS/m"
	launch --pin "$BPFFS" --only m0 --read-only=m1 -- holder
	assert_refused "--read-only: no map is named 'm1'"
}

@test "an empty word in a list of names is refused" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS" --only m, -- holder
	assert_refused "--only: an empty word in the list"
	launch --pin "$BPFFS" --read-only= -- holder
	assert_refused "--read-only: an empty word in the list"
}

@test "--read-only without a filter is refused: a pin would undo it" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS/m" --read-only --policy none -- holder
	assert_refused "only under a policy that denies pinning; none may let it through"
	launch --pin "$BPFFS/m,ro" --policy none -- holder
	assert_refused "only under a policy that denies pinning; none may let it through"
}

@test "without privilege, --read-only of a held map is refused" {
	without_privilege
	holding hash 4 4 4 name=held
	launch --inherit --read-only -- holder
	assert_refused "map held: can't be reopened read-only (needs CAP_SYS_ADMIN"
}

@test "without privilege, map-ro refuses a map that mmap could write" {
	without_privilege
	holding array 4 4096 1 name=held flags=$MMAPABLE
	launch --inherit --policy map-ro -- holder
	assert_refused "map held: writable through mmap(2), which no filter sees"
	launch --inherit --policy reader -- holder
	assert_refused "map held: writable through mmap(2), which no filter sees"
}

@test "[control] without privilege, map-rw lets mmap write that map" {
	without_privilege
	holding array 4 4096 1 name=held flags=$MMAPABLE
	launch --inherit --policy map-rw -- mapop 3 mmap rw
	assert_ran
	assert_output --partial ok
}

# --- what remains ---

@test "--only keeps those maps, in order, and closes the others" {
	mkmap hash 4 4 4 n=5 pin="$BPFFS/m"
	launch --pin "$BPFFS" --only m3,m1 -- holder
	assert_ran
	assert_line env=BPF_NUM_MAPS=2
	assert_line env=BPF_MAPS=m1:m3
	assert_equal "$(open_fds)" "0 1 2 3 4"
}

@test "--only given twice keeps both" {
	mkmap hash 4 4 4 n=3 pin="$BPFFS/m"
	launch --pin "$BPFFS" --only m0 --only m2 -- holder
	assert_line env=BPF_MAPS=m0:m2
}

@test "an update through a read-only descriptor fails" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	update --read-only
	assert_equal "$status" 1
	assert_output EPERM
}

@test "[control] an update through a writable descriptor works" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	update
	assert_ran
	assert_output ok
}

@test "--read-only makes all read-only" {
	mkmap hash 4 4 4 n=3 pin="$BPFFS/m"
	launch --pin "$BPFFS" --read-only -- holder
	assert_ran
	assert_equal "$(grep -c 'access=r .*bpf-map' <<<"$output")" 3
	refute_line --regexp 'access=rw .*bpf-map'
}

# bats test_tags=root
@test "--read-only=NAME makes that one read-only" {
	mkmap hash 4 4 4 n=3 pin="$BPFFS/m"
	launch --pin "$BPFFS" --read-only=m1 -- holder
	assert_ran
	[[ $(fd_line 3) = access=rw* && $(fd_line 4) = access=r\ * &&
		$(fd_line 5) = access=rw* ]]
}

@test "the default policy of --read-only lets nothing be written" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS" --read-only -- mapop 3 raw 2-3
	assert_output "2=EPERM
3=EPERM"
}

# bats test_tags=root
@test "an imported map is made read-only too" {
	imports --read-only -- map=hash,4,4,4,0,came
	assert_ran
	assert_equal "$(fd_line 3)" "access=r cloexec=0 link=anon_inode:bpf-map"
}

@test "narrowing freezes nothing: others still write" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS/m" --read-only -- holder
	assert_ran
	bpftool map update pinned "$BPFFS/m" key 0 0 0 0 value 1 0 0 0
	run bpftool -j map show pinned "$BPFFS/m"
	assert_output --partial '"frozen":0'
}

@test "nothing is left in the bpffs by narrowing" {
	mkmap hash 4 4 4 pin="$BPFFS/m"
	launch --pin "$BPFFS/m" --read-only -- holder
	# Besides the two files that every bpffs has.
	run bash -c 'ls -A "$1" | grep -v "\.debug$"' ls "$BPFFS"
	assert_output m
}

# bats test_tags=root
@test "map-ro, reader and server narrow where they can" {
	local policy

	mkmap array 4 4096 1 flags=$MMAPABLE pin="$BPFFS/m"
	for policy in map-ro reader server; do
		launch --pin "$BPFFS/m" --policy $policy -- holder
		assert_ran
		[[ $(fd_line 3) = access=r\ * ]]
	done
}

# bats test_tags=root
@test "a read-only descriptor can't be mapped, writable or not" {
	mkmap array 4 4096 1 flags=$MMAPABLE pin="$BPFFS/m"
	launch --pin "$BPFFS/m" --policy map-ro -- mapop 3 mmap rw
	assert_equal "$status" 1
	assert_output --regexp '^E(PERM|ACCES)$'
}

@test "without privilege, map-ro leaves the descriptor and filters" {
	without_privilege
	holding hash 4 4 4 name=held
	launch --inherit --policy map-ro -v -- mapop 3 update 00000000 01000000
	assert_equal "$status" 1
	assert_output EPERM
	assert_said "the filter alone keeps it"
}

@test "--read-only of a ring buffer is done, with a warning" {
	mkmap ringbuf 0 0 4096 pin="$BPFFS/ring"
	launch --pin "$BPFFS/ring" --read-only -- holder
	assert_ran
	assert_said "warning: map ring: a ring buffer can't be read through"
	[[ $(fd_line 3) = access=r\ * ]]
}

@test "map-ro leaves a ring buffer writable: its reader moves a position" {
	mkmap ringbuf 0 0 4096 pin="$BPFFS/ring"
	launch --pin "$BPFFS/ring" --policy map-ro -- holder
	assert_ran
	[[ $(fd_line 3) = access=rw* ]]
}
