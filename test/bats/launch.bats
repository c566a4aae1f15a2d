#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/confine/launch.c: what is run, what its exit status becomes, and the
# policies that leave one exec.

load common
load confined

setup_file() {
	need_root_world
}

# make_script NAME: a script that says "ran" and its arguments.
make_script() {
	printf '#!/bin/sh\necho ran "$@"\n' >"$1"
	chmod +x "$1"
}

@test "a command that doesn't exist is 127" {
	run -127 bpfns-exec -- bpfns-no-such-command
	assert_output "bpfns-exec: bpfns-no-such-command: No such file or directory"
	run -127 bpfns-exec -- ./missing
	run -127 bpfns-exec --policy reader -- bpfns-no-such-command
	run -127 bpfns-exec --policy reader -- ./missing
}

@test "a command that can't be run is 126" {
	touch file
	mkdir directory
	run -126 bpfns-exec -- ./file
	assert_output "bpfns-exec: ./file: Permission denied"
	run -126 bpfns-exec -- ./directory
	run -126 bpfns-exec --policy reader -- ./file
	run -126 bpfns-exec --policy reader -- ./directory
}

@test "a file that is no program is 126 where one exec is all there is" {
	echo 'echo ran' >file
	chmod +x file
	run -126 bpfns-exec --policy reader -- ./file
	assert_output "bpfns-exec: ./file: Exec format error"
}

# bats test_tags=root
@test "a failure of our own is 125" {
	refused "no such netns" --netns bpfns-none
}

@test "an empty command is not found" {
	run -127 bpfns-exec -- ''
}

@test "the command's status is passed on" {
	local status

	for status in 0 1 42 125 255; do
		run -"$status" bpfns-exec -- sh -c "exit $status"
		run -"$status" bpfns-exec --policy reader -- holder \
			"exit=$status"
	done
}

@test "the signal that ends the command is passed on" {
	# shellcheck disable=SC2016
	run -143 bpfns-exec -- sh -c 'kill -TERM $$'
}

@test "the command takes our place, and its pid is ours" {
	# shellcheck disable=SC2016
	run -0 bash -c 'echo $$; exec bpfns-exec -- sh -c "echo \$\$"'
	assert_equal "${lines[0]}" "${lines[1]}"
}

@test "arguments pass as they are" {
	runs -- printf '<%s>' '' -- --help $'a\nb' "a  'b"
	assert_output "<><--><--help><"$'a\nb'"><a  'b>"
}

@test "without a command it is SHELL" {
	make_script shell
	SHELL=$PWD/shell run -0 bpfns-exec
	assert_output ran
}

@test "without a command and SHELL it is /bin/sh" {
	# shellcheck disable=SC2016
	run -0 env -u SHELL bpfns-exec <<<'echo "$0"'
	assert_output /bin/sh
	# shellcheck disable=SC2016
	SHELL='' run -0 bpfns-exec <<<'echo "$0"'
	assert_output /bin/sh
}

@test "the command is looked up in PATH, in its order" {
	mkdir a b
	make_script b/bpfns-command
	touch a/bpfns-command
	PATH=$PWD/a:$PWD/b:$PATH run -0 bpfns-exec -- bpfns-command
	assert_output ran
	install -m 755 "$HELPERS/holder" b/bpfns-command
	PATH=$PWD/a:$PWD/b:$PATH run -0 bpfns-exec --policy reader -- \
		bpfns-command argument
	assert_line arg=argument
}

@test "a file in PATH that can't be run is 126 if it is the only one" {
	mkdir a
	touch a/bpfns-command
	PATH=$PWD/a:$PATH run -126 bpfns-exec -- bpfns-command
	PATH=$PWD/a:$PATH run -126 bpfns-exec --policy reader -- bpfns-command
}

@test "the PATH that counts is the workload's" {
	mkdir a b
	make_script a/bpfns-command
	printf '#!/bin/sh\necho b' >b/bpfns-command
	chmod +x b/bpfns-command
	run -0 bpfns-exec --setenv PATH="$PWD/b:$PATH" -- bpfns-command
	assert_output b
	PATH=$PWD/a:$PATH run -127 bpfns-exec --unsetenv PATH -- bpfns-command
	PATH=$PWD/a:$PATH run -127 bpfns-exec --clear-env -- bpfns-command
}

@test "with --clear-env a command is found where systems have theirs" {
	runs --clear-env -- env
	assert_line BPF_NUM_MAPS=0
	refute_line --partial PATH=
}

@test "an empty element of PATH is the directory we are in" {
	install -m 755 "$HELPERS/holder" bpfns-command
	PATH=:$PATH run -0 bpfns-exec --policy reader -- bpfns-command
	PATH=:$PATH run -0 bpfns-exec -- bpfns-command
}

@test "a script is run" {
	make_script script
	runs -- ./script 1 2
	assert_output "ran 1 2"
}

@test "a script without its first line is run by sh, as shells do" {
	echo 'echo ran "$@"' >script
	chmod +x script
	runs -- ./script 1
	assert_output "ran 1"
}

