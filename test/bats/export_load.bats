#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/cmd/export_load.c: an object's maps are filled from files before anybody
# gets them, and before its program is attached; or by a script, with
# bpfns-map.

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
	CLASSIFIER=$HELPERS/classifier.bpf.o
	# In a workload: the sanitizers would trace it, which the filter denies.
	MAP=(env ASAN_OPTIONS=detect_leaks=0 bpfns-map)
}

# refuses TEXT... -- OPTION...: bpfns-export doesn't, with no importer needed.
refuses() {
	local texts=()

	while [ "$1" != -- ]; do
		texts+=("$1")
		shift
	done
	shift
	export_maps --to "$SOCK" --object "$CLASSIFIER" "$@"
	assert_not_exported "${texts[@]}"
}

# holds_then OPTION...: what the map proto has when it is handed over, as CSV.
holds_then() {
	IMPORTER=(-- "${MAP[@]}" dump proto --csv --sort
		--value '{packets:u64,bytes:u64}')
	exports --object "$CLASSIFIER" "$@"
}

@test "what is no MAP=FILE is refused" {
	local word

	for word in proto =proto.csv proto= = ''; do
		refuses "--load: '$word' is not MAP=FILE" -- --load "$word"
	done
}

@test "--load without an object is refused" {
	export_maps --to "$SOCK" --inherit --load a=b
	assert_not_exported "--load, --attach and --bpffs go with --object"
}

@test "standard input is read once only" {
	refuses "standard input can be read once only" -- \
		--load proto=- --load queue=-
}

@test "a map that the object doesn't declare is refused" {
	: >x.csv
	refuses "--load prot: " "declares no such map (proto, queue, drops)" -- \
		--load prot=x.csv
	bpf_object x <<-'END'
		SEC("tc") int f(void *s) { return 0; }
	END
	export_maps --to "$SOCK" --object x.o --load a=x.csv
	assert_not_exported
}

@test "a file that can't be read is refused, and named" {
	refuses "--load proto: none.csv: No such file" -- --load proto=none.csv
	refuses "--load proto: $PWD: " -- --load "proto=$PWD"
}

@test "a faulty row is refused, with its line, before anybody is waited for" {
	printf 'key,value.packets,value.bytes\n6,1,2\n256,1,2\n' >proto.csv
	refuses "--load proto: proto.csv: line 3: " 256 -- --load proto=proto.csv
	printf 'key,packets\n6,1\n' >proto.csv
	refuses "--load proto: proto.csv: line 1: " "expected the names of the columns" -- --load proto=proto.csv
	printf '[{"key":6,' >proto.json
	refuses "--load proto: proto.json: line 1: " -- --load proto=proto.json
	assert_no_socket
}

@test "more rows than the map has room for are refused" {
	{
		echo key,value
		seq -f %.0f,1 0 64
	} >drops.csv
	refuses "--load drops: drops.csv: line 66: " -- --load drops=drops.csv
}

@test "a map of programs can't be loaded" {
	printf 'key,value\n0,1\n' >calls.csv
	export_maps --to "$SOCK" --object "$HELPERS/reach.bpf.o" \
		--load calls=calls.csv
	assert_not_exported "--load calls: " "written as a descriptor"
}

# A map with a pin, and how it is loaded.
pinned_object() {
	own_bpffs
	bpf_object x <<-'END'
		struct { __uint(type, 2); __type(key, int); __type(value, int);
			 __uint(max_entries, 1);
			 __uint(pinning, LIBBPF_PIN_BY_NAME); } m SEC(".maps");
		SEC("classifier") int f(void *s) {
			int key = 0, *n = bpf_map_lookup_elem(&m, &key);
			if (n) __sync_fetch_and_add(n, 1);
			return 0; }
	END
	printf 'key,value\n0,1000\n' >m.csv
}

@test "a map that was there before is not written to" {
	pinned_object
	exports --object x.o --bpffs "$BPFFS" --load m=m.csv
	bpfns-map update pinned "$BPFFS/tc/globals/m" 0 7
	export_maps --to "$SOCK" --object x.o --bpffs "$BPFFS" --load m=m.csv
	assert_not_exported "--load m: it was there before, pinned at $BPFFS/tc/globals/m"
	run -0 bpfns-map lookup pinned "$BPFFS/tc/globals/m" 0
	assert_output 7
}

@test "nothing is pinned when a row is faulty" {
	pinned_object
	echo 0,x >>m.csv
	importer
	export_maps --to "$SOCK" --object x.o --bpffs "$BPFFS" --load m=m.csv
	assert_not_exported "--load m: m.csv: line 3: "
	assert_equal "$(pins)" ""
}

@test "nothing is attached when a row is faulty" {
	setup_veth
	printf 'key,value.packets,value.bytes\nx,1,2\n' >proto.csv
	importer
	export_maps --to "$SOCK" --object "$CLASSIFIER" --netns "$NETNS" \
		--attach veth0:egress --load proto=proto.csv
	assert_not_exported "--load proto: proto.csv: line 2: "
	assert_equal "$(tc -n "$NETNS" qdisc show dev veth0 clsact)" ""
}

