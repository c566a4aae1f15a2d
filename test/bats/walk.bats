#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What iproute2's examples of 2015 walked through, as a drop-in: a shell owns
# the descriptors, agents come and go, and the loader is long gone. With a
# BTF-defined object and with one of iproute2's kind; within a namespace and
# across two; loaded by us and by the stock tc.

# Each test is a subshell, and WRAP is read in handover.bash.
# shellcheck disable=SC2030,SC2031,SC2034,SC2154

# bats file_tags=root
load common
load handover

setup_file() {
	need_root_world
}

setup() {
	common_setup
	SOCK=$BATS_TEST_TMPDIR/import.sock
	setup_veth
	WORK=$BATS_TEST_TMPDIR/work
	mkdir "$WORK"
	cp "$ROOT/scripts/agent" .
	no_leak_check
	PATH=$PWD:$PATH
	OWNER=()
}

# owner_shell [OPTION...]: a shell that imports maps and owns them. Each line of
# a pipe is a command to it, and what came of the Nth stands in $WORK/out.N.
owner_shell() {
	((${#OWNER[@]})) || OWNER=(bpfns-exec --import "$SOCK" --timeout 20)
	cat >shell <<-'END'
		n=0
		while read -r line; do
			n=$((n + 1))
			eval "$line" >"$1/out.$n.new" 2>&1
			echo "status $?" >>"$1/out.$n.new"
			mv "$1/out.$n.new" "$1/out.$n"
		done
	END
	mkfifo in
	background sh -c 'exec "$@" <in' sh "${OWNER[@]}" "$@" \
		bash shell "$WORK"
	exec {INPUT}>in
	wait_for_socket "$SOCK"
	N=0
}

# in_shell LINE: the shell runs it; what came of it is in $output.
in_shell() {
	N=$((N + 1))
	echo "$1" >&"$INPUT"
	wait_until 20 test -e "$WORK/out.$N" || fail "the shell doesn't answer"
	output=$(cat "$WORK/out.$N")
	assert_equal "$(tail -n 1 <<<"$output")" "status 0"
}

send() { # N: so many UDP packets to veth0
	ip netns exec "$NETNS" frames veth1 "n=$1" >/dev/null
}

# agent_counts N: an agent that the shell starts now counts so many packets.
agent_counts() {
	in_shell "agent -n 1"
	[[ $output = *"protos:  UDP: [pkts: $1,"* ]] ||
		fail "not $1 packets: $output"
}

# walk: the shell is there, the maps on the way; from here on all is the same.
walk() {
	assert_ran
	# The exporter has ended, and if it was the loader, so has that. No
	# other process but the shell has one of the maps.
	in_shell 'echo "$BPF_NUM_MAPS $BPF_MAPS"'
	[[ $output = "3 "*drops* ]]
	send 7
	agent_counts 7
	# Restarted: another process finds the same maps where it left them.
	send 4
	agent_counts 11
	send 1
	agent_counts 12
	# And once it is replaced by the agent: reattached by exec, not by fork.
	in_shell '(exec agent -n 1)'
	[[ $output = *"pkts: 12,"* ]]
}

leave_shell() {
	exec {INPUT}>&-
	wait_for_exit "$PID"
	assert_equal "$status" 0
}

@test "a shell owns the maps, the agent is restarted twice" {
	owner_shell
	export_maps --to "$SOCK" --netns "$NETNS" \
		--object "$HELPERS/classifier.bpf.o" --attach veth0:ingress
	walk
	leave_shell
}

@test "the same with an object of iproute2's kind" {
	local size

	for size in 20 36; do
		owner_shell
		export_maps --to "$SOCK" --netns "$NETNS" \
			--object "$HELPERS/legacy-$size.bpf.o" \
			--attach veth0:ingress,section=classifier
		walk
		leave_shell
		rm -r "$WORK" in shell
		mkdir "$WORK"
		tc -n "$NETNS" qdisc del dev veth0 clsact
	done
}

@test "the same across two namespaces" {
	local traffic=$NETNS

	setup_netns other
	owner_shell --netns "$NETNS"
	NETNS=$traffic
	export_maps --to "$SOCK" --netns "$NETNS" \
		--object "$HELPERS/classifier.bpf.o" --attach veth0:ingress
	walk
	in_shell 'ls /proc/self/fd >/dev/null; readlink /proc/self/ns/net'
	[[ $output != *"$(ip netns exec "$NETNS" readlink /proc/self/ns/net)"* ]]
	leave_shell
}

@test "the same of a program that the stock tc has loaded" {
	attach_classifier veth0 ingress
	owner_shell --netns new
	export_maps --to "$SOCK" --netns "$NETNS" --dev veth0:ingress
	walk
	leave_shell
}

@test "the same through tc's own door" {
	export TC_LIB_DIR=$BPFNS_BIN/tc
	OWNER=(tc exec bpfns import "$SOCK" timeout 20 run)
	owner_shell
	export_maps --to "$SOCK" --netns "$NETNS" \
		--object "$HELPERS/classifier.bpf.o" --attach veth0:ingress
	walk
	leave_shell
}

@test "two readers and a writer at once" {
	owner_shell
	export_maps --to "$SOCK" --netns "$NETNS" \
		--object "$HELPERS/classifier.bpf.o" --attach veth0:ingress
	assert_ran
	# Each reader sees what the writer has written so far, never less than
	# before, until it has seen the last of it.
	cat >"$WORK/reader" <<-'END'
		last=0
		for ((i = 0; i < 2000 && last < 60; i++)); do
			hex=$(mapop "$BPF_MAP_DROPS" lookup 3f000000) || exit 1
			hex=${hex#ok }
			now=$((16#${hex:0:2}))
			((now >= last)) || { echo "$now after $last"; exit 1; }
			last=$now
		done
		echo "saw $last"
	END
	cat >"$WORK/writer" <<-'END'
		for ((i = 1; i <= 60; i++)); do
			mapop "$BPF_MAP_DROPS" update 3f000000 \
				"$(printf %02x "$i")00000000000000" >/dev/null || exit 1
		done
	END
	in_shell "bash $WORK/reader >$WORK/a & a=\$!; bash $WORK/reader >$WORK/b & b=\$!; bash $WORK/writer && wait \$a && wait \$b"
	assert_equal "$(cat "$WORK/a" "$WORK/b")" $'saw 60\nsaw 60'
	leave_shell
}

@test "the agent directly, in place of a shell" {
	importer -- agent -n 1
	export_maps --to "$SOCK" --netns "$NETNS" \
		--object "$HELPERS/legacy-36.bpf.o" --attach veth0:ingress
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_line --partial "protos:"
	assert_line --partial "map7: proto"
}

@test "the maps outlast program, interface and namespace" {
	owner_shell
	export_maps --to "$SOCK" --netns "$NETNS" \
		--object "$HELPERS/classifier.bpf.o" --attach veth0:ingress
	assert_ran
	send 3
	tc -n "$NETNS" qdisc del dev veth0 clsact
	ip -n "$NETNS" link del veth0
	agent_counts 3
	leave_shell
}
