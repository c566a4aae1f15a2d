#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What passes through the exec, and what a workload tries to win back by a
# further one, or from the launcher itself.

load attack

# with_leaks CMD...: with descriptors of many kinds from 5 up. The last two are
# a memfd and a netlink socket.
with_leaks() {
	mkmap array 4 4 1 -- mkprog -- bash -c 'exec 5</etc/passwd 6</ \
		7<>/dev/udp/127.0.0.1/9 8< <(:) 9</proc/self/ns/net
		exec python3 -c "
import os, socket, sys
made = (os.memfd_create(\"x\"),
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).detach())
for at, fd in enumerate(made, 10):
    os.dup2(fd, at)
    os.set_inheritable(at, True)  # also where it stood there already
os.execvp(sys.argv[1], sys.argv[1:])" "$@"' sh "$@"
}

# answer N: the Nth in $ANSWERS is the hostile program's.
answer() {
	sed -n "$1p" <<<"$ANSWERS"
	[ "$(sed -n "$1p" <<<"$ANSWERS")" = ok ]
}

# All are tried by one workload a preset: fcntl(N, F_GETFD).
@test "no descriptor passes that isn't a map" {
	local kinds calls=() launcher i policy
	local -A answers

	kinds=(map program file directory socket pipe netns memfd netlink)
	for i in "${!kinds[@]}"; do
		# shellcheck disable=SC2054 # attempt's own comma
		calls+=(, fcntl "$((i + 3))" 1)
	done
	for policy in nothing "${PRESETS[@]}"; do
		launcher=(bpfns-exec --policy "$policy" --)
		[ "$policy" != nothing ] || launcher=()
		run with_leaks "${launcher[@]}" attempt "${calls[@]:1}"
		assert_equal "${#lines[@]}" "${#kinds[@]}"
		answers[$policy]=$output
	done
	for i in "${!kinds[@]}"; do
		attack "use an inherited descriptor: ${kinds[i]}"
		ANSWERS=${answers[nothing]}
		control nothing answer "$((i + 1))"
		for policy in "${PRESETS[@]}"; do
			ANSWERS=${answers[$policy]}
			try answer "$((i + 1))"
			record "$policy" EBADF
		done
	done
}

# owns_file: at $FILE, of root's, for whoever may to take it away.
owns_file() {
	FILE=$PUBLIC/file
	touch "$FILE"
	GRAB=(chown "'$FILE" 1 1)
}

# bats test_tags=root
@test "uid 0 regains no capability by an exec" {
	public_dir
	owns_file
	attack "as uid 0 without capabilities, exec and chown"
	# Its bounding set is full, and so the exec gives all of them back.
	control "sets cleared, and no more" capsh --caps= -- -c \
		"attempt ${GRAB[*]@Q}"
	chown 2:2 "$FILE"
	stopped EPERM -- attempt "${GRAB[@]}"
	for policy in map-rw map-ro; do
		try bpfns-exec --policy "$policy" -- \
			sh -c "attempt ${GRAB[*]@Q}"
		record "$policy" EPERM
	done
	try bpfns-exec --policy none -- sh -c "attempt ${GRAB[*]@Q}"
	record none EPERM
}

# raised_attempt HOW...: $PUBLIC/attempt is root's and gives whoever starts it
# capabilities; chown is what it is tried by.
raised_attempt() {
	public_dir attempt bpfns-exec
	need_setuid_here
	"$@" "$PUBLIC/attempt"
	owns_file
}

# gives_nothing: neither to a workload, nor when there is no filter.
gives_nothing() {
	control nothing as_nobody "$PUBLIC/attempt" "${GRAB[@]}"
	chown 0:0 "$FILE"
	stopped "$1" --user "$NOBODY:$NOBODY" -- \
		"$PUBLIC/attempt" "${GRAB[@]}"
	try bpfns-exec --policy none --user "$NOBODY:$NOBODY" -- \
		"$PUBLIC/attempt" "${GRAB[@]}"
	record none "$1"
}

# bats test_tags=root
@test "a setuid program gives nothing" {
	raised_attempt chmod u+s
	attack "run a setuid program of root's"
	gives_nothing EPERM
}

