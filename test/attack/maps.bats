#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What a workload tries against the maps that it was given, and against those
# that it wasn't.

load attack

@test "a read-only descriptor can't be pinned and opened again to write" {
	own_map
	attack "pin a read-only map"
	control nothing attempt bpf 7 "u64:'$MAP,0x800000000" 128 , \
		bpf 6 "u64:'$BPFFS/pin,%1" 128
	stopped EPERM --read-only --pin "$MAP" -- mapop 3 pin "$BPFFS/escape"
	attack "open a pin to write"
	control nothing attempt bpf 7 "u64:'$MAP" 128 , bpf 2 u64:%1,@,@ 128
	stopped EPERM --read-only --pin "$MAP" -- \
		attempt bpf 7 "u64:'$MAP" 128
	assert_not_exists "$BPFFS/escape"
}

@test "a read-only descriptor can't be written through" {
	own_map
	attack "write through a read-only descriptor"
	control "a writable one" mkmap array 4 4 1 fd=9 -- \
		mapop 9 update 00000000 09000000
	stopped EPERM --read-only --pin "$MAP" -- \
		mapop 3 update 00000000 09000000
	value_of_map
	assert_output "ok 07000000"
}

# bats test_tags=no-userns
@test "the escape from a read-only descriptor is real where pinning is" {
	local escape get_ro policy

	public_dir attempt
	mkdir "$PUBLIC/bpffs"
	mount -t bpf bpf "$PUBLIC/bpffs"
	defer umount "$PUBLIC/bpffs"
	chmod 1777 "$PUBLIC/bpffs"
	mkmap array 4 4 1 set=07000000 pin="$PUBLIC/bpffs/map"
	chmod 444 "$PUBLIC/bpffs/map"
	# OBJ_GET to read, UPDATE; OBJ_PIN, OBJ_GET of that, UPDATE
	get_ro="u64:'$PUBLIC/bpffs/map,0x800000000"
	escape="$PUBLIC/bpffs/escape"
	attack "write what may be read, by a pin of one's own"
	control nothing as_nobody "$PUBLIC/attempt" bpf 7 "$get_ro" 128 , \
		bpf 2 u64:%1,@,@ 128 , bpf 6 "u64:'$escape,%1" 128 , \
		bpf 7 "u64:'$escape" 128 , bpf 2 u64:%4,@,@ 128
	assert_output "$(printf 'ok\nEPERM\nok\nok\nok')"
	rm "$escape"
	# The same, by one who was given the descriptor
	for policy in "${PRESETS[@]}"; do
		try bpfns-exec --user nobody --read-only \
			--pin "$PUBLIC/bpffs/map" --policy "$policy" -- \
			"$PUBLIC/attempt" bpf 2 u64:3,@,@ 128 , \
			bpf 6 "u64:'$escape,3" 128 , bpf 7 "$get_ro" 128
		record "$policy" EPERM
		assert_output "$(printf 'EPERM\nEPERM\nEPERM')"
	done
	assert_not_exists "$escape"
}

@test "a map can't be frozen" {
	own_map
	attack "freeze a map"
	control nothing mkmap array 4 4 1 fd=9 -- mapop 9 freeze
	stopped EPERM --pin "$MAP" -- mapop 3 freeze
	# And so it is still written to
	run -0 bpfns-exec --pin "$MAP" -- mapop 3 update 00000000 08000000
}

# An export from another process can't be narrowed without privileges.
@test "a writable MMAPABLE map is refused where only reading is allowed" {
	local policy held

	own_map flags=1024
	public_dir bpfns-exec mapop
	held=(env BPF_NUM_MAPS=1 BPF_MAP0=3 mkmap array 4 4 1 flags=1024 fd=3
		-- setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups
		"$PUBLIC/bpfns-exec" --inherit)
	attack "mmap a writable map under a preset that reads"
	control "map-rw" "${held[@]}" -- "$PUBLIC/mapop" 3 mmap rw
	for policy in map-ro reader server; do
		try "${held[@]}" --policy "$policy" -- "$PUBLIC/mapop" 3 mmap rw
		record "$policy" refused
		assert_output --partial "writable through mmap(2)"
	done
}

