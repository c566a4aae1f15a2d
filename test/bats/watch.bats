#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/cmd/exec_watch.c and confine/supervise.c, notify.c, learn.c, report.c:
# bpfns-exec --learn and --report, which stay to watch the command.

load common
load handover

setup_file() {
	need_root_world
}

# learns [OPTION...] -- CMD...: into l.policy.
learns() {
	launch --learn l.policy "$@"
}

# reports [OPTION...] -- CMD...
reports() {
	launch --report "$@"
}

# --- refusals

@test "--learn, --report, --explain and --policy that contradict are refused" {
	launch --learn l.policy --policy map-ro -- holder
	assert_refused "--learn and --policy don't go together"
	launch --learn l.policy --report -- holder
	assert_refused "--explain, --learn and --report don't go together"
	launch --learn l.policy --explain -- holder
	assert_refused "--explain, --learn and --report don't go together"
	launch --report --policy none -- holder
	assert_refused "--report and --policy none don't go together"
	launch --learn l.policy --read-only -- holder
	assert_refused "--learn and --read-only don't go together"
	launch --learn a --learn b -- holder
	assert_refused "--learn: given twice"
	[ ! -e l.policy ]
}

@test "--learn into what is no regular file, or can't be written, is refused" {
	launch --learn /dev/null -- holder
	assert_refused "--learn: /dev/null: not a regular file"
	mkdir directory
	launch --learn directory -- holder
	assert_refused "--learn: directory: "
	launch --learn nowhere/l.policy -- holder
	assert_refused "--learn: nowhere/l.policy: No such file"
}

# bats test_tags=root
@test "a neighbour's file is not learned into, nor one he has a way to" {
	echo root >precious
	chmod 600 precious
	ln -s precious link
	launch --learn link -- holder
	assert_refused "--learn: link: a symbolic link"
	ln -s nowhere dangling
	launch --learn dangling -- holder
	assert_refused "--learn: dangling: a symbolic link"
	ln precious hard
	launch --learn hard -- holder
	assert_refused "--learn: hard: has other names, too"
	touch theirs writable
	chown 1000:1000 theirs
	launch --learn theirs -- holder
	assert_refused "--learn: theirs: belongs to uid 1000"
	chmod 666 writable
	launch --learn writable -- holder
	assert_refused "--learn: writable: writable by group or others"
	assert_equal "$(cat precious)" root
	[ ! -s theirs ] && [ ! -s writable ] && [ ! -e nowhere ]
}

@test "whatever the command line, what is learned is a policy" {
	# shellcheck disable=SC2046 # words
	learns -- echo $(seq 1500)
	assert_ran
	launch --policy ./l.policy -- echo again
	assert_ran
	learns -- echo 'a\'
	assert_ran
	launch --policy ./l.policy -- echo again
	assert_ran
	assert_equal "$(sed -n 1p l.policy)" '# Learned from: "echo a\"'
}

@test "a FIFO to learn into isn't waited for" {
	mkfifo fifo
	give fifo
	launch --learn fifo -- holder
	assert_refused "--learn: fifo: "
}

@test "a launch that fails leaves what was learned before alone" {
	echo before >l.policy
	give l.policy
	run -127 --separate-stderr bare bpfns-exec --learn l.policy -- \
		no-such-command
	assert_said "no-such-command: No such file"
	assert_equal "$(cat l.policy)" before
	learns --pin /nowhere -- holder
	assert_refused "--pin /nowhere"
	assert_equal "$(cat l.policy)" before
}

@test "a policy that can't be written is a failure, told after the command" {
	mkdir full
	mount -t tmpfs -o size=4k tmpfs full
	defer umount "$PWD/full"
	touch full/l.policy
	give full full/l.policy
	dd if=/dev/zero of=full/rest bs=4k count=1 status=none
	launch --learn full/l.policy -- echo ran
	assert_equal "$status" 125
	assert_output ran
	assert_said "full/l.policy: No space left"
}

# --- learn

@test "what was learned is enough, and is a policy that the launcher takes" {
	own_bpffs
	mkmap hash 4 4 4 name=m set=07000000 "pin=$BPFFS/m"
	learns --pin "$BPFFS/m" -- sh -c \
		'ls / | wc -l; mapop 3 lookup 00000000; mapop 3 info'
	assert_ran
	launch --policy ./l.policy --pin "$BPFFS/m" -- sh -c \
		'ls / | wc -l; mapop 3 lookup 00000000; mapop 3 info'
	assert_ran
	assert_output --partial "ok 07000000"
}