# Asked for by the file (+ep) and not in the bounding set, the kernel refuses
# the exec itself; what the file permits (+p) is left out.
# bats test_tags=root
@test "a program with file capabilities gives nothing" {
	raised_attempt setcap cap_chown+ep
	attack "run a program with file capabilities"
	gives_nothing 'EPERM|no exec'
}

# bats test_tags=root
@test "inheritable and ambient capabilities don't pass" {
	local ambient

	public_dir attempt bpfns-exec
	owns_file
	ambient=(setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups
		--inh-caps +chown --ambient-caps +chown)
	attack "use an ambient capability of the caller's"
	control nothing "${ambient[@]}" "$PUBLIC/attempt" "${GRAB[@]}"
	chown 0:0 "$FILE"
	for policy in "${PRESETS[@]}" none; do
		try "${ambient[@]}" "$PUBLIC/bpfns-exec" --policy "$policy" -- \
			"$PUBLIC/attempt" "${GRAB[@]}"
		record "$policy" EPERM
	done
}

# --- the launcher ---

# bats test_tags=root
@test "a launcher with raised privileges does nothing for anybody" {
	public_dir bpfns-exec attempt
	need_setuid_here
	chmod u+s "$PUBLIC/bpfns-exec" "$PUBLIC/attempt"
	install -m 600 /dev/null "$PUBLIC/secret"
	echo '@default allow' >"$PUBLIC/secret"
	attack "open root's file by a launcher with a setuid bit"
	control "another program of that bit" as_nobody "$PUBLIC/attempt" \
		openat -100 "'$PUBLIC/secret" 0
	stopped_by refused as_nobody "$PUBLIC/bpfns-exec" \
		--policy "$PUBLIC/secret" -- "$PUBLIC/attempt" getpid
	assert_output --partial "refusing to run with raised privileges"
	chmod u-s "$PUBLIC/bpfns-exec" "$PUBLIC/attempt"
	setcap cap_dac_override+ep "$PUBLIC/bpfns-exec"
	setcap cap_dac_override+ep "$PUBLIC/attempt"
	attack "open root's file by a launcher with file capabilities"
	control "another program of those" as_nobody "$PUBLIC/attempt" \
		openat -100 "'$PUBLIC/secret" 0
	stopped_by refused as_nobody "$PUBLIC/bpfns-exec" \
		--policy "$PUBLIC/secret" -- "$PUBLIC/attempt" getpid
	assert_output --partial "refusing to run with raised privileges"
}

# loads CMD...: ok if the library at $LIBRARY ran in CMD, which must say itself
# that it wasn't to be had.
loads() {
	local said

	said=$(as_nobody env LD_PRELOAD="$LIBRARY" "$@" 2>&1)
	if grep -q '^preloaded' <<<"$said"; then
		echo ok
		return 0
	fi
	[[ $said = *"refusing to run"* ]] || return 127
	echo "no: not loaded"
	return 1
}

# bats test_tags=root
@test "a library of the caller's never runs with raised privileges" {
	public_dir bpfns-exec
	need_setuid_here
	LIBRARY=$PUBLIC/evil.so
	printf '%s\n' '#include <unistd.h>' \
		'__attribute__((constructor)) static void run(void)' \
		'{ if (write(2, "preloaded\n", 10) < 0) _exit(1); }' |
		cc -shared -fPIC -x c - -o "$LIBRARY"
	attack "load a library into a launcher with a setuid bit"
	control "a program without the bit" loads "$(type -P true)"
	chmod u+s "$PUBLIC/bpfns-exec"
	stopped_by 'not loaded' loads "$PUBLIC/bpfns-exec" --version
}

# overwrites OPTION...: the launcher's file, by a workload with these options. It
# starts a launcher itself, keeps that one's /proc/PID/exe open until it can be
# written to (ETXTBSY before), and opens it anew.
overwrites() {
	local before

	cat >"$PUBLIC/evil" <<-'END'
		#!/bin/sh
		dir=$(mktemp -d)
		"$1" --import "$dir/s" --timeout 5 true &
		until [ -S "$dir/s" ]; do :; done
		exec 9<"/proc/$!/exe"
		kill "$!"
		wait
		rmdir "$dir"
		[ "$(readlink /proc/self/fd/9)" = "$1" ] || exit
		echo evil >>/proc/self/fd/9
		echo evil >>"$1"
		echo tried
	END
	chmod 755 "$PUBLIC/evil"
	before=$(sha256sum <"$PUBLIC/bpfns-exec")
	timeout 10 bpfns-exec "$@" -- "$PUBLIC/evil" "$PUBLIC/bpfns-exec" \
		2>/dev/null | grep -qx tried || return 127
	if [ "$(sha256sum <"$PUBLIC/bpfns-exec")" = "$before" ]; then
		echo "no: unchanged"
		return 1
	fi
	echo ok
}

