#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What a hostile workload tries from inside. Each attack is made without
# bpfns-exec first, to show that it would work, and then behind it.

load common
load confined

PRESETS=(map-rw map-ro reader server)

setup_file() {
	need_root_world
}

# works CALL...: without us the attempt goes through.
works() {
	run -0 timeout 10 attempt "$@"
	refute_line --regexp '^E'
}

# denied ERRNO CALL...: under each preset the last call answers so.
denied() {
	local policy errno=$1

	shift
	for policy in "${PRESETS[@]}"; do
		run -1 timeout 10 bpfns-exec --policy "$policy" -- attempt "$@"
		assert_equal "$policy ${lines[-1]}" "$policy $errno"
	done
}

# killed CALL...: under each preset the process ends by SIGSYS.
killed() {
	local policy

	for policy in "${PRESETS[@]}"; do
		run -159 timeout 10 bpfns-exec --policy "$policy" -- attempt "$@"
		assert_output ""
	done
}

# own_map [OPTION...]: an array with one value of 4 bytes, pinned at $MAP.
own_map() {
	own_bpffs
	chmod 1777 "$BPFFS"
	MAP=$BPFFS/map
	mkmap array 4 4 1 set=07000000 "$@" pin="$MAP"
}

# What the map holds, as its owner sees it.
value_of_map() {
	run -0 bpfns-exec --policy none --pin "$MAP" -- mapop 3 lookup 00000000
}

# hold_map UID: a process of that user with a writable map at descriptor 3.
hold_map() {
	background mkmap array 4 4 1 fd=3 -- setpriv --reuid "$1" \
		--regid "$1" --clear-groups "$PUBLIC/holder" sleep=60
	wait_until 5 grep -q ^env_count= "$OUT" || fail "no holder: $(cat "$ERR")"
}

@test "a read-only descriptor can't be pinned and opened again to write" {
	own_map
	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --read-only --policy "$policy" --pin "$MAP" \
			-- mapop 3 pin "$BPFFS/escape"
		assert_output EPERM
		run -1 bpfns-exec --read-only --policy "$policy" --pin "$MAP" \
			-- mapop - get "$MAP"
		assert_output EPERM
		run -1 bpfns-exec --read-only --policy "$policy" --pin "$MAP" \
			-- mapop 3 update 00000000 09000000
		assert_output EPERM
	done
	assert_not_exists "$BPFFS/escape"
	value_of_map
	assert_output "ok 07000000"
}

# bats test_tags=no-userns
@test "the escape from a read-only descriptor is real where pinning is" {
	local escape get_ro

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
	run -0 as_nobody "$PUBLIC/attempt" bpf 7 "$get_ro" 128 , \
		bpf 2 u64:%1,@,@ 128 , bpf 6 "u64:'$escape,%1" 128 , \
		bpf 7 "u64:'$escape" 128 , bpf 2 u64:%4,@,@ 128
	assert_output "$(printf 'ok\nEPERM\nok\nok\nok')"
	rm "$escape"
	# The same, by one who was given the descriptor
	run -1 bpfns-exec --user nobody --pin "$PUBLIC/bpffs/map" --read-only \
		--policy map-rw -- "$PUBLIC/attempt" bpf 2 u64:3,@,@ 128 , \
		bpf 6 "u64:'$escape,3" 128 , bpf 7 "$get_ro" 128
	assert_output "$(printf 'EPERM\nEPERM\nEPERM')"
	assert_not_exists "$escape"
}

@test "a map can't be frozen" {
	own_map
	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --policy "$policy" --pin "$MAP" -- \
			mapop 3 freeze
		assert_output EPERM
	done
	run -0 mkmap array 4 4 1 fd=9 -- mapop 9 freeze
	# And so it is still written to
	run -0 bpfns-exec --pin "$MAP" -- mapop 3 update 00000000 08000000
}

