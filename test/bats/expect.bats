#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/map/expect.c: maps are held against what an object file declares, field
# by field, and get its names.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154

# bats file_tags=root
load common
load handover

setup_file() {
	need_root_world
}

setup() {
	common_setup
	OBJECT=$HELPERS/classifier.bpf.o
	LEGACY=$HELPERS/legacy-36.bpf.o
}

# expects OBJECT [OPTION...] -- WORD...: a holder that expects it gets what
# tcsend sends of the WORDs.
expects() {
	local object=$1

	shift
	imports --expect "$object" "$@"
}

# The classifier's maps, as tcsend makes them.
PROTO=map=hash,1,16,256,0,proto
QUEUE=map=hash,4,16,1024,0,queue
DROPS=map=array,4,8,64,0,drops

# --- refusals ---

@test "an object that can't be read is refused before anything is waited for" {
	launch --import "$PWD/s" --expect none.o -- holder
	assert_refused "--expect: none.o: opening it: No such file"
	launch --import "$PWD/s" --expect /etc/passwd -- holder
	assert_refused "--expect: /etc/passwd: not an ELF file"
	[ ! -e s ]
}

@test "--expect-loose goes with --expect, and --expect is given once" {
	launch --expect-loose -- holder
	assert_refused "--expect-loose goes with --expect"
	launch --expect "$OBJECT" --expect "$OBJECT" -- holder
	assert_refused "--expect: given twice"
}

@test "another type is refused" {
	expects "$OBJECT" -- map=array,4,8,64,0,drops map=lru_hash,1,16,256,0,proto
	assert_refused "--expect: map proto has type 9, but $OBJECT declares 1"
}

@test "another key size is refused" {
	expects "$OBJECT" -- map=hash,2,16,256,0,proto
	assert_refused "map proto has key size 2, but $OBJECT declares 1"
}

@test "another value size is refused" {
	expects "$OBJECT" -- map=hash,1,8,256,0,proto
	assert_refused "map proto has value size 8, but $OBJECT declares 16"
}

@test "other flags are refused" {
	expects "$OBJECT" -- map=hash,1,16,256,1,proto
	assert_refused "map proto has flags 1, but $OBJECT declares 0"
	expects "$OBJECT" --expect-loose -- map=hash,1,16,256,1,proto
	assert_refused "map proto has flags 1"
}

@test "another number of entries is refused, unless --expect-loose" {
	expects "$OBJECT" -- map=hash,1,16,255,0,proto
	assert_refused "map proto has max entries 255, but $OBJECT declares 256" \
		"(--expect-loose lets that pass)"
	expects "$OBJECT" --expect-loose -- map=hash,1,16,255,0,proto
	assert_maps proto
}

@test "a map that isn't declared is refused" {
	expects "$OBJECT" -- "$PROTO" map=hash,1,16,256,0,other
	assert_refused "map other: $OBJECT declares no such map"
}

@test "a name that isn't declared is not overruled by an id" {
	expects "$LEGACY" -- map=hash,1,16,256,0,other id=7
	assert_refused "map other: $LEGACY declares no such map"
}

@test "two maps for one declaration are refused" {
	expects "$OBJECT" -- "$PROTO" "$PROTO"
	assert_refused "map 1 of 2" "map 2 of 2" "declares one map proto"
}

@test "maps without names, too few to be told by their places, are refused" {
	expects "$OBJECT" -- map=hash,1,16,256 map=hash,4,16,1024
	assert_refused "map 1 of 2" "declares no such map"
}

@test "another object file is refused, by device and inode" {
	local device inode

	read -r device inode < <(stat -c '%d %i' "$OBJECT")
	expects "$OBJECT" -- "$PROTO" dev="$device" ino=$((inode + 1))
	assert_refused "comes from another object file" \
		"inode $((inode + 1))) than $OBJECT"
	expects "$OBJECT" -- "$PROTO" dev=$((device + 1)) ino="$inode"
	assert_refused "comes from another object file"
	expects "$OBJECT" -- "$PROTO" dev="$device" ino="$inode"
	assert_maps proto
}