# bats test_tags=root
@test "a workload of another user can't write to the launcher" {
	public_dir bpfns-exec
	attack "write to the launcher's file, by name and by /proc"
	chmod 777 "$PUBLIC/bpfns-exec"
	control "a file that all may write" overwrites --user nobody
	install -m 755 "$(type -P bpfns-exec)" "$PUBLIC"
	for policy in map-rw map-ro; do
		try overwrites --user nobody --policy "$policy"
		record "$policy" unchanged
	done
}

# finds_launcher CMD...: ok if holder has a descriptor of the launcher's file.
finds_launcher() {
	local found

	found=$(bare "$@") || return 127
	if grep -q "^fd=.*link=$BPFNS_BIN/bpfns-exec" <<<"$found"; then
		echo ok
		return 0
	fi
	grep -q '^fd_count=' <<<"$found" || return 127
	echo "no: not there"
	return 1
}

@test "no descriptor of the launcher's own file is left to the workload" {
	local policy

	attack "find a descriptor of the launcher's file"
	# shellcheck disable=SC2016 # for the inner shell
	control "one that is left open" finds_launcher \
		sh -c 'exec 7<"$0" holder' "$BPFNS_BIN/bpfns-exec"
	for policy in "${PRESETS[@]}"; do
		try finds_launcher bpfns-exec --policy "$policy" -- holder
		record "$policy" 'not there'
	done
	run -0 bpfns-exec -- readlink /proc/self/exe
	refute_output --partial bpfns-exec
}

# bats test_tags=no-userns
@test "a script that names /proc/self/exe is run as confined as any" {
	public_dir bpfns-exec
	printf '#!/proc/self/exe --version\n' >"$PUBLIC/script"
	chmod 755 "$PUBLIC/script"
	no_leak_check
	run -0 bpfns-exec --user nobody -- "$PUBLIC/script"
	assert_output --regexp '^bpfns-exec [0-9]'
	# A second launcher starts with nothing to give away.
	printf '#!/proc/self/exe --netns=new\n' >"$PUBLIC/script"
	attack "a new netns by a second launcher"
	control "root, by unshare" unshare --net attempt getpid
	for policy in map-rw map-ro; do
		try bpfns-exec --user nobody --policy "$policy" -- \
			"$PUBLIC/bpfns-exec" --netns new echo ok
		record "$policy" refused
		try bpfns-exec --user nobody --policy "$policy" -- \
			"$PUBLIC/script"
		record "$policy" refused
	done
}

# --- names of users ---

# stays_root CMD...: ok if attempt, run by it, is root still.
stays_root() {
	local uid

	uid=$("$@" id -u) || return 127
	[ "$uid" != 0 ] || echo ok
	[ "$uid" = 0 ]
}

# another_uid UID CMD...: ok if it is neither that one nor root.
another_uid() {
	local uid

	uid=$("${@:2}" id -u) || return 127
	[ "$uid" != "$1" ] && echo "ok: $uid"
}

@test "a user that isn't one is refused, and never root" {
	local user

	for user in 4294967295 -1; do
		attack "be root still, as the user $user"
		control setpriv stays_root setpriv --reuid="$user"
		stopped refused "--user=$user:1" -- attempt getpid
	done
	attack "be another, as the user 99999999999"
	control setpriv another_uid 99999999999 setpriv --reuid=99999999999
	stopped refused --user=99999999999:1 -- attempt getpid
	attack "be root still, as the user ''"
	control chroot stays_root chroot --userspec= /
	stopped refused --user= -- attempt getpid
	attack "be root still, as a user that nobody has"
	stopped_without_us setpriv setpriv --reuid=bpfns-none true
	stopped refused --user=bpfns-none -- attempt getpid
}
