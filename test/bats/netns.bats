#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/confine/netns.c and mounts.c: which network namespace the workload is
# in, and what it sees of it in /etc and /sys.

# bats file_tags=root
load common
load confined

setup_file() {
	need_root_world
}

# The inode of what a path of a namespace stands for.
ns_inode() {
	stat -L -c %i "$1"
}

# A process in a netns of its own, at $PID, until the test ends.
process_elsewhere() {
	background unshare --net sleep 60
	wait_until 5 is_elsewhere "$PID" || fail "no netns for $PID"
}

is_elsewhere() {
	local inode

	inode=$(ns_inode "/proc/$1/ns/net" 2>/dev/null) &&
		[ "$inode" != "$(ns_inode /proc/self/ns/net)" ]
}

# make_etc: /etc/netns/$NETNS, at $ETC, gone at the end of the test.
make_etc() {
	ETC=/etc/netns/$NETNS
	defer rmdir --ignore-fail-on-non-empty /etc/netns
	mkdir -p "$ETC"
	defer rm -rf "$ETC"
}

# in_etc NAME: a name in /etc that is the test's own, for something to be
# bound over; $TARGET is its path.
in_etc() {
	NAME=$(unique "$1")
	TARGET=/etc/$NAME
	defer rm -rf "$TARGET"
}

@test "an empty name of a netns is refused" {
	refused "'' can't be the name of a netns" --netns ''
}

@test "the name . is refused" {
	refused "'.' can't be the name of a netns" --netns .
}

@test "the name .. is refused" {
	refused "'..' can't be the name of a netns" --netns ..
}

@test "a word with a slash is a path, and no name in /run/netns" {
	setup_netns
	mkdir b
	refused "b/$NETNS: No such file" --netns "b/$NETNS"
}

@test "a name of 300 bytes is refused" {
	refused "at most 255 bytes, this has 300" \
		--netns "$(printf 'x%.0s' {1..300})"
}

@test "a name that isn't in /run/netns is refused" {
	refused "bpfns-none: no such netns in /run/netns" --netns bpfns-none
}

@test "a regular file in /run/netns is refused" {
	local name

	name=$(unique file)
	mkdir -p /run/netns
	touch "/run/netns/$name"
	defer rm "/run/netns/$name"
	refused "$name: not a namespace" --netns "$name"
}

@test "a regular file is refused" {
	touch file
	refused "./file: not a namespace" --netns ./file
}

@test "a directory is refused" {
	refused "./: not a namespace" --netns ./
}

@test "a FIFO is refused and not waited for" {
	mkfifo fifo
	refused "./fifo: not a namespace" --netns ./fifo
}

@test "a device that never ends is refused" {
	refused "/dev/zero: not a namespace" --netns /dev/zero
}

@test "a namespace of another kind is refused" {
	local kind

	for kind in mnt uts ipc pid user cgroup; do
		refused "/proc/self/ns/$kind: a namespace, but not of network" \
			--netns "/proc/self/ns/$kind"
	done
}

@test "a missing path is refused" {
	refused "./missing: No such file" --netns ./missing
}

@test "a pid that nobody has is refused" {
	sleep 0 &
	wait $!
	refused "pid:$!: No such process" --netns "pid:$!"
}

@test "a process that has ended and was not waited for is refused" {
	local pid

	# Its parent becomes a sleep, which never asks for it.
	background bash -c 'true & echo $!; exec sleep 60'
	wait_until 5 test -s "$OUT"
	pid=$(cat "$OUT")
	wait_until 5 process_ended "$pid"
	refused "pid:$pid" --netns "pid:$pid"
}

@test "what is no pid is refused" {
	local word

	for word in 0 -1 '' 1x 99999999999 2147483648; do
		refused "pid: " --netns "pid:$word"
	done
}

@test "a descriptor that isn't open is refused" {
	refused "fd:77" --netns fd:77
}

@test "a descriptor of something else is refused" {
	run -125 timeout 10 bpfns-exec --netns fd:9 touch ran 9</dev/null
	assert_output --partial "fd:9: not a namespace"
	run -125 timeout 10 bpfns-exec --netns fd:9 touch ran \
		9</proc/self/ns/mnt
	assert_output --partial "fd:9: a namespace, but not of network"
	assert_not_exists ran
}

@test "--netns given twice is refused" {
	refused "--netns: given twice" --netns new --netns new
}

@test "a bad netns is refused before anything is waited for" {
	refused "no such netns" --import sock --netns bpfns-none
}

@test "a caller without privileges can't enter a netns" {
	setup_netns
	public_dir bpfns-exec
	run -125 as_nobody "$PUBLIC/bpfns-exec" --netns "$NETNS" echo ran
	assert_output --partial "--netns: needs cap_sys_admin"
	run -125 as_nobody "$PUBLIC/bpfns-exec" --netns new echo ran
	assert_output --partial "--netns: needs cap_sys_admin"
	refute_line ran
}

