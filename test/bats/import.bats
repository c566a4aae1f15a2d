#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/source/import.c and door.c: maps from an exporter that may be hostile,
# at a socket that others may covet.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034

load common
load handover

setup_file() {
	need_root_world
}

a_dead_socket() {
	SOCK=$1
	importer
	kill -KILL "$PID"
	wait_for_exit "$PID"
	[ -S "$1" ]
}

# --- messages that are refused ---

@test "a program among the descriptors is refused" {
	imports -- map map prog
	assert_refused "map 3 of 3 from pid" "a program, not a map"
}

@test "a file among the descriptors is refused" {
	imports -- map file=/etc/passwd
	assert_refused "map 2 of 2" "not a map"
}

@test "a directory among the descriptors is refused" {
	imports -- file=/ map
	assert_refused "map 1 of 2" "not a map"
}

@test "a socket among the descriptors is refused" {
	imports -- socket
	assert_refused "map 1 of 1" "not a map"
}

@test "a link among the descriptors is refused" {
	own_bpffs
	mkprog link="$BPFFS/link"
	imports -- map link="$BPFFS/link"
	assert_refused "map 2 of 2" "a link, not a map"
}

@test "the same map twice is refused" {
	imports -- map same
	assert_refused "map 1 of 2" "map 2 of 2" "are the same map"
}

@test "a claimed type that is not the map's is refused" {
	imports -- map=hash,4,8,1 type=2
	assert_refused "its sender claims type 2, but it has 1"
}

@test "a claimed key size that is not the map's is refused" {
	imports -- map=hash,4,8,1 key=8
	assert_refused "its sender claims key size 8, but it has 4"
}

@test "a claimed value size that is not the map's is refused" {
	imports -- map=hash,4,8,1 value=4294967294
	assert_refused "its sender claims value size 4294967294, but it has 8"
}

@test "more entries or other flags than claimed are worth a word with -v" {
	imports -v -- map=hash,4,8,1 max=9 flags=1
	assert_ran
	assert_said "max entries 9, it has 1" "flags 1, it has 0"
}

@test "an unknown version is refused" {
	local version

	for version in 0 2 256 65535; do
		imports -- map version=$version
		assert_refused "version $version of the protocol is unknown"
	done
}

@test "a total of 0 is refused" {
	imports -- map total=0
	assert_refused "1 descriptors, but 0 announced"
}

@test "a total lower than what comes in one message is refused" {
	imports -- map map map total=2
	assert_refused "3 descriptors, but 2 announced"
}

@test "a total lower than what comes in several messages is refused" {
	imports -- map map map map per=2 total=3
	assert_refused "4 maps came, but 3 were announced"
}

@test "what comes behind the last announced map is not taken" {
	imports -- map map map per=2 total=2 header2=2
	assert_ran
	assert_line env=BPF_NUM_MAPS=2
	assert_equal "$(open_fds)" "0 1 2 3 4"
}

@test "a total of 65 with 64 sent ends when time is up" {
	local maps

	mapfile -t maps < <(yes map | head -n 64)
	imports --timeout 1 -- "${maps[@]}" total=65
	assert_refused "the sender stopped after 64 of 65 maps"
}

@test "a total of 253 with one sent ends when time is up" {
	imports --timeout 1 -- map total=253
	assert_refused "the sender stopped after 1 of 253 maps"
}

@test "a total above what may be open is refused at once" {
	WRAP=(prlimit --nofile=64:4096)
	imports -- map total=65535
	assert_refused "65535 maps are more than RLIMIT_NOFILE allows (4096)"
}

@test "totals that differ from message to message are refused" {
	imports -- map map per=1 header2=3
	assert_refused "two messages of one sender differ in their header"
}

@test "a message without descriptors is refused" {
	imports -- cmsg=none map entries=1
	assert_refused "a message without descriptors"
}

@test "a message without entries is refused" {
	imports -- map entries=0
	assert_refused "0 bytes of entries for 1 descriptors fit no layout"
}

@test "descriptors at another level don't count" {
	imports -- cmsg=level map
	assert_refused "a message without descriptors"
}

