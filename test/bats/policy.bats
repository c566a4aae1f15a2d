#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# bpfns-policy, src/confine/policy*.c, codegen*.c, emit.c, simulate.c,
# filter.c, preset*.c and policy/: what is refused, what it comes to, and what
# programs can and can't do under it.

load common

FIXTURES=$BATS_TEST_DIRNAME/policy
PRESETS="map-rw map-ro reader server"

setup() {
	common_setup
}

# policy LINE...: a policy of these lines, with a default, in p.policy.
policy() {
	printf '%s\n' "@default return EPERM" "$@" >p.policy
}

# refused WHERE MESSAGE LINE...: a policy of these lines, the first of which
# is line 2, is refused at that line and column, with this message.
refused() {
	local where=$1 message=$2

	shift 2
	policy "$@"
	run -1 bpfns-policy check p.policy
	assert_line --index 0 --partial "p.policy:$where: $message"
}

# accepted LINE...: and the filter of it is proved right.
accepted() {
	policy "$@"
	run -0 policy-proof p.policy
	assert_output --partial " 0 differ"
}

# compiled PRESET: as the build does it, in PRESET.bpf.
compiled() {
	[ -e "$1.bpf" ] ||
		bpfns-policy compile "$POLICIES/$1.policy" -o "$1.bpf"
}

# under PRESET CMD...: runs CMD under it.
under() {
	compiled "$1"
	run with-filter "$1.bpf" "${@:2}"
}

# tried PRESET ANSWERS CALL...: try-call gets these answers under it.
tried() {
	under "$1" "$HELPERS/try-call" "${@:3}"
	assert_equal "$output" "$2"
}

# --- the text

@test "an unknown system call is refused, with the place and the line" {
	policy "read: allow" "  opne: allow"
	run -1 bpfns-policy check p.policy
	assert_line --index 0 --partial \
		"p.policy:3:3: unknown system call 'opne'"
	assert_line --index 1 "    opne: allow"
	assert_line --index 2 "    ^"
}

@test "an unknown word is refused" {
	refused 2:7 "expected allow, return ERRNO" "read: alow"
	refused 2:1 "expected @include or @default" "@frequency x"
	refused 2:6 "expected ':'" "read allow"
	refused 2:13 "expected the end of the line" "read: allow allow"
	refused 2:1 "expected the name of a system call" ": allow"
}

@test "an unknown constant is refused" {
	refused 2:14 "unknown constant 'PROT_REED'" "mmap: arg2 & PROT_REED"
	refused 2:25 "unknown constant 'X'" "mmap: arg2 & PROT_EXEC |X"
}

@test "an unknown errno is refused" {
	refused 2:14 "unknown errno 'EPREM'" "read: return EPREM"
	refused 2:14 "errno 0 is not from 1 to 4095" "read: return 0"
	refused 2:14 "errno 4096 is not from 1 to 4095" "read: return 4096"
	refused 2:14 "unknown errno 'SIGKILL'" "read: return SIGKILL"
}

@test "an unknown architecture is refused" {
	refused 2:11 "unknown architecture 'vax'" "read[arch=vax]: allow"
}

@test "a system call of another architecture must be marked" {
	refused 2:1 "'socketcall' is not a system call of" "socketcall: allow"
	accepted "?socketcall: allow" "socketcall[arch=x86]: allow"
}

@test "no mark excuses a misspelt name of another architecture" {
	refused 2:1 "unknown system call" "opne[arch=x86]: allow"
	accepted "?no_such_call: allow"
}

@test "the same system call twice is refused, and the first one named" {
	refused 3:1 "read is decided already, at p.policy:2" \
		"read: allow" "read: log"
	refused 2:8 "read is decided already" "{read, read}: allow"
	accepted "uname[arch=x86_64]: allow" "uname[arch=aarch64]: log"
}

@test "a policy without @default is refused" {
	echo "read: allow" >p.policy
	run -1 bpfns-policy check p.policy
	assert_output --partial "no @default"
	: >p.policy
	run -1 bpfns-policy check p.policy
}

