#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/source/inherit.c: descriptors by the environment's word, which may lie.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

load common
load handover

setup_file() {
	need_root_world
}

# listening COUNT [NAMES]: WRAP ends in a shell whose pid LISTEN_PID is, and
# which becomes the launcher (so not by way of launch's timeout).
listening() {
	# shellcheck disable=SC2016 # for the inner shell
	WRAP+=(env LISTEN_FDS="$1" ${2+"LISTEN_FDNAMES=$2"} bash -c
		'export LISTEN_PID=$$; exec "$@"' listening)
}

inherits() {
	run --separate-stderr bare timeout 20 "${WRAP[@]}" bpfns-exec \
		--inherit "$@" -- holder
}

# --- refusals ---

@test "an environment that announces nothing is refused" {
	inherits
	assert_refused "--inherit: neither LISTEN_FDS nor BPF_NUM_MAPS is set"
}

@test "LISTEN_FDS for another process is refused" {
	WRAP=(mkmap hash 4 4 4 -- env LISTEN_FDS=1 LISTEN_PID=1)
	inherits
	assert_refused "LISTEN_PID is not this process"
}

@test "LISTEN_FDS without a LISTEN_PID, or with none that is a number, is refused" {
	WRAP=(mkmap hash 4 4 4 -- env LISTEN_FDS=1)
	inherits
	assert_refused "LISTEN_PID is not this process"
	WRAP=(mkmap hash 4 4 4 -- env LISTEN_FDS=1 LISTEN_PID=x)
	inherits
	assert_refused "LISTEN_PID is not this process"
}

@test "LISTEN_FDS larger than what is open is refused" {
	WRAP=(mkmap hash 4 4 4 --)
	listening 2
	inherits
	assert_refused "LISTEN_FDS: descriptor 4 is not open"
}

@test "LISTEN_FDS can't reach what we open ourselves" {
	own_bpffs
	mkmap hash 4 4 4 pin="$BPFFS/secret"
	WRAP=(mkmap hash 4 4 4 --)
	listening 3
	inherits --pin "$BPFFS/secret" --netns /proc/self/ns/net
	assert_refused "LISTEN_FDS: descriptor 4 is not open"
}

@test "a LISTEN_FDS that is no count is refused" {
	local word

	for word in -1 x 2147483647 99999999999999999999 '' '1 '; do
		WRAP=(mkmap hash 4 4 4 --)
		listening "$word"
		inherits
		assert_refused "--inherit: LISTEN_FDS"
	done
}

@test "no descriptors, of LISTEN_FDS, are no maps" {
	listening 0
	inherits
	assert_ran
	assert_line env=BPF_NUM_MAPS=0
	run -0 bpfns-exec --listen-fds -- bpfns-exec --inherit -- echo ran
	assert_output ran
}

@test "a huge LISTEN_FDS ends at the first that isn't open" {
	WRAP=(mkmap hash 4 4 4 --)
	listening 2147483644
	inherits
	assert_refused "descriptor 4 is not open"
}

@test "a descriptor that is no map is refused" {
	WRAP=(mkprog --)
	listening 1
	inherits
	assert_refused "descriptor 3 of LISTEN_FDS: a program, not a map"
}

@test "a standard stream is refused" {
	local fd

	for fd in 0 1 2; do
		WRAP=(env BPF_NUM_MAPS=1 "BPF_MAP0=$fd")
		inherits
		assert_refused "BPF_MAP<id>: $fd is a standard stream"
	done
}

@test "a descriptor that isn't open is refused" {
	WRAP=(env BPF_NUM_MAPS=1 BPF_MAP0=3)
	inherits
	assert_refused "BPF_MAP<id>: descriptor 3 is not open"
}

@test "a descriptor that is announced twice is refused" {
	WRAP=(mkmap hash 4 4 4 -- env BPF_NUM_MAPS=2 BPF_MAP0=3 BPF_MAP1=3)
	inherits
	assert_refused "descriptor 3 is announced twice"
}

@test "the same map behind two descriptors is refused" {
	WRAP=(mkmap hash 4 4 4 -- env BPF_NUM_MAPS=2 BPF_MAP0=3 BPF_MAP1=4 bash -c
		'exec 4<&3; exec "$@"' dup)
	inherits
	assert_refused "are the same map"
}

