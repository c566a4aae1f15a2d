#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# bpfns-map: values of every type go through a real map and every format and
# come out as they went in, in the hands of a holder without privileges.

# shellcheck disable=SC2016,SC1003 # scripts are for the inner shell

# bats file_tags=no-userns
load common
load maps

setup() {
	common_setup
	setup_maps
}

FORMATS='"" --json --jsonl --csv --tsv'

# through TYPE SIZE TEXT...: each text, as a value and as a key of a hash, is
# read back as it was written, and survives a dump and a load in each format.
through() {
	local type=$1 size=$2

	map v hash 4 "$size" 64
	map k hash "$size" 4 64
	printf '%s\n' "${@:3}" >"$PUBLIC/texts"
	holds "type='$type'"'
		o="--value $type"
		i=0
		while IFS= read -r text; do
			bpfns-map update v $i "$text" --value "$type"
			test "$(bpfns-map lookup v $i --value "$type"; echo x)" = "$text
x"
			bpfns-map update k "$text" $i --key "$type"
			test "$(bpfns-map lookup k "$text" --key "$type")" = $i
			i=$((i + 1))
		done <../texts
		for f in '"$FORMATS"'; do
			for m in v k; do
				case $m in
				v) o="--value" ;;
				k) o="--key" ;;
				esac
				bpfns-map dump $m $f $o "$type" --sort >before
				bpfns-map dump $m --tsv --sort >bytes
				bpfns-map drain $m >drained
				bpfns-map load $m $f $o "$type" before ||
					{ cat before; exit 1; }
				bpfns-map dump $m --tsv --sort | cmp - bytes
				bpfns-map dump $m $f $o "$type" --sort | cmp - before
			done
		done'
	rm "$BPFFS"/[vk]
}

@test "unsigned numbers" {
	through u8 1 0 1 255
	through u16 2 0 256 65535
	through u32 4 0 65536 4294967295
	through u64 8 0 9007199254740993 18446744073709551615
}

@test "signed numbers" {
	through s8 1 -128 0 127
	through s16 2 -32768 -1 32767
	through s32 4 -2147483648 -1 2147483647
	through s64 8 -9223372036854775808 -1 9223372036854775807
}

@test "big-endian numbers" {
	through be16 2 0 1 65535
	through be32 4 0 1 4294967295
	through be64 8 0 1 18446744073709551615
}

@test "floating-point numbers" {
	through f32 4 0 -0 1.5 0.1 -1.4013e-45 3.4028235e+38 inf -inf nan \
		hex:0100807f
	through f64 8 0 0.1 -2.2250738585072014e-308 1.7976931348623157e+308 \
		4.94065645841247e-324 inf -inf nan hex:010000000000f0ff
}

@test "bool, char and hex" {
	through bool 1 true false hex:02
	through char 1 a ' ' '"' '\\' '\x00' '\xff' ,
	through 'hex[5]' 5 0001020304 ffffffffff
	through hex 5 0001020304
}

@test "strings" {
	through 'str[8]' 8 '' a 'a b' ' a' 'a ' '"' '"a"' '\\' '\\x00' 'a,b' \
		'a\x00b' '\x09tab' 'hex:00' '\xc3\xa4' '\xff' '12345678' '{}' \
		'[a]' ', ' '-' '+key:00'
}

@test "addresses" {
	through ip4 4 0.0.0.0 192.0.2.1 255.255.255.255
	through ip6 16 :: ::1 2001:db8::1 fe80::1:0:0:1 ::ffff:192.0.2.1
	through mac 6 00:00:00:00:00:00 02:00:5e:00:53:01
	through cidr4 8 0.0.0.0/0 10.0.0.1/8 192.0.2.1/32 hex:2100000000000000
	through cidr6 20 ::/0 2001:db8::1/32 ::1/128
}

@test "arrays" {
	through 'u16[3]' 6 '[0,1,65535]'
	through 'str[4][2]' 8 '[a,"b c"]' '["",""]' '["\"","\\"]'
	through 'u8[2][3]' 6 '[[1,2,3],[4,5,6]]'
	through 'char[2]' 2 '[a,"{"]'
}

@test "structs: members have columns" {
	through '{packets:u64,bytes:u64}' 16 '{packets:1,bytes:2}' \
		'{packets:18446744073709551615,bytes:0}'
	through '{a:u8,b:{c:u32,d:ip4[2]},e:str[4]}' 20 \
		'{a:1,b:{c:2,d:[192.0.2.1,0.0.0.0]},e:"x y"}'
	through 'packed{a:u8,b:be64,c:bool}' 10 '{a:1,b:2,c:true}' \
		'{a:1,b:2,c:hex:07}'
}

@test "structs: padding that isn't 0 is kept" {
	through '{a:u8,b:u32}' 8 '{a:1,b:2}' hex:01aabbcc02000000
	through 'packed{a:u8,pad[2],b:str[2]}' 5 '{a:1,b:x}' hex:01ff006162
	through '{a:{b:u8,c:u16},d:u8}' 6 hex:01ff02000300
}

@test "LPM keys: a lookup finds them by address" {
	map t lpm_trie 8 4 4 flags=1
	holds 'bpfns-map update t 192.0.2.0/24 7; bpfns-map lookup t 192.0.2.9
		bpfns-map dump t --key "{length:u32,address:ip4}" --tsv'
	assert_output "7
key.length	key.address	value
24	192.0.2.0	7"
}

@test "JSON is typed: numbers, strings, booleans, objects, arrays" {
	map h hash 4 16 4
	local t='{n:u32,s:str[4],b:bool,i:ip4}'
	at h
	does update "${AT[@]}" 1 '{n:7,s:"a\"b",b:true,i:192.0.2.1}' --value "$t"
	does dump "${AT[@]}" --json --value "$t"
	assert_equal "$(jq -c '.[0].value | [.n, .s, .b, .i]' <<<"$output")" \
		'[7,"a\"b",true,"192.0.2.1"]'
	does dump "${AT[@]}" --json --value 'f32[4]'
	jq -e . <<<"$output" >/dev/null
	does dump "${AT[@]}" --jsonl --value 'f32[4]'
	jq -e . <<<"$output" >/dev/null
}

@test "JSON from jq, in another order and on many lines, is read" {
	map h hash 4 8 4
	local t='{a:u32,b:u32}'
	at h
	does update "${AT[@]}" 1 '{a:5,b:6}' --value "$t"
	bpfns-map dump "${AT[@]}" --json --value "$t" |
		jq -S '.[0].value = {b: 8, a: 7} | map({value, key})' >d
	does load "${AT[@]}" --json --value "$t" d
	does lookup "${AT[@]}" 1 --value "$t"
	assert_output '{a:7,b:8}'
	jq -c '.[]' d >e
	does load "${AT[@]}" --json --value "$t" e
}

@test "a thousand random rows go through each format" {
	need_tool python3
	local t='packed{a:str[5],b:f64,c:s16,pad[1],d:ip6}'
	map h hash 8 32 1000
	python3 -c 'import random
for i in range(1000):
	print(random.randbytes(8).hex(), random.randbytes(32).hex(), sep="\t")' \
		>"$PUBLIC/rows"
	holds 'bpfns-map load h --key hex --value hex --tsv --no-header ../rows
		bpfns-map dump h --key hex --tsv --sort >bytes
		for f in '"$FORMATS"'; do
			bpfns-map dump h $f --value "'"$t"'" --key "u16[4]" >d
			bpfns-map load h $f --value "'"$t"'" --key "u16[4]" \
				--atomic-replace d
			bpfns-map dump h --key hex --tsv --sort | cmp - bytes
		done'
}