@test "a writable MMAPABLE map is refused where only reading is allowed" {
	local policy

	own_map flags=1024
	# An export from another process can't be narrowed without privileges.
	public_dir bpfns-exec
	for policy in map-ro reader server; do
		run -125 mkmap array 4 4 1 flags=1024 fd=3 -- env BPF_NUM_MAPS=1 \
			BPF_MAP0=3 setpriv --reuid "$NOBODY" --regid "$NOBODY" \
			--clear-groups "$PUBLIC/bpfns-exec" --inherit \
			--policy "$policy" echo ran
		assert_output --partial "writable through mmap(2)"
		refute_line ran
	done
}

# bats test_tags=root
@test "an MMAPABLE map can't be written through mmap where it is read-only" {
	local policy

	own_map flags=1024
	run -0 bpfns-exec --pin "$MAP" -- mapop 3 mmap rw
	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --read-only --policy "$policy" --pin "$MAP" \
			-- mapop 3 mmap rw
		assert_output --regexp '^(EPERM|EACCES)$'
	done
	# map-ro and its kin make it read-only unasked
	for policy in map-ro reader server; do
		run -1 bpfns-exec --policy "$policy" --pin "$MAP" -- \
			mapop 3 mmap rw
		assert_output --regexp '^(EPERM|EACCES)$'
	done
	value_of_map
	assert_output "ok 08000000"
}

# allowed_by POLICY: the commands of bpf(2) from 0 to 64 that pass the filter,
# on one line. Those that don't answer EPERM; a descriptor that isn't open
# makes those that do answer something else.
allowed_by() {
	bpfns-exec --policy "$1" "${@:2}" -- mapop 99 raw 0-64 |
		grep -v '=EPERM$' | cut -d = -f 1 | paste -sd ' '
}

@test "of all commands of bpf(2) just those on maps are left" {
	local policy

	# LOOKUP, UPDATE, DELETE, GET_NEXT_KEY, OBJ_GET_INFO_BY_FD,
	# LOOKUP_AND_DELETE, LOOKUP_BATCH to DELETE_BATCH
	assert_equal "$(allowed_by map-rw)" "1 2 3 4 15 21 24 25 26 27"
	for policy in map-ro reader server; do
		assert_equal "$policy $(allowed_by "$policy")" "$policy 1 4 15 24"
	done
	# Without us (and with the capabilities of root) hardly one says EPERM.
	run -0 mapop 99 raw 0-40
	refute_line --partial =EPERM
}

@test "bits above the 32 of the command change nothing" {
	own_map
	# The kernel doesn't look at them: 22 is FREEZE
	run -0 mkmap array 4 4 1 fd=9 -- mapop upper=1 9 freeze
	for policy in "${PRESETS[@]}"; do
		for upper in 1 0x80000000 0xffffffff; do
			run -1 bpfns-exec --policy "$policy" --pin "$MAP" -- \
				mapop upper="$upper" 3 freeze
			assert_output EPERM
		done
		run -0 bpfns-exec --policy "$policy" --pin "$MAP" -- \
			mapop upper=1 3 lookup 00000000
	done
}

@test "a command with the sign bit is denied" {
	own_map
	for policy in "${PRESETS[@]}"; do
		run -0 bpfns-exec --policy "$policy" --pin "$MAP" -- \
			mapop 3 raw 0x80000001-0x80000020
		refute_line --regexp '=(ok|E[^P])'
		run -0 bpfns-exec --policy "$policy" --pin "$MAP" -- \
			mapop 3 raw 0xfffffff0-0xffffffff
		refute_line --regexp '=(ok|E[^P])'
	done
}

# bats test_tags=root
@test "CAP_BPF kept gives no command of bpf(2) back" {
	local caps=bpf,net_admin,perfmon,sys_admin

	# With the capabilities and no filter, they answer otherwise: PROG_LOAD,
	# GET_NEXT_ID and GET_FD_BY_ID of maps, TOKEN_CREATE
	run -0 bpfns-exec --policy none --cap "$caps" -- mapop 99 raw 5-14
	refute_line --partial =EPERM
	assert_equal "$(allowed_by map-rw --cap "$caps")" \
		"1 2 3 4 15 21 24 25 26 27"
	assert_equal "$(allowed_by reader --cap "$caps")" "1 4 15 24"
}

