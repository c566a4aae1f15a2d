#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/confine/guard.c and policy_file.c, as bpfns-exec uses them: which filter
# is loaded, and which files are trusted to hold one.

load common
load confined

setup_file() {
	need_root_world
}

# A policy like none, but for one answer by which it is known.
setup() {
	common_setup
	cat >own.policy <<-'EOF'
		@default allow
		uname: return EXDEV
	EOF
	give own.policy
}

# probe_under OPTION...: the answers by which policies are told apart: bpf(2)'s
# LOOKUP, UPDATE and FREEZE of a descriptor that isn't open, then
# socket(AF_UNIX, SOCK_STREAM), then uname.
probe_under() {
	run -0 bash -c 'bpfns-exec "$@" -- attempt bpf 1 u64:99 128 , \
		bpf 2 u64:99 128 , bpf 22 u64:99 128 , socket 1 1 0 , \
		63 @ | paste -sd " "' - "$@"
}

@test "an unknown policy is refused, and those there are are named" {
	refused "no policy is named 'bogus': map-rw, map-ro, reader, server, none" \
		--policy bogus
	refused "no policy is named ''" --policy ''
	refused "no policy is named 'MAP-RW'" --policy MAP-RW
	refused "no policy is named 'map'" --policy map
}

@test "--policy given twice is refused" {
	refused "--policy: given twice" --policy none --policy map-rw
}

@test "a policy file that isn't there is refused" {
	refused "./missing: No such file" --policy ./missing
}

@test "a policy that its group can write is refused" {
	chmod g+w own.policy
	refused "./own.policy: writable by group or others" \
		--policy ./own.policy
}

@test "a policy that anybody can write is refused" {
	chmod o+w own.policy
	refused "writable by group or others" --policy own.policy
}

# bats test_tags=root
@test "a policy of another user is refused" {
	chown nobody own.policy
	refused "belongs to uid $(id -u nobody)" --policy ./own.policy
}

# bats test_tags=root
@test "what a policy includes is held to the same" {
	mv own.policy part.policy
	echo '@include part.policy' >own.policy
	chmod g+w part.policy
	refused "part.policy: writable by group" --policy ./own.policy
	chmod g-w part.policy
	chown nobody part.policy
	refused "part.policy: belongs to uid" --policy ./own.policy
}

@test "a compiled policy is held to the same" {
	bpfns-policy compile own.policy -o own.bpf
	chmod g+w own.bpf
	refused "./own.bpf: writable by group" --policy ./own.bpf
}

# bats test_tags=root
@test "a symbolic link doesn't lend its owner to a policy" {
	chown nobody own.policy
	ln -s own.policy link.policy
	refused "belongs to uid" --policy ./link.policy
}

# bats test_tags=root
@test "a policy of another's process, by way of /proc, is refused" {
	local pid

	cat >named.py <<-'END'
		import ctypes, time
		libc = ctypes.CDLL(None)
		libc.prctl(15, b"@default allow", 0, 0, 0)  # PR_SET_NAME
		libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: now its files are root's
		time.sleep(60)
	END
	background python3 named.py
	pid=$PID
	wait_until 5 grep -q '^@default' "/proc/$pid/comm"
	assert_equal "$(stat -c %u "/proc/$pid/comm")" 0
	ln -s "/proc/$pid/comm" agent.policy
	refused "./agent.policy: has 15 bytes, and claims to have 0" \
		--policy ./agent.policy
	printf '@default allow\n' >same.policy
	run -0 bpfns-exec --policy ./same.policy -- true
	echo "@include agent.policy" >including.policy
	refused "agent.policy: has 15 bytes" --policy ./including.policy
}

# as_unmapped CMD...: as a user of a user namespace that has no numbers: all
# the world is the overflow uid, and so is it.
as_unmapped() {
	setpriv --reuid 1000 --regid 1000 --clear-groups unshare --user "$@"
}

# bats test_tags=root
@test "where everybody is the overflow uid, nobody's file is ours" {
	public_dir bpfns-exec
	cd "$PUBLIC"
	printf '@default allow\n' >p.policy
	chown 1001:1001 p.policy
	chmod 644 p.policy
	run -125 as_unmapped "$PUBLIC/bpfns-exec" --policy ./p.policy -- echo ran
	assert_output --partial "p.policy: belongs to uid 65534"
	refute_line ran
	mkdir -m 1777 others
	chown 1001:1001 others
	run -125 as_unmapped timeout 10 "$PUBLIC/bpfns-exec" \
		--import others/sock --timeout 1 -- echo ran
	assert_output --partial "others belongs to uid 65534"
	# But the one user that really has this number has his own.
	chown 65534:65534 p.policy
	run -0 setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$PUBLIC/bpfns-exec" --policy ./p.policy -- echo ran
	assert_output ran
}

