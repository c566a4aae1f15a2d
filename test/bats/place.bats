#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/map/place.c: final numbers from 3 up, and nothing else open.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

load common
load handover

setup_file() {
	need_root_world
}

# leaks: WRAP opens descriptors of many kinds before the launcher.
leaks() {
	# shellcheck disable=SC2016 # for the inner shell
	WRAP=(mkmap hash 4 4 4 -- mkprog -- bash -c
		'exec 5</etc/passwd 6<. 7<>/dev/udp/127.0.0.1/9 8< <(:) 9>/dev/null \
			77<>/dev/ptmx 500</proc/self/ns/net; exec "$@"' leaks)
}

# --- refusals ---

@test "a --keep-fd that isn't open is refused" {
	local fd

	for fd in 3 99 2147483646; do
		launch --keep-fd "$fd" -- holder
		assert_refused "--keep-fd: descriptor $fd is not open"
	done
}

@test "a --keep-fd that is no descriptor from 3 up is refused" {
	local fd

	for fd in 0 2 -1 x 2147483647 4294967299 ''; do
		launch --keep-fd "$fd" -- holder
		assert_refused "--keep-fd: "
	done
}

# --- what is open ---

@test "[control] what leaks would be inherited" {
	leaks
	run bare "${WRAP[@]}" holder
	assert_equal "$(open_fds)" "0 1 2 3 4 5 6 7 8 9 77 500"
}

@test "leaked descriptors of every kind don't pass" {
	leaks
	launch -- holder
	assert_ran
	assert_equal "$(open_fds)" "0 1 2"
}

# bats test_tags=root
@test "maps stand at 3, 4, 5 where leaked ones stood" {
	own_bpffs
	mkmap array 4 4 1 n=3 pin="$BPFFS/m"
	leaks
	launch --pin "$BPFFS" --netns /proc/self/ns/net -- holder
	assert_ran
	assert_equal "$(open_fds)" "0 1 2 3 4 5"
	assert_equal "$(grep -c 'cloexec=0 link=anon_inode:bpf-map' \
		<<<"$output")" 3
}

@test "the maps at 3, 4, 5 are the ones their names say" {
	own_bpffs
	mkmap array 4 4 1 set=0a000000 pin="$BPFFS/a"
	mkmap array 4 4 1 set=0b000000 pin="$BPFFS/b"
	launch --pin "$BPFFS/b" --pin "$BPFFS/a" -- mapop 3 lookup 00000000
	assert_output "ok 0b000000"
	launch --pin "$BPFFS/b" --pin "$BPFFS/a" -- mapop 4 lookup 00000000
	assert_output "ok 0a000000"
}

@test "inherited maps in the wrong order are put right" {
	# Maps at 4 and 3, in the order of their descriptors, and one pinned that
	# goes behind them; the kept 5 is in the way.
	own_bpffs
	mkmap array 4 4 1 set=0c000000 pin="$BPFFS/c"
	# shellcheck disable=SC2016 # for the inner shell
	WRAP=(env BPF_NUM_MAPS=2 BPF_MAP0=9 BPF_MAP1=4 mkmap array 4 4 1
		set=0a000000 fd=9 -- mkmap array 4 4 1 set=0b000000 fd=4 --
		bash -c 'exec 3</dev/null; exec "$@"' keep)
	launch --inherit --pin "$BPFFS/c" --keep-fd 3 -- holder
	assert_ran
	assert_line env=BPF_MAP1=4
	assert_line env=BPF_MAP0=5
	assert_line env=BPF_MAP_C=6
	[[ $(fd_line 3) = *link=/dev/null ]]
	assert_equal "$(open_fds)" "0 1 2 3 4 5 6"
	launch --inherit --pin "$BPFFS/c" --keep-fd 3 -- mapop 5 lookup 00000000
	assert_output "ok 0a000000"
}

@test "a map that stands where another one goes makes room" {
	# Kept: 3. Maps come from 4 (BPF_MAP0) and go one place up, in turn.
	# shellcheck disable=SC2016 # for the inner shell
	WRAP=(env BPF_NUM_MAPS=3 BPF_MAP0=5 BPF_MAP1=6 BPF_MAP2=7
		mkmap array 4 4 1 n=3 fd=5 name=m -- bash -c
		'exec 3</dev/null 4</dev/null 8</dev/null; exec "$@"' keep)
	launch --inherit --keep-fd 3,4,8 -- holder
	assert_ran
	assert_line env=BPF_MAPS=m0:m1:m2
	assert_equal "$(open_fds)" "0 1 2 3 4 5 6 7 8"
}

@test "--keep-fd keeps the number, and maps go around it" {
	own_bpffs
	mkmap array 4 4 1 n=3 pin="$BPFFS/m"
	leaks
	launch --pin "$BPFFS" --keep-fd 6,4,500 --keep-fd 6 -- holder
	assert_ran
	assert_line env=BPF_MAP_M0=3
	assert_line env=BPF_MAP_M1=5
	assert_line env=BPF_MAP_M2=7
	assert_equal "$(open_fds)" "0 1 2 3 4 5 6 7 500"
	[[ $(fd_line 4) = *bpf-prog ]]
	[[ $(fd_line 6) = *"link=$PWD" ]]
	[[ $(fd_line 500) = *net:* ]]
}

@test "no map lands on a standard stream that was closed at start" {
	local closed

	own_bpffs
	mkmap array 4 4 1 pin="$BPFFS/m"
	for closed in "<&-" ">&-" "2>&-" "<&- >&-" "<&- 2>&-" ">&- 2>&-" \
		"<&- >&- 2>&-"; do
		rm -f seen
		# shellcheck disable=SC2016 # for the inner shells
		run bare bash -c 'exec '"$closed"'; exec timeout 20 "$@"' sh \
			bpfns-exec --pin "$BPFFS/m" -- sh -c 'holder >seen'
		assert_equal "$status" 0
		output=$(cat seen)
		mapfile -t lines <seen
		assert_line env=BPF_MAP0=3
		assert_equal "$(open_fds)" "0 1 2 3"
		[[ $(fd_line 3) = *bpf-map ]]
		refute_line --regexp '^fd=[012] .*bpf-map'
	done
}

@test "the soft limit is given back" {
	WRAP=(prlimit --nofile=256:4096)
	launch -- holder
	assert_line nofile=256:4096
}

@test "a soft limit too low for the maps stays raised" {
	own_bpffs
	mkmap array 4 4 1 n=30 pin="$BPFFS/m"
	WRAP=(prlimit --nofile=32:4096)
	launch --pin "$BPFFS" -- holder
	assert_ran
	assert_line nofile=4096:4096
}

@test "more pins than may be open are a clear error" {
	own_bpffs
	mkmap array 4 4 1 n=30 pin="$BPFFS/m"
	WRAP=(prlimit --nofile=20:20)
	launch --pin "$BPFFS" -- holder
	assert_refused "Too many open files"
}