@test "a second @default is refused" {
	refused 2:1 "@default stands already at p.policy:1" "@default log"
}

@test "numbers that don't fit are refused" {
	refused 2:16 "18446744073709551616 doesn't fit" \
		"lseek: arg1 == 18446744073709551616"
	refused 2:15 "'0x' is not a number" "read: arg0 == 0x"
	refused 2:15 "'08' is not a number" "read: arg0 == 08"
	refused 2:15 "'12ab' is not a number" "read: arg0 == 12ab"
	refused 2:15 "values are unsigned" "read: arg0 == -1"
	refused 2:7 "expected arg0 to arg5" "read: arg6 == 1"
	refused 2:7 "expected arg0 to arg5" "read: arg == 1"
}

@test "a value that the kernel can't see is refused" {
	refused 2:6 "value out of range: argument 0 of bpf has 32 bits" \
		"bpf: arg0 == 0x100000001"
	refused 2:8 "value out of range: argument 1 of chmod has 16 bits" \
		"chmod: arg1 == 0x14755"
	accepted "openat: arg0 == AT_FDCWD"
}

@test "a clause that never matches is refused" {
	refused 2:7 "this can never match" "read: arg0 == 1 && arg0 == 2"
	refused 2:20 "this can never match" \
		"read: arg1 == 5 || arg0 > 7 && arg0 < 8"
	refused 2:7 "this can never match" "read: arg0 & 0"
	refused 2:7 "this can never match" "read: arg0 < 0"
	refused 2:7 "this can never match" "read: arg0 & 4 && arg0 in 3"
}

@test "a condition that always matches is refused" {
	refused 2:27 "the condition always matches" \
		"ioctl: arg1 != TIOCSTI || arg1 != TIOCLINUX"
	refused 2:7 "this always matches" "read: arg0 >= 0"
	refused 2:7 "this always matches" "read: arg0 in ~0"
	refused 2:7 "this always matches" "read: arg0 <= 0xffffffff"
}

@test "a clause that another one covers is refused" {
	refused 2:20 "unreachable: clause 1" "read: arg0 == 1 || arg0 == 1"
	refused 2:19 "unreachable: clause 1" \
		"read: arg0 > 3 || arg0 == 5 && arg1 == 0"
}

@test "a condition that changes nothing is refused" {
	printf '%s\n' "@default allow" "ioctl: arg1 != TIOCSTI" >p.policy
	run -1 bpfns-policy check p.policy
	assert_output --partial "p.policy:2: the condition changes nothing"
	refused 2:18 "allowed whatever the condition says" \
		"read: arg0 == 0; allow"
}

@test "bytes that are no text are refused" {
	printf '@default log\nread: \000 allow\n' >p.policy
	run -1 bpfns-policy check p.policy
	assert_output --partial "NUL bytes"
	printf '@default log\r\n' >p.policy
	run -1 bpfns-policy check p.policy
	assert_output --partial "p.policy:1:13: unexpected byte 0x0d"
	printf '@default log\n\033[2J\n' >p.policy
	run -1 bpfns-policy check p.policy
	refute_output --partial $'\033'
}

@test "a comment that seems to go on is refused" {
	refused 2:10 "a comment can't be continued" "# comment\\" "read: allow"
}

@test "endless lines, words and nests are refused" {
	refused 2:4097 "a line of more than 4096 bytes" \
		"# $(printf 'x%.0s' {1..5000})"
	refused 2:1 "a word of more than 64 letters" \
		"$(printf 'x%.0s' {1..100}): allow"
	refused 2:31 "parentheses too deep" \
		"read: arg0 == $(printf '(%.0s' {1..40})1"
	head -c 1048577 /dev/zero | tr '\0' '\n' >p.policy
	run -2 bpfns-policy check p.policy
	assert_output --partial "longer than 1048576 bytes"
}

@test "more rules than the kernel takes are refused" {
	{
		echo "@default return EPERM"
		system_calls | awk '{
			printf "%s: ", $1
			for (i = 0; i < 8; i++)
				printf "%sarg0 == %d && arg1 == %d",
					i ? " || " : "", i, NR + i
			print ""
		}'
	} >p.policy
	run -1 bpfns-policy check p.policy
	assert_output --partial "more than"
}

