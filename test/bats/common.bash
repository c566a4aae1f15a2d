# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# What every test file shares. Load it and it brings a teardown that undoes,
# in reverse, what was registered with `defer`, also when the test failed:
#	load common
#	setup() { common_setup; }
# A file with a teardown of its own calls common_teardown in it.
#
# Tests run in three positions: POSITION is root, or user or userns, where the
# programs, and they alone, are started as an unprivileged user or as root of a
# user namespace (scripts/position). Maps, netns and the like are always made
# by root. A test that asks for more than a program can have there bears the
# tag "root"; one that can't be had as root of a user namespace, "no-userns".
#
# Start what stays in the background with `background CMD...`: descriptor 3 is
# bats's own, and who holds it keeps bats from ending. Where descriptors are
# counted, `run bare CMD...` starts CMD with none but 0, 1 and 2.

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
BPFNS_BIN=${BPFNS_BIN:-$ROOT/build}
[[ $BPFNS_BIN = /* ]] || BPFNS_BIN=$ROOT/$BPFNS_BIN
HELPERS=${HELPERS:-$ROOT/build/test}
PATH=$BPFNS_BIN:$HELPERS:$PATH
POSITION=${POSITION:-root}
# Elsewhere in root's PATH another user may have no business.
[ "$POSITION" = root ] ||
	PATH=$BPFNS_BIN:$HELPERS:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
POLICIES=${POLICIES:-$ROOT/policy}
export ROOT BPFNS_BIN HELPERS POLICIES PATH

DEFERRED=()

# What a test inherits from the machine must not decide it.
common_setup() {
	local name

	for name in $(compgen -e | grep -E '^(BPF_|LISTEN_)'); do
		unset "$name"
	done
	umask 022
	cd "$BATS_TEST_TMPDIR" || return 1
	[ "$POSITION" = root ] || hand_directory_over
}

# give FILE...: to the user of this position, who is to trust or write it.
give() {
	[ "$POSITION" = root ] || chown 65534:65534 "$@"
}

# The user of this position makes sockets and files in the test's directory.
hand_directory_over() {
	local dir=$BATS_TEST_TMPDIR

	export PIN_OWNER=65534
	[ "$POSITION" != userns ] || export SENDER=65534
	chown 65534:65534 "$dir"
	while [ "$dir" != "${BATS_TMPDIR:-/tmp}" ] && [ "$dir" != / ]; do
		chmod go+x "$dir"
		dir=${dir%/*}
	done
}

setup() {
	common_setup
}

# Runs CMD... at the end of the test, last registered first. Not to be called
# in a subshell, so not by way of `run`.
defer() {
	DEFERRED+=("$(printf '%q ' "$@")")
}

# A failed cleanup is told, and does not keep the others from being run.
common_teardown() {
	local i failed=0

	cd / || return 1
	for ((i = ${#DEFERRED[@]} - 1; i >= 0; i--)); do
		eval "${DEFERRED[i]}" 3>&- || {
			echo "cleanup failed: ${DEFERRED[i]}" >&2
			failed=1
		}
	done
	DEFERRED=()
	return "$failed"
}

teardown() {
	common_teardown
}

# Skips, or fails where BPFNS_MUST_WORK=1 says that nothing may be skipped.
cannot() {
	[ "${BPFNS_MUST_WORK:-0}" != 1 ] || fail "can't run here: $*"
	skip "$*"
}

# Root with BPF, network namespaces, veth and clsact.
need_root_world() {
	local lack

	lack=$("$ROOT/scripts/preflight" test 2>&1) || cannot "$lack"
}

need_tool() {
	local tool

	for tool; do
		command -v "$tool" >/dev/null || cannot "needs $tool"
	done
}

# A name that no other test has, nor another run at the same time.
unique() {
	echo "bpfns-${1:-x}-$$-${BATS_TEST_NUMBER:-0}"
}

# setup_netns [TAG]: a new network namespace with lo up; its name in $NETNS.
setup_netns() {
	NETNS=$(unique "${1:-ns}")
	ip netns add "$NETNS"
	defer ip netns del "$NETNS"
	ip -n "$NETNS" link set lo up
}

# setup_veth: a netns $NETNS with veth0 and veth1, ends of one pair, both up
# and without IPv6, so that nothing is sent but what the test sends.
setup_veth() {
	setup_netns veth
	ip netns exec "$NETNS" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \
		net.ipv6.conf.default.disable_ipv6=1
	ip -n "$NETNS" link add veth0 type veth peer name veth1
	ip -n "$NETNS" link set veth0 up
	ip -n "$NETNS" link set veth1 up
}

# attach_classifier DEV [ingress|egress]: in $NETNS, by the stock tc. The ids
# of its maps are in $PROTO_ID, $QUEUE_ID and $DROPS_ID.
attach_classifier() {
	local prog

	tc -n "$NETNS" qdisc replace dev "$1" clsact
	tc -n "$NETNS" filter add dev "$1" "${2:-egress}" bpf direct-action \
		obj "$HELPERS/classifier.bpf.o" sec classifier
	prog=$(tc -n "$NETNS" -j filter show dev "$1" "${2:-egress}" |
		jq -r '[.[].options.prog.id? // empty] | last')
	# libbpf makes them in the order of the source, so ids ascend in it.
	# shellcheck disable=SC2034 # for the tests
	read -r PROTO_ID QUEUE_ID DROPS_ID < <(bpftool -j prog show id "$prog" |
		jq -r '.map_ids | sort | join(" ")')
}

# own_bpffs: a bpf file system of the test's own, at $BPFFS.
own_bpffs() {
	BPFFS=$BATS_TEST_TMPDIR/bpffs
	mkdir "$BPFFS"
	mount -t bpf bpf "$BPFFS"
	defer umount "$BPFFS"
}

# become CMD...: this shell becomes a program with no descriptor open but 0, 1
# and 2, whatever bats and the machine have left open.
become() {
	local fd

	for fd in /proc/self/fd/*; do
		fd=${fd##*/}
		((fd < 3)) || eval "exec $fd>&-"
	done
	exec "$@"
}

