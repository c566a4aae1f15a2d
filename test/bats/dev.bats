#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/source/device.c and what it asks: the maps of programs that the stock
# tools have attached to real interfaces. bpfns-exec and bpfns-export share it.

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
	setup_veth
	own_bpffs
}

# finds OPTION...: a holder in $NETNS gets what these find.
finds() {
	launch --netns "$NETNS" "$@" -- holder
}

# load_programs OBJECT: its programs and maps pinned in $BPFFS/OBJECT.
load_programs() {
	mkdir "$BPFFS/$1" "$BPFFS/$1/maps"
	bpftool prog loadall "$HELPERS/$1.bpf.o" "$BPFFS/$1" \
		pinmaps "$BPFFS/$1/maps" 2>/dev/null
}

tc_in() {
	tc -n "$NETNS" "$@"
}

# filter_in DEV PARENT... PROGRAM: a filter of that pinned program.
filter_in() {
	tc_in filter add dev "$1" "${@:2:$#-2}" bpf direct-action \
		pinned "$BPFFS/reach/${*: -1}"
}

attach_xdp() { # DEV MODE [PROGRAM]
	ip -n "$NETNS" link set dev "$1" "$2" obj "$HELPERS/xdp.bpf.o" \
		program "${3:-watch}"
}

# --- refusals ---

@test "an interface that isn't there is refused, with the netns" {
	finds --dev veth9
	assert_refused "--dev veth9: no such interface in netns $NETNS"
	launch --dev bpfns-none -- holder
	assert_refused "--dev bpfns-none: no such interface"
	refute_said "in netns"
}

@test "a name that no interface can have is refused" {
	finds --dev ""
	assert_refused "--dev: an interface without a name"
	finds --dev ":xdp"
	assert_refused "--dev: an interface without a name"
	finds --dev veth0123456789abc
	assert_refused "at most 15 bytes, this has 17"
}

@test "an unknown hook is refused" {
	local hook

	for hook in x XDP "" ingress, "xdp,,tcx" ingress:egress; do
		finds --dev "veth0:$hook"
		assert_refused "is none of ingress, egress, xdp, tcx"
	done
}

@test "no program is an error that says what was looked at" {
	tc_in qdisc add dev veth0 clsact
	finds --dev veth0
	assert_refused "--dev veth0: no program is attached" \
		"xdp; tcx ingress and egress; tc ingress; tc egress"
	finds --dev veth0:tcx,xdp
	assert_refused "(looked at xdp; tcx ingress and egress)"
	attach_classifier veth0 egress
	finds --dev veth0:ingress
	assert_refused "(looked at tc ingress)"
}

@test "programs without maps are an error" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	filter_in veth0 ingress idles
	finds --dev veth0
	assert_refused "--dev veth0: the programs attached there have no map"
}

@test "a classic filter is no program with maps" {
	tc_in qdisc add dev veth0 clsact
	tc_in filter add dev veth0 ingress bpf bytecode '1,6 0 0 0'
	finds --dev veth0
	assert_refused "no program is attached"
}

@test "one faulty device of several ends it" {
	attach_classifier veth0
	finds --dev veth0 --dev veth1
	assert_refused "--dev veth1: no program is attached"
	finds --dev veth0 --dev veth9
	assert_refused "--dev veth9: no such interface"
}

@test "without privilege it says which capability is missing" {
	without_privilege
	attach_classifier veth0
	WRAP=(nsenter --net="/run/netns/$NETNS" "${WRAP[@]}")
	launch --dev veth0 -- holder
	assert_refused "--dev veth0: tcx (needs CAP_NET_ADMIN)"
	launch --dev veth0:egress -- holder
	assert_refused "--dev veth0: looking for links (needs CAP_SYS_ADMIN)"
	export_maps --dev veth0:egress --to "$PUBLIC/s"
	assert_not_exported "(needs CAP_SYS_ADMIN)"
}