@test "two bundles of descriptors in one message are never half taken" {
	imports -- cmsg=split map map map map
	# The kernel may merge them, so that there is one.
	if [ "$status" = 0 ]; then
		assert_line env=BPF_NUM_MAPS=4
	else
		assert_refused "unexpected control data"
	fi
}

@test "a sender that adds its credentials is no worse for it" {
	imports -- cmsg=creds map
	assert_ran
	assert_line env=BPF_NUM_MAPS=1
}

@test "more than 64 descriptors in one message are refused" {
	local maps

	mapfile -t maps < <(yes map | head -n 65)
	imports -- "${maps[@]}" per=65
	assert_refused "65 descriptors, the most is 64"
}

@test "253 descriptors in one message are refused" {
	imports -- map same=252 per=253
	assert_refused "253 descriptors, the most is 64"
}

@test "a message longer than any of tc's is refused" {
	imports -- map payload=100000
	assert_refused "a message longer than"
}

@test "as many entries as there are descriptors and one more are refused" {
	local layout

	# 3 of 24 bytes are as long as 2 of 36: then the claims are wrong.
	for layout in 20 24 28 36; do
		imports -- map map layout=$layout entries=3
		assert_refused "bpfns-exec: "
	done
}

@test "one entry less than there are descriptors is refused" {
	local layout

	for layout in 20 24 28 36; do
		imports -- map map map layout=$layout entries=2
		assert_refused "bpfns-exec: "
	done
}

@test "a message with neither payload nor descriptors is refused" {
	imports -- payload=0
	assert_refused "a message of 0 bytes is too short"
}

# --- senders ---

# bats test_tags=no-userns
@test "a sender of another uid is refused, with the word that would help" {
	public_directory
	SOCK=$PUBLIC/s
	imports --import-mode 0666 -- map uid=1000
	assert_refused "sender uid 1000 is not allowed (use --import-from 1000)"
}

# bats test_tags=no-userns
@test "a sender of another uid is taken with --import-from" {
	public_directory
	SOCK=$PUBLIC/s
	imports --import-mode 0666 --import-from 7,1000 -- map uid=1000
	assert_ran
	assert_line env=BPF_NUM_MAPS=1
}

# bats test_tags=no-userns
@test "with --import-from, root is no longer a sender" {
	imports --import-from 1000 -- map
	assert_refused "sender uid 0 is not allowed"
}

@test "a socket of the default mode keeps another uid from connecting" {
	public_directory
	SOCK=$PUBLIC/s
	importer
	run -1 tcsend "$SOCK" map uid=1000
	assert_output EACCES
}

@test "two senders' messages are not mixed" {
	importer
	sends map map per=1 stop=1
	sends map map per=1 stop=1
	wait_for_exit "$PID"
	assert_refused "two senders: pid"
	assert_no_socket
}

@test "a sender that dies half way ends it when time is up" {
	imports --timeout 1 -- map map map per=1 stop=2
	assert_refused "the sender stopped after 2 of 3 maps"
}

@test "nobody comes: it ends when time is up" {
	SOCK=$BATS_TEST_TMPDIR/s
	launch --import "$SOCK" --timeout 1 -- holder
	assert_refused "no maps came in time (--timeout)"
	assert_no_socket
}

@test "a timeout of 0 doesn't wait" {
	SOCK=$BATS_TEST_TMPDIR/s
	launch --import "$SOCK" --timeout 0 -- holder
	assert_refused "no maps came in time"
	assert_no_socket
}

@test "waiting without an end is announced" {
	SOCK=$BATS_TEST_TMPDIR/s
	background bpfns-exec --import "$SOCK" -- holder
	wait_for_socket "$SOCK"
	wait_until 5 grep -q "waiting for an exporter, without end" "$ERR"
	sends map
	wait_for_exit "$PID"
	assert_ran
}

@test "a timeout that is no number of seconds is refused" {
	local word

	for word in -1 x 1s 86401 99999999999999999999 ''; do
		launch --import s --timeout "$word" -- holder
		assert_refused "--timeout: "
	done
}

