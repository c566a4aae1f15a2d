#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/source/kernel.c: maps by the kernel's ids and names.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

# bats file_tags=root
load common
load handover

setup_file() {
	need_root_world
}

# A name that no other map on this machine has: the kernel keeps 15 bytes.
a_name() {
	printf 't%05d%05d' $(($$ % 100000)) $((RANDOM))
}

@test "an id that no map has is refused" {
	local id

	id=$(mkmap hash 4 4 4 show)
	gone() { ! bpftool map show id "$id" >/dev/null 2>&1; }
	wait_until 5 gone
	launch --map "$id" -- holder
	assert_refused "--map: no map has the id $id"
	launch --map 4294967295 -- holder
	assert_refused "--map: no map has the id 4294967295"
}

@test "a number that is no id is refused" {
	local id

	for id in 0 4294967296 99999999999999999999; do
		launch --map "$id" -- holder
		assert_refused "$id is not from 1 to 4294967295"
	done
}

@test "a name that no map has is refused" {
	launch --map no-such-map -- holder
	assert_refused "--map: no map is named no-such-map"
}

@test "a name longer than the kernel keeps is refused" {
	launch --map sixteen_letters_ -- holder
	assert_refused "the kernel keeps 15 characters of a name"
}

@test "a name that two maps have is refused, with their ids" {
	local name ids

	name=$(a_name)
	own_bpffs
	mapfile -t ids < <(mkmap hash 4 4 4 name="$name" show pin="$BPFFS/a"
		mkmap hash 4 4 4 name="$name" show pin="$BPFFS/b")
	launch --map "$name" -- holder
	assert_refused "2 maps are named $name: give an id:" " ${ids[0]}" \
		" ${ids[1]}"
}

@test "without privilege it is refused, and said what is needed" {
	without_privilege
	launch --map 1 -- holder
	assert_refused "--map: map id 1 (needs CAP_SYS_ADMIN)"
	launch --map some-name -- holder
	assert_refused "by name (needs CAP_SYS_ADMIN)"
}

@test "an empty argument is refused" {
	launch --map '' -- holder
	assert_refused "--map: an empty argument"
}

@test "a map is found by its id" {
	local id

	own_bpffs
	id=$(mkmap hash 4 4 4 name=byid show pin="$BPFFS/pin")
	launch --map "$id" -- mapop 3 info
	assert_ran
	assert_output --partial "ok id=$id "
	launch --map "$id" -- holder
	assert_line env=BPF_MAPS=byid
}

@test "a map is found by its name" {
	local name id

	name=$(a_name)
	own_bpffs
	id=$(mkmap hash 4 4 4 name="$name" show pin="$BPFFS/pin")
	launch --map "$name" -- mapop 3 info
	assert_ran
	assert_output --partial "ok id=$id "
}

@test "id=, name= and ro work for loaded maps too" {
	local id

	own_bpffs
	id=$(mkmap hash 4 4 4 name=byid show pin="$BPFFS/pin")
	launch --map "$id,id=3,name=mine,ro" -- holder
	assert_ran
	assert_line env=BPF_MAP3=3
	assert_line env=BPF_MAPS=mine
	assert_equal "$(fd_line 3)" "access=r cloexec=0 link=anon_inode:bpf-map"
}
