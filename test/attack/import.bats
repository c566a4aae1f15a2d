#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What a hostile sender, a neighbour at the socket, or whoever sets up the
# launcher's surroundings tries with the maps that are handed over. What stands
# in our place is the stock tc, which receives maps by the same protocol.

# Each test is a subshell, and WRAP is read elsewhere.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154

load attack

# to_tc WORD...: what tc's importer does with what tcsend sends of WORDs; ok if
# it ran its workload, as user $TC_UID and with what is in TC_WRAP.
to_tc() {
	local sock=$BATS_TEST_TMPDIR/tc.sock

	rm -f "$sock"
	start_tc "$sock"
	timeout 10 tcsend "$sock" "$@" >/dev/null
	tc_answers
}

# start_tc SOCK: $TC waits there; in the current directory, if SOCK says so.
start_tc() {
	become "${TC_WRAP[@]}" timeout "$TC_TIME" tc exec bpf import "$1" run \
		"${TC_RUN[@]}" </dev/null >tc.out 2>&1 &
	TC=$!
}

tc_answers() {
	local answer=0

	wait "$TC" || answer=$?
	cat tc.out
	if [ "$answer" = 0 ]; then
		echo ok
	else
		echo "no: tc ended with $answer"
	fi
	[ "$answer" = 0 ]
}

# stopped_by_tc WORD...: tc doesn't take it either.
stopped_by_tc() {
	run to_tc "$@"
	assert_failure
	assert_output --partial "no: tc ended with 255"
	no_control "tc refuses it too"
}

# tc_never_ends WORD...: ok if tc still waits when the sender is gone.
tc_never_ends() {
	TC_TIME=1
	! to_tc "$@" >/dev/null || return 1
	grep -q . tc.out && return 1
	echo ok
}

TC_WRAP=()
TC_RUN=(holder)
TC_TIME=5

# from_sender [OPTION...] -- WORD...: the same for us.
from_sender() {
	imports "$@"
	if [ "$status" = 0 ]; then
		echo "ok: $output"
	else
		echo "$output$stderr"
	fi
	return "$status"
}

# refused_sender NAME MESSAGE [OPTION...] -- WORD...: an attack, and tc as the
# control, which takes what it is sent.
refused_sender() {
	local name=$1 message=$2 options=()

	shift 2
	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	attack "$name"
	control tc to_tc "$@"
	stopped_by refused from_sender "${options[@]}" -- "$@"
	assert_output --partial "$message"
}

@test "descriptors that are no maps are refused" {
	own_bpffs
	mkprog link="$BPFFS/link"
	refused_sender "send a file" "not a map" -- file=/etc/passwd
	refused_sender "send a directory" "not a map" -- map file=/
	refused_sender "send a socket" "not a map" -- map socket
	refused_sender "send a program" "a program, not a map" -- map prog
	refused_sender "send a link" "a link, not a map" -- \
		map link="$BPFFS/link"
}

@test "what a map is said to be must be true" {
	refused_sender "lie about a map's type" "claims type 5" -- map type=5
	refused_sender "lie about a map's key" "claims key size" -- map key=99
	refused_sender "lie about a map's value" "claims value size" -- map value=99
	refused_sender "send one map as two" "are the same map" -- map same
}

@test "two maps of one id never hide one another" {
	attack "two maps of one id"
	control tc hidden_map to_tc
	stopped_by 'both are there' hidden_map from_sender --
}

# hidden_map RECEIVE...: ok if two maps with the id 0 are to be found by one
# variable.
hidden_map() {
	case $("$@" map map id=0 | grep -oE '^env=BPF_MAP[0-9]+' | sort -u |
		wc -l) in
	1) echo ok ;;
	2) echo "no: both are there" && return 1 ;;
	*) return 127 ;;
	esac
}

@test "counts that lie are refused" {
	refused_sender "fewer maps announced than sent" \
		"3 descriptors, but 2 announced" -- \
		map map map total=2
	refused_sender "no maps announced, one sent" \
		"1 descriptors, but 0 announced" -- map total=0
	attack "more maps announced than are sent"
	control tc tc_never_ends map total=65
	stopped_by refused from_sender --timeout 1 -- map total=65
	assert_output --partial "the sender stopped after 1 of 65 maps"
	attack "65535 maps announced"
	control tc tc_never_ends map total=65535
	WRAP=(prlimit --nofile=64:4096)
	stopped_by refused from_sender -- map total=65535
	assert_output --partial "more than RLIMIT_NOFILE allows"
	WRAP=()
	attack "more entries than descriptors"
	control tc tc_never_ends map entries=2 total=2
	stopped_by refused from_sender --timeout 1 -- map entries=2 total=2
}