# All names that this machine's headers have.
system_calls() {
	printf '#include <sys/syscall.h>\n' | "${CC:-cc}" -E -dM - |
		sed -n 's/^#define __NR_\([a-z0-9_]*\) .*/\1/p' | sort
}

@test "every truncation of a policy is refused or right" {
	local size n

	size=$(wc -c <"$FIXTURES/operators.policy")
	for ((n = 0; n < size; n += 7)); do
		head -c "$n" "$FIXTURES/operators.policy" >p.policy
		run bpfns-policy check p.policy
		((status <= 1)) || fail "$n bytes: status $status: $output"
	done
}

# --- includes

@test "a missing include is refused where it stands" {
	refused 2:10 "nowhere.policy: No such file" "@include nowhere.policy"
	refused 2:9 "expected a path" "@include"
}

@test "an include of itself is refused, by whatever name" {
	mkdir d
	ln -s ../p.policy d/link
	refused 2:10 "'p.policy' includes itself" "@include p.policy"
	refused 2:10 "'./d/../p.policy' includes itself" \
		"@include ./d/../p.policy"
	refused 2:10 "'d/link' includes itself" "@include d/link"
	echo "@include q2" >q1
	echo "@include q1" >q2
	policy "@include q1"
	run -1 bpfns-policy check p.policy
	assert_output --partial "q2:1:10: 'q1' includes itself"
}

@test "includes may be ten deep, not eleven" {
	local i

	for i in {1..10}; do
		echo "@include i$((i + 1))" >"i$i"
	done
	echo "read: allow" >i10
	accepted "@include i1"
	echo "@include i11" >i10
	echo "read: allow" >i11
	policy "@include i1"
	run -1 bpfns-policy check p.policy
	assert_output --partial "i10:1:10: more than 10 includes deep"
}

@test "includes can't multiply without end" {
	local i

	for i in {1..9}; do
		printf "@include i$((i + 1))\n%.0s" {1..10} >"i$i"
	done
	: >i10
	policy "@include i1"
	run -1 bpfns-policy check p.policy
	assert_output --partial "more than 128 includes"
}

@test "an include is looked for beside the file that names it" {
	mkdir -p d/e
	echo "@include e/two" >d/one
	echo "@include ../three" >d/e/two
	echo "read: allow" >d/three
	accepted "@include d/one"
}

# --- files

@test "what is no regular file is refused at once" {
	mkfifo fifo
	for f in fifo . /dev/zero; do
		run -2 timeout 5 bpfns-policy check "$f"
		assert_output --partial "not a regular file"
	done
	policy "@include fifo"
	run -1 timeout 5 bpfns-policy check p.policy
	assert_output --partial "p.policy:2:10: fifo: not a regular file"
}

@test "a policy that others can change is no policy for the launcher" {
	local mode

	policy "read: allow"
	for mode in 664 646 666 620; do
		chmod "$mode" p.policy
		run -125 with-filter --trust p.policy
		assert_output --partial "p.policy: writable by group or others"
	done
	chmod 644 p.policy
	run -0 with-filter --trust p.policy
	# Nor one that includes such a file
	echo "write: allow" >q.policy
	chmod 666 q.policy
	policy "@include q.policy"
	run -125 with-filter --trust p.policy
	assert_output --partial "p.policy:2:10: q.policy: writable by group"
	run -0 bpfns-policy check p.policy
}

@test "a policy of another user is no policy for the launcher" {
	[ "$(id -u)" = 0 ] || cannot "only root can give files away"
	policy "read: allow"
	chown 65534 p.policy
	run -125 with-filter --trust p.policy
	assert_output --partial "p.policy: belongs to uid 65534"
	run -0 bpfns-policy check p.policy
}