@test "what a program did not do is not in what was learned" {
	own_bpffs
	mkmap array 4 4 1 name=m "pin=$BPFFS/m"
	learns --pin "$BPFFS/m" -- mapop 3 lookup 00000000
	assert_ran
	run -0 grep '^bpf:' l.policy
	assert_output "bpf: arg0 == BPF_MAP_LOOKUP_ELEM || arg0 == \
BPF_OBJ_GET_INFO_BY_FD"
	launch --policy ./l.policy --pin "$BPFFS/m" -- mapop 3 update \
		00000000 00000000
	assert_equal "$output" EPERM
	run -0 bpfns-policy explain ./l.policy socket
	assert_line --index 0 "socket: return EPERM"
}

@test "commands of bpf(2) and requests of ioctl(2) are named" {
	learns -- sh -c 'mapop 99 raw 1-4 >/dev/null; attempt ioctl 0 0x5413 @'
	run -0 bpfns-policy check ./l.policy
	grep -q 'arg0 == BPF_MAP_LOOKUP_ELEM ||' l.policy
	grep -q 'arg0 == BPF_MAP_GET_NEXT_KEY ||' l.policy
	grep -q 'arg1 == TIOCGWINSZ' l.policy
}

@test "of more values than can be listed, any is let through" {
	local i calls=()

	for i in {1..60}; do
		calls+=(ioctl 0 "$((0x7000 + i))" ,)
	done
	learns -- sh -c 'for i in 1 2 3 4; do attempt "$@" getpid; done' sh \
		"${calls[@]:0:52}"
	run -0 grep -c '^ioctl: arg1' l.policy
	learns -- sh -c 'n=100; while [ $n -lt 160 ]; do
		attempt ioctl 0 $n; n=$((n + 1)); done' </dev/null
	run -0 bpfns-policy explain ./l.policy ioctl
	assert_line --index 0 "ioctl: allow"
}

@test "clone3 answers ENOSYS, and is learned so" {
	learns -- attempt clone3 u64:0,0,0,0,17 88
	assert_equal "$output" ENOSYS
	run -0 grep '^clone3' l.policy
	assert_output "clone3: return ENOSYS"
}

@test "what is learned has ENOSYS for clone3 whether it was seen or not" {
	learns -- attempt getpid
	run -0 bpfns-policy explain ./l.policy clone3
	assert_line --index 0 "clone3: return ENOSYS"
}

@test "of calls with all bits set a policy is learned" {
	learns -- attempt setns 0 0xffffffff , unshare 0xffffffff
	run -0 bpfns-policy check ./l.policy
	run -0 bpfns-policy explain ./l.policy setns
	assert_line --index 0 "setns: allow"
}

@test "threads and Python are learned from" {
	need_tool python3
	cat >t.py <<-'EOF'
		import threading
		import sys
		t = [threading.Thread(target=sys.stdout.write, args=(f"{i}\n",))
		     for i in range(3)]
		[x.start() for x in t]
		[x.join() for x in t]
	EOF
	learns -- python3 t.py
	assert_ran
	launch --policy ./l.policy -- python3 t.py
	assert_ran
	assert_equal "${#lines[@]}" 3
}

# bats test_tags=root
@test "everything else is taken from a command that is learned from" {
	learns --user 0:0 -- holder
	assert_ran
	for set in CapInh CapPrm CapEff CapBnd CapAmb; do
		assert_equal "$set $(value $set)" "$set 0000000000000000"
	done
	assert_equal "$(value NoNewPrivs)" 1
	assert_equal "$(open_fds)" "0 1 2"
}

@test "the environment is that of the command's own process" {
	own_bpffs
	mkmap array 4 4 1 name=m "pin=$BPFFS/m"
	learns --listen-fds --pin "$BPFFS/m" -- holder
	assert_ran
	assert_line "env=LISTEN_PID=$(value pid)"
	assert_equal "$(open_fds)" "0 1 2 3"
}

@test "what is learned may not be changed by others, whatever the umask" {
	umask 000
	learns -- true
	assert_ran
	run -0 stat -c %a l.policy
	assert_output 644
	launch --policy ./l.policy -- true
	assert_ran
}

# --- report

@test "a refused call is named, with its command" {
	reports -- attempt bpf 22 @ 128
	assert_equal "$status $output" "1 EPERM"
	assert_said "attempt[" "bpf(arg0=BPF_MAP_FREEZE): return EPERM" \
		"1 calls were refused, of 1 kinds"
}

@test "calls of a kind are named once, and counted" {
	local once

	reports -- sh -c 'for i in 1 2 3; do attempt bpf 5 @ 128, ptrace 0 0 0 0
		attempt bpf 22 @ 128; done >/dev/null'
	once=$(grep -c BPF_MAP_FREEZE <<<"$stderr")
	assert_equal "$once" 1
	assert_said "kinds"
}

@test "a command that nothing is refused to is reported nothing of" {
	reports -- attempt getpid
	assert_ran
	assert_equal "$stderr" ""
}

