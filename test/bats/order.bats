#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# The order of the launch, as strace sees it: each step stands where it does
# for a reason (src/cmd/exec.c), and a step moved is a hole that no other test
# need notice.

# bats file_tags=root
load common
load confined

# What is looked at is traced once: "all" uses what there is and looks its
# command up in PATH, "once" has a policy that leaves one exec.
setup_file() {
	need_root_world
	need_tool strace
	mkdir "$BATS_FILE_TMPDIR/traces"
	cd "$BATS_FILE_TMPDIR/traces" || return 1
	# shellcheck disable=SC2034 # for background
	BATS_TEST_TMPDIR=$PWD
	public_dir holder
	setup_netns
	PATH=$PUBLIC:$PATH
	echo "$NETNS" >netns
	printf '@default allow\n?mseal: return EPERM\n' >own.policy
	trace all --policy ./own.policy --netns "$NETNS" --sysfs --user nobody
	trace once --policy reader
	trace plain --policy map-rw
	common_teardown
}

setup() {
	common_setup
	cd "$BATS_FILE_TMPDIR/traces" || return 1
	NETNS=$(cat netns)
	cp all calls
}

# What is asked in a way that the kernel must refuse, to see that calls are made
# at all (src/base/real.h), is no step.
REFUSED='^(unshare\(CLONE_PARENT|setns\(-1|move_mount\(-1|mount\("", ""|close_range\(1, 0|getgroups\(-1|capget\(.*pid=-1|fcntl\(-1|getdents64\(-1|statfs\(""|seccomp\(SECCOMP_SET_MODE_FILTER, 0, NULL)'

