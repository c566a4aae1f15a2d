#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/value: the language of types, and values as text and as bytes. By
# value-tool, which is those conversions alone.

# bats file_tags=no-userns
load common

# tool WORD...: one line to value-tool; its answer in $output.
tool() {
	local IFS=$'\t'

	run -0 value-tool <<<"$*"
}

# refused MESSAGE WORD...
refused() {
	local message=$1

	shift
	tool "$@"
	assert_output --regexp '^no '
	assert_output --partial "$message"
}

# answers ANSWER WORD...
answers() {
	local answer=$1

	shift
	tool "$@"
	assert_output "ok $answer"
}

# --- types ---

@test "a word that is no type is refused, with those that are" {
	refused "'u33', character 1: expected a type: u8 u16" type u33 0
	refused "character 1: expected a type" type '' 0
	refused "character 4: expected a type" type '{a:U8}' 0
}

@test "what a type lacks is told, and where" {
	refused "character 3: expected :" type '{a}' 0
	refused "character 2: expected a member's name" type '{}' 0
	refused "character 2: expected a member's name" type '{1:u8}' 0
	refused "character 6: expected , or }" type '{a:u8' 0
	refused "character 7: expected a member's name" type '{a:u8,' 0
	refused "character 5: expected a number" type 'u32[' 0
	refused "character 6: expected ]" type 'u32[4' 0
	refused "trailing characters" type 'u32 ' 0
	refused "trailing characters" type 'u32}' 0
	refused "expected a type" type 'packed' 0
}

@test "an array of none, and one that is too large, are refused" {
	refused "0 is not a size" type 'u8[0]' 0
	refused "too large" type 'u8[99999999999]' 0
	refused "too large" type 'u64[1000000000]' 0
	refused "too large" type 'u8[65536][65536]' 0
	refused "too large" type '{a:u8[2147483648],b:u8}' 0
}

@test "a name that stands twice is refused" {
	refused "a name that stands twice" type '{a:u8,b:u8,a:u8}' 0
}

@test "hex and str want a number where the size isn't known" {
	refused "the size is not known" type hex 0
	refused "how many bytes?" type '{a:str}' 16
	answers "16 hex[16]" type hex 16
	answers "16 str[16]" type str 16
}

@test "a pad stands in a struct, without a name" {
	refused "a pad is for a struct" type 'pad[3]' 0
	refused "a pad has no name" type '{a:pad[3]}' 0
	refused "a struct without a member" type '{pad[3]}' 0
	answers "8 {a:u8,pad[3],b:u32}" type '{a:u8,pad[3],b:u32}' 0
}

@test "types nested too deep are refused, not followed" {
	local deep

	printf -v deep '{a:%.0s' {1..17}
	refused "nested too deep" type "${deep}u8" 0
	printf -v deep '[1]%.0s' {1..17}
	refused "nested too deep" type "u8$deep" 0
}

@test "a name or a type that is too long is refused" {
	local long

	printf -v long '%0200d' 0
	refused "a name longer than 128" type "{a$long:u8}" 0
	printf -v long '%070000d' 0
	refused "the longest has 65536" type "{a$long:u8}" 0
}

@test "structs are laid out as C does, or packed" {
	answers "16 {a:u8,b:u64}" type '{a:u8,b:u64}' 0
	answers "9 packed{a:u8,b:u64}" type 'packed{a:u8,b:u64}' 0
	answers "24 {a:u64,b:u64[1],c:u8}" type '{a:u64,b:u64[1],c:u8}' 0
	answers "12 {a:u8,b:{c:u32},d:u8}" type '{a:u8,b:{c:u32},d:u8}' 0
	answers "20 {a:u8,b:ip6}" type '{a:u8,b:ip6}' 0
	answers "24 u32[2][3]" type 'u32[2][3]' 0
}

# --- text to bytes ---

@test "numbers out of range are refused with the range" {
	refused "'300' is not a u8 (0 to 255)" parse u8 300
	refused "'-1' is not a u32 (0 to 4294967295)" parse u32 -1
	refused "'18446744073709551616' is not a u64 (0 to 18446744073709551615)" \
		parse u64 18446744073709551616
	refused "is not an s8 (-128 to 127)" parse s8 -129
	refused "is not an s64" parse s64 9223372036854775808
	refused "'65536' is not a be16 (0 to 65535)" parse be16 65536
	refused "is not an f32" parse f32 1e39
	refused "is not an f64" parse f64 1e400
	refused "is not a u8" parse u8 0x100
}

@test "trailing garbage, blanks and nothing are no number" {
	local text

	for text in '' 1x '1 ' ' 1' +1 1.0 0x 1e3 ٣; do
		refused "is not a u32" parse u32 "$text"
	done
	for text in '' ' 1' 1x 0x1p '1 ' nan1 -nan infinity; do
		refused "is not an f64" parse f64 "$text"
	done
}

@test "other words are refused with an example" {
	refused "is not a bool (true or false)" parse bool 2
	refused "is not an ip4 (192.0.2.1)" parse ip4 1.2.3
	refused "is not an ip6 (2001:db8::1)" parse ip6 1::2::3
	refused "is not a mac" parse mac 02:00:5e:00:53
	refused "is not a cidr4 (192.0.2.0/24)" parse cidr4 10.0.0.0/33
	refused "is not a cidr6" parse cidr6 ::/129
	refused "is not a cidr4" parse cidr4 10.0.0.0/
	refused "is not a char" parse char ''
	refused "'ab' is longer than 1 byte" parse char ab
	refused "'abcde' is longer than 4 bytes" parse 'str[4]' abcde
	refused '\ is followed by \ or xNN' parse 'str[4]' 'a\n'
	refused "expected 4 digits, got 3 characters" parse 'hex[2]' abc
	refused "is not 2 bytes in hex" parse 'hex[2]' 00gg
	refused "hex: is to be followed by 2 digits" parse bool hex:0202
}