# bats test_tags=root
@test "an MMAPABLE map can't be written through mmap where it is read-only" {
	local policy

	own_map flags=1024
	attack "mmap a read-only map and write"
	control "a writable one" bpfns-exec --pin "$MAP" -- mapop 3 mmap rw
	stopped 'EPERM|EACCES' --read-only --pin "$MAP" -- mapop 3 mmap rw
	# map-ro and its kin make it read-only unasked
	for policy in map-ro reader server; do
		try bpfns-exec --policy "$policy" --pin "$MAP" -- \
			mapop 3 mmap rw
		record "$policy" 'EPERM|EACCES'
	done
	value_of_map
	assert_output "ok 08000000"
}

# commands_left POLICY [OPTION...]: the commands of bpf(2) from 0 to 64 that
# pass the filter must be the preset's. Those that don't answer EPERM; a
# descriptor that isn't open makes those that do answer something else.
commands_left() {
	local answers left wanted="1 4 15 24"

	# LOOKUP, UPDATE, DELETE, GET_NEXT_KEY, OBJ_GET_INFO_BY_FD,
	# LOOKUP_AND_DELETE, LOOKUP_BATCH to DELETE_BATCH
	[ "$1" != map-rw ] || wanted="1 2 3 4 15 21 24 25 26 27"
	answers=$(bpfns-exec --policy "$1" "${@:2}" -- mapop 99 raw 0-64)
	[ "$(wc -l <<<"$answers")" = 65 ] || return 127
	left=$(sed -n '/=EPERM$/!s/=.*//p' <<<"$answers" | paste -sd ' ')
	if [ "$left" != "$wanted" ]; then
		echo "ok for $left"
		return 0
	fi
	echo "no: EPERM but for $left"
	return 1
}

# With the capabilities of root hardly one says EPERM.
no_command_denied() {
	local answers

	answers=$("$@" mapop 99 raw 0-40)
	[ "$(grep -vc '=EPERM$' <<<"$answers")" != 41 ] || echo ok
}

@test "of all commands of bpf(2) just those on maps are left" {
	local policy

	attack "all commands of bpf(2), 0 to 64"
	control nothing no_command_denied
	for policy in "${PRESETS[@]}"; do
		try commands_left "$policy"
		record "$policy" 'EPERM but for [0-9 ]+'
	done
}

@test "bits above the 32 of the command change nothing" {
	local upper

	own_map
	# The kernel doesn't look at them: 22 is FREEZE
	for upper in 1 0x80000000 0xffffffff; do
		attack "freeze, with bits above 31 of the command: $upper"
		control nothing mkmap array 4 4 1 fd=9 -- \
			mapop upper="$upper" 9 freeze
		stopped EPERM --pin "$MAP" -- mapop upper="$upper" 3 freeze
	done
	run -0 bpfns-exec --pin "$MAP" -- mapop upper=1 3 lookup 00000000
}

@test "a command with the sign bit is denied" {
	local cmd

	for cmd in 0x80000001 0x80000016 0xffffffff; do
		attack "a command of bpf(2) with the sign bit: $cmd"
		control_reaches nothing attempt bpf "$cmd" @ 128
		stopped EPERM -- attempt bpf "$cmd" @ 128
	done
	for policy in "${PRESETS[@]}"; do
		run -0 bpfns-exec --policy "$policy" -- \
			mapop 3 raw 0xfffffff0-0xffffffff
		refute_line --regexp '=(ok|E[^P])'
	done
}

