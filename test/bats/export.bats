#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/cmd/export.c and src/sink/tc.c: maps go out, and only as was asked.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

load common
load handover

setup_file() {
	need_root_world
}

setup() {
	common_setup
	SOCK=$BATS_TEST_TMPDIR/import.sock
}

# three_pins: hash a, b, c in $BPFFS.
three_pins() {
	local name

	own_bpffs
	for name in a b c; do
		mkmap hash 4 4 4 name="$name" pin="$BPFFS/$name"
	done
}

# What a raw receiver saw of COUNT messages; WRAP stands before it.
dump_of() {
	background tcdump "$SOCK" "$1"
	wait_for_socket "$SOCK"
	give "$SOCK"
	shift
	export_maps --to "$SOCK" "$@"
	assert_ran
	wait_for_exit "$PID"
}

# --- refusals ---

@test "a command line without --to is refused" {
	export_maps --pin /nowhere
	assert_not_exported "--to SOCK is missing"
}

@test "a command line without maps is refused" {
	export_maps --to "$SOCK"
	assert_not_exported "nothing to hand out"
}

@test "words that are no options are refused" {
	export_maps --to "$SOCK" --pin /x more
	assert_not_exported "more: not an option"
	export_maps --nonsense
	assert_not_exported "--nonsense: unknown option"
	export_maps --to
	assert_not_exported "--to: needs an argument"
}

@test "--to given twice is refused" {
	export_maps --to "$SOCK" --to other --pin /x
	assert_not_exported "--to: given twice"
}

@test "a path that is too long is refused before a map is opened" {
	export_maps --to "$(printf '%0108d' 0)" --pin /nowhere
	assert_not_exported "at most 107 bytes, this has 108"
}

@test "no importer is an error that names --wait" {
	three_pins
	export_maps --to "$SOCK" --pin "$BPFFS/a"
	assert_not_exported "$SOCK: no importer waits there (--wait SECONDS"
	assert_no_socket
}

@test "a --wait that is over is an error" {
	three_pins
	export_maps --to "$SOCK" --pin "$BPFFS/a" --wait 1
	assert_not_exported "no importer waits there (--wait is over)"
}

@test "a --wait that is no number of seconds is refused" {
	local word

	for word in -1 x 86401 ''; do
		export_maps --to "$SOCK" --pin /x --wait "$word"
		assert_not_exported "--wait: "
	done
}

@test "a file in the importer's place is an error" {
	three_pins
	touch "$SOCK"
	export_maps --to "$SOCK" --pin "$BPFFS/a"
	assert_not_exported "$SOCK: "
}

@test "a program is not handed out" {
	own_bpffs
	mkprog pin="$BPFFS/prog"
	importer
	export_maps --to "$SOCK" --pin "$BPFFS/prog"
	assert_not_exported "a program, not a map"
	kill -0 "$PID"
}

@test "the same map twice is not handed out" {
	three_pins
	export_maps --to "$SOCK" --pin "$BPFFS/a" --pin "$BPFFS/a,name=x"
	assert_not_exported "are the same map"
}

@test "an id that is asked for twice is refused" {
	three_pins
	export_maps --to "$SOCK" --pin "$BPFFS/a,id=7" --pin "$BPFFS/b,id=7"
	assert_not_exported "id 7 is asked for twice" "$BPFFS/a" "$BPFFS/b"
}

@test "bad words behind a comma are refused" {
	local word

	for word in id= id=-1 id=4294967296 id=0x1 name= name=a:b RO x ''; do
		export_maps --to "$SOCK" --pin "/x,$word"
		assert_not_exported "--pin: "
	done
}

@test "a name of 256 bytes is refused" {
	export_maps --to "$SOCK" --pin "/x,name=$(printf '%0256d' 0)"
	assert_not_exported "a name has 1 to 255 printable characters"
}

@test "--read-only of a name that no map has is refused" {
	three_pins
	export_maps --to "$SOCK" --pin "$BPFFS/a" --read-only=b
	assert_not_exported "--read-only: no map is named 'b'"
}

# bats test_tags=root
@test "an importer that leaves half way is an error" {
	own_bpffs
	mkmap array 4 4 1 n=200 pin="$BPFFS/m"
	# Room for one message in its queue: the exporter must wait for it.
	# shellcheck disable=SC2016 # for the inner shell
	background unshare --net sh -c \
		'echo 1 >/proc/sys/net/unix/max_dgram_qlen; exec tcdump "$0" 1' \
		"$SOCK"
	wait_for_socket "$SOCK"
	export_maps --to "$SOCK" --pin "$BPFFS"
	assert_not_exported "$SOCK: the importer left after" "of 200 maps"
}