@test "a map is loaded from each format, by the file's suffix" {
	local format

	printf 'key,value.packets,value.bytes\n1,10,18446744073709551615\n17,2,30\n' >want
	cp want proto.csv
	tr , '\t' <want >proto.tsv
	tr , ' ' <want >proto.text
	cat >proto.jsonl <<-'END'
		{"key":1,"value":{"packets":10,"bytes":18446744073709551615}}
		{"key":17,"value":{"packets":2,"bytes":30}}
	END
	{
		echo '['
		sed '1s/$/,/' proto.jsonl
		echo ']'
	} >proto.json
	for format in csv tsv text jsonl json; do
		holds_then --load "proto=proto.$format"
		assert_output "$(cat want)"
	done
	holds_then --load proto=- <proto.text
	assert_output "$(cat want)"
}

@test "what bpfns-map dumped is loaded" {
	printf 'key,value.packets,value.bytes\n6,1,2\n' >proto.csv
	IMPORTER=(-- "${MAP[@]}" dump proto --json
		--value '{packets:u64,bytes:u64}')
	exports --object "$CLASSIFIER" --load proto=proto.csv
	echo "$output" >proto.json
	holds_then --load proto=proto.json
	assert_output "$(cat proto.csv)"
}

@test "several files go into several maps, and into one" {
	printf 'key,value.packets,value.bytes\n6,1,2\n' >a.csv
	printf 'key,value.packets,value.bytes\n6,3,4\n17,5,6\n' >b.csv
	printf 'key,value\n3,9\n' >drops.csv
	IMPORTER=(-- sh -c "${MAP[*]} dump proto --csv --sort --no-header \
		--value '{packets:u64,bytes:u64}'; ${MAP[*]} lookup drops 3")
	exports --object "$CLASSIFIER" --load proto=a.csv \
		--load drops=drops.csv --load proto=b.csv
	assert_output "$(printf '6,3,4\n17,5,6\n9')"
}

@test "a read-only hand-over is loaded first" {
	printf 'key,value\n3,9\n' >drops.csv
	IMPORTER=(-- sh -c "${MAP[*]} lookup drops 3; ${MAP[*]} update drops 3 1")
	importer "${IMPORTER[@]}"
	export_maps --to "$SOCK" --object "$CLASSIFIER" --read-only \
		--load drops=drops.csv
	assert_ran
	wait_for_exit "$PID"
	assert_output 9
	assert_said read-only
}

@test "an object without BTF is loaded by the sizes" {
	bpf_object x -g0 <<-'END'
		MAP a = {.type = 1, .size_key = 4, .size_value = 8, .max_elem = 4};
	END
	printf 'key,value\n70000,5000000000\n' >a.csv
	IMPORTER=(-- "${MAP[@]}" dump a --csv)
	exports --object x.o --load a=a.csv
	assert_output "$(cat a.csv)"
}

@test "types come from the object where the kernel's BTF may not be read" {
	printf 'key,value.packets,value.bytes\n6,1,2\n' >proto.csv
	without_privilege
	cp "$CLASSIFIER" "$PUBLIC/x.o"
	cp proto.csv "$PUBLIC"
	SOCK=$PUBLIC/sock
	IMPORTER=(--import-from 65534 -- "${MAP[@]}" dump proto --csv
		--value '{packets:u64,bytes:u64}')
	WRAP=()
	importer --import-mode 0666 "${IMPORTER[@]}"
	WRAP=(setpriv --reuid=65534 --regid=65534 --clear-groups
		--inh-caps=-all,+bpf --ambient-caps=-all,+bpf
		--bounding-set=-all,+bpf)
	cd "$PUBLIC"
	export_maps --to "$SOCK" --object x.o --load proto=proto.csv
	assert_ran
	wait_for_exit "$PID"
	assert_output "$(cat proto.csv)"
}

@test "-v says what was loaded" {
	printf 'key,value\n3,9\n' >drops.csv
	exports --object "$CLASSIFIER" --load drops=drops.csv -v
	[[ $said = *"map drops is loaded from drops.csv"* ]] || fail "$said"
}

@test "a program that is attached counts on from what was loaded" {
	setup_veth
	printf 'key,value.packets,value.bytes\n17,1000,50000\n' >proto.csv
	importer --policy none --cap sys_admin,net_raw,net_admin -- sh -c \
		"nsenter --net=/run/netns/$NETNS frames veth0 n=7 size=100 >&2
		bpfns-map lookup proto 17 --value '{packets:u64,bytes:u64}' --field packets"
	export_maps --to "$SOCK" --object "$CLASSIFIER" --netns "$NETNS" \
		--attach veth0:egress --load proto=proto.csv
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_output 1007
}

@test "a script fills the maps, by bpfns-map, before the stock tc attaches" {
	pinned_object
	setup_veth
	tc -n "$NETNS" qdisc add dev veth0 clsact
	exports --object x.o --bpffs "$BPFFS"
	IMPORTER=(-- "${MAP[@]}" load m --csv "$PWD/m.csv")
	exports --object x.o --bpffs "$BPFFS"
	nsenter --net="/run/netns/$NETNS" env TC_BPF_MNT="$BPFFS" tc filter add \
		dev veth0 egress bpf da obj x.o sec classifier
	ip netns exec "$NETNS" frames veth0 n=5 >&2
	run -0 bpfns-map lookup pinned "$BPFFS/tc/globals/m" 0
	assert_output 1005
}
