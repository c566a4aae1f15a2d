#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/map/env.c and include/bpfns.h: the contract with the workload.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

load common
load handover

setup_file() {
	need_root_world
}

# named NAME...: $PINS, as many --pin with these names.
named() {
	local name i=0

	own_bpffs
	PINS=()
	for name; do
		mkmap hash 4 4 4 pin="$BPFFS/m$i"
		PINS+=(--pin "$BPFFS/m$i,name=$name")
		i=$((i + 1))
	done
}

# --- refusals ---

@test "the contract's own variables can't be set or unset" {
	local name

	for name in BPF_NUM_MAPS BPF_MAPS BPF_MAP0 BPF_MAP_X LISTEN_FDS \
		LISTEN_PID LISTEN_FDNAMES; do
		launch --setenv "$name=1" -- holder
		assert_refused "--setenv: $name is bpfns-exec's own to set"
		launch --unsetenv "$name" -- holder
		assert_refused "--unsetenv: $name is bpfns-exec's own to set"
	done
}

@test "--setenv without a = or a name is refused" {
	launch --setenv NAME -- holder
	assert_refused "--setenv: 'NAME' is not NAME=VALUE"
	launch --setenv =value -- holder
	assert_refused "--setenv: a variable without a name"
}

@test "--unsetenv of what is no name is refused" {
	launch --unsetenv A=b -- holder
	assert_refused "--unsetenv: 'A=b' is not a variable's name"
	launch --unsetenv '' -- holder
	assert_refused "--unsetenv: a variable without a name"
}

@test "--listen-fds with --keep-fd is refused" {
	launch --listen-fds --keep-fd 2 -- holder
	assert_refused "--keep-fd: "
	WRAP=(mkmap hash 4 4 4 --)
	launch --listen-fds --keep-fd 3 -- holder
	assert_refused "--listen-fds and --keep-fd don't go together"
}

# --- the contract ---

@test "without maps, their number is 0" {
	launch -- holder
	assert_ran
	assert_equal "$(value env)" "BPF_NUM_MAPS=0
BPF_MAPS="
}

@test "each map has its id, its name and its place" {
	named drops two
	launch "${PINS[@]}" -- holder
	assert_ran
	assert_equal "$(value env)" "BPF_NUM_MAPS=2
BPF_MAP0=3
BPF_MAP1=4
BPF_MAPS=drops:two
BPF_MAP_DROPS=3
BPF_MAP_TWO=4"
}

@test "a name's variable is in upper case, and has _ for what it can't have" {
	named 'a-b.c d/=9'
	launch "${PINS[@]}" -- holder
	assert_ran
	assert_line "env=BPF_MAPS=a-b.c d/=9"
	assert_line env=BPF_MAP_A_B_C_D__9=3
}

@test "names that share a variable are left out, with a warning for each" {
	named a.b a-b A_B other
	launch "${PINS[@]}" -- holder
	assert_ran
	refute_line --partial BPF_MAP_A_B
	assert_line env=BPF_MAP_OTHER=6
	assert_line env=BPF_MAPS=a.b:a-b:A_B:other
	assert_said "warning: map a.b: another map's variable is BPF_MAP_A_B" \
		"map a-b:" "map A_B:"
}

@test "a name of digits alone gets no variable, and a warning" {
	named 17 17a
	launch "${PINS[@]}" -- holder
	assert_ran
	refute_line --partial env=BPF_MAP_17=
	assert_line env=BPF_MAP_17A=4
	assert_line env=BPF_MAPS=17:17a
	assert_said "map 17: a name of digits alone gets no variable"
}

@test "a map without a name has an empty place in BPF_MAPS" {
	imports -- map map=hash,4,4,4,0,named map
	assert_ran
	assert_line env=BPF_MAPS=:named:
	assert_line env=BPF_MAP_NAMED=4
}

@test "ids given on the command line stay, others get the lowest free" {
	own_bpffs
	mkmap hash 4 4 4 n=4 pin="$BPFFS/m"
	launch --pin "$BPFFS/m0" --pin "$BPFFS/m1,id=0" --pin "$BPFFS/m2" \
		--pin "$BPFFS/m3,id=2" -- holder
	assert_ran
	assert_line env=BPF_MAP1=3
	assert_line env=BPF_MAP0=4
	assert_line env=BPF_MAP3=5
	assert_line env=BPF_MAP2=6
	refute_said warning
}

