#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/entry/btf*.c: what a map's BTF tells, to bpfns-exec --types and to
# bpfns-map.

# shellcheck disable=SC2016 # scripts are for the inner shell

# bats file_tags=root
load common
load maps

setup() {
	common_setup
	setup_maps
	mkdir "$BPFFS/t"
	bpftool prog load "$HELPERS/types.bpf.o" "$BPFFS/prog" \
		pinmaps "$BPFFS/t"
	PINS=$BPFFS/t
}

# typed SCRIPT [OPTION...]: as holds, with --types.
typed() {
	holds "$1" --types "${@:2}"
}

# btf NAME VALUE [KEY]: what this map's types are read as.
btf() {
	does show pinned "$BPFFS/t/$1" --json
	assert_equal "$(jq -r .value <<<"$output")" "$2"
	assert_equal "$(jq -r .key <<<"$output")" "${3:-u32}"
}

# --- refusals ---

@test "--types without the privilege to read BTF is refused" {
	run -125 --separate-stderr bare mkmap hash 4 4 4 name=plain -- \
		bpfns-exec --pin "$BPFFS/t/counters" -- \
		bpfns-exec --inherit --types -- echo ran
	assert_output ""
	assert_said "--types: map counters: its BTF (needs CAP_SYS_ADMIN)"
}

@test "--types takes no argument" {
	run -125 --separate-stderr bpfns-exec --types=yes true
	assert_said "--types=yes: takes no argument"
}

@test "without privilege bpfns-map does with sizes where nobody tells more" {
	holds 'bpfns-map show counters | grep -E "^(key|value) "
		bpfns-map show plain | grep -E "^value "'
	assert_line --regexp '^key +u32$'
	assert_line --regexp '^value +hex\[16\]$'
	assert_line --regexp '^value +u64$'
}

# --- what BTF tells ---

@test "numbers, enumerations, pointers, bool, char, floats, typedefs" {
	btf counters '{packets:u64,bytes:u64}'
	btf scalars '{yes:bool,letter:char,small:s8,s:s16,ull:u64,color:u32,w:u32,f:f32,d:f64,pointer:u64}'
}

@test "network types and strings" {
	btf network '{port:be16,raw:be32,wide:be64,v4:ip4,v6:ip6,mac:u8[6],name:str[16]}'
}

@test "arrays, structs in them, anonymous structs" {
	btf nested '{head:u8,pair:{packets:u64,bytes:u64}[2],grid:u16[2][3],names:str[8][2],inner:u32,more:u32}'
}

@test "unions, bit fields and odd places become hex and pads" {
	btf odd 'packed{a:u8,pad[3],either:hex[4],union8:hex[2],low:hex[1],pad[1],high:hex[3],end:u8}'
	btf squeezed 'packed{a:u8,b:u32,c:u16}'
	btf stretched 'packed{a:u8,pad[15],b:u32,pad[12]}'
}

@test "a type with too much in it becomes hex, soon" {
	btf huge 'hex[32768]'
	does show pinned "$BPFFS/t/large" --json
	assert_equal "$(jq -r .value <<<"$output" | grep -o 'x:u16' | wc -l)" 128
}

@test "a map without BTF types has those of its sizes" {
	btf plain u64
}

@test "variables of a section are a struct" {
	btf types_data '{first:s32,word:str[8]}'
	does dump pinned "$BPFFS/t/types_data" --tsv
	assert_output "key	value.first	value.word
0	7	hello"
}

@test "--key and --value go before BTF" {
	does show pinned "$BPFFS/t/counters" --json --value 'hex' --key s32
	assert_equal "$(jq -r '.key + .value' <<<"$output")" 's32hex[16]'
	does show pinned "$BPFFS/t/counters" --json --key s32
	assert_equal "$(jq -r '.key + .value' <<<"$output")" \
		's32{packets:u64,bytes:u64}'
}

# --- handed over ---

@test "--types: a script sees members by name, without any BTF" {
	typed 'bpfns-map update counters 1 "{packets:7,bytes:480}"
		bpfns-map lookup counters 1 --field bytes
		bpfns-map dump counters --json
		bpfns-map dump counters'
	assert_output '480
[
{"key":1,"value":{"packets":7,"bytes":480}}
]
key  value.packets  value.bytes
  1              7          480'
}

@test "--types: the environment has them, and no type that nobody told" {
	typed 'env | grep -E "^BPF_MAP[0-9]+_" | sort' --only counters,plain
	assert_output "BPF_MAP0_KEY=u32
BPF_MAP0_VALUE={packets:u64,bytes:u64}"
}

@test "without --types the environment has none" {
	holder 'env | grep -cE "^BPF_MAP[0-9]+_"'
	assert_output 0
}

@test "--types go on to who inherits the maps, without privilege" {
	typed 'bpfns-exec --inherit --types --only counters -- \
		bpfns-map show counters' --setenv PATH="$PUBLIC:$BPFNS_BIN:$PATH"
	assert_line --regexp '^value +\{packets:u64,bytes:u64\}$'
}

@test "--types of maps that an exporter sent" {
	setup_veth
	attach_classifier veth0
	background bpfns-exec --import sock --types --user 65534:65534 -- \
		"$PUBLIC/bpfns-map" list --tsv --no-header
	wait_for_socket sock
	bpfns-export --map "$PROTO_ID" --map "$QUEUE_ID" --map "$DROPS_ID" \
		--to sock
	wait_for_exit "$PID"
	assert_equal "$(cut -f 1,9,10 <<<"$output")" \
		"proto	u8	{packets:u64,bytes:u64}
queue	u32	{total:u64,mismatch:u64}
drops	u32	u64"
}

@test "--verbose says of which maps no BTF tells" {
	typed 'true' --verbose --only plain
	assert_said "map plain: no BTF tells its types"
}