# bats test_tags=root
@test "CAP_BPF kept gives no command of bpf(2) back" {
	local caps=bpf,net_admin,perfmon,sys_admin id name call policy

	own_bpffs
	id=$(mkmap array 4 4 1 show pin="$BPFFS/map")
	while read -r name; do
		read -r -a call
		attack "$name, with CAP_BPF and CAP_SYS_ADMIN"
		control "no filter" bpfns-exec --policy none --cap "$caps" -- \
			attempt "${call[@]}"
		stopped EPERM --cap "$caps" -- attempt "${call[@]}"
	done <<-END
		make a map
		bpf 0 u64:0x400000002,0x100000004 128
		load a program
		bpf 5 u64:0x200000003,hex:b7000000000000009500000000000000,'GPL 128
		ask for the next map
		bpf 12 u64:0 128
		open a map by its id
		bpf 14 u64:$id 128
	END
	attack "make a token, with CAP_BPF and CAP_SYS_ADMIN"
	control_reaches nothing attempt bpf 36 u64:0 128
	stopped EPERM --cap "$caps" -- attempt bpf 36 u64:0 128
	# And of those that are left none is more than without
	attack "all commands of bpf(2), with CAP_BPF and CAP_SYS_ADMIN"
	control "no filter" no_command_denied \
		bpfns-exec --policy none --cap "$caps" --
	for policy in "${PRESETS[@]}"; do
		try commands_left "$policy" --cap "$caps"
		record "$policy" 'EPERM but for [0-9 ]+'
	done
}

# hold_map UID: a process of that user with a writable map at descriptor 3.
hold_map() {
	background mkmap array 4 4 1 fd=3 -- setpriv --reuid "$1" \
		--regid "$1" --clear-groups "$PUBLIC/holder" sleep=60
	wait_until 5 grep -q ^env_count= "$OUT" || fail "no holder: $(cat "$ERR")"
}

# bats test_tags=no-userns
@test "a descriptor can't be taken from a process of the same user" {
	local take policy

	public_dir holder attempt
	hold_map "$NOBODY"
	# shellcheck disable=SC2054 # attempt's own comma
	take=(pidfd_open "$PID" 0 , pidfd_getfd %1 3 0)
	attack "take a map from a process of the same uid, by pidfd_getfd"
	control nothing as_nobody "$PUBLIC/attempt" "${take[@]}"
	for policy in "${PRESETS[@]}"; do
		try bpfns-exec --policy "$policy" \
			--user "$NOBODY:$NOBODY" -- "$PUBLIC/attempt" \
			"${take[@]}"
		record "$policy" EPERM
	done
	# As map-rw leaves pidfd_open alone, its pidfd is a real one.
	run -1 bpfns-exec --user "$NOBODY:$NOBODY" -- "$PUBLIC/attempt" \
		"${take[@]}"
	assert_output "$(printf 'ok\nEPERM')"
}

# bats test_tags=no-userns
@test "a process of the same user can't be traced" {
	public_dir holder attempt
	hold_map "$NOBODY"
	attack "trace a process of the same uid"
	# PTRACE_SEIZE
	control nothing as_nobody "$PUBLIC/attempt" ptrace 0x4206 "$PID" 0 0
	stopped EPERM --user "$NOBODY:$NOBODY" -- \
		"$PUBLIC/attempt" ptrace 0x4206 "$PID" 0 0
}

# bats test_tags=no-userns
@test "the memory of a process of the same user can't be copied" {
	local start call

	public_dir holder attempt
	hold_map "$NOBODY"
	start=0x$(grep 'rw-p' "/proc/$PID/maps" | head -n 1 | cut -d - -f 1)
	for call in process_vm_readv process_vm_writev; do
		attack "$call of a process of the same uid"
		control nothing as_nobody "$PUBLIC/attempt" "$call" "$PID" \
			u64:@,1 1 "u64:$start,1" 1 0
		stopped EPERM --user "$NOBODY:$NOBODY" -- "$PUBLIC/attempt" \
			"$call" "$PID" u64:@,1 1 "u64:$start,1" 1 0
	done
}

@test "processes can't be compared" {
	attack "compare processes, by kcmp"
	# With itself, which takes no privilege
	control nothing attempt getpid , kcmp %1 %1 1 0 0
	stopped EPERM -- attempt getpid , kcmp %1 %1 1 0 0
}

@test "the limits of other processes are out of reach" {
	sleep 60 3>&- &
	defer kill "$!"
	attack "read another process's limits"
	control nothing attempt prlimit64 "$!" 7 0 0
	stopped EPERM -- attempt prlimit64 "$!" 7 0 0
}