@test "without --netns the workload stays in the caller's" {
	runs -- holder
	assert_value netns "$(ns_inode /proc/self/ns/net)"
}

@test "a name is looked up in /run/netns" {
	setup_netns
	runs --netns "$NETNS" -- holder
	assert_value netns "$(ns_inode "/run/netns/$NETNS")"
}

@test "a path is entered" {
	process_elsewhere
	runs --netns "/proc/$PID/ns/net" -- holder
	assert_value netns "$(ns_inode "/proc/$PID/ns/net")"
}

@test "pid:N is entered" {
	process_elsewhere
	runs --netns "pid:$PID" -- holder
	assert_value netns "$(ns_inode "/proc/$PID/ns/net")"
}

@test "fd:N is entered, and the descriptor doesn't pass" {
	setup_netns
	# Opened behind bare, which would close it.
	# shellcheck disable=SC2016
	run -0 bare bash -c 'exec bpfns-exec --netns fd:7 -- holder 7<"$0"' \
		"/run/netns/$NETNS"
	assert_value netns "$(ns_inode "/run/netns/$NETNS")"
	assert_equal "$(open_fds)" "0 1 2"
}

@test "new is a netns that nobody else has" {
	runs --netns new -- holder
	refute_output --partial "netns=$(ns_inode /proc/self/ns/net)"
}

@test "in a new netns there is lo alone, up, and 127.0.0.1 answers" {
	runs --netns new -- ip -o link
	assert_equal "${#lines[@]}" 1
	assert_output --partial "lo: <LOOPBACK,UP,LOWER_UP>"
	# Refused at once by lo that is up, unreachable where it is down
	runs --netns new -- bash -c ': <>/dev/tcp/127.0.0.1/9 || true'
	assert_output --partial "Connection refused"
}

@test "the mount namespace is the caller's where nothing is mounted" {
	setup_netns
	runs --netns "$NETNS" -- readlink /proc/self/ns/mnt
	assert_output "$(readlink /proc/self/ns/mnt)"
}

@test "a symbolic link in /etc/netns/NAME is refused" {
	setup_netns
	make_etc
	in_etc link
	touch "$TARGET"
	ln -s /etc/hosts "$ETC/$NAME"
	refused "$ETC: $NAME: neither a file nor a directory" \
		--netns "$NETNS"
}

@test "an empty /etc/netns/NAME does no harm" {
	setup_netns
	make_etc
	runs --netns "$NETNS" -- holder
	assert_value netns "$(ns_inode "/run/netns/$NETNS")"
}

@test "a FIFO in /etc/netns/NAME is refused" {
	setup_netns
	make_etc
	in_etc fifo
	touch "$TARGET"
	mkfifo "$ETC/$NAME"
	refused "$ETC: $NAME: neither a file nor a directory" \
		--netns "$NETNS"
}

@test "a directory in /etc/netns/NAME isn't bound over a file" {
	setup_netns
	make_etc
	in_etc type
	touch "$TARGET"
	mkdir "$ETC/$NAME"
	refused "$ETC: $NAME: $TARGET is of another type" --netns "$NETNS"
}

@test "a file in /etc/netns/NAME isn't bound over a directory" {
	setup_netns
	make_etc
	in_etc type
	mkdir "$TARGET"
	touch "$ETC/$NAME"
	refused "$ETC: $NAME: $TARGET is of another type" --netns "$NETNS"
}

@test "an entry of /etc/netns/NAME that /etc doesn't have is refused" {
	setup_netns
	make_etc
	in_etc missing
	touch "$ETC/$NAME"
	refused "$ETC: $NAME: nothing to bind it over: $TARGET" \
		--netns "$NETNS"
}

@test "a refused entry is not said to be bound" {
	setup_netns
	make_etc
	in_etc missing
	touch "$ETC/$NAME"
	refused "nothing to bind it over" -v --netns "$NETNS"
	refute_output --partial "bound /etc/$NAME"
}

@test "one bad entry of /etc/netns/NAME is enough, whatever is before it" {
	setup_netns
	make_etc
	in_etc a
	touch "$TARGET" "$ETC/$NAME"
	ln -s /etc/hosts "$ETC/zz-$NAME"
	refused "zz-$NAME: neither" --netns "$NETNS"
}

@test "an /etc/netns/NAME that is a file is refused" {
	setup_netns
	make_etc
	rmdir "$ETC"
	touch "$ETC"
	refused "$ETC: Not a directory" --netns "$NETNS"
}

@test "files of /etc/netns/NAME are bound over those of /etc" {
	setup_netns
	make_etc
	in_etc file
	echo outside >"$TARGET"
	echo inside >"$ETC/$NAME"
	runs -v --netns "$NETNS" -- cat "$TARGET"
	assert_line inside
	assert_output --partial "bound /etc/$NAME"
	assert_equal "$(cat "$TARGET")" outside
}

@test "directories of /etc/netns/NAME are bound over those of /etc" {
	setup_netns
	make_etc
	in_etc directory
	mkdir "$TARGET" "$ETC/$NAME"
	touch "$TARGET/outside" "$ETC/$NAME/inside"
	runs --netns "$NETNS" -- ls "$TARGET"
	assert_output inside
}