# bats test_tags=no-userns
@test "a descriptor can't be taken from a process of the same user" {
	public_dir holder attempt
	hold_map "$NOBODY"
	run -0 as_nobody "$PUBLIC/attempt" pidfd_open "$PID" 0 , \
		pidfd_getfd %1 3 0
	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --policy "$policy" --user "$NOBODY:$NOBODY" \
			-- "$PUBLIC/attempt" pidfd_open "$PID" 0 , \
			pidfd_getfd %1 3 0
		refute_line --index 1 ok
	done
	# As map-rw leaves pidfd_open alone, its pidfd is a real one.
	run -1 bpfns-exec --user "$NOBODY:$NOBODY" -- "$PUBLIC/attempt" \
		pidfd_open "$PID" 0 , pidfd_getfd %1 3 0
	assert_output "$(printf 'ok\nEPERM')"
}

# bats test_tags=no-userns
@test "a process of the same user can't be traced" {
	public_dir holder attempt
	hold_map "$NOBODY"
	# PTRACE_SEIZE
	run -0 as_nobody "$PUBLIC/attempt" ptrace 0x4206 "$PID" 0 0
	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --policy "$policy" --user "$NOBODY:$NOBODY" \
			-- "$PUBLIC/attempt" ptrace 0x4206 "$PID" 0 0
		assert_output EPERM
	done
}

# bats test_tags=no-userns
@test "the memory of a process of the same user can't be copied" {
	local start call policy

	public_dir holder attempt
	hold_map "$NOBODY"
	start=0x$(grep 'rw-p' "/proc/$PID/maps" | head -n 1 | cut -d - -f 1)
	for call in process_vm_readv process_vm_writev; do
		run -0 as_nobody "$PUBLIC/attempt" "$call" "$PID" u64:@,1 1 \
			"u64:$start,1" 1 0
		for policy in "${PRESETS[@]}"; do
			run -1 bpfns-exec --policy "$policy" \
				--user "$NOBODY:$NOBODY" -- "$PUBLIC/attempt" \
				"$call" "$PID" u64:@,1 1 "u64:$start,1" 1 0
			assert_output EPERM
		done
	done
}

@test "processes can't be compared or advised" {
	run attempt kcmp $$ $$ 1 0 0
	refute_output EPERM
	denied EPERM kcmp $$ $$ 1 0 0
	denied EPERM process_madvise 0 @ 0 20 0
}

# on_terminal CMD...: with a terminal of its own at descriptor 0.
on_terminal() {
	local words

	words=$(printf '%q ' "$@")
	run timeout 10 script -qec "$words" /dev/null </dev/null
}

# bats test_tags=root
@test "no words are put into the terminal's mouth" {
	local policy upper

	need_tool script
	# TIOCSTI
	if [ "$(cat /proc/sys/dev/tty/legacy_tiocsti 2>/dev/null)" = 1 ]; then
		on_terminal attempt ioctl 0 0x5412 "'x"
		assert_output --partial ok
		on_terminal attempt ioctl 0 0x100005412 "'x"
		assert_output --partial ok
	fi
	for policy in "${PRESETS[@]}"; do
		for upper in 0x 0x1 0x80000000 0xffffffff; do
			on_terminal bpfns-exec --policy "$policy" \
				--cap sys_admin -- attempt \
				ioctl 0 "${upper}00005412" "'x"
			refute_output --partial ok
			assert_output --partial EPERM
			# TIOCLINUX
			on_terminal bpfns-exec --policy "$policy" -- attempt \
				ioctl 0 "${upper}0000541c" "'x"
			assert_output --partial EPERM
		done
	done
}