# trace FILE OPTION...: the system calls of a launch that imports a map, one a
# line in FILE, without the pids, from behind the launcher's own start up to
# the exec that succeeds.
trace() {
	local file=$1 sock=$PWD/sock

	shift
	background setpriv --groups 4,24 strace -f -o "$file.raw" -- \
		bpfns-exec --import "$sock" "$@" -- holder
	wait_for_socket "$sock"
	tcsend "$sock" map
	wait_for_exit "$PID"
	# shellcheck disable=SC2154 # wait_for_exit sets it
	[ "$status" = 0 ] || fail "$file: $stderr"
	sed -E 's/^[0-9]+ +//' "$file.raw" | grep -vE "$REFUSED" | awk '
		NR == 1 { next }
		{ print }
		/^execve(at)?\(.* = 0$/ { exit }' >"$file"
}

# The number of the first, or last, line in ./calls that matches; fails where
# none does.
first() {
	grep -nE -m 1 -e "$1" calls | cut -d : -f 1 | grep .
}

last() {
	grep -nE -e "$1" calls | tail -n 1 | cut -d : -f 1 | grep .
}

# comes_before A B: every call that matches A stands before each that does B.
comes_before() {
	local a b

	a=$(last "$1") || fail "no call is $1: $(cat calls)"
	b=$(first "$2") || fail "no call is $2: $(cat calls)"
	((a < b)) || fail "$1 is line $a, $2 is line $b: $(cat calls)"
}

# never_after A B: behind the last call that matches A, none does B.
never_after() {
	local a

	a=$(last "$1") || fail "no call is $1: $(cat calls)"
	run tail -n "+$((a + 1))" calls
	refute_line --regexp "$2"
}

# Calls that make a descriptor, or take one in.
MAKES_FD='^(open|openat|openat2|socket|accept|recvmsg|dup|dup2|dup3|pipe|memfd_create|fsopen|fsmount|open_tree|pidfd_open|signalfd4?|bpf)\('

@test "a policy is chosen and a netns opened before the socket is bound" {
	comes_before 'openat\(.*own\.policy' '^bind\('
	comes_before "openat\\(.*/run/netns/$NETNS" '^bind\('
	comes_before 'openat\(.*/etc/passwd' '^bind\('
}

@test "the sender's credentials are asked for before the socket has a name" {
	comes_before 'SO_PASSCRED' '^bind\('
}

@test "maps are received before the netns is entered" {
	comes_before '^bind\(' '^recvmsg\('
	comes_before '^recvmsg\(' '^setns\('
}

@test "the socket's name is gone before anything is done with the maps" {
	comes_before '^unlink\(' '^bpf\(BPF_OBJ_GET_INFO_BY_FD'
}

@test "the netns is entered by the descriptor opened before the wait" {
	run grep -c "/run/netns/$NETNS" calls
	assert_output 1
	comes_before "openat\\(.*/run/netns/$NETNS" '^setns\('
}

@test "the netns is entered before anything is mounted" {
	comes_before '^setns\(' '^unshare\(CLONE_NEWNS\)'
	comes_before '^unshare\(CLONE_NEWNS\)' '^mount\(.*MS_(REC\|MS_)?SLAVE'
	comes_before '^mount\(' '^(fsopen|open_tree|move_mount)\('
}

@test "all else is closed before the privileges go" {
	comes_before '^close_range\(' '^set(groups|resgid|resuid)\('
	comes_before '^close_range\(' '^capset\('
	comes_before '^close_range\(' 'PR_CAPBSET_DROP'
}

@test "nothing is opened between the closing and the exec" {
	never_after '^close_range\(' "$MAKES_FD"
}

@test "groups go first, then the gid, then the uid" {
	comes_before '^setgroups\(' '^setresgid\('
	comes_before '^setresgid\(' '^setresuid\('
}

@test "the uid goes before the capabilities do" {
	comes_before '^setresuid\(' 'PR_CAPBSET_DROP'
	comes_before '^setresuid\(' '^capset\('
}

@test "the bounding set and the securebits go before the capabilities" {
	comes_before 'PR_CAPBSET_DROP' 'PR_SET_SECUREBITS.*NOROOT'
	((  $(last 'PR_SET_SECUREBITS') < $(last '^capset\(') ))
}

@test "all of it is read back before the filter" {
	never_after '^capset\(' '^(setuid|setresuid|setgroups)\('
	((  $(last '^capset\(') < $(last '^capget\(') ))
	((  $(last '^setresuid\(') < $(last '^getresuid\(') ))
	((  $(last '^setresuid\(') < $(last '^getgroups\(') ))
	((  $(last 'PR_SET_NO_NEW_PRIVS') < $(last 'PR_GET_NO_NEW_PRIVS') ))
	((  $(last 'PR_CAPBSET_DROP') < $(last 'PR_CAPBSET_READ') ))
	((  $(last 'PR_SET_SECUREBITS') < $(last 'PR_GET_SECUREBITS') ))
	comes_before '^(capget|getresuid|getgroups)\(' '^seccomp\('
	comes_before 'PR_(GET_NO_NEW_PRIVS|CAPBSET_READ)' '^seccomp\('
}

@test "capabilities and no_new_privs come before the filter" {
	comes_before '^capset\(' '^seccomp\('
	comes_before 'PR_SET_NO_NEW_PRIVS' '^seccomp\('
}

@test "there is one filter, and nothing but the exec behind it" {
	local file

	for file in all plain once; do
		cp "$file" calls
		run grep -c '^seccomp(SECCOMP_SET_MODE_FILTER' calls
		assert_output 1
		run sed -E '1,/^seccomp\(/d; s/\(.*//' calls
		assert_equal "$(sort -u <<<"$output" | grep -vE '^execve(at)?$')" ''
	done
}

@test "looking the command up in PATH opens nothing behind the filter" {
	cp plain calls
	run sed -E '1,/^seccomp\(/d; s/\(.*//' calls
	refute_line --regexp '^(open|openat|read|stat|prctl)'
	assert_line execve
}

@test "where one exec is left, the filter and it come last too" {
	cp once calls
	comes_before '^close_range\(' '^dup3\(.*1023'
	comes_before '^dup3\(.*1023' '^(setrlimit|prlimit64)\(.*rlim_max=1023\}'
	comes_before '^capset\(' '^seccomp\('
	run sed -E '1,/^seccomp\(/d; s/\(.*//' calls
	assert_output execveat
}

@test "between the change of uid and the filter only capabilities change" {
	# Between setresuid and the filter: nothing but capabilities
	run sed -nE '/^setresuid\(/,/^seccomp\(/{s/\(.*//;p}' calls
	refute_line --regexp \
		'^(open|socket|connect|bind|mount|setns|unshare|bpf|dup|write)'
}