# --- what arrives ---

# bats test_tags=root
@test "tc's own importer receives maps, ids and all" {
	three_pins
	background tc exec bpf import "$SOCK" run holder
	wait_for_socket "$SOCK"
	export_maps --to "$SOCK" --pin "$BPFFS/a,id=42" --pin "$BPFFS/b" \
		--pin "$BPFFS/c,name=other-name"
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_NUM_MAPS=3
	assert_line --regexp '^env=BPF_MAP42=[0-9]+$'
	assert_line --regexp '^env=BPF_MAP0=[0-9]+$'
	assert_line --regexp '^env=BPF_MAP1=[0-9]+$'
	assert_equal "$(grep -c 'access=rw .*link=anon_inode:bpf-map' \
		<<<"$output")" 3
}

# bats test_tags=root
@test "tc's own importer receives 64 maps with names" {
	local pins=() i

	own_bpffs
	mkmap array 4 4 1 n=64 pin="$BPFFS/m"
	for ((i = 0; i < 64; i++)); do
		pins+=(--pin "$BPFFS/m$i,name=a-name-of-its-own-$i")
	done
	background tc exec bpf import "$SOCK" run holder
	wait_for_socket "$SOCK"
	export_maps --to "$SOCK" "${pins[@]}"
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_NUM_MAPS=64
}

@test "more than 64 maps go to bpfns-exec in several messages" {
	own_bpffs
	mkmap array 4 4 1 n=130 name=k pin="$BPFFS/m"
	importer
	export_maps --to "$SOCK" --pin "$BPFFS"
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_NUM_MAPS=130
	assert_line --regexp '^env=BPF_MAP_M129='
	assert_equal "$(value env | grep -c '^BPF_MAP_M')" 130
}

@test "--wait waits for the importer" {
	local exporter

	three_pins
	background bpfns-export --to "$SOCK" --wait 10 --pin "$BPFFS/a"
	exporter=$PID
	# Not importer: the socket may be gone before anybody saw it.
	background bpfns-exec --import "$SOCK" --timeout 20 -- holder
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_MAP_A=3
	wait "$exporter"
}

@test "names and ids that were asked for arrive" {
	three_pins
	importer
	export_maps --to "$SOCK" --pin "$BPFFS/a,id=5,name=front-door" \
		--pin "$BPFFS/b,name=two words" --pin "$BPFFS/c"
	assert_ran
	wait_for_exit "$PID"
	assert_line env=BPF_MAP5=3
	assert_line env=BPF_MAP_FRONT_DOOR=3
	assert_line env=BPF_MAP_TWO_WORDS=4
	assert_line "env=BPF_MAPS=front-door:two words:c"
}

@test "--read-only hands out read-only descriptors" {
	three_pins
	dump_of 1 --pin "$BPFFS/a" --pin "$BPFFS/b" --read-only
	assert_equal "$(grep -c 'access=r$' <<<"$output")" 2
	dump_of 1 --pin "$BPFFS/a" --pin "$BPFFS/b"
	assert_equal "$(grep -c 'access=rw$' <<<"$output")" 2
}

# bats test_tags=root
@test "--read-only=NAME and ,ro hand out just those read-only" {
	three_pins
	dump_of 1 --pin "$BPFFS/a" --pin "$BPFFS/b,ro" --pin "$BPFFS/c" \
		--read-only=c
	assert_equal "$(sed -n 's/^map .*access=//p' <<<"$output" | paste -sd ' ')" \
		"rw r r"
}

# bats test_tags=root
@test "a loaded map is handed out by id" {
	three_pins
	importer
	export_maps --to "$SOCK" --map \
		"$(bpftool -j map show pinned "$BPFFS/b" | jq .id)"
	assert_ran
	wait_for_exit "$PID"
	assert_line env=BPF_MAP_B=3
}

@test "a held map is handed out without any privilege" {
	without_privilege
	holding hash 4 4 4 name=held
	SOCK=$PUBLIC/s
	background tcdump "$SOCK" 1
	wait_for_socket "$SOCK"
	chmod 666 "$SOCK"
	export_maps --to "$SOCK" --inherit
	assert_ran
	wait_for_exit "$PID"
	assert_output --regexp 'map id=[0-9]+ access=rw'
}