@test "an unknown user behind --import-from is refused" {
	local user

	for user in no-such-user -1 4294967295 99999999999 ''; do
		launch --import s --import-from "$user" -- holder
		assert_refused "--import-from: "
	done
}

@test "options of the import without one are refused" {
	local option

	for option in --timeout=1 --import-mode=600 --import-from=root; do
		launch "$option" -- holder
		assert_refused "go with --import"
	done
}

# --- the socket's name ---

@test "a path that is a file's is refused, and the file stays" {
	echo precious >s
	launch --import s --timeout 1 -- holder
	assert_refused "--import: s: is in use: a file stands there"
	assert_equal "$(cat s)" precious
}

@test "a path that is a directory's is refused" {
	mkdir s
	launch --import s --timeout 1 -- holder
	assert_refused "s: is in use: a directory stands there"
	[ -d s ]
}

@test "a path that is a symlink's is refused, dangling or not" {
	ln -s /nowhere s
	launch --import s --timeout 1 -- holder
	assert_refused "s: is in use: a symbolic link stands there"
	ln -sf /etc/passwd s
	launch --import s --timeout 1 -- holder
	assert_refused "s: is in use: a symbolic link stands there"
	[ -L s ]
}

@test "a path at which another importer waits is refused, and that one lives" {
	importer
	launch --import "$SOCK" --timeout 1 -- holder
	assert_refused "is in use: another process listens there"
	sends map
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_NUM_MAPS=1
}

@test "a socket that nobody listens to any more is named as such, and stays" {
	a_dead_socket "$BATS_TEST_TMPDIR/dead"
	launch --import "$SOCK" --timeout 1 -- holder
	assert_refused "nobody listens to any more (remove it)"
	[ -S "$SOCK" ]
}

@test "a path of 108 bytes is refused, not cut" {
	local path

	path=$(printf '%0108d' 0)
	launch --import "$path" --timeout 1 -- holder
	assert_refused "at most 107 bytes, this has 108"
	run find . -type s
	assert_output ""
}

@test "a path of 107 bytes is one" {
	SOCK=$(printf '%0107d' 0)
	imports -- map
	assert_ran
}

@test "an empty path is refused" {
	launch --import '' --timeout 1 -- holder
	assert_refused "an empty socket path"
}

@test "a directory that others may write to is refused" {
	local mode

	mkdir d
	give d
	for mode in 0777 0775 0702 2770; do
		chmod "$mode" d
		launch --import d/s --timeout 1 -- holder
		assert_refused "d/s: others may write to d (mode $mode)"
		[ ! -e d/s ]
	done
}

@test "a sticky directory that others may write to is fine" {
	mkdir d
	give d
	chmod 1777 d
	SOCK=d/s
	imports -- map
	assert_ran
}

# bats test_tags=no-userns
@test "a directory of another user's is refused" {
	mkdir d
	give d
	chown 1000 d
	launch --import d/s --timeout 1 -- holder
	assert_refused "d/s: d belongs to uid 1000"
}

@test "a directory behind a symlink is judged by where it leads" {
	mkdir d
	give d
	chmod 0777 d
	ln -s d link
	launch --import link/s --timeout 1 -- holder
	assert_refused "others may write to link"
}

@test "a directory that doesn't exist, and a file in its place, are refused" {
	launch --import d/s --timeout 1 -- holder
	assert_refused "d/s: d: No such file or directory"
	touch d
	launch --import d/s --timeout 1 -- holder
	assert_refused "d/s: d: Not a directory"
}

@test "a bad path is refused before the maps of --pin are opened" {
	touch s
	launch --import s --pin /nowhere -- holder
	assert_refused "s: is in use"
}

@test "the socket's mode is 0600, whatever the umask" {
	local mask

	for mask in 000 077 777; do
		umask "$mask"
		importer
		assert_equal "$(stat -c %a "$SOCK")" 600
		umask 022
		sends map
		wait_for_exit "$PID"
		assert_ran
	done
}