@test "pins and held maps are held against it too" {
	own_bpffs
	mkmap hash 1 8 256 pin="$BPFFS/proto"
	launch --pin "$BPFFS/proto" --expect "$OBJECT" -- holder
	assert_refused "map proto has value size 8"
	holding array 4 8 63 name=drops
	launch --inherit --expect "$OBJECT" -- holder
	assert_refused "map drops has max entries 63"
}

# --- what passes ---

@test "the maps that were declared pass, some or all of them, in any order" {
	expects "$OBJECT" -- "$DROPS" "$PROTO" "$QUEUE"
	assert_maps drops:proto:queue
	expects "$OBJECT" -- "$QUEUE"
	assert_maps queue
}

@test "maps without names are told by the ids they came with" {
	expects "$HELPERS/legacy-20.bpf.o" -- map=array,4,8,64 id=5
	assert_maps drops
	assert_line env=BPF_MAP5=3
	expects "$LEGACY" -- map=array,4,8,64 id=3
	assert_refused "map queue has type 2, but $LEGACY declares 1"
}

@test "maps without names or ids are told by their places" {
	expects "$OBJECT" -- map=hash,1,16,256 map=hash,4,16,1024 map=array,4,8,64
	assert_maps proto:queue:drops
	expects "$HELPERS/legacy-16.bpf.o" -- map=hash,1,16,256 \
		map=hash,4,16,1024 map=array,4,8,64
	assert_maps proto:queue:drops
}

@test "a name that the kernel cut gets the object's own" {
	bpf_object x <<-'END'
		MAP a_name_that_the_kernel_cuts = {.type = 2, .size_key = 4,
			.size_value = 4, .max_elem = 1};
	END
	expects x.o -- map=array,4,4,1,0,a_name_that_the
	assert_maps a_name_that_the_kernel_cuts
}

@test "what bpfns-export makes of an object is what that object declares" {
	local object

	for object in "$OBJECT" "$LEGACY" "$HELPERS/reach.bpf.o"; do
		IMPORTER=(--expect "$object")
		exports --object "$object"
	done
}

@test "what the stock tc loaded is what the object declares" {
	setup_veth
	attach_classifier veth0
	launch --netns "$NETNS" --dev veth0 --expect "$OBJECT" -- holder
	assert_maps drops:proto:queue
}

@test "a copy of the object isn't the object, for what was made of it" {
	cp "$OBJECT" copy.o
	importer --expect copy.o
	export_maps --to "$SOCK" --object "$OBJECT"
	wait_for_exit "$PID"
	assert_refused "comes from another object file"
}

@test "what the kernel makes of flags and numbers is no difference" {
	bpf_object x <<-'END'
		struct { __uint(type, BPF_MAP_TYPE_DEVMAP); __uint(key_size, 4);
			 __uint(value_size, 4); __uint(max_entries, 4); }
			devices SEC(".maps");
		struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
			 __uint(key_size, 4); __uint(value_size, 4); }
			events SEC(".maps");
		struct { __uint(type, BPF_MAP_TYPE_RINGBUF);
			 __uint(max_entries, 100); } ring SEC(".maps");
		struct { __uint(type, BPF_MAP_TYPE_LRU_HASH); __uint(key_size, 4);
			 __uint(value_size, 4); __uint(max_entries, 33);
			 __uint(map_flags, BPF_F_NO_COMMON_LRU); }
			recent SEC(".maps");
	END
	IMPORTER=(--expect x.o)
	exports --object x.o
	assert_maps devices:events:ring:recent
}

@test "-v says what belongs to what" {
	expects "$OBJECT" -v -- "$PROTO"
	assert_said "as $OBJECT declares proto"
}
