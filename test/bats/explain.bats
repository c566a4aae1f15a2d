#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/cmd/explain.c, explain_json.c: what --explain says, held against what a
# workload then finds.

load common
load handover

setup_file() {
	need_root_world
}

# two_pins: maps "first" and "second" in $BPFFS.
two_pins() {
	own_bpffs
	mkmap hash 4 8 16 name=first "pin=$BPFFS/first"
	mkmap array 4 4 7 name=second "pin=$BPFFS/second"
}

# json FILTER: of the last launch's output.
json() {
	jq -r "$1" <<<"$output"
}

@test "--json alone is refused" {
	launch --json -- holder
	assert_refused "--json goes with --explain"
}

@test "what a launch is refused for, --explain is refused for" {
	launch --explain --pin /nowhere -- holder
	assert_refused "--pin /nowhere"
	launch --explain --policy nonsense -- holder
	assert_refused "no policy is named 'nonsense'"
	launch --explain --cap nonsense -- holder
	assert_refused "no capability is named 'nonsense'"
}

@test "output that can't be written is a failure" {
	run -125 --separate-stderr bash -c 'bpfns-exec --explain >/dev/full'
	assert_said "standard output"
	run -125 --separate-stderr bash -c 'bpfns-exec --explain --json >/dev/full'
	assert_said "standard output"
}

@test "nothing is run" {
	launch --explain -- touch ran
	assert_ran
	[ ! -e ran ]
	launch --explain --json -- touch ran
	assert_ran
	[ ! -e ran ]
}

@test "a command that doesn't exist is explained too" {
	launch --explain -- bpfns-no-such-command with arguments
	assert_ran
	assert_output --partial "bpfns-no-such-command with arguments"
}

@test "maps: name, id, descriptor, kind, sizes, access and source" {
	two_pins
	launch --explain --pin "$BPFFS/first,ro" --pin "$BPFFS/second,id=9"
	assert_ran
	assert_line --regexp '^maps +2$'
	assert_line --regexp \
		'^ +3 +0 first +hash +4 +8 +16 read-only +--pin .*/first$'
	assert_line --regexp \
		'^ +4 +9 second +array +4 +4 +7 read-write +--pin .*/second$'
}

@test "the same as JSON, with the kernel's id" {
	local id

	two_pins
	launch --explain --json --pin "$BPFFS/first,ro" --pin "$BPFFS/second,id=9"
	assert_ran
	id=$(bpftool -j map show pinned "$BPFFS/first" | jq .id)
	assert_equal "$(json '.maps[0] | [.name, .id, .fd, .type, .type_number,
		.key_size, .value_size, .max_entries, .flags, .access,
		.kernel_id, .from] | join(" ")')" \
		"first 0 3 hash 1 4 8 16 0 read-only $id --pin $BPFFS/first"
	assert_equal "$(json '.maps[1] | [.name, .id, .fd, .type, .access] |
		join(" ")')" "second 9 4 array read-write"
	assert_equal "$(json .version)" 1
}

@test "who sent an imported map" {
	own_bpffs
	mkmap hash 4 8 16 name=sent "pin=$BPFFS/sent"
	import_in_background --timeout 20 --explain
	run -0 bpfns-export --to "$SOCK" --pin "$BPFFS/sent"
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_output --regexp ' sent .*map 1 of 1 from pid [0-9]+, uid [0-9]+'
	refute_output --partial "uid=0" # holder didn't run
	assert_no_socket
}

@test "the environment that is said is the environment that comes" {
	local said

	two_pins
	launch --explain --json --listen-fds --pin "$BPFFS/first" \
		--pin "$BPFFS/second"
	assert_ran
	said=$(json '.environment | to_entries[] | .key + "=" + .value' |
		grep -v LISTEN_PID | sort)
	launch --listen-fds --pin "$BPFFS/first" --pin "$BPFFS/second" -- \
		holder
	assert_ran
	assert_equal "$said" "$(value env | grep -E '^(BPF_|LISTEN_)' |
		grep -v LISTEN_PID | sort)"
	[[ $said = *BPF_MAP_FIRST=3* ]]
}