# bats test_tags=no-userns
@test "--import-mode sets exactly that mode" {
	local mode

	for mode in 0660 666 0 0777; do
		umask 077
		importer --import-mode "$mode"
		assert_equal "$(stat -c %a "$SOCK")" "$((10#$mode))"
		sends map
		wait_for_exit "$PID"
		assert_ran
	done
}

@test "an --import-mode that is none is refused" {
	local mode

	for mode in 8 1777 00600 rw -1 '' ' 600' 0x1; do
		launch --import s --import-mode "$mode" --timeout 1 -- holder
		assert_refused "--import-mode: "
	done
}

@test "the workload's umask is the caller's" {
	umask 027
	importer -- sh -c umask
	sends map
	wait_for_exit "$PID"
	assert_output 0027
}

@test "a name that another process put in our place is left alone" {
	importer
	mv "$SOCK" moved
	echo theirs >"$SOCK"
	SOCK=moved sends map
	wait_for_exit "$PID"
	assert_ran
	assert_equal "$(cat "$SOCK")" theirs
}

# --- signals ---

@test "a signal while waiting ends it with 125, and the socket is gone" {
	local signal

	for signal in TERM HUP INT QUIT; do
		WRAP=(env --default-signal)
		importer
		kill "-$signal" "$PID"
		wait_for_exit "$PID"
		assert_refused "ended by SIG$signal while waiting"
		assert_no_socket
	done
}

@test "a signal in the middle of the maps ends it too" {
	importer
	sends map map per=1 stop=1
	kill -TERM "$PID"
	wait_for_exit "$PID"
	assert_refused "ended by SIGTERM while waiting"
	assert_no_socket
}