@test "a FIFO is refused and not waited for" {
	mkfifo fifo
	refused "./fifo: not a regular file" --policy ./fifo
}

@test "a directory is refused" {
	refused "./: not a regular file" --policy ./
}

@test "a device is refused, whether it ends or not" {
	refused "/dev/zero: not a regular file" --policy /dev/zero
	refused "/dev/null: not a regular file" --policy /dev/null
	refused "/dev/tty" --policy /dev/tty
}

@test "a file without end is refused" {
	truncate -s 1G own.policy
	refused "longer than" --policy ./own.policy
}

@test "an empty policy is refused" {
	: >own.policy
	refused "own.policy" --policy ./own.policy
}

@test "an error in a policy is told with its line" {
	echo 'bogus: allow' >>own.policy
	refused "own.policy:3:" --policy ./own.policy
}

@test "a compiled policy that is cut or changed is refused" {
	bpfns-policy compile own.policy -o own.bpf
	truncate -s -1 own.bpf
	refused "./own.bpf: neither text" --policy ./own.bpf
	bpfns-policy compile own.policy -o own.bpf
	truncate -s -8 own.bpf
	refused "./own.bpf: not a compiled policy" --policy ./own.bpf
	head -c 80 /dev/zero >own.bpf
	refused "./own.bpf: not a compiled policy" --policy ./own.bpf
}

@test "a policy that denies exec is refused before anything is waited for" {
	printf '@default return EPERM\nread: allow\n' >deny.policy
	give deny.policy
	refused "./deny.policy: it denies execve, and so the launch itself" \
		--import sock --policy ./deny.policy
	printf '@default allow\nexecve: return ENOENT\nexecveat: kill-process\n' \
		>deny.policy
	refused "it denies execve" --import sock --policy ./deny.policy
	bpfns-policy compile deny.policy -o deny.bpf
	refused "it denies execve" --import sock --policy ./deny.bpf
}

@test "a policy that allows exec for one pointer alone is refused" {
	printf '@default allow\nexecve: arg0 == 1; return EPERM\nexecveat: return EPERM\n' \
		>deny.policy
	give deny.policy
	refused "it denies execve" --import sock --policy ./deny.policy
}

@test "any bad policy is refused before anything is waited for" {
	refused "no policy is named" --import sock --policy bogus
	refused "No such file" --import sock --policy ./missing
}

@test "the default is map-rw" {
	probe_under
	assert_output "EBADF EBADF EPERM ok ok"
	probe_under --policy map-rw
	assert_output "EBADF EBADF EPERM ok ok"
}

@test "with --read-only the default is map-ro" {
	probe_under --read-only
	assert_output "EBADF EPERM EPERM ok ok"
	probe_under --policy map-ro
	assert_output "EBADF EPERM EPERM ok ok"
}

@test "--read-only and a policy that was asked for go together" {
	probe_under --read-only --policy map-rw
	assert_output "EBADF EBADF EPERM ok ok"
}

@test "reader has no sockets, and server has" {
	run attempt socket 1 1 0
	assert_output ok
	run -1 bpfns-exec --policy reader -- attempt bpf 2 u64:99 128 , \
		socket 1 1 0
	assert_output "$(printf 'EPERM\nEPERM')"
	run -0 bpfns-exec --policy server -- attempt bpf 2 u64:99 128 , \
		socket 1 1 0
	assert_output "$(printf 'EPERM\nok')"
}

@test "none is no filter" {
	runs --policy none -- holder
	assert_value Seccomp 0
	assert_value NoNewPrivs 1
	assert_value CapEff 0000000000000000
	probe_under --policy none
	assert_output "EBADF EBADF EBADF ok ok"
}

@test "every other policy is a filter" {
	local policy

	for policy in map-rw map-ro reader server; do
		runs --policy "$policy" -- holder
		assert_value Seccomp 2
	done
}

@test "a policy file is used, as text" {
	probe_under --policy ./own.policy
	assert_output "EBADF EBADF EBADF ok EXDEV"
	# A name with a dot is a file's too.
	probe_under --policy own.policy
	assert_output "EBADF EBADF EBADF ok EXDEV"
}

@test "a policy file is used, compiled" {
	bpfns-policy compile own.policy -o own.bpf
	probe_under --policy ./own.bpf
	assert_output "EBADF EBADF EBADF ok EXDEV"
}

# bats test_tags=no-userns
@test "a user's own policy and root's are both trusted" {
	public_dir bpfns-exec holder
	install -m 644 own.policy "$PUBLIC/root.policy"
	install -m 600 -o "$NOBODY" own.policy "$PUBLIC/own.policy"
	run -0 as_nobody "$PUBLIC/bpfns-exec" --policy "$PUBLIC/root.policy" \
		-- "$PUBLIC/holder"
	assert_value Seccomp 2
	run -0 as_nobody "$PUBLIC/bpfns-exec" --policy "$PUBLIC/own.policy" \
		-- "$PUBLIC/holder"
	assert_value Seccomp 2
}