@test "a script is refused where the policy allows one exec" {
	make_script script
	run -126 bpfns-exec --policy reader -- ./script
	assert_output --partial "policy reader allows one exec"
	refute_line --partial ran
}

@test "one exec is what reader and server leave" {
	local policy

	for policy in reader server; do
		runs --policy "$policy" -- attempt getpid
		run -1 bpfns-exec --policy "$policy" -- attempt execve \
			"'/bin/true" u64:0 u64:0
		assert_output EPERM
		run -1 bpfns-exec --policy "$policy" -- attempt execveat \
			0 "'/bin/true" u64:0 u64:0 0
		assert_output EPERM
	done
	# The same call, where exec is allowed
	runs -- attempt execve "'/bin/true" u64:0 u64:0
	assert_output ""
}

@test "the descriptor of the one exec can't be had again" {
	runs --policy reader -- holder
	assert_value nofile 1023:1023
	assert_equal "$(open_fds)" "0 1 2"
	run -1 bpfns-exec --policy reader -- attempt \
		execveat 1023 "'" u64:0 u64:0 0x1000
	assert_output EBADF
	run -1 bpfns-exec --policy reader -- attempt dup2 0 1023
	assert_output EBADF
	run -1 bpfns-exec --policy reader -- attempt dup3 0 1023 0
	assert_output EBADF
	# F_DUPFD, from 1023 on
	run -1 bpfns-exec --policy reader -- attempt fcntl 0 0 1023
	assert_output EINVAL
}

# bats test_tags=no-userns
@test "the limit that keeps it from being had again can't be raised" {
	# RLIMIT_NOFILE is 7
	run -1 bpfns-exec --policy reader -- attempt \
		prlimit64 0 7 u64:4096,4096 0 , dup2 0 1023
	assert_output "$(printf 'EPERM\nEBADF')"
	# For another user likewise
	public_dir attempt
	run -1 bpfns-exec --policy reader --user nobody -- "$PUBLIC/attempt" \
		prlimit64 0 7 u64:4096,4096 0 , dup2 0 1023
	assert_output "$(printf 'EPERM\nEBADF')"
}

# bats test_tags=root
@test "the capability to raise the limit can't be kept with one exec" {
	local policy all_caps=(unshare --user --map-root-user)

	# The root of a user namespace has all capabilities, wherever there can
	# be one; root itself may have lost this one, and is refused as well.
	has_userns || all_caps=()
	for policy in reader server; do
		run -125 "${all_caps[@]}" bpfns-exec \
			--policy "$policy" --cap net_raw,sys_resource touch ran
		assert_output --partial "sys_resource can't be kept"
		! has_userns || assert_output --partial "under policy $policy"
	done
	assert_not_exists ran
	! has_userns ||
		run -0 "${all_caps[@]}" bpfns-exec --cap sys_resource true
}

@test "a hard limit that leaves no room for the one exec is refused" {
	local policy

	for policy in reader server; do
		# shellcheck disable=SC2016
		run -125 bash -c 'ulimit -n 1023
			exec timeout 10 bpfns-exec --import sock --policy "$0" \
				touch ran' "$policy"
		assert_output --partial \
			"$policy: one exec only needs descriptor 1023, but"
		assert_output --partial "is 1023"
	done
	assert_not_exists ran
	assert_not_exists sock
}

@test "a hard limit of 1024 is enough" {
	run -0 bash -c 'ulimit -n 1024; exec bpfns-exec --policy reader holder'
	assert_value nofile 1023:1023
}

@test "a low soft limit is no hindrance, and comes back" {
	run -0 bash -c 'ulimit -S -n 200; exec bpfns-exec --policy reader holder'
	assert_value nofile 1023:1023
	run -0 bash -c 'ulimit -S -n 200; exec bpfns-exec holder'
	assert_value nofile "200:$(ulimit -H -n)"
}

@test "a descriptor that the one exec would leave out of reach is refused" {
	run -125 bpfns-exec --policy reader --keep-fd 1500 touch ran \
		1500</dev/null
	assert_output --partial "descriptors up to 1500"
	assert_not_exists ran
}

@test "a launcher that is its own interpreter comes to an end" {
	# Each round adds a filter, until the kernel takes no more.
	printf '#!/proc/self/exe\n' >script
	chmod +x script
	run -125 timeout 20 bpfns-exec -- ./script
	assert_output --partial "bpfns-exec: seccomp: "
}

# bats test_tags=no-userns
@test "one exec searches the PATH as others do" {
	public_dir
	mkdir "$PUBLIC/a" "$PUBLIC/b"
	install -m 700 "$(command -v nothing)" "$PUBLIC/a/tool"
	install -m 755 "$(command -v nothing)" "$PUBLIC/b/tool"
	chmod 755 "$PUBLIC/a" "$PUBLIC/b"
	for policy in map-rw reader; do
		run -0 bpfns-exec --policy "$policy" --user nobody \
			--setenv "PATH=$PUBLIC/a:$PUBLIC/b" -- tool
		run -127 bpfns-exec --policy "$policy" -- ""
	done
}