@test "more maps than RLIMIT_NOFILE allows are refused" {
	attach_classifier veth0
	WRAP=(prlimit --nofile=5:5)
	finds --dev veth0
	assert_refused "--dev veth0: map " "more than RLIMIT_NOFILE allows"
}

@test "a kernel without tcx is refused only where tcx is asked for" {
	need_tool strace
	no_leak_check
	attach_classifier veth0
	# The first two bpf(2) calls are the queries.
	WRAP=(strace -f -qq -o trace -e trace=bpf
		-e inject=bpf:error=EINVAL:when=1..2)
	finds --dev veth0:tcx
	assert_refused "--dev veth0: tcx (this kernel has none)"
	finds --dev veth0
	assert_maps drops:proto:queue
}

@test "a program that goes meanwhile ends it" {
	need_tool strace
	no_leak_check
	attach_classifier veth0
	# Links are asked for first, then the program.
	WRAP=(strace -f -qq -o trace -e trace=bpf
		-e inject=bpf:error=ENOENT:when=2)
	finds --dev veth0:egress
	assert_refused "program " "is gone by now"
	WRAP=(strace -f -qq -o trace -e trace=bpf
		-e inject=bpf:error=ENOENT:when=4)
	finds --dev veth0:egress
	assert_refused "map " "is gone by now"
}

@test "bpfns-export's --netns wants --dev, and one that is there" {
	export_maps --netns "$NETNS" --pin /x --to s
	assert_not_exported "--netns goes with --dev or --attach"
	export_maps --netns new --dev veth0 --to s
	assert_not_exported "--netns: nothing is attached in a new one"
	export_maps --netns bpfns-none --dev veth0 --to s
	assert_not_exported "--netns: bpfns-none: no such netns"
	export_maps --netns a --netns b --dev veth0 --to s
	assert_not_exported "--netns: given twice"
}

@test "the same map from a pin and a device is refused" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	filter_in veth0 ingress uses
	finds --dev veth0 --pin "$BPFFS/reach/maps/by_use"
	assert_refused "are the same map"
}

# --- what is found ---

@test "clsact: the hook asked for, or both" {
	load_programs reach
	attach_classifier veth0 egress
	filter_in veth0 ingress uses
	finds --dev veth0:egress
	assert_maps drops:proto:queue
	finds --dev veth0:ingress
	assert_maps by_use
	finds --dev veth0:ingress,egress
	assert_maps by_use:drops:proto:queue
	finds --dev veth0
	assert_maps by_use:drops:proto:queue
}

@test "an ingress qdisc" {
	load_programs reach
	tc_in qdisc add dev veth0 ingress
	tc_in filter add dev veth0 ingress bpf da pinned "$BPFFS/reach/uses"
	finds --dev veth0:ingress
	assert_maps by_use
	finds --dev veth0:egress
	assert_refused "no program is attached"
}

@test "filters of every priority and chain" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	filter_in veth0 ingress prio 7 uses
	filter_in veth0 ingress prio 9 protocol ipv6 chain 3 nests
	finds --dev veth0:ingress
	assert_maps array_outer:by_use:hash_outer:in_array:in_hash
}

@test "a classful qdisc: its own filters, and those of its classes" {
	load_programs reach
	tc_in qdisc add dev veth0 root handle 1: htb
	tc_in class add dev veth0 parent 1: classid 1:10 htb rate 1mbit
	filter_in veth0 parent 1: uses
	finds --dev veth0:egress
	assert_maps by_use
	filter_in veth0 parent 1:10 nests
	finds --dev veth0
	assert_maps array_outer:by_use:hash_outer:in_array:in_hash
	finds --dev veth0:ingress,xdp,tcx
	assert_refused "no program is attached"
}

@test "a qdisc below another one" {
	load_programs reach
	tc_in qdisc add dev veth0 root handle 1: htb
	tc_in class add dev veth0 parent 1: classid 1:10 htb rate 1mbit
	tc_in qdisc add dev veth0 parent 1:10 handle 20: htb
	filter_in veth0 parent 20: uses
	finds --dev veth0
	assert_maps by_use
}