# bare CMD...: as become, but this shell stays.
bare() (
	become "$@"
)

# background CMD...: its pid in $PID, its output in $OUT and $ERR. It is
# killed at the end of the test if it still runs.
background() {
	BACKGROUND=$((${BACKGROUND:-0} + 1))
	OUT=$BATS_TEST_TMPDIR/out.$BACKGROUND
	ERR=$BATS_TEST_TMPDIR/err.$BACKGROUND
	# Not bare: its shell would stand between, and get the signals.
	become "$@" </dev/null >"$OUT" 2>"$ERR" &
	PID=$!
	defer stop_process "$PID"
}

# Answers 0 also for one that is gone.
stop_process() {
	kill "$1" 2>/dev/null || return 0
	wait "$1" 2>/dev/null || true
}

# wait_until SECONDS CMD...: 0 as soon as CMD answers 0.
wait_until() {
	local tries=$(($1 * 50))

	shift
	until "$@"; do
		((tries-- > 0)) || return 1
		sleep 0.02
	done
}

# wait_for_socket PATH: until it is bound; fails the test after 5 seconds.
wait_for_socket() {
	wait_until 5 test -S "$1" || fail "nobody binds $1: $(cat "$ERR")"
}

# wait_for_exit PID [SECONDS]: its exit status in $status, its output in
# $output and $stderr, as `run` has them. Fails after 10 seconds.
wait_for_exit() {
	wait_until "${2:-10}" process_ended "$1" || fail "$1 does not end"
	status=0
	# shellcheck disable=SC2034 # for the assertions
	wait "$1" || status=$?
	# shellcheck disable=SC2034
	output=$(cat "$OUT") stderr=$(cat "$ERR")
	# shellcheck disable=SC2034
	mapfile -t lines <<<"$output"
}

# A zombie has ended too: only `wait` takes it away.
process_ended() {
	local state

	state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" \
		2>/dev/null) || return 0
	[[ -z $state || $state = Z ]]
}

# import_in_background [OPTION...] [-- CMD...]: a bpfns-exec that waits at
# $SOCK; CMD is holder when there is none.
import_in_background() {
	local word command=(holder)

	SOCK=$BATS_TEST_TMPDIR/import.sock
	for word; do
		[ "$word" != -- ] || command=()
	done
	if ((${#command[@]})); then
		set -- "$@" -- "${command[@]}"
	fi
	background bpfns-exec --import "$SOCK" "$@"
	wait_for_socket "$SOCK"
}

# value KEY: what holder printed behind KEY= in $output; every line of them.
value() {
	sed -n "s/^$1=//p" <<<"$output"
}

# fd_line N: the rest of holder's line about descriptor N; fails if it is shut.
fd_line() {
	local line

	line=$(grep "^fd=$1 " <<<"$output") && echo "${line#fd="$1" }"
}

# open_fds: the numbers holder found open, on one line.
open_fds() {
	sed -n 's/^fd=\([0-9]*\) .*/\1/p' <<<"$output" | paste -sd ' '
}

# assert_said TEXT...: each stands in what was written to stderr.
assert_said() {
	local text

	for text; do
		[[ $stderr = *"$text"* ]] ||
			fail "stderr lacks '$text': $stderr"
	done
}

# no_leak_check: for one of our programs that ends by itself inside another's
# filter. The sanitizers look for leaks by ptrace, which the filter denies.
no_leak_check() {
	export ASAN_OPTIONS=detect_leaks=0
}