@test "a wrong number of elements is refused with the right one" {
	refused "2 elements, expected 3" parse 'u8[3]' '[1,2]'
	refused "more than 3 elements" parse 'u8[3]' '[1,2,3,4]'
	refused "element 1: '' is not a u8" parse 'u8[3]' '[1,,3]'
	refused "expected [value,...]" parse 'u8[3]' 1
	refused "element 0: " parse 'u8[2][2]' '[1,2,3,4]'
}

@test "members that are missing, twice or unknown are refused" {
	refused "b is missing" parse '{a:u8,b:u8}' '{a:1}'
	refused "a stands twice" parse '{a:u8,b:u8}' '{a:1,a:2}'
	refused "no member 'c' (there are: a, b)" parse '{a:u8,b:u8}' '{a:1,c:2}'
	refused "expected {name:value,...}" parse '{a:u8,b:u8}' 1
	refused "expected , or }" parse '{a:u8}' '{a:1'
	refused "expected nothing more" parse '{a:u8}' '{a:1}}'
	refused "b: '300' is not a u8" parse '{a:u8,b:u8}' '{a:1,b:300}'
	refused "expected a closing quote" parse '{a:str[4]}' '{a:"b}'
}

@test "JSON is read as well as what is printed" {
	answers 01000200 parse '{a:u8,b:u16}' '{ "a" : 1 , "b" : 2 }'
	answers 01000200 parse '{a:u8,b:u16}' '{b:2,a:1}'
	answers 6122 parse '{a:str[2]}' '{"a":"a\""}'
}

@test "numbers may be in hex behind 0x" {
	answers ffff parse be16 0xffff
	answers 80 parse s8 -0x80
}

@test "an address without a length is the longest prefix" {
	answers 200000000a000001 parse cidr4 10.0.0.1
}

# --- bytes to text ---

@test "what has no text of its own is printed as hex, and read again" {
	answers hex:07 print cell bool 07
	answers '"hex:07"' print json bool 07
	answers 07 parse bool hex:07
	answers hex:0100c07f print cell f32 0100c07f
	answers hex:210000000a000001 print cell cidr4 210000000a000001
	answers hex:0199000000000000 print cell '{a:u8,b:u32}' 0199000000000000
	answers '{a:1,b:0}' print cell '{a:u8,b:u32}' 0100000000000000
}

@test "a string that looks like hex: stays a string" {
	answers hex:07 print cell 'str[6]' 6865783a3037
	answers 6865783a3037 parse 'str[6]' hex:07
}

@test "JSON has UTF-8, and escapes what is none" {
	answers '"ä"' print json 'str[2]' c3a4
	answers '"\\xc3"' print json 'str[2]' c300
	answers '"\\xc2\\x85"' print json 'str[2]' c285
	answers '"\\xed\\xa0\\x80"' print json 'str[3]' eda080
	answers '\xc3\xa4' print cell 'str[2]' c3a4
}

@test "order is that of the values, not of the bytes" {
	answers -1 compare u16 ff00 0001
	answers 1 compare be16 0100 00ff
	answers -1 compare s8 ff 01
	answers -1 compare f32 000080bf 0000803f
	answers -1 compare f32 00000080 00000000
	answers -1 compare f32 0000807f 0000c07f
	answers 1 compare f32 0000c07f 0000c0ff
	answers -1 compare cidr4 180000000a000000 080000000b000000
	answers 1 compare '{a:u8,b:u8}' 0102 0101
	answers 0 compare 'u8[2]' 0101 0101
}

@test "a path names a part" {
	answers "8 u32[2]" find '{a:u64,b:u32[2]}' b
	answers "12 u32" find '{a:u64,b:u32[2]}' 'b[1]'
	answers "4 u16" find '{a:{b:u32,c:u16}}' a.c
	answers "0 u8" find u8 ''
	refused "no part 'b[2]'" find '{b:u32[2]}' 'b[2]'
	refused "no part 'c'" find '{b:u32[2]}' c
	refused "no part 'b.'" find '{b:{c:u8}}' 'b.'
	refused "no part 'b[99999999999999999999]'" find '{b:u32[2]}' \
		'b[99999999999999999999]'
}

# --- the hash of keys ---

@test "SipHash-2-4 is that of its paper" {
	local key=000102030405060708090a0b0c0d0e0f

	answers 726fdb47dd0e0e31 siphash $key ''
	answers 74f839c593dc67fd siphash $key 00
	answers ab0200f58b01d137 siphash $key 00010203040506
	answers 93f5f5799a932462 siphash $key 0001020304050607
	answers 9e0082df0ba9e4b0 siphash $key 000102030405060708
	answers a129ca6149be45e5 siphash $key 000102030405060708090a0b0c0d0e
}

@test "random types and values agree with another implementation" {
	need_tool python3
	run python3 "$ROOT/test/helper/value-reference.py" \
		"$HELPERS/value-tool" 4000
	assert_success
}