@test "a compiled policy is taken, a damaged one is not" {
	compiled map-ro
	run -0 bpfns-policy check map-ro.bpf
	head -c 100 map-ro.bpf >cut.bpf
	run -1 bpfns-policy check cut.bpf
	assert_output --partial "nor a compiled policy"
	head -c 104 map-ro.bpf >cut.bpf
	run -1 bpfns-policy check cut.bpf
	assert_output --partial "not a compiled policy: instruction"
	head -c 40000 /dev/zero >cut.bpf
	run -1 bpfns-policy check cut.bpf
}

@test "our check of compiled filters answers as the kernel does" {
	local f

	# load from beyond, past the end, unwritten memory, no return; and good
	printf '\x20\0\0\0\x40\0\0\0\x06\0\0\0\0\0\xff\x7f' >f1
	printf '\x15\0\x01\0\0\0\0\0\x06\0\0\0\0\0\xff\x7f' >f2
	printf '\x60\0\0\0\0\0\0\0\x06\0\0\0\0\0\xff\x7f' >f3
	printf '\x20\0\0\0\0\0\0\0' >f4
	for f in f1 f2 f3 f4; do
		run -0 with-filter --check "$f"
		assert_output "no no"
	done
	printf '\x06\0\0\0\0\0\xff\x7f' >f5
	run -0 with-filter --check f5
	assert_output "yes yes"
}

# --- the command

@test "misuse is answered 2" {
	run -2 bpfns-policy
	run -2 bpfns-policy frob
	run -2 bpfns-policy check
	run -2 bpfns-policy check a b
	run -2 bpfns-policy check a -o b
	run -2 bpfns-policy compile a
	run -2 bpfns-policy check nowhere
	run -2 bpfns-policy compile nowhere -o out
	run -2 bpfns-policy compile "$FIXTURES/operators.policy" -o ''
	[ ! -e out ]
}

@test "a failed compile leaves nothing behind" {
	policy "opne: allow"
	echo old >out
	run -2 bpfns-policy compile p.policy -o out
	assert_equal "$(cat out)" old
	policy "read: allow"
	mkdir dir
	run -2 bpfns-policy compile p.policy -o dir
	run -2 bpfns-policy compile p.policy -o nowhere/out
	assert_equal "$(find . | sort | xargs)" ". ./dir ./out ./p.policy"
}

@test "compile never puts a file where a device was" {
	policy "read: allow"
	run -2 bpfns-policy compile p.policy -o /dev/null
	assert_output --partial "/dev/null: not a regular file"
	[ -c /dev/null ]
}

@test "compile doesn't write to a terminal" {
	need_tool script
	policy "read: allow"
	run -2 script -qec "bpfns-policy compile p.policy -o -" /dev/null
	assert_output --partial "standard output is a terminal"
}

@test "compile replaces its output at once, with the usual mode" {
	policy "read: allow"
	echo old >out
	run -0 bpfns-policy compile -o out p.policy
	assert_equal "$(stat -c %a out)" 644
	bpfns-policy compile p.policy -o - | cmp - out
}

@test "an answer that can't be written is a failure" {
	policy "read: allow"
	for args in "show" "show map-rw" "check p.policy" \
		"compile p.policy -o -"; do
		# shellcheck disable=SC2086 # words
		run -2 bash -c 'bpfns-policy "$@" >/dev/full' - $args
	done
}

@test "show lists the presets, and knows no other" {
	run -1 bpfns-policy show no-such
	run -1 bpfns-policy show groups/base
	run -1 bpfns-policy show ../policy/map-rw
	run -0 bpfns-policy show
	for p in $PRESETS none; do
		assert_line --regexp "^$p +[a-z]"
	done
}

@test "show prints a policy that stands by itself and comes to the same" {
	local p

	for p in $PRESETS; do
		bpfns-policy show "$p" >"$p.policy"
		run -1 grep '^@include' "$p.policy"
		compiled "$p"
		bpfns-policy compile "$p.policy" -o - | cmp - "$p.bpf"
	done
}

# --- the proof

@test "the proof notices each spoiled instruction" {
	run -0 policy-proof --sabotage "$POLICIES/map-rw.policy"
	assert_line --regexp '^sabotage: ([0-9]+) of \1 spoiled'
}