@test "a block that two interfaces share" {
	load_programs reach
	tc_in qdisc add dev veth0 ingress_block 22 egress_block 23 clsact
	tc_in qdisc add dev veth1 ingress_block 22 clsact
	tc_in filter add block 22 bpf da pinned "$BPFFS/reach/uses"
	tc_in filter add block 23 bpf da pinned "$BPFFS/reach/nests"
	finds --dev veth0:ingress
	assert_maps by_use
	finds --dev veth0:egress
	assert_maps array_outer:hash_outer:in_array:in_hash
	finds --dev veth1
	assert_maps by_use
	finds --dev veth1 --dev veth0:ingress
	assert_maps by_use
}

@test "XDP, generic and the driver's" {
	attach_xdp veth0 xdpgeneric
	attach_xdp veth1 xdpdrv watch_too
	finds --dev veth0
	assert_maps seen
	finds --dev veth0:xdp --dev veth1:xdp
	assert_maps seen:seen_too
	finds --dev veth0:ingress,egress,tcx
	assert_refused "no program is attached"
}

@test "tcx, in both directions" {
	load_programs reach
	ip netns exec "$NETNS" mktcx veth0 ingress "$BPFFS/reach/uses"
	finds --dev veth0:tcx
	assert_maps by_use
	ip netns exec "$NETNS" mktcx veth0 egress "$BPFFS/reach/nests"
	ip netns exec "$NETNS" mktcx veth0 egress "$BPFFS/reach/idles"
	finds --dev veth0
	assert_maps array_outer:by_use:hash_outer:in_array:in_hash
	finds --dev veth0:ingress,egress,xdp
	assert_refused "no program is attached"
}

@test "tail calls are followed, in circles too" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	filter_in veth0 ingress jumps
	finds --dev veth0
	assert_maps by_call:by_second:calls
}

@test "maps in maps are followed" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	filter_in veth0 ingress nests
	finds --dev veth0
	assert_maps array_outer:hash_outer:in_array:in_hash
}

# libxdp's dispatcher; see the helper for why it isn't a real one.
@test "programs that replace functions of an attached one are found" {
	run -0 bare dispatcher
	assert_output ""
}

@test "a hash of more maps than one batch reads" {
	local i

	load_programs reach
	mkmap array 4 8 4 n=600 name=i pin="$BPFFS/i"
	for ((i = 0; i < 600; i++)); do
		printf 'map update pinned %s key %d %d 0 0 value pinned %s\n' \
			"$BPFFS/reach/maps/hash_outer" \
			$((i % 256)) $((i / 256)) "$BPFFS/i$i"
	done >updates
	bpftool batch file updates >/dev/null
	tc_in qdisc add dev veth0 clsact
	filter_in veth0 ingress nests
	finds --dev veth0
	assert_ran
	# in_hash stood where i0 stands.
	assert_line env=BPF_NUM_MAPS=603
	assert_line --regexp '^env=BPF_MAP_I0='
	assert_line --regexp '^env=BPF_MAP_I599='
}

@test "each map once, by however many ways it is met" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	tc_in qdisc add dev veth1 clsact
	filter_in veth0 ingress uses
	filter_in veth0 ingress uses
	filter_in veth0 egress uses
	filter_in veth1 egress uses
	filter_in veth1 egress jumps
	finds --dev veth0 --dev veth1
	assert_maps by_use:by_call:by_second:calls
	finds --dev veth0 --dev veth0
	assert_maps by_use
}

@test "maps stand by name, and do so again when all is loaded anew" {
	local first

	attach_classifier veth0 ingress
	attach_xdp veth0 xdpgeneric
	finds --dev veth0
	assert_maps drops:proto:queue:seen
	first=$(value env | grep -v _ID)
	tc_in qdisc del dev veth0 clsact
	ip -n "$NETNS" link set dev veth0 xdpgeneric off
	attach_xdp veth0 xdpgeneric
	attach_classifier veth0 ingress
	finds --dev veth0
	assert_equal "$(value env | grep -v _ID)" "$first"
}