@test "messages of another make are refused" {
	refused_sender "a message longer than any of tc's" "fit no layout" -- \
		map payload=5000
	refused_sender "a message cut within an entry" "fit no layout" -- \
		map map map payload=200
	attack "two bundles of descriptors in a message"
	no_control "the kernel makes one of them, for tc too"
	stopped_by 'refused|nothing is lost' both_bundles
	attack "a message without descriptors"
	stopped_by_tc map cmsg=none
	stopped_by refused from_sender -- map cmsg=none
	attack "descriptors of another level"
	stopped_by_tc map cmsg=level
	stopped_by refused from_sender -- map cmsg=level
	attack "another version of the protocol"
	stopped_by_tc map version=9
	stopped_by refused from_sender -- map version=9
}

# ok if the workload got one of the two maps alone.
both_bundles() {
	imports -- map map cmsg=split
	if [ "$status" = 0 ] && [ "$(open_fds)" = "0 1 2 3 4" ]; then
		echo "no: nothing is lost"
		return 1
	fi
	[ "$status" != 0 ] || echo ok
	echo "$stderr"
	return "$status"
}

@test "no map is lost where descriptors run out" {
	local maps

	mapfile -t maps < <(yes map | head -n 40)
	attack "more maps than may be open"
	WRAP=(prlimit --nofile=32:32)
	TC_WRAP=("${WRAP[@]}")
	stopped_by_tc "${maps[@]}"
	stopped_by refused from_sender -- "${maps[@]}"
	assert_output --partial "RLIMIT_NOFILE"
}

# --- senders, and the socket ---

# bats test_tags=no-userns
@test "a sender of another uid is refused" {
	public_directory
	cd "$PUBLIC"
	BATS_TEST_TMPDIR=$PUBLIC
	attack "send maps as another uid, where one may connect"
	# Its socket's mode is the umask's
	TC_WRAP=(sh -c 'umask 0; exec "$@"' sh)
	control tc to_tc map uid=1000
	SOCK=$PUBLIC/s
	stopped_by refused from_sender --import-mode 0666 -- map uid=1000
	assert_output --partial "sender uid 1000 is not allowed"
}

# connects UID WAIT-AT...: as the uid, with a map.
knock() {
	local answer=0

	"$1" "$2"
	wait_for_socket "$2"
	timeout 10 tcsend "$2" map uid=1000 || answer=$?
	kill "${TC:-$PID}" 2>/dev/null || true
	[ "$answer" != 0 ] || echo ok
	return "$answer"
}

# bats test_tags=no-userns
@test "another uid can't connect to the socket" {
	public_directory
	cd "$PUBLIC"
	attack "connect to the socket as another uid"
	TC_WRAP=(sh -c 'umask 0; exec "$@"' sh)
	ERR=tc.out
	control tc knock start_tc "$PUBLIC/tc.sock"
	SOCK=$PUBLIC/s
	TC=
	stopped_by EACCES knock our_importer "$SOCK"
}

our_importer() {
	SOCK=$1
	importer
}

# stolen: in a directory that others may write to, uid 1000 puts a socket of its
# own in the place of tc's. What root sends goes there.
stolen() {
	start_tc "$PUBLIC/sock"
	wait_for_socket "$PUBLIC/sock"
	setpriv --reuid=1000 --regid=1000 --clear-groups \
		mv "$PUBLIC/sock" "$PUBLIC/theirs"
	mv tc.out first.out
	TC_WRAP=(setpriv --reuid=1000 --regid=1000 --clear-groups)
	start_tc "$PUBLIC/sock"
	wait_for_socket "$PUBLIC/sock"
	tcsend "$PUBLIC/sock" map
	tc_answers
	grep -q '^uid=1000$' tc.out && grep -q 'link=anon_inode:bpf-map' tc.out
}

# bats test_tags=no-userns
@test "a socket is bound only where nobody else can replace it" {
	public_directory
	chmod 777 "$PUBLIC"
	TC_RUN=("$PUBLIC/holder")
	install -m 755 "$HELPERS/holder" "$PUBLIC"
	ERR=tc.out
	attack "take the socket's place, in a directory one may write to"
	control tc stolen
	stopped_by refused bpfns-exec --import "$PUBLIC/s" --timeout 1 -- holder
	assert_output --partial "others may write to"
	attack "take the socket's place, in a directory of one's own"
	rm -f "$PUBLIC/sock"
	chmod 755 "$PUBLIC"
	chown 1000 "$PUBLIC"
	control tc stolen
	stopped_by refused bpfns-exec --import "$PUBLIC/s" --timeout 1 -- holder
	assert_output --partial "belongs to uid 1000"
}