@test "the proof notices a filter of another policy" {
	compiled map-ro
	run -1 policy-proof "$POLICIES/map-rw.policy" map-ro.bpf
	assert_output --partial "differ"
}

@test "the presets decide as their rules say and as libseccomp does" {
	local p

	for p in $PRESETS; do
		compiled "$p"
		run -0 policy-proof "$POLICIES/$p.policy" "$p.bpf"
		assert_output --partial " 0 differ"
	done
}

@test "every operator decides right" {
	run -0 policy-proof "$FIXTURES/operators.policy"
	assert_output --partial " 0 differ"
}

@test "hundreds of conditions decide right, over long jumps" {
	{
		echo "@default return EPERM"
		system_calls | awk '{
			printf "%s: arg%d == %d && arg%d & %d; return %d\n",
				$1, NR % 2, 3 * NR + 1, 3 + NR % 3,
				2 ^ (NR % 13 + 1), NR % 7 + 1
		}'
	} >p.policy
	run -0 policy-proof p.policy
	assert_output --regexp '[23][0-9]{3} instructions.* 0 differ'
}

# --- what programs can do

@test "shells and Python run under map-rw and map-ro" {
	for p in map-rw map-ro; do
		# shellcheck disable=SC2016 # for the inner shell
		under "$p" bash -c 'echo a | tr a b; x=$(uname); test -n "$x"'
		assert_success
		assert_output b
		under "$p" python3 -c '
import subprocess, threading, socket, tempfile
t = threading.Thread(target=print, args=("thread",)); t.start(); t.join()
socket.socket().close()
tempfile.TemporaryFile().write(b"x")
print(subprocess.check_output(["echo", "child"]).decode(), end="")'
		assert_success
		assert_output $'thread\nchild'
	done
}

@test "the compiled file is what bubblewrap takes, too" {
	need_tool bwrap
	compiled map-ro
	run bwrap --dev-bind / / true
	[ "$status" = 0 ] || cannot "bwrap doesn't work here: $output"
	run bwrap --dev-bind / / --seccomp 9 "$HELPERS/try-call" \
		unshare 0 + getpid 9<map-ro.bpf
	assert_output $'unshare EPERM\ngetpid ok'
}

@test "C and Python programs run under reader, with threads" {
	for p in reader server; do
		under "$p" "$HELPERS/try-call" threads
		assert_output "4 threads"
		under "$p" "$(python3 -c 'import sys; print(sys.executable)')" -c '
import json, sys, threading
t = threading.Thread(target=print, args=("thread",)); t.start(); t.join()
print(json.dumps({"passwd": len(open("/etc/passwd").read()) > 0}))'
		assert_output $'thread\n{"passwd": true}'
	done
}

@test "bpf(2) has no command but those of the preset" {
	local cmd p allowed answer

	declare -A allowed=(
		[map-rw]=" 1 2 3 4 15 21 24 25 26 27 "
		[map-ro]=" 1 4 15 24 "
		[reader]=" 1 4 15 24 "
		[server]=" 1 4 15 24 "
	)
	for p in $PRESETS; do
		for cmd in {0..64} 255 65537 2147483647 4294967295; do
			answer=EPERM
			[[ ${allowed[$p]} != *" $cmd "* ]] || answer=EFAULT
			# Also with bits that the kernel doesn't look at
			tried "$p" "$(printf 'bpf %s\n' $answer $answer)" \
				bpf "$cmd" 1 120 + \
				bpf "$((cmd | 1 << 32))" 1 120
		done
	done
}

@test "upper bits of an argument open no door" {
	# TIOCSTI and TIOCLINUX
	tried map-rw "$(printf 'ioctl %s\n' EPERM EPERM EPERM EPERM)" \
		ioctl 0 0x5412 @8 + ioctl 0 0x100005412 @8 + \
		ioctl 0 0xffffffff00005412 @8 + ioctl 0 0x10000541c @8
	# AF_VSOCK
	tried map-rw "$(printf 'socket %s\n' EPERM EPERM)" \
		socket 40 1 0 + socket 0x100000028 1 0
	tried map-rw "personality EPERM" personality 0x100040000
}