@test "what a terminal is needed for still works" {
	local policy

	need_tool script
	for policy in "${PRESETS[@]}"; do
		# TCGETS
		on_terminal bpfns-exec --policy "$policy" -- attempt \
			ioctl 0 0x5401 @
		assert_output --partial ok
	done
}

@test "an x32 system call kills" {
	[ "$(uname -m)" = x86_64 ] || skip "x32 is x86-64's"
	# The kernel knows the ABI or says ENOSYS, but doesn't kill.
	run timeout 10 attempt x32:getpid
	assert_output --regexp '^(ok|ENOSYS)$'
	killed x32:getpid
	killed x32:bpf 22 @ 128
}

@test "a 32-bit system call kills" {
	[ "$(uname -m)" = x86_64 ] || skip "int 0x80 is x86-64's"
	# 20 is getpid. Some hypervisors have no int 0x80, and it is SIGSEGV.
	run timeout 10 attempt i386:20
	if [ "$status" = 0 ]; then
		assert_output ok
		killed i386:20
		killed i386:357 22 @ 128
	else
		run timeout 10 bpfns-exec -- attempt i386:20
		((status > 128)) || fail "status $status: $output"
		assert_output ""
	fi
}

@test "clone3 isn't there, so that libraries fall back" {
	works clone3 u64:0,0,0,0,17 88
	denied ENOSYS clone3 u64:0,0,0,0,17 88
}

@test "no clone makes a namespace" {
	local flag

	# NEWNS, CGROUP, UTS, IPC, USER, PID, NET, each with SIGCHLD
	for flag in 0x20000 0x2000000 0x4000000 0x8000000 0x10000000 \
		0x20000000 0x40000000; do
		[ "$flag" = 0x10000000 ] && ! has_userns ||
			works clone $((flag | 17)) 0 0 0 0
		denied EPERM clone $((flag | 17)) 0 0 0 0
	done
	run -0 bpfns-exec -- attempt clone 17 0 0 0 0
}

@test "no namespace is made or entered" {
	! has_userns || works unshare 0x10000000
	denied EPERM unshare 0x10000000
	denied EPERM unshare 0x40000000
	works openat -100 "'/proc/self/ns/net" 0 , setns %1 0
	denied EPERM openat -100 "'/proc/self/ns/net" 0 , setns %1 0
}

# bats test_tags=root
@test "nothing is mounted, by the old calls or the new" {
	works fsopen "'tmpfs" 0
	works open_tree -100 "'/" 0
	# Kept capabilities don't help.
	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --policy "$policy" --cap sys_admin -- attempt \
			fsopen "'tmpfs" 0 , open_tree -100 "'/" 0 , \
			mount "'none" "'/" "'tmpfs" 0 0 , umount2 "'/proc" 0 , \
			move_mount -1 "'" -1 "'" 0 , pivot_root "'/" "'/" , \
			chroot "'/" , swapon "'/" 0
		assert_output "$(printf 'EPERM\n%.0s' {1..8})"
	done
}

@test "io_uring isn't there" {
	works io_uring_setup 1 @
	denied EPERM io_uring_setup 1 @
	denied EPERM io_uring_enter 0 0 0 0 0 0
	denied EPERM io_uring_register 0 0 0 0
}

@test "keys aren't there" {
	# KEYCTL_GET_KEYRING_ID of the session's
	works keyctl 0 -3 1
	denied EPERM keyctl 0 -3 1
	denied EPERM add_key "'user" "'x" "'x" 1 -2
	denied EPERM request_key "'user" "'x" 0 -2
}

# bats test_tags=root
@test "performance events aren't there, even with their capability" {
	local policy

	# PERF_TYPE_SOFTWARE, and the size of the struct
	works perf_event_open u64:481036337153 0 -1 -1 0
	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --policy "$policy" --cap perfmon -- attempt \
			perf_event_open u64:481036337153 0 -1 -1 0
		assert_output EPERM
	done
}

@test "userfaultfd kills" {
	works userfaultfd 1
	killed userfaultfd 1
}