@test "a signal that the caller ignores stays ignored, while waiting and after" {
	WRAP=(env --ignore-signal=HUP)
	importer -- grep SigIgn /proc/self/status
	kill -HUP "$PID"
	sends map
	wait_for_exit "$PID"
	assert_ran
	(((0x${output##*[[:space:]]} & 1) == 1))
}

# bats test_tags=no-userns
@test "the workload's signal mask is the caller's" {
	WRAP=(env --default-signal --block-signal=USR1)
	importer -- grep SigBlk /proc/self/status
	sends map
	wait_for_exit "$PID"
	assert_output --regexp '0{13}200$'
}

# --- what arrives ---

@test "each of tc's four layouts is understood" {
	local layout

	for layout in 20 24 28 36; do
		imports -- layout=$layout map=hash,1,16,256,0,proto \
			map=array,4,8,4,0,drops
		assert_ran
		assert_line env=BPF_NUM_MAPS=2
		assert_line env=BPF_MAP0=3
		assert_line env=BPF_MAP1=4
		assert_line env=BPF_MAPS=proto:drops
		assert_equal "$(open_fds)" "0 1 2 3 4"
	done
}

@test "ids in each layout are the sender's" {
	local layout

	for layout in 20 24 28 36; do
		imports -- layout=$layout map id=4711
		assert_ran
		assert_line env=BPF_MAP4711=3
	done
}

@test "the highest id there is stays" {
	own_bpffs
	mkmap hash 4 4 4 pin="$BPFFS/m"
	importer
	export_maps --to "$SOCK" --pin "$BPFFS/m,id=4294967295"
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_MAP4294967295=3
}

@test "ids that two maps share are renumbered, with a warning" {
	imports -- map=hash,4,4,4,0,a map=hash,4,4,4,0,b map=hash,4,4,4,0,c id=1
	assert_ran
	assert_said "warning: 2 of 3 maps came with an id that another one has"
	assert_line env=BPF_MAP1=3
	assert_line env=BPF_MAP0=4
	assert_line env=BPF_MAP2=5
	assert_line env=BPF_MAPS=a:b:c
}

@test "one map comes through, writable and not close-on-exec" {
	imports -- map=array,4,8,1,0,one
	assert_ran
	assert_equal "$(fd_line 3)" \
		"access=rw cloexec=0 link=anon_inode:bpf-map"
	assert_equal "$(open_fds)" "0 1 2 3"
	assert_line env=BPF_MAP_ONE=3
}

@test "64, 65 and 1000 maps come through" {
	local n maps

	for n in 64 65 1000; do
		mapfile -t maps < <(yes map | head -n "$n")
		imports -- "${maps[@]}"
		assert_ran
		assert_line env=BPF_NUM_MAPS="$n"
		assert_line env="BPF_MAP$((n - 1))=$((n + 2))"
		assert_equal "$(value fd_count)" $((n + 3))
	done
}

@test "64 names of 255 bytes come through" {
	local long pins=() i

	long=$(printf '%0252d' 0 | tr 0 n)
	own_bpffs
	mkmap array 4 4 1 n=64 pin="$BPFFS/m"
	for ((i = 0; i < 64; i++)); do
		pins+=(--pin "$BPFFS/m$i,name=$(printf '%03d' "$i")$long")
	done
	importer
	export_maps --to "$SOCK" "${pins[@]}"
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_line "env=BPF_MAP_000${long^^}=3"
	assert_line "env=BPF_MAP_063${long^^}=66"
}

@test "stale variables of the contract don't reach the workload" {
	export BPF_NUM_MAPS=9 BPF_MAP0=77 BPF_MAP8=78 BPF_MAP_OLD=79 \
		BPF_MAPS=x:y LISTEN_FDS=4 LISTEN_PID=1 LISTEN_FDNAMES=z
	imports -- map=hash,4,4,4,0,new
	assert_ran
	assert_equal "$(value env)" "BPF_NUM_MAPS=1
BPF_MAP0=3
BPF_MAPS=new
BPF_MAP_NEW=3"
}

@test "a map's name that could harm a terminal or a list is made harmless" {
	# "a:", escape, "[b" as the one name, then its length and the magic.
	imports -- map tail=613a1b5b6200060000006270666e
	assert_ran
	assert_line "env=BPF_MAPS=a__[b"
}

# --- limits ---

@test "a low soft limit is raised for the maps" {
	local maps

	mapfile -t maps < <(yes map | head -n 100)
	WRAP=(prlimit --nofile=16:4096)
	imports -- "${maps[@]}"
	assert_ran
	assert_line env=BPF_NUM_MAPS=100
}

@test "more maps than the hard limit allows is a clear error" {
	local maps

	mapfile -t maps < <(yes map | head -n 40)
	WRAP=(prlimit --nofile=48:48)
	imports -- "${maps[@]}"
	assert_refused "40 maps are more than RLIMIT_NOFILE allows (48)"
}

@test "descriptors that the kernel had to drop are a clear error" {
	local maps

	mapfile -t maps < <(yes map | head -n 40)
	WRAP=(prlimit --nofile=32:32)
	imports -- "${maps[@]}"
	assert_refused "descriptors were lost" "RLIMIT_NOFILE"
}

@test "imported maps stand behind those of the command line" {
	own_bpffs
	mkmap hash 4 4 4 pin="$BPFFS/pinned"
	imports --pin "$BPFFS/pinned" -- map=array,4,4,1,0,came
	assert_ran
	assert_line env=BPF_MAPS=pinned:came
	assert_line env=BPF_MAP0=4
	assert_line env=BPF_MAP1=3
}

@test "no signal that ends it leaves the socket behind" {
	local signal

	for signal in PIPE ALRM USR1 USR2 VTALRM XCPU; do
		import_in_background
		kill -s "$signal" "$PID"
		run wait_for_exit "$PID"
		assert_equal "$signal $(cat "$ERR" | grep -c "ended by SIG$signal")" \
			"$signal 1"
		[ ! -e "$SOCK" ]
	done
}

@test "a reader of its messages who leaves is the end of the waiting" {
	bare timeout 10 bpfns-exec --import "$PWD/s" --timeout 5 -- touch ran \
		2> >(exec true) || [ "$?" = 125 ]
	[ ! -e s ]
	[ ! -e ran ]
}

@test "a socket of another mode than was asked for doesn't stay" {
	need_tool strace
	no_leak_check
	umask 000
	run -125 strace -qq -o trace -e trace=umask -e inject=umask:retval=0 \
		bpfns-exec --import sock --timeout 1 -- true
	assert_output --partial "sock: its mode is 0777, not 0600"
	[ ! -e sock ]
}