@test "x32 and 32-bit calls end the process" {
	[ "$(uname -m)" = x86_64 ] || cannot "neither exists here"
	for p in $PRESETS; do
		under "$p" "$HELPERS/try-call" x32
		assert_equal "$status" 159
		# Not every kernel has the other one.
		run "$HELPERS/try-call" int80
		[ "$status" = 0 ] || continue
		under "$p" "$HELPERS/try-call" int80
		assert_equal "$status" 159
	done
}

@test "a call that a tracer struck out ends nobody" {
	tried map-rw "-1 EPERM" -1
}

@test "userfaultfd and open_by_handle_at end the process" {
	for p in $PRESETS; do
		under "$p" "$HELPERS/try-call" userfaultfd 0
		assert_equal "$status" 159
		under "$p" "$HELPERS/try-call" open_by_handle_at 0 @8 0
		assert_equal "$status" 159
	done
}

@test "no preset gives what gets at other processes or the machine" {
	local call calls=(ptrace process_vm_readv process_vm_writev
		pidfd_getfd kcmp io_uring_setup io_uring_enter
		io_uring_register keyctl add_key request_key
		perf_event_open kexec_load kexec_file_load init_module
		finit_module delete_module name_to_handle_at
		process_madvise quotactl quotactl_fd reboot mount umount2
		fsopen fsconfig fsmount fspick open_tree move_mount
		mount_setattr unshare setns pivot_root chroot swapon
		swapoff acct syslog settimeofday clock_settime
		sethostname setdomainname fanotify_init)
	for p in $PRESETS; do
		for call in "${calls[@]}"; do
			tried "$p" "$call EPERM" "$call" 0xffffffff
		done
	done
}

@test "no preset makes namespaces, and clone3 isn't there" {
	local bit

	for p in $PRESETS; do
		# user, mount, cgroup, uts, ipc, pid, net
		for bit in 10000000 20000 2000000 4000000 8000000 20000000 \
			40000000; do
			tried "$p" "$(printf 'clone %s\n' EPERM EPERM)" \
				clone "0x${bit}" 0 0 0 0 + \
				clone "0x1${bit}" 0 0 0 0
		done
		tried "$p" "clone3 ENOSYS" clone3 @88 88
	done
}

@test "reader and server write to no file" {
	: >file
	for p in reader server; do
		# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE
		for flags in 1 2 0100 01000 02000 020200002 020200000; do
			tried "$p" "openat EACCES" \
				openat -100 file "$flags" 0644
		done
		tried "$p" "openat2 ENOSYS" openat2 -100 file @24 24
		tried "$p" "$(printf '%s EPERM\n' creat rename unlink \
			unlinkat mkdirat linkat symlinkat truncate ftruncate \
			fchmod fchmodat fchownat mknodat setxattr \
			utimensat memfd_create fallocate)" \
			creat new 0644 + rename file new + unlink file + \
			unlinkat -100 file 0 + mkdirat -100 new 0755 + \
			linkat -100 file -100 new 0 + \
			symlinkat file -100 new + truncate file 0 + \
			ftruncate 1 0 + fchmod 1 0 + fchmodat -100 file 0 + \
			fchownat -100 file 0 0 0 + mknodat -100 new 0 0 + \
			setxattr file user.x y 1 0 + \
			utimensat -100 file 0 0 + memfd_create x 0 + \
			fallocate 1 0 0 1
		tried "$p" "openat ok" openat -100 file 02000000
	done
}

@test "reader and server start no process and no other program" {
	for p in reader server; do
		tried "$p" "$(printf '%s EPERM\n' fork vfork clone clone \
			execve execveat execveat kill tkill)" \
			fork + vfork + clone 17 0 0 0 0 + \
			clone 0x100 0 0 0 0 + \
			execve /bin/true 0 0 + execveat -100 /bin/true 0 0 0 + \
			execveat 3 "" 0 0 0x1000 + kill 1 0 + tkill 1 0
	done
}

