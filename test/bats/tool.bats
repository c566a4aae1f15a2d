#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/cmd/policy_explain.c, policy_test.c, policy_diff.c and policy_oci.c, with
# confine/policy_table.c, policy_print.c, regions.c and cubes.c: what
# bpfns-policy says of policies. policy.bats has the policies themselves.

load common

PRESETS="map-rw map-ro reader server"

# tool STATUS WORD...: bpfns-policy with these words.
tool() {
	run "-$1" --separate-stderr timeout 20 bpfns-policy "${@:2}"
}

# fails MESSAGE WORD...: with status 2, and nothing on standard output.
fails() {
	tool 2 "${@:2}"
	assert_equal "$output" ""
	[[ $stderr = *"$1"* ]] || fail "stderr lacks '$1': $stderr"
}

policy() {
	printf '%s\n' "@default return EPERM" "$@" >p.policy
}

table() {
	printf '%s\n' "$@" >t.table
}

compiled() {
	bpfns-policy compile "$1" -o "$1.bpf"
}

# --- explain

@test "explain without a call, or with one that isn't one, is refused" {
	fails "explain: which policy and call?" explain map-rw
	fails "'opne' is not a system call of" explain map-rw opne
	fails "unknown abi 'vax'" explain map-rw 'bpf[abi=vax]'
	fails "expected arg0 to arg5" explain map-rw bpf arg6=1
	fails "arg0 is given twice" explain map-rw bpf arg0=1 arg0=2
	fails "unknown constant 'BPF_NO_SUCH'" explain map-rw bpf \
		arg0=BPF_NO_SUCH
	fails "expected '='" explain map-rw bpf arg0
	fails "expected argN=VALUE" explain map-rw bpf freeze
	fails "not a range from low to high" explain map-rw bpf arg0=5-4
	fails "a row of more than" explain map-rw bpf arg0=0-0xffffffff
}

@test "explain of a policy that isn't there is refused" {
	fails "no-such: No such file" explain no-such bpf
	fails "none: no filter at all" explain none bpf
	fails "nothing: No such file" explain nothing bpf
}

@test "explain names the rule that decides, and its condition" {
	tool 0 explain map-rw bpf arg0=BPF_MAP_UPDATE_ELEM
	assert_line --index 0 "bpf(arg0=BPF_MAP_UPDATE_ELEM): allow"
	assert_line --index 1 --regexp '^map-rw:[0-9]+: this holds:$'
	assert_line --index 2 "  arg0 == BPF_MAP_UPDATE_ELEM"
	tool 0 explain map-ro bpf arg0=BPF_MAP_UPDATE_ELEM
	assert_line --index 0 "bpf(arg0=BPF_MAP_UPDATE_ELEM): return EPERM"
	assert_line --index 1 --regexp '^map-ro:[0-9]+: none of these holds:$'
	assert_line "  arg0 == BPF_MAP_LOOKUP_ELEM"
}

