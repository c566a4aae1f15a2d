# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # $status, $output: bats's
# What the attacks share: each is made without our defence first, to show that
# it would work, then behind it, and what was seen becomes a row of the table
# in the file $BPFNS_ATTACKS:
#	attack, preset, outcome, control
# scripts/check prints it. Nothing but a program's own answer makes a row, and
# none is made without a control, or the reason why there is none. The hostile
# programs speak as attempt and mapop do: their last line is
#	ok...       it went through, and the status is 0: the row reads open
#	EPERM       (any errno) it was stopped, and the status is 1
#	no: TEXT    it was stopped, and what it found instead
# and whoever is killed by a signal says nothing more.

load ../bats/common
load ../bats/confined
load ../bats/handover

PRESETS=(map-rw map-ro reader server)
ATTACK=
CONTROL=
KERNEL_SAID=
SEEN=
RECORDED=0

setup_file() {
	need_root_world
}

# A test that has recorded nothing has attacked nothing.
teardown() {
	local failed=0

	common_teardown || failed=1
	if [ "${BATS_TEST_COMPLETED:-}" = 1 ] && ((!RECORDED)); then
		echo "no attack was recorded" >&2
		failed=1
	fi
	return "$failed"
}

# attack NAME: the next one. It has no control yet.
attack() {
	ATTACK=$1
	CONTROL=
	KERNEL_SAID=
}

by() {
	[ "$1" = nothing ] || echo ", with $1"
}

# try CMD...: `run` with a limit, where CMD is a program.
try() {
	local limit=(timeout 10)

	[ "$(type -t "$1")" != function ] || limit=()
	run "${limit[@]}" "$@"
	seen
}

# control DEFENDER CMD...: CMD, a program or a function, is the attack, made
# where DEFENDER stands in our place ("nothing", most of the time); it must go
# through.
control() {
	try "${@:2}"
	[ "$SEEN" = open ] || fail "control of '$ATTACK': $SEEN: $output"
	CONTROL="goes through$(by "$1")"
	KERNEL_SAID=
	SEEN=
}

# control_reaches DEFENDER CMD...: for what would do harm, or can't be had
# here. The call gets at least as far as the kernel, which may refuse it for its
# own reasons, but never as we would.
control_reaches() {
	try "${@:2}"
	case $SEEN in
	open) CONTROL="goes through$(by "$1")" ;;
	E*) CONTROL="the kernel's own $SEEN$(by "$1")" ;;
	*) fail "control of '$ATTACK': $SEEN: $output" ;;
	esac
	[ "$SEEN" != EPERM ] || fail "control of '$ATTACK': $output"
	KERNEL_SAID=$SEEN
	SEEN=
}

# stopped_without_us DEFENDER CMD...: there is no control, since DEFENDER fails
# too, as is seen: by a status of its own, and not for want of the program.
stopped_without_us() {
	run timeout 10 "${@:2}"
	case $status in
	0 | 124 | 126 | 127) fail "control of '$ATTACK': $status: $output" ;;
	esac
	CONTROL="none: $1 fails too"
}

# no_control REASON: none could be made.
no_control() {
	CONTROL="none: $1"
}

# seen: what became of it, in $SEEN. A launch that never got as far as the
# attack, one that hung, and words of no meaning are no outcome.
seen() {
	local last=${output##*$'\n'}

	case $status in
	0) [[ $last = ok* ]] && SEEN=open || SEEN= ;;
	1)
		SEEN=
		[[ ! $last =~ ^E[A-Z0-9]+$ ]] || SEEN=$last
		[[ $last != "no: "* ]] || SEEN=${last#no: }
		;;
	125)
		SEEN=
		[[ $output != *"bpfns-exec: "* ]] || SEEN=refused
		;;
	126)
		# The kernel's word on the program itself
		SEEN=
		[[ $output != *": Operation not permitted" ]] || SEEN="no exec"
		;;
	*)
		SEEN=
		! last=$(kill -l "$((status - 128))" 2>/dev/null) ||
			((status < 129)) || SEEN=SIG$last
		;;
	esac
	[ -n "$SEEN" ] || fail "'$ATTACK': status $status, and: $output"
}

# record PRESET WANTED: what the last `try` came to is the row; the test fails
# unless it is WANTED, a regular expression. PRESET is - where it plays no part.
record() {
	if [ -z "$ATTACK" ] || [ -z "$CONTROL" ] || [ -z "$SEEN" ]; then
		fail "without a name, a control or an attempt: '$ATTACK'"
	fi
	RECORDED=$((RECORDED + 1))
	[ -z "${BPFNS_ATTACKS:-}" ] || printf '%s\t%s\t%s\t%s\n' "$ATTACK" \
		"$1" "$SEEN" "$CONTROL" >>"$BPFNS_ATTACKS"
	[ "$SEEN" != "$KERNEL_SAID" ] ||
		fail "'$ATTACK' under $1 ends as without us: $SEEN"
	[[ $SEEN =~ ^($2)$ ]] || fail "'$ATTACK' under $1: $SEEN: $output"
	SEEN=
}

# stopped WANTED [OPTION...] -- CMD...: under each preset CMD is the attack, by
# a workload that was started with these options.
stopped() {
	local options=() policy wanted=$1

	shift
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	for policy in "${PRESETS[@]}"; do
		try bpfns-exec --policy "$policy" "${options[@]}" "$@"
		record "$policy" "$wanted"
	done
}

# stopped_by WANTED CMD...: the attack where presets play no part.
stopped_by() {
	try "${@:2}"
	record - "$1"
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