@test "maps of one name stand in the order of the hooks" {
	attach_classifier veth0 egress
	local egress=$DROPS_ID
	attach_classifier veth0 ingress
	finds --dev veth0 --only drops
	assert_maps drops:drops
	launch --explain --json --netns "$NETNS" --dev veth0 --only drops
	assert_ran
	assert_equal "$(jq -c '[.maps[].kernel_id]' <<<"$output")" \
		"[$DROPS_ID,$egress]"
}

@test "devices come behind pins, in the order given" {
	load_programs reach
	attach_classifier veth0
	tc_in qdisc add dev veth1 clsact
	filter_in veth1 ingress uses
	mkmap hash 4 4 4 pin="$BPFFS/zebra"
	finds --dev veth0 --pin "$BPFFS/zebra" --dev veth1
	assert_maps zebra:drops:proto:queue:by_use
	assert_line env=BPF_MAP0=3
	assert_line env=BPF_MAP4=7
}

@test "--read-only gives read-only descriptors" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	filter_in veth0 ingress nests
	filter_in veth0 ingress jumps
	finds --dev veth0 --read-only
	assert_ran
	assert_equal "$(grep -c '^fd=[3-9] access=r ' <<<"$output")" 7
	finds --dev veth0 --read-only=in_hash
	assert_equal "$(grep -c '^fd=[3-9] access=r ' <<<"$output")" 1
}

@test "-v names the programs" {
	attach_classifier veth0
	finds -v --dev veth0
	assert_said "(classify): 3 map(s)"
}

@test "--explain says which device a map came from" {
	attach_classifier veth0
	launch --explain --netns "$NETNS" --dev veth0
	assert_ran
	assert_line --regexp " drops .*--dev veth0, map $DROPS_ID"
}

@test "bpfns-export hands out what is attached, in the netns named" {
	attach_classifier veth0
	importer --netns new
	export_maps --netns "$NETNS" --dev veth0:egress --to "$SOCK"
	assert_ran
	wait_for_exit "$PID"
	assert_maps drops:proto:queue
}

@test "bpfns-export hands tc's own importer what tc's export was" {
	attach_classifier veth0
	SOCK=$BATS_TEST_TMPDIR/s
	background tc exec bpf import "$SOCK" run holder
	wait_for_socket "$SOCK"
	export_maps --netns "$NETNS" --dev veth0 --to "$SOCK"
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_NUM_MAPS=3
}

@test "bpfns-export's --netns leaves the file systems alone" {
	attach_classifier veth0
	mkdir -p "/etc/netns/$NETNS"
	defer rm -rf "/etc/netns/$NETNS"
	# For bpfns-exec a symbolic link in there is an error.
	ln -s nowhere "/etc/netns/$NETNS/hosts"
	importer
	export_maps --netns "$NETNS" --dev veth0 --to "$SOCK"
	assert_ran
	wait_for_exit "$PID"
	assert_maps drops:proto:queue
}

@test "a device of the caller's netns takes no --netns" {
	attach_classifier veth0
	WRAP=(nsenter --net="/run/netns/$NETNS")
	launch --dev veth0 -- holder
	assert_maps drops:proto:queue
}

@test "--types knows what the kernel knows of them" {
	load_programs reach
	tc_in qdisc add dev veth0 clsact
	ip -n "$NETNS" link set dev veth0 xdp obj "$HELPERS/types.bpf.o" \
		2>/dev/null || tc_in filter add dev veth0 ingress bpf \
		direct-action obj "$HELPERS/classifier.bpf.o"
	launch --netns "$NETNS" --dev veth0 --types -- env
	assert_ran
	assert_line --regexp '^BPF_MAP[0-9]+_VALUE=\{packets:u64,bytes:u64\}$'
}