@test "the line that explain names is the rule's" {
	local line

	tool 0 explain map-rw ioctl arg1=TIOCSTI
	line=${lines[1]#map-rw:}
	run -0 sed -n "${line%%:*}p" <(bpfns-policy show map-rw)
	assert_output "ioctl: arg1 != TIOCSTI && arg1 != TIOCLINUX && arg1 != USERFAULTFD_IOC_NEW"
	policy "" "# of an included file" "@include i.policy"
	printf '%s\n' "" "read: allow" >i.policy
	tool 0 explain p.policy read
	assert_line --index 1 --regexp '^(\./)?i.policy:2: without a condition'
	tool 0 explain p.policy write
	assert_line --index 0 "write: return EPERM"
	assert_line --index 1 "p.policy:1: @default"
}

@test "explain with arguments left open says on what it depends" {
	policy "mmap: arg2 == 1 && arg3 == 2 || arg2 == 3; return EACCES"
	tool 0 explain p.policy mmap
	assert_line --index 0 "mmap: depends on its arguments"
	assert_line "  arg2 == 1 && arg3 == 2"
	assert_line "  arg2 == 3"
	assert_line "else return EACCES"
	# What is given rules clauses out.
	tool 0 explain p.policy mmap arg2=1
	assert_line "  arg2 == 1 && arg3 == 2"
	refute_line "  arg2 == 3"
	# And what is left open may make no difference.
	tool 0 explain p.policy mmap arg2=3
	assert_line --index 0 "mmap(arg2=3): allow"
	tool 0 explain p.policy mmap arg2=4
	assert_line --index 0 "mmap(arg2=4): return EACCES"
}

@test "explain knows calls of other ABIs" {
	[ "$(uname -m)" = x86_64 ] || skip "x32 and i386 are x86-64's"
	tool 0 explain map-rw 'bpf[abi=x32]' arg0=1
	assert_line --index 0 --partial "bpf of x32"
	assert_line --index 0 --partial ": kill-process"
	tool 0 explain map-rw 'socketcall[abi=i386]'
	assert_line --index 0 "socketcall of i386: kill-process"
}

@test "explain takes numbers, ranges and values above 32 bits" {
	tool 0 explain map-rw 1000
	assert_line --index 0 "1000: return EPERM"
	tool 0 explain map-rw bpf arg0=21-22
	assert_line "bpf(arg0=BPF_MAP_LOOKUP_AND_DELETE_ELEM): allow"
	assert_line "bpf(arg0=BPF_MAP_FREEZE): return EPERM"
	tool 0 explain map-rw ioctl arg1=0x100005412
	assert_line --index 0 "ioctl(arg1=0x100005412): return EPERM"
}

@test "explain reads answers off a compiled policy, which has no rules" {
	policy "bpf: arg0 == BPF_MAP_LOOKUP_ELEM" "read: allow"
	compiled p.policy
	tool 0 explain p.policy.bpf bpf
	assert_line --index 0 "bpf: depends on its arguments"
	assert_line "  allow"
	assert_line "  return EPERM"
	tool 0 explain p.policy.bpf bpf arg0=1
	assert_line --index 0 "bpf(arg0=BPF_MAP_LOOKUP_ELEM): allow"
	assert_line --index 1 --regexp \
		'^instruction [0-9]+ of a compiled policy$'
	tool 0 explain p.policy.bpf read
	assert_line --index 0 "read: allow"
}

@test "a compiled policy that calculates can't be followed, and that is said" {
	# A = the number; A += 1; RET A
	printf '\x20\0\0\0\0\0\0\0\x04\0\0\0\x01\0\0\0\x06\0\0\0\0\0\xff\x7f' \
		>p.bpf
	fails "can't be followed" explain ./p.bpf read
	fails "can't be followed" diff ./p.bpf map-rw
	fails "can't be followed" oci ./p.bpf
}

# --- test

@test "a table with a fault is refused, with the place and the line" {
	table "read: allow" "bpf arg0=BPF_NO_SUCH: allow"
	fails "t.table:2:10: unknown constant 'BPF_NO_SUCH'" test map-rw t.table
	table "opne: allow"
	fails "t.table:1:1: 'opne' is not a system call" test map-rw t.table
	table "read allow"
	fails "t.table:1:6: expected an argument or ':'" test map-rw t.table
	table "read: alow"
	fails "t.table:1:7: expected allow, return ERRNO" test map-rw t.table
	table "{0-1023} arg0=0-100000: allow"
	fails "a row of more than" test map-rw t.table
}

@test "a table without rows proves nothing, and is refused" {
	table "# nothing"
	fails "t.table: no rows" test map-rw t.table
	: >t.table
	fails "t.table: no rows" test map-rw t.table
}

@test "a row that doesn't hold is told, and the answer is 1" {
	table "read: allow" "bpf arg0=21-22: allow"
	tool 1 test map-rw t.table
	assert_line --index 0 "t.table:2: bpf(arg0=BPF_MAP_FREEZE): expected \
allow, but it is return EPERM"
	assert_line --index 1 "t.table: 3 calls, 1 differ"
}

@test "a table that holds is answered 0" {
	table "{read, write}: allow" "bpf arg0=5-14: return EPERM" \
		"userfaultfd: kill-process"
	tool 0 test map-rw t.table
	assert_output "t.table: 13 calls, 0 differ"
}

@test "each preset does what its tables say" {
	local preset

	for preset in $PRESETS; do
		tool 0 test "$preset" "$POLICIES/every.table"
		tool 0 test "$preset" "$POLICIES/$preset.table"
	done
	# Which they would not, were they one another's.
	tool 1 test map-rw "$POLICIES/map-ro.table"
	tool 1 test map-ro "$POLICIES/map-rw.table"
	tool 1 test reader "$POLICIES/server.table"
	tool 1 test server "$POLICIES/reader.table"
}

@test "the tables have every command of bpf(2) from 0 to 64, of all ABIs" {
	local preset command

	for preset in $PRESETS; do
		run -0 sed -n 's/^bpf arg0=\([0-9]*\)\(-\([0-9]*\)\)*: .*/\1 \3/p' \
			"$POLICIES/$preset.table"
		for command in {0..64}; do
			awk -v c="$command" '
				c >= $1 && c <= (NF > 1 ? $2 : $1) { n++ }
				END { exit n != 1 }' <<<"$output" ||
				fail "$preset.table: $command"
		done
	done
	grep -q '^bpf\[abi=x32\] arg0=0-64: kill-process$' \
		"$POLICIES/every.table"
	grep -q '^bpf\[abi=i386\] arg0=0-64: kill-process$' \
		"$POLICIES/every.table"
}

@test "the kernel decides every row as our simulator does" {
	local preset

	for preset in $PRESETS; do
		bpfns-policy compile "$preset" -o "$preset.bpf"
		run -0 real-rows "$preset.bpf" "$POLICIES/every.table"
		assert_output --partial "2927 calls decided by the kernel, 0 differ"
		run -0 real-rows "$preset.bpf" "$POLICIES/$preset.table"
		assert_output --partial " 0 differ; 0 of another architecture"
	done
}

# --- diff

@test "diff of one policy is refused" {
	fails "diff: which two policies?" diff map-rw
	fails "one word too many" diff map-rw map-ro reader
}

@test "policies that decide alike don't differ, however they are written" {
	tool 0 diff map-rw "$POLICIES/map-rw.policy"
	assert_output ""
	bpfns-policy compile reader -o r.bpf
	tool 0 diff ./r.bpf reader
	assert_output ""
	policy "mmap: arg2 == 1 || arg2 == 2"
	printf '%s\n' "@default return EPERM" "mmap: arg2 == 2 || arg2 == 1" \
		>q.policy
	tool 0 diff p.policy q.policy
}

@test "diff names calls, and values one by one" {
	tool 1 diff map-rw map-ro
	assert_equal "${#lines[@]}" 6
	assert_line "bpf(arg0=BPF_MAP_UPDATE_ELEM): allow -> return EPERM"
	tool 1 diff map-ro map-rw
	assert_line "bpf(arg0=BPF_MAP_UPDATE_ELEM): return EPERM -> allow"
	tool 1 diff map-ro reader
	assert_line "execve: allow -> return EPERM"
	refute_line --partial "bpf("
}

@test "diff shows calls that are treated differently, and those alone" {
	local line

	policy "ioctl: arg1 == 5"
	printf '%s\n' "@default return EPERM" "ioctl: arg1 == 5 && arg2 == 0" \
		>q.policy
	tool 1 diff p.policy q.policy
	for line in "${lines[@]}"; do
		[[ $line = *"arg1=5, arg2="*": allow -> return EPERM" ]] ||
			fail "$line"
	done
}

@test "names of constants are the usual ones" {
	tool 1 diff reader server
	assert_line --regexp '^socket\(arg0=AF_UNIX'
	refute_line --partial AF_FILE
}

@test "diff finds a difference in the upper half, or in one bit" {
	policy "mmap: arg2 & 0x400000000000"
	printf '%s\n' "@default return EPERM" "mmap: arg2 & 0x200000000000" \
		>q.policy
	tool 1 diff p.policy q.policy
	assert_line "mmap(arg2=0x400000000000): allow -> return EPERM"
	assert_line "mmap(arg2=0x200000000000): return EPERM -> allow"
}

# --- oci

# profile WORD...: of bpfns-policy oci, in profile.json; and the filter that a
# container runtime makes of it, in profile.bpf.
profile() {
	bpfns-policy oci "$@" >profile.json
	# Not by jq: its numbers have 53 bits.
	python3 - profile.json >profile.words <<-'END'
		import json, sys
		p = json.load(open(sys.argv[1]))
		print("default", p["defaultAction"], p.get("defaultErrnoRet", 0))
		for r in p["syscalls"]:
		    for name in r["names"]:
		        print("rule", name, r["action"], r.get("errnoRet", 0),
		              *(w for a in r.get("args", []) for w in
		                (a["index"], a["op"], a["value"],
		                 a.get("valueTwo", 0))))
	END
	oci-filter <profile.words >profile.bpf
}

@test "a policy that denies execve is no container's, unless asked" {
	fails "denies execve" oci reader
	fails "denies execve" oci server
	tool 0 oci reader --with-exec
	fails "--with-exec: not with check" check map-rw --with-exec
}

@test "an action that profiles don't have is refused" {
	# LD NR, JEQ read, RET USER_NOTIF, RET ALLOW
	printf '\x20\0\0\0\0\0\0\0\x15\0\0\x01\0\0\0\0' >p.bpf
	printf '\x06\0\0\0\0\0\xc0\x7f\x06\0\0\0\0\0\xff\x7f' >>p.bpf
	fails "a profile has no word for 'user-notify'" oci ./p.bpf
	policy "execve: allow" "read: return 4095"
	fails "libseccomp refuses 'return 4095'" oci p.policy
}

@test "a call that has no name, and an answer of its own, has no profile" {
	# LD NR, JEQ 1000, RET KILL_PROCESS, RET ALLOW
	printf '\x20\0\0\0\0\0\0\0\x15\0\0\x01\xe8\x03\0\0' >p.bpf
	printf '\x06\0\0\0\0\0\0\x80\x06\0\0\0\0\0\xff\x7f' >>p.bpf
	fails "it has no name" oci ./p.bpf
	# The same, of 999.
	printf '\xe7' | dd of=p.bpf bs=1 seek=12 conv=notrunc status=none
	fails "call 999: it has no name" oci ./p.bpf
	# And of 3000, which no table of ours has.
	printf '\xb8\x0b' | dd of=p.bpf bs=1 seek=12 conv=notrunc status=none
	fails "call 3000: it has no name" oci ./p.bpf
}

@test "a number in a condition is none of a call's, whatever it is" {
	local number

	for number in 1023 1024 0x3ffffffe 0x3fffffff 0x40000000 0xffffffff; do
		policy "execve: allow" "mmap: arg1 <= $number" \
			"ioctl: arg1 == $number"
		tool 0 oci p.policy
	done
}

@test "a profile decides, by libseccomp, as the policy does" {
	local preset

	for preset in map-rw map-ro; do
		profile "$preset"
		run -0 policy-proof "$POLICIES/$preset.policy" profile.bpf
		assert_output --partial " 0 differ"
	done
	for preset in reader server; do
		profile "$preset" --with-exec
		bpfns-policy show "$preset" | sed 's/^execveat: .*/execve: allow/' \
			>exec.policy
		run -0 policy-proof exec.policy profile.bpf
		assert_output --partial " 0 differ"
	done
}

@test "every operator comes through in a profile" {
	# Those of kill and splice would take thousands of rules, as below.
	grep -v -e '^kill:' -e '^splice:' "$BATS_TEST_DIRNAME/policy/operators.policy" >p.policy
	echo "execve: allow" >>p.policy
	profile p.policy
	run -0 policy-proof p.policy profile.bpf
	assert_output --partial " 0 differ"
}

@test "a condition that would take thousands of rules is refused" {
	policy "execve: allow" "mmap: arg0 != 1 && arg1 != 1 && arg2 != 1"
	fails "mmap would take more than" oci p.policy
}

# in_container ARGUMENT...: a runc container with the profile, uid 65534 and
# no capabilities, runs mapop with a map at descriptor 3.
in_container() {
	need_tool runc
	mkdir -p bundle/rootfs/proc
	cp "$HELPERS/mapop" bundle/rootfs
	jq -n --slurpfile seccomp profile.json '{
		ociVersion: "1.0.2", root: {path: "rootfs", readonly: true},
		process: {
			terminal: false, cwd: "/", noNewPrivileges: true,
			user: {uid: 65534, gid: 65534}, capabilities: {},
			args: (["/mapop"] + $ARGS.positional)
		},
		linux: {
			namespaces: [{type: "mount"}, {type: "pid"},
				{type: "ipc"}],
			seccomp: $seccomp[0]
		},
		mounts: [{destination: "/proc", type: "proc", source: "proc"}]
	}' --args "$@" >bundle/config.json
	run mkmap hash 4 4 4 fd=3 set=07000000 -- \
		timeout 20 runc --root "$BATS_TEST_TMPDIR/runc" run \
		--preserve-fds 1 -b bundle "$(unique c)" 3>&-
}

@test "in a container under the profile, maps work and nothing else of bpf(2)" {
	need_root_world
	profile map-rw
	in_container 3 lookup 00000000
	assert_success
	assert_output --partial "ok 07000000"
	in_container 3 freeze
	assert_output --partial EPERM
	profile map-ro
	in_container 3 update 00000000 08000000
	assert_output --partial EPERM
}