@test "a count that isn't that of the maps is refused" {
	WRAP=(mkmap hash 4 4 4 -- env BPF_NUM_MAPS=2 BPF_MAP0=3)
	inherits
	assert_refused "BPF_NUM_MAPS is 2, but there are 1"
	WRAP=(mkmap hash 4 4 4 -- env BPF_NUM_MAPS=0 BPF_MAP0=3)
	inherits
	assert_refused "BPF_NUM_MAPS is 0, but there are 1"
}

@test "numbers that are none are refused" {
	local pair

	for pair in BPF_MAP0= BPF_MAP0=-3 BPF_MAP0=3x BPF_MAP0=4294967299 \
		BPF_MAP4294967296=3 BPF_MAP0x=3 BPF_NUM_MAPS=x; do
		WRAP=(mkmap hash 4 4 4 -- env BPF_NUM_MAPS=1 "$pair")
		inherits
		assert_refused "--inherit: "
	done
}

@test "a BPF_MAPS with fewer or more names than maps is refused" {
	holding hash 4 4 4
	WRAP=(env BPF_MAPS=a:b "${WRAP[@]}")
	inherits
	assert_refused "BPF_MAPS has more names than there are maps"
	WRAP=(mkmap hash 4 4 4 -- mkmap hash 4 4 4 -- env BPF_NUM_MAPS=2
		BPF_MAP0=3 BPF_MAP1=4 BPF_MAPS=a)
	inherits
	assert_refused "BPF_MAPS has fewer names than there are maps"
}

@test "a name longer than any map's is refused" {
	WRAP=(mkmap hash 4 4 4 --)
	listening 1 "$(printf '%0256d' 0)"
	inherits
	assert_refused "a name of 256 bytes, the longest has 255"
}

@test "an inherited map that --keep-fd wants too is refused" {
	holding hash 4 4 4
	inherits --keep-fd 3
	assert_refused "--keep-fd: 3"
}

# --- what is taken ---

@test "LISTEN_FDS gives maps in order, and the names of LISTEN_FDNAMES" {
	WRAP=(mkmap hash 4 4 4 name=kernel -- mkmap array 4 4 1 name=other --)
	listening 2 first:second
	inherits
	assert_ran
	assert_line env=BPF_NUM_MAPS=2
	assert_line env=BPF_MAPS=first:second
	assert_line env=BPF_MAP_SECOND=4
	refute_line --partial env=LISTEN_
}

@test "systemd's words for no name leave the kernel's" {
	WRAP=(mkmap hash 4 4 4 name=a -- mkmap hash 4 4 4 name=b --
		mkmap hash 4 4 4 name=c -- mkmap hash 4 4 4 name=d --)
	listening 4 unknown:stored::
	inherits
	assert_ran
	assert_line env=BPF_MAPS=a:b:c:d
}

@test "LISTEN_FDS that is ours goes before BPF_NUM_MAPS" {
	holding hash 4 4 4
	listening 1 listen
	inherits
	assert_ran
	assert_line env=BPF_MAPS=listen
}

@test "stale LISTEN_FDS don't keep BPF_NUM_MAPS from being used" {
	holding hash 4 4 4 name=held
	WRAP=(env LISTEN_FDS=3 LISTEN_PID=1 "${WRAP[@]}")
	inherits
	assert_ran
	assert_line env=BPF_MAP_HELD=3
}

@test "BPF_MAP<id> gives maps by descriptor, with ids and names" {
	WRAP=(mkmap hash 4 4 4 -- mkmap array 4 4 1 -- env BPF_NUM_MAPS=2
		BPF_MAP17=4 BPF_MAP5=3 BPF_MAPS=low:high)
	inherits
	assert_ran
	assert_line env=BPF_MAP5=3
	assert_line env=BPF_MAP17=4
	assert_line env=BPF_MAPS=low:high
}

# under LINE...: what is launched runs under a policy that allows all but this,
# as in a container with a filter of its own.
under() {
	printf '%s\n' "@default allow" "$@" >"$BATS_TEST_TMPDIR/outer.policy"
	chmod 600 "$BATS_TEST_TMPDIR/outer.policy"
	give "$BATS_TEST_TMPDIR/outer.policy"
	OUTER=(bpfns-exec --inherit --policy "$BATS_TEST_TMPDIR/outer.policy" --)
}