@test "a reported call answers as an unreported one" {
	local policy answers

	for policy in map-rw map-ro reader server; do
		launch --policy "$policy" -- mapop 99 raw 0-64
		answers=$output
		reports --policy "$policy" -- mapop 99 raw 0-64
		assert_equal "$output" "$answers"
		assert_said "BPF_PROG_LOAD"
	done
	launch -- attempt clone3 u64:0,0,0,0,17 88
	assert_output ENOSYS
	reports -- attempt clone3 u64:0,0,0,0,17 88
	assert_output ENOSYS
}

@test "a call that kills is reported, and kills" {
	reports -- attempt getpid , userfaultfd 1 , getpid
	assert_equal "$status" 159
	assert_output ok
	assert_said "userfaultfd: kill-process"
}

@test "a call of another ABI is reported, and kills" {
	[ "$(uname -m)" = x86_64 ] || skip "x32 is x86-64's"
	reports -- attempt x32:getpid
	assert_equal "$status" 159
	assert_said "getpid of x32: kill-process"
}

@test "a hostile name of a process can't harm the terminal" {
	# PR_SET_NAME
	reports -- attempt prctl 15 "'"$'\e[31m' , bpf 22 @ 128
	assert_said '\x1b[31m['
	[[ $stderr != *$'\e'* ]]
}

# --- the supervisor

@test "the command's status and signal are passed on" {
	launch --report -- sh -c 'exit 42'
	assert_equal "$status" 42
	launch --learn l.policy -- sh -c 'exit 42'
	assert_equal "$status" 42
	launch --report -- sh -c 'kill -TERM $$'
	assert_equal "$status" 143
	run -127 bare bpfns-exec --report -- no-such-command
}

# ignoring SIGNAL -- CMD...: CMD starts with it ignored.
ignoring() {
	need_tool python3
	python3 -c 'import os, signal, sys
signal.signal(getattr(signal, sys.argv[1]), signal.SIG_IGN)
os.execvp(sys.argv[3], sys.argv[3:])' "$@"
}

# The shells between, in the other positions, ignore nothing.
# bats test_tags=root
@test "a caller that ignores SIGCHLD gets the command's status" {
	run -3 ignoring SIGCHLD -- bpfns-exec --report -- sh -c 'exit 3'
	run -3 ignoring SIGCHLD -- bpfns-exec --learn l.policy -- sh -c 'exit 3'
	[ -s l.policy ]
	# The command is started as its caller would have started it.
	run -0 ignoring SIGCHLD -- bpfns-exec --report -- \
		grep ^SigIgn: /proc/self/status
	assert_equal "$(((0x${output##*	}) >> 16 & 1))" 1
	run -0 ignoring SIGUSR1 -- bpfns-exec --report -- \
		grep ^SigIgn: /proc/self/status
	assert_equal "$(((0x${output##*	}) >> 16 & 1))" 0
}

@test "a reader of the reports that goes away ends nobody" {
	bpfns-exec --report -- sh -c 'attempt bpf 22 @ 128; sleep 0.3
		attempt bpf 5 @ 128; attempt bpf 5 @ 128' 2> >(head -n 1 >&2) \
		>out || true
	assert_equal "$(sort -u out)" EPERM
	assert_equal "$(wc -l <out)" 3
}

@test "a command can't end its supervisor by a limit" {
	need_tool prlimit
	# What it says must not go to a file.
	run -125 bash -c 'bpfns-exec --learn l.policy -- \
		sh -c "prlimit --pid \$PPID --fsize=0:0" 2>&1 | cat
		exit "${PIPESTATUS[0]}"'
	assert_output --partial "l.policy: File too large"
}

let_go() { # PID: it has neither standard input nor output open
	[ ! -e "/proc/$1/fd/0" ] && [ ! -e "/proc/$1/fd/1" ]
}

@test "the supervisor keeps no other end of the command's output" {
	bpfns-exec --report -- sh -c 'exec >&-; until [ -e stop ]; do
		sleep 0.1; done' >out &
	defer stop_process "$!"
	defer touch "$PWD/stop"
	run -0 wait_until 5 let_go "$!"
	touch stop
}

# bats test_tags=root
@test "the supervisor keeps no capability that the command has" {
	background bpfns-exec --report --cap net_raw -- holder sleep=30
	wait_until 5 grep -q ^env_count= "$OUT"
	grep -q '^CapEff=0000000000002000' "$OUT"
	run -0 sed -n 's/^Cap\(Prm\|Eff\|Inh\|Amb\).*:[^1-9a-f]*//p' \
		"/proc/$PID/status"
	assert_equal "${#lines[@]}$output" 0
}

@test "a kill from elsewhere is told from the policy's" {
	# The child is killed for its call, the command by somebody.
	launch --report -- sh -c 'attempt userfaultfd 1; kill -KILL $$'
	assert_equal "$status" 137
	assert_said "userfaultfd: kill-process"
	launch --report -- attempt userfaultfd 1
	assert_equal "$status" 159
}