@test "the descriptor of the one exec can't be had again" {
	# The build may lie where nobody can't go.
	local public

	public=$(mktemp -d "${BATS_TMPDIR:-/tmp}/bpfns.XXXXXX")
	defer rm -rf "$public"
	chmod 755 "$public"
	install -m 755 "$(command -v with-filter)" "$(command -v try-call)" \
		"$public"
	for p in reader server; do
		# It is closed; and with any other descriptor, however moved,
		# its number stays out of reach: F_DUPFD, dup2, dup3. Root
		# may raise the limit again, so this is not for root.
		compiled "$p"
		install -m 644 "$p.bpf" "$public"
		run setpriv --reuid 65534 --regid 65534 --clear-groups \
			--inh-caps=-all --bounding-set=-all \
			"$public/with-filter" "$public/$p.bpf" \
			"$public/try-call" execveat 1023 "" 0 0 0x1000 + \
			prlimit64 0 7 @16 0 + fcntl 1 0 1023 + dup2 1 1023 + \
			dup3 1 1023 0 + execveat 1023 "" 0 0 0x1000
		assert_output "$(printf '%s\n' "execveat EBADF" \
			"prlimit64 ok" "fcntl EINVAL" "dup2 EBADF" \
			"dup3 EBADF" "execveat EBADF")"
	done
}

@test "reader has no sockets but those it holds" {
	tried reader "$(printf '%s EPERM\n' socket socketpair connect bind \
		listen accept accept4 setsockopt)" \
		socket 1 1 0 + socketpair 1 1 0 @8 + connect 0 @16 16 + \
		bind 0 @16 16 + listen 0 1 + accept 0 0 0 + \
		accept4 0 0 0 0 + setsockopt 0 1 1 @4 4
	# Not to an address, not with MSG_FASTOPEN; but on what is connected
	tried reader "$(printf '%s\n' "sendto EPERM" "sendto EPERM" \
		"sendmsg EPERM" "sendmmsg EPERM" "sendto ENOTSOCK" \
		"sendmsg ENOTSOCK" "recvmsg ENOTSOCK")" \
		sendto 1 x 1 0 @16 16 + sendto 1 x 1 0x20000000 0 0 + \
		sendmsg 1 @56 0x120000000 + sendmmsg 1 @64 1 0x20000000 + \
		sendto 1 x 1 0 0 0 + sendmsg 1 @56 0 + recvmsg 1 @56 0
}

@test "server makes stream sockets, and connects with none of them" {
	# unix, TCP over either, with flags
	tried server "$(printf 'socket %s\n' ok ok ok ok ok)" \
		socket 1 1 0 + socket 2 1 0 + socket 2 1 6 + \
		socket 10 0x80801 0 + socket 1 0x80001 0
	# datagrams, raw, seqpacket, SCTP, MPTCP, netlink, packet, vsock
	tried server "$(printf 'socket %s\n' EACCES EACCES EACCES EACCES \
		EACCES EACCES EACCES EACCES EACCES EACCES)" \
		socket 1 2 0 + socket 2 2 0 + socket 2 3 1 + socket 1 5 0 + \
		socket 2 1 132 + socket 2 1 262 + socket 16 3 0 + \
		socket 17 3 0 + socket 40 1 0 + socket 2 0x100000002 0
	tried server "$(printf '%s\n' "connect EPERM" "sendto EPERM" \
		"sendto EPERM" "socketpair EACCES" "socketpair ok")" \
		connect 0 @16 16 + sendto 0 x 1 0x20000000 @16 16 + \
		sendto 0 x 1 0 @16 16 + socketpair 1 2 0 @8 + \
		socketpair 1 1 0 @8
}

@test "a Python web server answers under server" {
	local port

	compiled server
	background with-filter server.bpf \
		"$(python3 -c 'import sys; print(sys.executable)')" -u -c '
import http.server
s = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(s.server_address[1])
s.serve_forever()'
	wait_until 5 test -s "$OUT"
	port=$(head -n 1 "$OUT")
	run -0 python3 -c "
import urllib.request
print(urllib.request.urlopen('http://127.0.0.1:$port/').status)"
	assert_output 200
}
