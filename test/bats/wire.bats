#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/wire/tc.c: tc's datagram, to the byte.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

load common
load handover

setup_file() {
	need_root_world
}

# u32 N...: as they stand in a message, in hex.
u32() {
	local n

	for n; do
		printf '%02x%02x%02x%02x' $((n & 255)) $((n >> 8 & 255)) \
			$((n >> 16 & 255)) $((n >> 24 & 255))
	done
}

# header TOTAL: 88 bytes as bpfns-export sends them.
header() {
	printf '0100%02x%02x' $(($1 & 255)) $(($1 >> 8))
	# "bpfns-export", then zeros to 64; 4 of padding, device and inode.
	printf '6270666e732d6578706f7274%0104d%08d%032d' 0 0 0
}

# message N: the bytes of the Nth message that tcdump saw.
message() {
	sed -n 's/^message .*bytes=//p' <<<"$output" | sed -n "$1p"
}

dump_of() {
	SOCK=$BATS_TEST_TMPDIR/s
	background tcdump "$SOCK" "$1"
	wait_for_socket "$SOCK"
	give "$SOCK"
	shift
	export_maps --to "$SOCK" "$@"
	assert_ran
	wait_for_exit "$PID"
}

# A trailer in hex: names, their length, the magic.
MAGIC=6270666e

@test "of all lengths of payload, just those of tc's layouts launch" {
	background sweep "$BATS_TEST_TMPDIR/even" 0 4096 2
	run -0 timeout 300 sweep "$BATS_TEST_TMPDIR/odd" 1 4096 2
	assert_output ""
	wait_for_exit "$PID" 60
	cat ./*.err
	assert_ran
	assert_equal "$output" "108 0
112 0
116 0
124 0"
}

@test "a trailer longer than the message is refused" {
	local length

	for length in 3 100 2147483647 4294967295; do
		imports -- map tail="6100$(u32 "$length")$MAGIC"
		assert_refused "bpfns-exec: "
	done
}

@test "a trailer without an end of a name is refused" {
	imports -- map tail="6162$(u32 2)$MAGIC"
	assert_refused "a name has no end"
}

@test "a trailer with fewer names than maps is refused" {
	imports -- map map tail="6100$(u32 2)$MAGIC"
	assert_refused "a name has no end"
}

@test "a trailer with more names than maps is refused" {
	imports -- map tail="61006200$(u32 4)$MAGIC"
	assert_refused "more names than maps"
}

@test "a trailer of no bytes is refused" {
	imports -- map tail="$(u32 0)$MAGIC"
	assert_refused "a name has no end"
}

@test "a name of 256 bytes in the trailer is refused" {
	imports -- map tail="$(printf '%0512d' 0 | tr 0 6)00$(u32 257)$MAGIC"
	assert_refused "a name has no end"
}

@test "a trailer of another magic is none, and too long" {
	imports -- map tail="6100$(u32 2)6270666f"
	assert_refused "fit no layout"
}

@test "the trailer's names are the maps', an empty one leaves the kernel's" {
	imports -- map=hash,4,4,4,0,kernel map=hash,4,4,4,0,own \
		tail="6f7468657200""00$(u32 7)$MAGIC"
	assert_ran
	assert_line env=BPF_MAPS=other:own
}

@test "the trailer is understood behind all layouts" {
	local layout

	for layout in 20 24 28 36; do
		imports -- layout=$layout map tail="6100$(u32 2)$MAGIC"
		assert_ran
		assert_line env=BPF_MAPS=a
	done
}

@test "what is sent is what tc would send, to the byte" {
	own_bpffs
	mkmap hash 4 16 256 flags=1 name=kernel pin="$BPFFS/kernel"
	mkmap array 4 8 3 name=two pin="$BPFFS/two"
	dump_of 1 --pin "$BPFFS/kernel,id=7" --pin "$BPFFS/two"
	assert_equal "$(message 1)" "$(header 2)$(u32 1 4 16 256 1 7 0 0 0)$(
		u32 2 4 8 3 0 0 0 0 0)"
	assert_line --regexp '^message fds=2 '
}

@test "names that aren't the kernel's own stand behind the entries" {
	own_bpffs
	mkmap hash 4 4 1 name=kernel pin="$BPFFS/kernel"
	mkmap hash 4 4 1 name=short pin="$BPFFS/ab"
	dump_of 1 --pin "$BPFFS/kernel" --pin "$BPFFS/ab"
	# An empty name, then "ab": 1 and 3 bytes.
	assert_equal "$(message 1)" "$(header 2)$(u32 1 4 4 1 0 0 0 0 0)$(
		u32 1 4 4 1 0 1 0 0 0)00616200$(u32 4)$MAGIC"
}

@test "65 maps are a message of 64 and one of 1, with the same header" {
	own_bpffs
	mkmap array 4 4 1 n=65 pin="$BPFFS/m" name=m
	dump_of 2 --pin "$BPFFS"
	assert_line --regexp '^message fds=64 '
	assert_line --regexp '^message fds=1 '
	assert_equal "$(message 1 | cut -c1-176)" "$(header 65)"
	assert_equal "$(message 1 | wc -c)" $((2 * (88 + 64 * 36) + 1))
	assert_equal "$(message 2)" "$(header 65)$(u32 2 4 4 1 0 64 0 0 0)"
}