@test "an entry is bound over what its namesake in /etc links to" {
	setup_netns
	make_etc
	in_etc link
	echo outside >"$BATS_TEST_TMPDIR/real"
	ln -s "$BATS_TEST_TMPDIR/real" "$TARGET"
	echo inside >"$ETC/$NAME"
	runs --netns "$NETNS" -- cat "$TARGET"
	assert_output inside
	assert_equal "$(cat "$TARGET")" outside
}

@test "the caller sees none of the mounts" {
	local before

	setup_netns
	make_etc
	in_etc file
	echo outside >"$TARGET"
	echo inside >"$ETC/$NAME"
	before=$(cat /proc/self/mountinfo)
	import_in_background --netns "$NETNS" --sysfs -- sleep 60
	tcsend "$SOCK" map
	wait_until 5 is_confined "$PID"
	assert_equal "$(cat /proc/self/mountinfo)" "$before"
	assert_equal "$(cat "$TARGET")" outside
	assert_equal "$(cat "/proc/$PID/root$TARGET")" inside
}

is_confined() {
	grep -q '^Seccomp:.*2' "/proc/$1/status"
}

@test "what the host mounts later is seen by the workload" {
	setup_netns
	make_etc
	in_etc file
	touch "$TARGET" "$ETC/$NAME"
	mkdir later
	# In a mount namespace that plays the host, since the host's own may
	# share nothing
	# shellcheck disable=SC2016
	run -0 bare timeout 20 unshare --mount --propagation shared bash -euc '
		bpfns-exec --netns "$0" -- sleep 20 &
		until grep -q "^Seccomp:.*2" /proc/$!/status; do
			sleep 0.02
		done
		mount -t tmpfs none later
		touch later/file
		test -e "/proc/$!/root$PWD/later/file" || seen=no
		kill $!
		[ -z "${seen:-}" ]' "$NETNS"
}

@test "/etc/netns is not for those that have no name" {
	setup_netns
	make_etc
	ln -s /etc/hosts "$ETC/refused-if-seen"
	runs --netns "/run/netns/$NETNS" -- holder
	assert_value netns "$(ns_inode "/run/netns/$NETNS")"
}

@test "without --sysfs the sysfs is left alone" {
	setup_veth
	runs --netns "$NETNS" -- ls /sys/class/net
	assert_output "$(ls /sys/class/net)"
	refute_output --partial veth1
}

@test "--sysfs shows the devices of the netns" {
	setup_veth
	runs --netns "$NETNS" --sysfs -- ls /sys/class/net
	assert_output "$(printf 'lo\nveth0\nveth1')"
}

@test "--sysfs shows those of a new netns" {
	runs --netns new --sysfs -- ls /sys/class/net
	assert_output lo
}

# As paths find them: the old /sys still lies below the new one.
mounts_below_sys() {
	findmnt -n -l -o TARGET | grep ^/sys/ | sort -u | while read -r path; do
		echo "$path $(stat -f -c '%T %i' "$path")" \
			"$(stat -c %i "$path")"
	done
}

@test "--sysfs keeps the mounts below /sys" {
	local before

	before=$(mounts_below_sys)
	export -f mounts_below_sys
	runs --netns new --sysfs -- bash -c mounts_below_sys
	assert_output "$before"
	assert_output --partial /sys/
}

# in_own_mounts SCRIPT: so that the host's /sys stays as it is.
in_own_mounts() {
	run -0 bare unshare --mount bash -euc "$1"
}

@test "--sysfs keeps the bpffs, with its pins" {
	# shellcheck disable=SC2016
	in_own_mounts 'mount -t bpf bpf /sys/fs/bpf
		mkmap array 4 4 1 pin=/sys/fs/bpf/a-pin
		exec bpfns-exec --netns new --sysfs -- ls /sys/fs/bpf'
	assert_line a-pin
}

@test "--sysfs keeps a read-only /sys read-only" {
	in_own_mounts 'mount -o remount,bind,ro /sys
		exec bpfns-exec --netns new --sysfs -- \
			findmnt -n -o OPTIONS /sys'
	assert_output --regexp '(^|,)ro(,|$)'
}

@test "the new /sys takes no setuid bit, device or program" {
	runs --netns new --sysfs -- findmnt -n -o OPTIONS /sys
	assert_output --partial nosuid,nodev,noexec
}

@test "--sysfs alone shows the netns that the caller is in" {
	runs --sysfs -- ls /sys/class/net
	assert_output "$(ip -o link | sed 's/^[0-9]*: \([^:@]*\).*/\1/' |
		sort)"
}

@test "a caller without privileges can't have --sysfs" {
	public_dir bpfns-exec
	run -125 as_nobody "$PUBLIC/bpfns-exec" --sysfs echo ran
	assert_output --partial "--sysfs: needs cap_sys_admin"
	refute_line ran
}