# bats test_tags=root
@test "identity, netns and privileges are those that a workload finds" {
	local before

	setup_netns
	public_directory
	cp "$HELPERS/holder" "$PUBLIC"
	launch --explain --json --netns "$NETNS" --user 65534:65534 \
		--groups 7,8 --cap net_raw
	assert_ran
	before=$output
	launch --netns "$NETNS" --user 65534:65534 --groups 7,8 \
		--cap net_raw -- "$PUBLIC/holder"
	assert_ran
	assert_equal "$(jq .identity.uid <<<"$before")" "$(value uid)"
	assert_equal "$(jq .identity.gid <<<"$before")" "$(value gid)"
	assert_equal "$(jq -r '.identity.groups | join(",")' <<<"$before")" \
		"$(value groups)"
	assert_equal "$(jq .netns.inode <<<"$before")" "$(value netns)"
	assert_equal "$(jq -r .netns.asked <<<"$before")" "$NETNS"
	for set in effective:CapEff permitted:CapPrm inheritable:CapInh \
		ambient:CapAmb bounding:CapBnd; do
		assert_equal "$(jq -r ".capabilities.${set%:*} | join(\" \")" \
			<<<"$before")" net_raw
		assert_equal "$(value "${set#*:}")" 0000000000002000
	done
	assert_equal "$(jq -r .no_new_privs <<<"$before")" true
	assert_equal "$(jq -r '.capabilities.taken | contains(["sys_admin"])' \
		<<<"$before")" true
	assert_equal "$(jq -r '.capabilities.taken | contains(["net_raw"])' \
		<<<"$before")" false
}

# bats test_tags=root
@test "securebits by name" {
	launch --explain --json
	assert_ran
	assert_equal "$(json '.securebits | join(" ")')" "noroot noroot_locked\
 no_setuid_fixup no_setuid_fixup_locked keep_caps_locked\
 no_cap_ambient_raise no_cap_ambient_raise_locked"
}

@test "the commands of bpf(2) that a policy lets through" {
	launch --explain --json --policy map-ro
	assert_ran
	assert_equal "$(json '.policy.bpf | join(" ")')" "BPF_MAP_LOOKUP_ELEM\
 BPF_MAP_GET_NEXT_KEY BPF_OBJ_GET_INFO_BY_FD BPF_MAP_LOOKUP_BATCH"
	assert_equal "$(json .policy.name)" map-ro
	assert_equal "$(json .policy.one_exec)" false
	launch --explain --policy map-ro
	refute_output --partial UPDATE
}

@test "a policy that might pass a command is said to" {
	printf '%s\n' '@default return EPERM' 'execve: allow' \
		'bpf: arg0 == BPF_OBJ_PIN && arg1 == 7' >odd.policy
	chmod 600 odd.policy
	give odd.policy
	launch --explain --json --policy ./odd.policy
	assert_ran
	assert_equal "$(json '.policy.bpf | join(" ")')" BPF_OBJ_PIN
}

@test "how much of the rest is allowed" {
	printf '%s\n' '@default return EPERM' 'execve: allow' 'read: allow' \
		'write: arg0 == 1' 'exit_group: allow' >few.policy
	chmod 600 few.policy
	give few.policy
	launch --explain --json --policy ./few.policy
	assert_ran
	assert_equal "$(json '.policy.system_calls |
		[.allowed, .conditional] | join(" ")')" "3 1"
	[ "$(json .policy.system_calls.denied)" -gt 300 ]
	launch --explain --policy ./few.policy
	assert_line --regexp \
		'^  system calls 3 allowed, 1 depending on their arguments, '
	assert_line --regexp '^  bpf\(2\) +denied$'
}

@test "one exec, and none of a filter" {
	launch --explain --policy reader
	assert_line --regexp '^  exec +this one and no other$'
	launch --explain --policy none
	assert_output --partial "no filter, every system call is allowed"
	launch --explain --json --policy none
	assert_equal "$(json '.policy | [.instructions,
		.system_calls.denied] | join(" ")')" "0 0"
}

@test "descriptors that are kept are named" {
	run --separate-stderr bash -c \
		'exec 7</dev/null; bpfns-exec --explain --keep-fd 7'
	assert_ran
	assert_line --regexp '^descriptors +0 1 2 7 \(kept\); every other'
}

@test "text from outside is escaped, and JSON stays JSON" {
	launch --explain -- echo $'a\e[31mb' $'\xff\xfe'
	assert_ran
	assert_line --regexp '^command +echo a\\x1b\[31mb \\xff\\xfe$'
	launch --explain --json -- echo $'a\e[31mb' $'\xff\xfe' 'ü"'
	assert_ran
	assert_equal "$(jq -c .command <<<"$output")" \
		'["echo","a\u001b[31mb","\\xff\\xfe","ü\""]'
}

# bats test_tags=no-userns
@test "without privileges it says that the bounding set stays" {
	without_privilege
	holding hash 4 8 16 name=held
	launch --explain --json --inherit
	assert_ran
	assert_equal "$(json '.capabilities.permitted | length')" 0
	assert_equal "$(json .no_new_privs)" true
	assert_equal "$(json '.maps[0].name')" held
	assert_equal "$(json '.securebits | length')" 0
}

@test "an action that no kernel knows is said to pass and to stop" {
	# LD NR, JEQ 1, RET 0x12340000, RET ALLOW
	python3 -c 'import struct, sys
for i in [(0x20, 0, 0, 0), (0x15, 0, 1, 1), (6, 0, 0, 0x12340000),
          (6, 0, 0, 0x7fff0000)]:
    sys.stdout.buffer.write(struct.pack("HBBI", *i))' >odd.bpf
	chmod 600 odd.bpf
	give odd.bpf
	launch --explain --json --policy ./odd.bpf
	assert_ran
	assert_equal "$(json .policy.system_calls.conditional)" 1
}