@test "a signal sent to the supervisor reaches the command" {
	background bpfns-exec --report -- sh -c \
		'trap "echo got it; exit 7" TERM; echo up; while :; do :; done'
	wait_until 5 grep -q up "$OUT"
	kill -TERM "$PID"
	wait_for_exit "$PID"
	assert_equal "$status" 7
	assert_line "got it"
}

@test "it watches until the last process has ended" {
	launch --report -- sh -c '(sleep 0.3; attempt bpf 22 @ 128) >/dev/null &'
	assert_ran
	assert_said BPF_MAP_FREEZE
}

@test "the supervisor holds no map and no capability" {
	own_bpffs
	mkmap array 4 4 1 name=m "pin=$BPFFS/m"
	background bpfns-exec --report --pin "$BPFFS/m" -- holder sleep=30
	wait_until 5 grep -q ^env_count= "$OUT"
	grep -q link=anon_inode:bpf-map "$OUT"
	run -0 bash -c "readlink /proc/$PID/fd/*"
	refute_output --partial bpf-map
	run -0 sed -n 's/^Cap.*:[^1-9a-f]*//p' "/proc/$PID/status"
	assert_equal "${#lines[@]}$output" 0
}

@test "the command can't get at the supervisor, which has its uid" {
	# Without us the memory of a process of one's uid can be written.
	run -0 setpriv --bounding-set=-all --inh-caps=-all --no-new-privs \
		sh -c "sh -c 'exec 5<>/proc/\$PPID/mem'; exit \$?"
	reports -- sh -c 'exec 5<>/proc/$PPID/mem && echo open'
	refute_output --partial open
	learns -- sh -c 'exec 5<>/proc/$PPID/mem && echo open'
	refute_output --partial open
	# PTRACE_SEIZE, which --learn lets through
	learns -- sh -c 'attempt ptrace 0x4206 $PPID 0 0'
	assert_output EPERM
}

@test "a policy under which another ABI may load filters is not reported on" {
	# LD ARCH; JEQ i386: ALLOW; LD NR; JEQ unshare: ERRNO EPERM; ALLOW
	python3 -c 'import struct, sys
for i in [(0x20, 0, 0, 4), (0x15, 3, 0, 0x40000003), (0x20, 0, 0, 0),
          (0x15, 0, 1, 272), (6, 0, 0, 0x50001), (6, 0, 0, 0x7fff0000)]:
    sys.stdout.buffer.write(struct.pack("HBBI", *i))' >p.bpf
	chmod 600 p.bpf
	give p.bpf
	reports --policy ./p.bpf -- true
	assert_refused "--report: policy ./p.bpf: it may let another ABI load filters"
}

@test "seccomp(2) is refused as the policy says" {
	bpfns-policy show map-rw | sed 's/\<seccomp, //; s/, seccomp\>//' >p.policy
	give p.policy
	run -0 bpfns-policy explain p.policy seccomp
	assert_line --index 0 "seccomp: return EPERM"
	reports --policy ./p.policy -- attempt 317 1 8 @
	assert_equal "$status $output" "1 EPERM"
	assert_said "seccomp: return EPERM"
}

# bats test_tags=root
@test "it works for a first process whose children get a pid namespace" {
	run -0 unshare --mount --pid --fork --mount-proc bash -c \
		'exec unshare --pid bpfns-exec --report --policy map-ro -- echo ran'
	assert_output ran
	run -0 unshare --mount --pid --fork --mount-proc bash -c \
		"exec unshare --pid bpfns-exec --learn '$PWD/l.policy' -- echo ran"
	assert_output ran
}

@test "without the supervisor, what is refused stays refused" {
	background bpfns-exec --report -- sh -c 'echo up; read -r line;
		while kill -0 $PPID 2>/dev/null && [ "$PPID" != 1 ]; do
			sleep 0.1; [ -e gone ] && break; done
		attempt bpf 22 @ 128; attempt getpid'
	wait_until 5 grep -q up "$OUT"
	local child
	child=$(pgrep -P "$PID")
	kill -KILL "$PID"
	: >gone
	wait_until 10 process_ended "$child"
	run -0 cat "$OUT"
	assert_line ENOSYS
	assert_line ok
}

@test "it works without any privilege" {
	without_privilege
	holding hash 4 4 4 name=held
	reports --inherit -- mapop 3 freeze
	assert_output EPERM
	assert_said BPF_MAP_FREEZE
	cd "$PUBLIC"
	chmod 777 .
	holding hash 4 4 4 name=held
	learns --inherit -- mapop 3 update 01000000 02000000
	assert_output ok
	grep -q BPF_MAP_UPDATE_ELEM l.policy
}
