#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What a name, a path, a dead process and the files in /etc/netns try to make of
# the netns that the workload is to be in.

# Each test is a subshell.
# shellcheck disable=SC2030,SC2031

# bats file_tags=root
load attack

ns_inode() {
	stat -L -c %i "$1"
}

# elsewhere CMD...: ok if CMD, run as `CMD holder`, is in a netns of another
# inode than $HOME_NS.
elsewhere() {
	local found

	found=$("$@" holder) || return
	found=$(sed -n 's/^netns=//p' <<<"$found")
	[ -n "$found" ] || return 127
	if [ "$found" != "$HOME_NS" ]; then
		echo ok
		return 0
	fi
	echo "no: the one that was meant"
	return 1
}

@test "a name leads to no netns but those in /run/netns" {
	local name names

	HOME_NS=$(ns_inode /proc/self/ns/net)
	background unshare --net sleep 60
	wait_until 5 elsewhere nsenter --net="/proc/$PID/ns/net" >/dev/null
	attack "leave /run/netns by a name with slashes"
	name=../../proc/$PID/ns/net
	control "nsenter --net=/run/netns/NAME" \
		elsewhere nsenter --net="/run/netns/$name"
	stopped refused --netns "$name" -- holder
	names=('' . .. a/b "$(printf 'x%.0s' {1..300})")
	for name in "${names[@]}"; do
		attack "a netns by the name '${name:0:12}'"
		stopped_without_us "ip netns exec" ip netns exec "$name" true
		stopped refused --netns "$name" -- attempt getpid
	done
}

@test "what is no netns is refused" {
	attack "a namespace of another kind"
	control "setns of any kind" attempt openat -100 "'/proc/self/ns/uts" 0 , \
		setns %1 0
	stopped refused --netns /proc/self/ns/uts -- attempt getpid
	assert_output --partial "but not of network"
	attack "a file that is no namespace"
	stopped_without_us nsenter nsenter --net=/etc/passwd true
	stopped refused --netns /etc/passwd -- attempt getpid
	mkfifo fifo
	attack "a FIFO as a netns"
	control nsenter waits nsenter --net="$PWD/fifo" true
	stopped refused --netns "$PWD/fifo" -- attempt getpid
}

# waits CMD...: ok if CMD is still there when time is up.
waits() {
	local answer=0

	timeout 1 "$@" || answer=$?
	[ "$answer" = 124 ] && echo ok
}

# born PID: ok once a new process has this number, in a netns of its own; $BORN.
born() {
	local tries

	for ((tries = 0; tries < 50; tries++)); do
		echo "$(($1 - 1))" >/proc/sys/kernel/ns_last_pid
		unshare --net sleep 60 3>&- &
		BORN=$!
		[ "$BORN" != "$1" ] || return 0
		kill "$BORN"
		wait "$BORN" || true
	done
	return 1
}

# came_by_import: the maps come, and what the importer's workload says is known.
# Its last word is for elsewhere.
came_by_import() {
	sends map
	wait_for_exit "$PID"
	assert_ran
	FOUND=$output
}

what_came() {
	echo "$FOUND"
}

# A process is named before the waiting; while bpfns-exec waits, it dies, and
# its number goes to another one.
@test "a number that is used again doesn't lead to another netns" {
	local named

	HOME_NS=$(ns_inode /proc/self/ns/net)
	sleep 60 3>&- &
	named=$!
	importer --netns "pid:$named" -- holder
	kill "$named"
	wait "$named" || true
	attack "another process with the number of a dead one"
	if [ -w /proc/sys/kernel/ns_last_pid ]; then
		born "$named" || fail "no new process got the number $named"
		defer kill "$BORN"
		wait_until 5 elsewhere nsenter --net --target "$named" \
			>/dev/null
		control nsenter elsewhere nsenter --net --target "$named"
	else
		no_control "nobody can choose a number in this kernel"
	fi
	came_by_import
	stopped_by 'the one that was meant' elsewhere what_came
}

@test "a name that is given to another netns while we wait doesn't count" {
	setup_netns
	HOME_NS=$(ns_inode "/run/netns/$NETNS")
	importer --netns "$NETNS" -- holder
	ip netns del "$NETNS"
	ip netns add "$NETNS"
	attack "another netns under the name of the first"
	control "ip netns exec" elsewhere ip netns exec "$NETNS"
	came_by_import
	stopped_by 'the one that was meant' elsewhere what_came
}

# make_etc: /etc/netns/$NETNS, at $ETC, and the name $NAME in /etc that is the
# test's own; gone at the end of the test.
make_etc() {
	setup_netns
	ETC=/etc/netns/$NETNS
	NAME=$(unique etc)
	defer rmdir --ignore-fail-on-non-empty /etc/netns
	mkdir -p "$ETC"
	defer rm -rf "$ETC" "/etc/$NAME"
}

# reads_secret CMD...: ok if /etc/$NAME is the secret's contents for it.
reads_secret() {
	[ "$("$@" cat "/etc/$NAME")" != secret ] || echo ok
}

@test "a symbolic link in /etc/netns leads nowhere" {
	make_etc
	echo harmless >"/etc/$NAME"
	echo secret >secret
	ln -s "$PWD/secret" "$ETC/$NAME"
	attack "a symbolic link in /etc/netns/NAME"
	control "ip netns exec" reads_secret ip netns exec "$NETNS"
	stopped refused --netns "$NETNS" -- cat "/etc/$NAME"
	assert_output --partial "neither a file nor a directory"
}

# runs_all_the_same CMD...: ok if it warns, and runs.
runs_all_the_same() {
	local said

	said=$("$@" echo ran 2>&1) || return 127
	[[ $said = *failed* && $said = *ran* ]] && echo ok
}

@test "what can't be bound over /etc is an error and no warning" {
	make_etc
	touch "/etc/$NAME"
	mkdir "$ETC/$NAME"
	attack "a directory in /etc/netns for a file in /etc"
	control "ip netns exec" runs_all_the_same ip netns exec "$NETNS"
	stopped refused --netns "$NETNS" -- attempt getpid
	assert_output --partial "is of another type"
	rm "/etc/$NAME"
	attack "an entry of /etc/netns that /etc doesn't have"
	control "ip netns exec" runs_all_the_same ip netns exec "$NETNS"
	stopped refused --netns "$NETNS" -- attempt getpid
	assert_output --partial "nothing to bind it over"
	rmdir "$ETC/$NAME"
	mkdir "/etc/$NAME"
	touch "$ETC/$NAME"
	attack "a file in /etc/netns for a directory in /etc"
	control "ip netns exec" runs_all_the_same ip netns exec "$NETNS"
	stopped refused --netns "$NETNS" -- attempt getpid
	assert_output --partial "is of another type"
	rm "$ETC/$NAME"
	rmdir "/etc/$NAME"
	touch "/etc/$NAME"
	mkfifo "$ETC/$NAME"
	attack "a FIFO in /etc/netns"
	control "ip netns exec" waits_to_read ip netns exec "$NETNS"
	stopped refused --netns "$NETNS" -- attempt getpid
	assert_output --partial "neither a file nor a directory"
}

# waits_to_read CMD...: ok if who reads /etc/$NAME hangs.
waits_to_read() {
	waits "$@" cat "/etc/$NAME"
}