@test "a path that is taken is refused, and what is there stays" {
	local kind

	echo theirs >file
	mkdir dir
	ln -s file link
	ln -s none dangling
	give file dir
	for kind in file=file directory=dir symlink=link \
		'dangling symlink=dangling'; do
		attack "something else at the socket's path: a ${kind%=*}"
		SOCK=$PWD/${kind#*=}
		stopped_without_us tc tc exec bpf import "$SOCK" run true
		stopped_by refused bpfns-exec --import "$SOCK" \
			--timeout 1 -- holder
	done
	assert_equal "$(cat file)" theirs
	assert_equal "$(readlink link dangling)" $'file\nnone'
	SOCK=
	attack "a dead socket at the path"
	importer
	kill -KILL "$PID"
	wait_for_exit "$PID"
	stopped_without_us tc tc exec bpf import "$SOCK" run true
	stopped_by refused bpfns-exec --import "$SOCK" --timeout 1 -- holder
	assert [ -S "$SOCK" ]
	rm "$SOCK"
	attack "an importer at the path already"
	importer
	stopped_without_us tc tc exec bpf import "$SOCK" run true
	stopped_by refused bpfns-exec --import "$SOCK" --timeout 1 -- holder
	assert [ -S "$SOCK" ]
}

# cut_path PATH: ok if tc waits at another one.
cut_path() {
	become tc exec bpf import "$1" run true </dev/null >tc.out 2>&1 &
	TC=$!
	wait_until 5 ls_sockets || return 1
	kill -KILL "$TC"
	[ ! -e "$1" ] && echo ok
}

ls_sockets() {
	[ -n "$(find "$PUBLIC" -type s)" ]
}

@test "a path that is too long is refused, not cut" {
	local path

	public_directory
	path=$PUBLIC/$(printf 'x%.0s' {1..100})
	attack "a socket's path of over 107 bytes"
	control tc cut_path "$path"
	rm -f "$PUBLIC"/x*
	stopped_by refused bpfns-exec --import "$path" --timeout 1 -- holder
	assert_equal "$(find "$PUBLIC" -mindepth 1)" ""
}

# --- what the environment says ---

# finds_stale CMD...: ok if the C library's getenv finds the number that stood
# there before us.
finds_stale() {
	local found

	found=$(BPF_NUM_MAPS=1 BPF_MAP0=99 "$@" 2>/dev/null)
	if grep -qx 'map0: fd 99' <<<"$found"; then
		echo ok
	elif grep -qx 'map0: fd 3' <<<"$found"; then
		echo "no: ours is found"
		return 1
	else
		echo "$found"
		return 127
	fi
}

@test "variables that stand there already aren't found" {
	local policy

	own_bpffs
	mkmap array 4 8 1 name=drops pin="$BPFFS/drops"
	attack "a BPF_MAP0 that is there already"
	TC_RUN=(cworkload)
	control tc finds_stale to_tc map=array,4,8,1,0,drops
	for policy in "${PRESETS[@]}"; do
		try finds_stale bpfns-exec --pin "$BPFFS/drops" \
			--policy "$policy" -- cworkload
		record "$policy" 'ours is found'
	done
}

# listening COUNT PID [OPTION...]: our launcher is told of COUNT descriptors;
# PID is "own" for its own. It is started with one map, at 3.
listening() {
	# shellcheck disable=SC2016 # for the inner shell
	bare timeout 10 mkmap array 4 4 1 -- \
		env LISTEN_FDS="$1" LISTEN_PID="$2" \
		bash -c '[ "$LISTEN_PID" != own ] || export LISTEN_PID=$$
			exec "$@"' sh \
		bpfns-exec --inherit "${@:3}" -- attempt bpf 1 u64:3,@,@ 128
}

@test "LISTEN_FDS hands over nothing that isn't the launcher's to give" {
	own_bpffs
	mkmap hash 4 4 4 pin="$BPFFS/secret"
	attack "LISTEN_FDS of another process"
	control "the right LISTEN_PID" listening 1 own
	stopped_by refused listening 1 1
	assert_output --partial "LISTEN_PID is not this process"
	attack "LISTEN_FDS that reaches the launcher's own descriptors"
	no_control "no other launcher here takes maps so, and ours has no switch"
	stopped_by refused listening 3 own --pin "$BPFFS/secret"
	assert_output --partial "descriptor 4 is not open"
}

# with_closed FD CMD...: without that standard stream.
with_closed() {
	eval "\"\${@:2}\" $1>&-"
}

# LOOKUP of a descriptor that is no map is EINVAL, of one that isn't open EBADF.
@test "no map lands on a standard stream" {
	local fd

	own_map
	for fd in 0 2; do
		attack "a map at descriptor $fd, closed at the start"
		control nothing with_closed "$fd" attempt \
			bpf 7 "u64:'$MAP" 128 , bpf 1 "u64:$fd,@,@" 128
		for policy in "${PRESETS[@]}"; do
			try with_closed "$fd" bpfns-exec --pin "$MAP" \
				--policy "$policy" -- \
				attempt bpf 1 "u64:$fd,@,@" 128
			record "$policy" EINVAL
		done
	done
}
