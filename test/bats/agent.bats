#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# scripts/agent, and scripts/demo, which runs it: a shell script that reads
# maps, and counts to the frame.

# bats file_tags=root
load common
load maps

setup() {
	common_setup
	setup_maps
	cp "$ROOT/scripts/agent" "$PUBLIC"
}

# agent WORD...: as nobody, with the classifier's maps.
agent() {
	run --separate-stderr bare timeout 60 bpfns-exec \
		--user 65534:65534 --types --map "$PROTO_ID" --map "$QUEUE_ID" \
		--map "$DROPS_ID" --setenv BPF_OBJECT=classifier.bpf.o -- \
		"$PUBLIC/agent" "$@"
}

@test "words that are none of its options are refused" {
	local words

	for words in -x '-n 0' '-n x' '-i 0' '-i' word; do
		# shellcheck disable=SC2086 # words
		run -2 "$ROOT/scripts/agent" $words
		assert_output --partial "usage: agent"
	done
}

@test "without its maps it fails" {
	run -2 --separate-stderr bare bpfns-exec -- "$PUBLIC/agent" -n 1
	assert_output ""
	assert_said "drops: no such map (no map is held)"
}

@test "it prints the maps, and counts every frame" {
	setup_veth
	attach_classifier veth0
	ip netns exec "$NETNS" frames veth0 n=7 size=100
	ip netns exec "$NETNS" frames veth0 n=2 size=150 proto=6
	ip netns exec "$NETNS" frames veth0 n=3 ip=6 size=200
	ip netns exec "$NETNS" frames veth0 n=4 mark=0xcafe
	agent -n 1 -i 1
	assert_equal "$stderr" ""
	assert_equal "$status" 0
	assert_line --index 0 "obj: classifier.bpf.o"
	assert_line --index 1 "maps: 3"
	assert_line "map0: proto"
	assert_line " |- type:     hash"
	assert_line " |- max elem: 64"
	assert_line " |- size key: 1 (u8)"
	assert_line " \`- size val: 16 ({packets:u64,bytes:u64})"
	assert_line "data, round 1, every 1s"
	assert_line --regexp '^ .- queues:  q0: \[pkts: 12, mis: [0-9]+\]$'
	assert_line " \`- protos:  TCP: [pkts: 2, bytes: 300]  UDP: [pkts: 10, bytes: 1300]"
	local drops
	drops=$(grep -F ' |- drops:' <<<"$output" | grep -o ': *[0-9]*' |
		grep -o '[0-9]*' | paste -sd +)
	assert_equal "$((drops))" 4
}

@test "it goes on for as many rounds as it was told" {
	setup_veth
	attach_classifier veth0
	agent -n 2 -i 1 -o other.o
	assert_line "obj: other.o"
	assert_line "data, round 1, every 1s"
	assert_line "data, round 2, every 1s"
	refute_line --partial "round 3"
}

@test "the demo runs it, and leaves nothing behind" {
	local before

	before=$(ls /run/netns 2>/dev/null | grep -c bpfns-demo || true)
	run -0 bare timeout 120 "$ROOT/scripts/demo" --rounds 1
	assert_line "obj: classifier.bpf.o"
	assert_line "data, round 1, every 1s"
	assert_line --partial "done; nothing is left behind"
	assert_equal "$(ls /run/netns 2>/dev/null | grep -c bpfns-demo)" \
		"$before"
}