# bats test_tags=root
@test "a file opened by its number kills, even with the capability" {
	local policy

	works name_to_handle_at -100 "'/" u64:128 @ 0
	denied EPERM name_to_handle_at -100 "'/" u64:128 @ 0
	run attempt open_by_handle_at -100 u64:128 0
	refute_output EPERM
	killed open_by_handle_at -100 u64:128 0
	for policy in "${PRESETS[@]}"; do
		run -159 bpfns-exec --policy "$policy" --cap dac_read_search \
			-- attempt open_by_handle_at -100 u64:128 0
	done
}

@test "the kernel can't be replaced, extended, stopped or read" {
	local policy

	for policy in "${PRESETS[@]}"; do
		run -1 bpfns-exec --policy "$policy" -- attempt \
			kexec_load 0 0 0 0 , init_module @ 0 "'" , \
			finit_module -1 "'" 0 , delete_module "'x" 0 , \
			reboot 0 0 0 0 , quotactl 0 0 0 0 , syslog 10 0 0
		assert_output "$(printf 'EPERM\n%.0s' {1..7})"
	done
	# What the controls can show without harm: the size of the log
	works syslog 10 0 0
}

@test "the hypervisor's sockets aren't there" {
	# AF_VSOCK
	run attempt socket 40 1 0
	refute_output EPERM
	for policy in map-rw map-ro; do
		run -1 bpfns-exec --policy "$policy" -- attempt socket 40 1 0
		refute_output ok
		run -1 bpfns-exec --policy "$policy" -- attempt \
			socket 0x100000028 1 0
		refute_output ok
	done
}

@test "a workload of another user can't write to the launcher" {
	local before

	public_dir bpfns-exec
	before=$(sha256sum <"$PUBLIC/bpfns-exec")
	# The launcher runs itself; its file is then at /proc/self/exe.
	cat >"$PUBLIC/evil" <<-'EOF'
		#!/bin/sh
		"$1" --netns new sleep 1 2>/dev/null
		echo evil >>"$1" && echo written
		"$1" --import /tmp/bpfns-none/sock true
		exec "$1" -- sh -c 'echo evil >>/proc/$PPID/exe && echo written'
	EOF
	chmod 755 "$PUBLIC/evil"
	run bpfns-exec --user nobody -- "$PUBLIC/evil" "$PUBLIC/bpfns-exec"
	refute_line written
	assert_equal "$(sha256sum <"$PUBLIC/bpfns-exec")" "$before"
}

@test "no descriptor of the launcher's own file is left to the workload" {
	runs -- holder
	refute_output --partial "link=$BPFNS_BIN"
	runs -- readlink /proc/self/exe
	refute_output --partial bpfns-exec
}

# bats test_tags=no-userns
@test "a script that names /proc/self/exe is run as confined as any" {
	public_dir bpfns-exec
	printf '#!/proc/self/exe --version\n' >"$PUBLIC/script"
	chmod 755 "$PUBLIC/script"
	no_leak_check
	run -0 bpfns-exec --user nobody -- "$PUBLIC/script"
	assert_output --regexp '^bpfns-exec [0-9]'
	# A second launcher starts with nothing to give away.
	run -125 bpfns-exec --user nobody -- "$PUBLIC/bpfns-exec" \
		--netns new echo ran
	refute_line ran
}

@test "the second filter of a launch inside a launch only takes away" {
	run -1 bpfns-exec --policy map-ro -- bpfns-exec --policy map-rw -- \
		attempt bpf 2 @ 128
	assert_output EPERM
	run -1 bpfns-exec --policy map-ro -- bpfns-exec --policy none -- \
		attempt bpf 22 @ 128
	assert_output EPERM
}

@test "the limits of other processes are out of reach" {
	sleep 60 3>&- &
	defer kill "$!"
	works prlimit64 "$!" 7 0 0
	denied EPERM prlimit64 "$!" 7 0 0
}