@test "an id asked for twice is refused" {
	own_bpffs
	mkmap hash 4 4 4 n=2 pin="$BPFFS/m"
	launch --pin "$BPFFS/m0,id=7" --pin "$BPFFS/m1,id=7" -- holder
	assert_refused "id 7 is asked for twice"
}

@test "a name so long that BPF_MAPS can't be exec'ed leaves that out" {
	local long pins=() i

	long=$(printf '%0250d' 0 | tr 0 n)
	own_bpffs
	mkmap hash 4 4 4 n=530 pin="$BPFFS/m"
	for ((i = 0; i < 530; i++)); do
		pins+=(--pin "$BPFFS/m$i,name=$i-$long")
	done
	launch "${pins[@]}" -- holder
	assert_ran
	assert_said "BPF_MAPS is left out: too long for an exec"
	refute_line --partial env=BPF_MAPS=
	assert_line env=BPF_NUM_MAPS=530
}

# --- the rest of the environment ---

@test "stale variables of the contract are gone" {
	export BPF_NUM_MAPS=5 BPF_MAPS=a:b BPF_MAP3=9 BPF_MAP_X=9 LISTEN_FDS=2 \
		LISTEN_PID=1 LISTEN_FDNAMES=x BPF_MAP3_OLD=1
	launch -- holder
	assert_equal "$(value env)" "BPF_NUM_MAPS=0
BPF_MAPS="
}

@test "variables that only look like the contract's stay" {
	export BPF_MAPSX=1 BPF_MAP=2 BPF_OTHER=3 LISTEN_FDSX=4
	launch -- holder
	assert_line env=BPF_MAPSX=1
	assert_line env=BPF_MAP=2
	assert_line env=BPF_OTHER=3
	assert_line env=LISTEN_FDSX=4
}

@test "--setenv, --unsetenv: the last word wins, set goes before unset" {
	export BPF_ONE=old BPF_TWO=old BPF_THREE=old
	launch --setenv BPF_ONE=a --setenv BPF_ONE=b=c --unsetenv BPF_TWO \
		--setenv BPF_THREE= --unsetenv BPF_NONE -- holder
	assert_ran
	assert_line env=BPF_ONE=b=c
	refute_line --partial BPF_TWO
	assert_line env=BPF_THREE=
	assert_equal "$(grep -c env=BPF_ONE <<<"$output")" 1
}

@test "--clear-env leaves what was set, and the contract" {
	named drops
	launch --clear-env --setenv A=1 "${PINS[@]}" -- "$HELPERS/holder"
	assert_ran
	# A, BPF_NUM_MAPS, BPF_MAP0, BPF_MAPS, BPF_MAP_DROPS
	assert_line env_count=5
}

@test "--listen-fds sets what sd_listen_fds reads, for the workload's own pid" {
	named drops two
	launch --listen-fds "${PINS[@]}" -- holder
	assert_ran
	assert_line env=LISTEN_FDS=2
	assert_line env=LISTEN_FDNAMES=drops:two
	assert_equal "$(value env | sed -n s/LISTEN_PID=//p)" "$(value pid)"
}

@test "a map without a name is unknown in LISTEN_FDNAMES" {
	imports --listen-fds -- map map=hash,4,4,4,0,named
	assert_line env=LISTEN_FDNAMES=unknown:named
}

@test "a program in C finds its maps by the header's helpers" {
	imports -v -- map=array,4,8,64,0,drops map=hash,4,16,64,0,queue \
		map=hash,1,16,256,0,proto
	assert_ran
	importer -- cworkload
	sends map=array,4,8,64,0,drops map=hash,4,16,64,0,queue \
		map=hash,1,16,256,0,proto
	wait_for_exit "$PID"
	assert_ran
	assert_line "maps: 3"
	assert_line "map0: fd 3"
	assert_line "map2: fd 5"
	assert_line "drops: 0"
}

@test "the header's helpers find nothing where nothing was handed over" {
	launch -- cworkload
	assert_equal "$status" 99
	assert_line "maps: 0"
	assert_said "no map is named drops"
}