@test "read-only descriptors and a policy that lets them be pinned are refused" {
	own_bpffs
	mkmap array 4 4 1 pin="$BPFFS/a"
	refused "under a policy that denies pinning; none may let it through" \
		--pin "$BPFFS/a" --read-only --policy none
	refused "under a policy that denies pinning; ./own.policy may let it through" \
		--pin "$BPFFS/a" --read-only --policy ./own.policy
}

# wide_policy FILE: a compiled filter that denies OBJ_PIN only where all 64 bits
# of the command say so.
wide_policy() {
	python3 -c 'import struct, sys
for i in [(0x20, 0, 0, 0), (0x15, 0, 5, 321), (0x20, 0, 0, 20), (0x15, 0, 3, 0),
          (0x20, 0, 0, 16), (0x15, 0, 1, 6), (6, 0, 0, 0x50001),
          (6, 0, 0, 0x7fff0000)]:
    sys.stdout.buffer.write(struct.pack("HBBI", *i))' >"$1"
	chmod 600 "$1"
	give "$1"
}

# A filter that stops pinning in one form only does not keep a map read-only.
read_only_refused() {
	own_bpffs
	mkmap array 4 8 16 name=arr pin="$BPFFS/arr"
	run -125 bare timeout 10 bpfns-exec --pin "$BPFFS/arr,ro" "$@" \
		-- touch ran
	assert_output --partial "a read-only descriptor stays so only under"
	[ ! -e ran ]
}

@test "a filter that compares the command's upper half keeps nothing read-only" {
	wide_policy wide.bpf
	read_only_refused --policy ./wide.bpf
}

@test "a policy that denies pinning by another argument keeps nothing read-only" {
	printf '%s\n' "@default allow" \
		"bpf: arg0 != BPF_OBJ_PIN || arg2 == 0; return EPERM" >p.policy
	chmod 600 p.policy
	give p.policy
	read_only_refused --policy ./p.policy
}

# bats test_tags=root
@test "with sys_admin kept, opening by id has to be denied too" {
	printf '%s\n' "@default allow" \
		"bpf: arg0 != BPF_OBJ_PIN && arg0 != BPF_OBJ_GET && \\" \
		"  arg0 != BPF_PROG_LOAD; return EPERM" >p.policy
	chmod 600 p.policy
	give p.policy
	read_only_refused --policy ./p.policy --cap sys_admin
	run -0 bpfns-exec --pin "$BPFFS/arr,ro" --policy ./p.policy true
}

# bats test_tags=root
@test "a policy under which pins can be opened keeps nothing read-only" {
	bpfns-policy show map-ro |
		sed 's/^bpf: /bpf: arg0 == BPF_OBJ_GET || /' >p.policy
	run -0 bpfns-policy explain p.policy bpf arg0=BPF_OBJ_GET
	assert_line --index 0 --partial ": allow"
	read_only_refused --policy ./p.policy
	assert_output --partial "that denies opening pins"
}

@test "--read-only under a policy that can't keep it waits for nothing" {
	refused "--read-only: a read-only descriptor stays so only under" \
		--import sock --timeout 20 --policy none --read-only
}

# bats test_tags=root
@test "a policy under which programs can be loaded keeps nothing read-only" {
	printf '%s\n' "@default allow" "bpf: arg0 != BPF_OBJ_PIN && \\" \
		"  arg0 != BPF_OBJ_GET; return EPERM" >p.policy
	read_only_refused --policy ./p.policy
	assert_output --partial "that denies loading programs"
	printf '%s\n' "@default allow" "bpf: arg0 != BPF_OBJ_PIN && \\" \
		"  arg0 != BPF_OBJ_GET && arg0 != BPF_PROG_LOAD; return EPERM" \
		>p.policy
	run -0 bpfns-exec --pin "$BPFFS/arr,ro" --policy ./p.policy true
}

# bats test_tags=root
@test "a map that is narrowed unasked may have a policy that loads programs" {
	own_bpffs
	mkmap array 4 8 16 name=arr pin="$BPFFS/arr"
	printf '%s\n' "@default allow" "bpf: arg0 == BPF_MAP_LOOKUP_ELEM || \\" \
		"  arg0 == BPF_PROG_LOAD || \\" \
		"  arg0 == BPF_OBJ_GET_INFO_BY_FD; return EPERM" >p.policy
	run -0 bpfns-exec --pin "$BPFFS/arr" --policy ./p.policy --cap bpf -- \
		echo ran
	assert_output ran
	run -125 bpfns-exec --pin "$BPFFS/arr,ro" --policy ./p.policy -- true
}