@test "where a filter denies bpf(2) altogether, that is said and nothing runs" {
	under "bpf: return EPERM"
	# The outer one asks before its filter is there.
	holding hash 4 4 4 name=held
	run -125 bare timeout 20 "${WRAP[@]}" env BPF_NUM_MAPS=1 BPF_MAP0=3 \
		"${OUTER[@]}" bpfns-exec --inherit -- touch ran
	assert_output --partial "bpf(2) is denied here"
	[ ! -e ran ]
}

@test "a descriptor that can't be asked whether it is a map is refused" {
	local denied rest='; return EPERM'

	# A batch or a lookup tells a program from a map, the info has the rest.
	for denied in \
		'arg0 != BPF_MAP_LOOKUP_ELEM && arg0 != BPF_MAP_LOOKUP_BATCH' \
		'arg0 != BPF_OBJ_GET_INFO_BY_FD'; do
		under "bpf: $denied$rest"
		holding hash 4 4 4 name=held
		run -125 bare timeout 20 "${WRAP[@]}" env BPF_NUM_MAPS=1 \
			BPF_MAP0=3 "${OUTER[@]}" \
			bpfns-exec --inherit -- touch ran
		assert_output --partial "bpf(2) is denied here"
		[ ! -e ran ]
		WRAP=()
	done
}

@test "a batch or a lookup alone is enough to tell that it is a map" {
	local command

	for command in BPF_MAP_LOOKUP_ELEM BPF_MAP_LOOKUP_BATCH; do
		under "bpf: arg0 != $command; return EPERM"
		holding hash 4 4 4 name=held
		run -0 bare timeout 20 "${WRAP[@]}" env BPF_NUM_MAPS=1 \
			BPF_MAP0=3 "${OUTER[@]}" bpfns-exec --inherit -- echo ran
		assert_line ran
		WRAP=()
	done
}

@test "no maps are a set that can be inherited" {
	launch -- bpfns-exec --inherit -- holder
	assert_ran
	assert_line env=BPF_NUM_MAPS=0
	assert_equal "$(open_fds)" "0 1 2"
}

@test "what one bpfns-exec hands over, the next one inherits" {
	holding hash 4 4 4 name=held
	launch --inherit -- bpfns-exec --inherit -- bpfns-exec --inherit \
		--listen-fds -- bpfns-exec --inherit -- holder
	assert_ran
	assert_line env=BPF_MAP_HELD=3
	assert_equal "$(open_fds)" "0 1 2 3"
}

@test "it works without any privilege" {
	without_privilege
	holding hash 4 4 4 name=held
	launch --inherit -- mapop 3 update 01000000 02000000
	assert_ran
	assert_output ok
}

@test "types that came with a map go on with it, under its new id" {
	WRAP=(mkmap hash 4 4 4 -- mkmap array 4 4 1 -- env BPF_NUM_MAPS=2
		BPF_MAP17=4 BPF_MAP5=3 BPF_MAPS=low:high BPF_MAP17_VALUE=s32
		BPF_MAP5_KEY='{a:u16,b:u16}' BPF_MAP9_KEY=u8
		BPF_MAP4294967313_KEY=u8)
	inherits
	assert_ran
	assert_line env=BPF_MAP17_VALUE=s32
	assert_line 'env=BPF_MAP5_KEY={a:u16,b:u16}'
	refute_line --partial BPF_MAP9
	refute_line --partial BPF_MAP17_KEY
}

@test "what looks like a type but is none is refused as a map's number" {
	holding hash 4 4 4
	WRAP=(env BPF_MAP0_KEYS=u32 "${WRAP[@]}")
	inherits
	assert_refused "'0_KEYS' is not a number"
}

@test "a type that becomes too long for an exec is left out, with a warning" {
	local long pins=() i

	# It has all that an exec takes, and its id gets a second digit.
	printf -v long '%0131058d' 0
	own_bpffs
	mkmap hash 4 4 4 n=10 pin="$BPFFS/m"
	for i in 0 1 2 3 4 5 6 7 8 9; do
		pins+=(--pin "$BPFFS/m$i,id=$i")
	done
	holding hash 4 4 4 name=held
	WRAP=(env "BPF_MAP0_KEY=$long" BPF_MAP0_VALUE=u32 "${WRAP[@]}")
	inherits "${pins[@]}"
	assert_ran
	assert_said "map held: its type is left out: too long for an exec"
	refute_line --partial BPF_MAP10_KEY
	assert_line env=BPF_MAP10_VALUE=u32
}
