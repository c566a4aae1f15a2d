#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/source/object*.c, elf.c and legacy*.c: maps made from what an object file
# declares. The objects are clang's own, or those damaged.

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
	LEGACY=$HELPERS/legacy-36.bpf.o
}

# refuses FILE TEXT...: bpfns-export does, with no importer needed.
refuses() {
	export_maps --to "$SOCK" --object "$1"
	assert_not_exported "bpfns-export: $1: " "${@:2}"
}

# patch FILE OFFSET BYTES: BYTES as for printf.
patch() {
	printf '%b' "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# little_endian NUMBER: its 8 bytes, in hex.
little_endian() {
	printf '%016x' "$1" | sed -E 's/(..)(..)(..)(..)(..)(..)(..)(..)/\8\7\6\5\4\3\2\1/'
}

# shape NAME: "type key value max flags" of that map in --explain's JSON.
shape() {
	jq -r --arg name "$1" '.maps[] | select(.name == $name) |
		"\(.type) \(.key_size) \(.value_size) \(.max_entries) \(.flags)"' \
		<<<"$output"
}

explains() {
	importer --explain --json
	export_maps --to "$SOCK" "$@"
	assert_ran
	wait_for_exit "$PID"
	assert_ran
}

# --- files that are refused ---

@test "a file that isn't there, or no file, is refused" {
	refuses "$PWD/none.o" "opening it: No such file"
	refuses "$PWD" "not a regular file"
	mkfifo fifo
	refuses "$PWD/fifo" "not a regular file"
	refuses /dev/zero "not a regular file"
}

@test "what isn't an ELF file is refused" {
	: >empty.o
	refuses empty.o "not an ELF file"
	printf '\x7fELG' >almost.o
	refuses almost.o "not an ELF file"
	refuses /etc/passwd "not an ELF file"
	head -c 63 "$CLASSIFIER" >short.o
	refuses short.o "cut short"
}

@test "an ELF file for another machine is refused" {
	refuses "$HELPERS/nothing" "for machine " "not a BPF object"
}

@test "an ELF file of another class, order or type is refused" {
	cp "$CLASSIFIER" x.o
	patch x.o 4 '\x01'
	refuses x.o "not a 64-bit ELF file"
	cp "$CLASSIFIER" x.o
	patch x.o 5 '\x02'
	refuses x.o "of the other byte order"
	cp "$CLASSIFIER" x.o
	patch x.o 16 '\x02\x00'
	refuses x.o "of type 2, not an object file"
}

@test "an object cut anywhere is refused" {
	local size at from

	for from in "$CLASSIFIER" "$LEGACY"; do
		size=$(stat -c %s "$from")
		for at in 64 100 200 $((size / 4)) $((size / 2)) \
			$((size * 3 / 4)) $((size - 1)); do
			head -c "$at" "$from" >cut.o
			refuses cut.o ""
		done
	done
}

@test "an object longer than any is refused" {
	truncate -s 65M big.o
	refuses big.o "longer than 67108864 bytes"
}

@test "an object without maps has nothing to hand out" {
	bpf_object x <<-'END'
		SEC("tc") int f(void *s) { return 0; }
	END
	importer
	export_maps --to "$SOCK" --object x.o
	assert_not_exported "no maps to hand out"
}

@test "maps in both sections are refused" {
	bpf_object x <<-'END'
		MAP old = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
		struct { __uint(type, 2); __uint(key_size, 4);
			 __uint(value_size, 4); __uint(max_entries, 1); }
			new SEC(".maps");
		SEC("tc") int f(void *s) { return !bpf_map_lookup_elem(&old, s) +
			!bpf_map_lookup_elem(&new, s); }
	END
	refuses x.o "maps both in section maps and in section .maps"
}

@test "a map of a type that this kernel doesn't know is refused" {
	bpf_object old <<-'END'
		MAP strange = {.type = 99, .size_key = 4, .size_value = 4, .max_elem = 1};
	END
	refuses old.o "map strange: this kernel has no map of type 99"
	bpf_object new <<-'END'
		struct { __uint(type, 99); __uint(key_size, 4);
			 __uint(value_size, 4); __uint(max_entries, 1); }
			strange SEC(".maps");
	END
	refuses new.o "map strange: this kernel has no map of type 99"
}

@test "a map that the kernel won't make is refused, with what libbpf says" {
	bpf_object x <<-'END'
		MAP odd = {.type = BPF_MAP_TYPE_ARRAY, .size_key = 3,
			   .size_value = 4, .max_elem = 1};
	END
	refuses x.o "odd" "Invalid argument"
}

@test "more maps than RLIMIT_NOFILE allows are refused" {
	WRAP=(prlimit --nofile=6:6)
	refuses "$CLASSIFIER" "more maps and programs than RLIMIT_NOFILE allows"
}

@test "without privilege it says which capability is missing" {
	without_privilege
	cp "$CLASSIFIER" "$PUBLIC/x.o"
	export_maps --to "$PUBLIC/s" --object "$PUBLIC/x.o"
	assert_not_exported "needs CAP_BPF"
}

@test "libbpf's own words never reach a terminal raw" {
	bpf_object x <<-'END'
		MAP odd = {.type = BPF_MAP_TYPE_ARRAY, .size_key = 3,
			   .size_value = 4, .max_elem = 1};
	END
	refuses x.o ""
	assert_equal "$(grep -vc '^bpfns-export: ' <<<"$stderr")" 0
	assert_equal "$(wc -l <<<"$stderr")" 1
	export_maps -v --to "$SOCK" --object x.o
	assert_said "bpfns-export: libbpf: "
	assert_equal "$(grep -vc '^bpfns-export: ' <<<"$stderr")" 0
}

@test "--object, --attach and --bpffs: what goes together" {
	export_maps --to s --object a --object b
	assert_not_exported "--object: given twice"
	export_maps --to s --object ''
	assert_not_exported "--object: an empty argument"
	export_maps --to s --pin /x --attach veth0:xdp
	assert_not_exported "--attach and --bpffs go with --object"
	export_maps --to s --pin /x --bpffs /x
	assert_not_exported "--attach and --bpffs go with --object"
	export_maps --to s --object a --bpffs /x --bpffs /y
	assert_not_exported "--bpffs: given twice"
}

# --- definitions of iproute2's kind that are refused ---

@test "a struct that iproute2 never had is refused" {
	local size

	for size in 12 32 40; do
		bpf_object x <<-END
			struct { char v[$size]; } a SEC("maps") = {{2}},
				b SEC("maps") = {{2}};
		END
		refuses x.o "section maps: $((2 * size)) bytes for 2 map(s)" \
			"fit no struct bpf_elf_map"
	done
	bpf_object x <<-'END'
		struct { char v[36]; } a SEC("maps") = {{2}};
		struct { char v[20]; } b SEC("maps") = {{2}};
	END
	refuses x.o "a struct bpf_elf_map of 28 bytes begins"
}

@test "a section maps without symbols is refused" {
	bpf_object x <<-'END'
		static struct bpf_elf_map SEC("maps") hidden __attribute__((used)) =
			{.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
	END
	refuses x.o "section maps has 0 symbols"
}

@test "CO-RE relocations beside a section maps are refused" {
	bpf_object x <<-'END'
		struct task { int pid; } __attribute__((preserve_access_index));
		MAP m = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
		SEC("tc") int f(struct task *t) {
			return !bpf_map_lookup_elem(&m, t) + t->pid; }
	END
	refuses x.o "section maps together with CO-RE relocations"
}

@test "sections aligned to more than memory are refused" {
	# sh_addralign is at 48.
	cp "$LEGACY" x.o
	patch x.o $(($(section x.o license) + 48)) '\0\0\0\x40'
	refuses x.o "its sections are aligned to more than it is long"
}

@test "a function that reaches beyond its section is refused" {
	local at i

	# st_size, 16 into a symbol of 24; the table's offset is its header's.
	cp "$CLASSIFIER" x.o
	i=$(readelf -sW x.o | sed -nE 's/^ +([0-9]+): .* classify$/\1/p')
	at=$(readelf -SW x.o | sed -nE 's/.* \.symtab +SYMTAB +[0-9a-f]+ ([0-9a-f]+) .*/\1/p')
	at=$((16#$at + 24 * i + 8))
	# Its place and its size add up to the end of the section.
	patch x.o "$at" '\x08\0\0\0\0\0\0\0\xf8\xff\xff\xff\xff\xff\xff\xff'
	refuses x.o "symbol $i reaches beyond its section"
}

# section FILE NAME: the offset of its header, of 64 bytes.
section() {
	local n

	n=$(readelf -SW "$1" | sed -nE "s/^ +\\[ *([0-9]+)\\] ${2//./\\.} .*/\\1/p")
	echo $(($(readelf -hW "$1" |
		sed -n 's/.*Start of section headers: *\([0-9]*\).*/\1/p') + 64 * n))
}

@test "relocations of nothing are refused" {
	# sh_info is at 44, sh_entsize at 56, sh_type at 4.
	cp "$CLASSIFIER" x.o
	patch x.o $(($(section x.o .relclassifier) + 44)) '\0\0\0\0'
	refuses x.o "section .relclassifier relocates nothing"
	cp "$CLASSIFIER" x.o
	patch x.o $(($(section x.o .relclassifier) + 44)) '\xff\0\0\0'
	refuses x.o "section .relclassifier relocates nothing"
	cp "$CLASSIFIER" x.o
	patch x.o $(($(section x.o .relclassifier) + 56)) '\x18'
	refuses x.o "section .relclassifier: entries of 24 bytes"
}

@test "a section that should have bytes and has none is refused" {
	cp "$CLASSIFIER" x.o
	patch x.o $(($(section x.o license) + 4)) '\x08'
	refuses x.o "section license has no bytes in the file"
}

@test "BTF that refers to nothing is refused" {
	local at

	# The type of the first member of the first struct there is: any word of
	# the type section that is made huge breaks a reference or a length.
	at=$(readelf -SW "$CLASSIFIER" | sed -nE 's/.* \.BTF +PROGBITS +[0-9a-f]+ ([0-9a-f]+) .*/\1/p')
	cp "$CLASSIFIER" x.o
	patch x.o $((16#$at + 24 + 8)) '\x0d\0\0\x10'
	refuses x.o "its BTF is faulty"
}

@test "an unknown pinning is refused" {
	bpf_object x <<-'END'
		MAP m = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			 .pinning = 3};
	END
	refuses x.o "map m: pinning 3 is none of 0, 1, 2"
}

@test "a map of maps without an inner one is refused" {
	bpf_object x <<-'END'
		MAP outer = {.type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .size_key = 4,
			     .size_value = 4, .max_elem = 2, .inner_id = 9};
	END
	refuses x.o "map outer is to hold maps like that of id 9"
	bpf_object x <<-'END'
		MAP outer = {.type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .size_key = 4,
			     .size_value = 4, .max_elem = 2};
	END
	refuses x.o "map outer is to hold maps"
}

@test "an inner map whose slot can't be had is refused" {
	bpf_object x <<-'END'
		MAP inner = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			     .id = 1, .inner_idx = 2};
		MAP outer = {.type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .size_key = 4,
			     .size_value = 4, .max_elem = 2, .inner_id = 1};
	END
	refuses x.o "map inner into slot 2 of outer"
	bpf_object x <<-'END'
		MAP inner = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			     .id = 1};
		MAP outer = {.type = BPF_MAP_TYPE_HASH_OF_MAPS, .size_key = 8,
			     .size_value = 4, .max_elem = 2, .inner_id = 1};
	END
	refuses x.o "map outer: an index needs keys of 4 bytes, not of 8"
}

# --- what is made ---

@test "BTF-defined maps, in the order of definition" {
	exports --object "$CLASSIFIER"
	assert_maps proto:queue:drops
	assert_line env=BPF_MAP0=3
	assert_line env=BPF_MAP2=5
}

@test "they are as declared" {
	explains --object "$CLASSIFIER"
	assert_equal "$(shape proto)" "hash 1 16 256 0"
	assert_equal "$(shape queue)" "hash 4 16 1024 0"
	assert_equal "$(shape drops)" "array 4 8 64 0"
}

@test "iproute2's maps, in every size that its struct has had" {
	local size

	for size in 16 20 24 28 36; do
		explains --object "$HELPERS/legacy-$size.bpf.o"
		assert_equal "$(shape proto)" "hash 1 16 256 0"
		assert_equal "$(shape queue)" "hash 4 16 1024 0"
		assert_equal "$(shape drops)" "array 4 8 64 0"
	done
}

@test "an object's own ids are kept" {
	local size

	for size in 20 24 28 36; do
		exports --object "$HELPERS/legacy-$size.bpf.o"
		assert_maps proto:queue:drops
		assert_line env=BPF_MAP7=3
		assert_line env=BPF_MAP3=4
		assert_line env=BPF_MAP5=5
	done
}

@test "without ids, or with nothing but zeros, the order of definition counts" {
	exports --object "$HELPERS/legacy-16.bpf.o"
	assert_line env=BPF_MAP0=3
	assert_line env=BPF_MAP1=4
	assert_line env=BPF_MAP2=5
	bpf_object x <<-'END'
		MAP z = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
	END
	exports --object x.o
	assert_maps z:a
	assert_line env=BPF_MAP0=3
	assert_line env=BPF_MAP1=4
	assert_equal "$said" ""
}

@test "ids that clash are told" {
	bpf_object x <<-'END'
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			 .id = 4};
		MAP b = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			 .id = 4};
	END
	exports --object x.o
	assert_line env=BPF_MAP4=3
	assert_line env=BPF_MAP0=4
	[[ $said = *"1 of 2 maps came with an id that another one has"* ]]
}

@test "flags and long names" {
	bpf_object x <<-'END'
		MAP a_name_that_the_kernel_cuts = {.type = BPF_MAP_TYPE_HASH,
			.size_key = 4, .size_value = 4, .max_elem = 1,
			.flags = BPF_F_NO_PREALLOC};
	END
	explains --object x.o
	assert_equal "$(shape a_name_that_the_kernel_cuts)" "hash 4 4 1 1"
}

@test "an object that clang made without BTF" {
	bpf_object x -g0 <<-'END'
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
		SEC("whatever") int f(void *s) { return !bpf_map_lookup_elem(&a, s); }
	END
	exports --object x.o
	assert_maps a
}

@test "no program is loaded for the maps alone" {
	bpf_object x <<-'END'
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
		SEC("tc") int f(void *s) {
			return *(int *)bpf_map_lookup_elem(&a, s); }
	END
	exports --object x.o
	assert_maps a
}

@test "iproute2's map of maps has its inner ones where they say" {
	own_bpffs
	bpf_object x <<-'END'
		MAP first = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			     .id = 5, .inner_idx = 1};
		MAP loose = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			     .id = 6, .inner_idx = -1};
		MAP outer = {.type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .size_key = 4,
			     .size_value = 4, .max_elem = 2, .inner_id = 5, .id = 8,
			     .pinning = 2};
		MAP hash = {.type = BPF_MAP_TYPE_HASH_OF_MAPS, .size_key = 4,
			    .max_elem = 9, .inner_id = 5, .id = 9, .pinning = 2};
	END
	exports --object x.o --bpffs "$BPFFS"
	assert_maps first:loose:outer:hash
	assert_line env=BPF_MAP8=5
	run -0 bpftool -j map dump pinned "$BPFFS/tc/globals/outer"
	assert_equal "$(jq -c '[.[] | .key[0]]' <<<"$output")" '["0x01"]'
	run -0 bpftool -j map dump pinned "$BPFFS/tc/globals/hash"
	assert_equal "$(jq -c '[.[] | .key[0]]' <<<"$output")" '["0x01"]'
}

@test "BTF-defined maps of maps and filled prog_arrays" {
	exports --object "$HELPERS/reach.bpf.o"
	assert_maps \
		calls:in_array:array_outer:in_hash:hash_outer:by_call:by_second:by_use
}

@test "--read-only hands out read-only descriptors" {
	exports --object "$CLASSIFIER" --read-only=drops
	assert_equal "$(fd_line 5)" "access=r cloexec=0 link=anon_inode:bpf-map"
	assert_equal "$(fd_line 3)" "access=rw cloexec=0 link=anon_inode:bpf-map"
}

@test "pins and objects go together, in this order" {
	own_bpffs
	mkmap hash 4 4 4 pin="$BPFFS/zebra"
	exports --object "$CLASSIFIER" --pin "$BPFFS/zebra"
	assert_maps zebra:proto:queue:drops
}

@test "tc's own importer receives an object's maps, ids and all" {
	background tc exec bpf import "$SOCK" run holder
	wait_for_socket "$SOCK"
	export_maps --to "$SOCK" --object "$LEGACY"
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_line env=BPF_NUM_MAPS=3
	assert_line --regexp '^env=BPF_MAP7='
	assert_line --regexp '^env=BPF_MAP3='
	assert_line --regexp '^env=BPF_MAP5='
}

@test "the importer is told which object file it was" {
	local device inode

	cp "$CLASSIFIER" x.o
	background tcdump "$SOCK" 1
	wait_for_socket "$SOCK"
	export_maps --to "$SOCK" --object x.o
	assert_ran
	wait_for_exit "$PID"
	read -r device inode < <(stat -c '%d %i' x.o)
	# x.o at 4, the device at 72, the inode at 80, both of 8 bytes.
	run sed -n 's/.* bytes=//p' <<<"$output"
	assert_equal "${output:8:8}" 782e6f00
	assert_equal "${output:144:16}" "$(little_endian "$device")"
	assert_equal "${output:160:16}" "$(little_endian "$inode")"
}

# --- pins ---

pinned_object() {
	own_bpffs
	bpf_object pinned <<-'END'
		MAP everybody = {.type = 2, .size_key = 4, .size_value = 4,
				 .max_elem = 1, .pinning = 2};
		MAP object = {.type = 2, .size_key = 4, .size_value = 4,
			      .max_elem = 1, .pinning = 1};
		MAP nobody = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
	END
	HASH=$(sha1sum pinned.o | cut -d' ' -f1)
}

@test "pins stand where tc has them, by scope" {
	pinned_object
	exports --object pinned.o --bpffs "$BPFFS"
	assert_maps everybody:object:nobody
	assert_equal "$(pins)" "./tc ./tc/$HASH ./tc/$HASH/object ./tc/globals ./tc/globals/everybody"
}

@test "LIBBPF_PIN_BY_NAME is pinned where tc has it" {
	own_bpffs
	bpf_object x <<-'END'
		struct { __uint(type, 2); __type(key, int); __type(value, int);
			 __uint(max_entries, 1);
			 __uint(pinning, LIBBPF_PIN_BY_NAME); } m SEC(".maps");
	END
	exports --object x.o --bpffs "$BPFFS"
	assert_equal "$(pins)" "./tc ./tc/globals ./tc/globals/m"
}

@test "what is pinned already is taken, with what is in it" {
	pinned_object
	mkdir -p "$BPFFS/tc/globals"
	mkmap array 4 4 1 set=2a000000 pin="$BPFFS/tc/globals/everybody"
	IMPORTER=(-- mapop 3 lookup 00000000)
	exports --object pinned.o --bpffs "$BPFFS"
	assert_output --partial 2a000000
}

@test "the stock tc finds what was pinned before it loads the object" {
	local id

	own_bpffs
	setup_veth
	bpf_object x <<-'END'
		struct { __uint(type, 2); __type(key, int); __type(value, int);
			 __uint(max_entries, 1);
			 __uint(pinning, LIBBPF_PIN_BY_NAME); } m SEC(".maps");
		SEC("classifier") int f(void *s) {
			int key = 0; return !bpf_map_lookup_elem(&m, &key); }
	END
	exports --object x.o --bpffs "$BPFFS"
	id=$(bpftool -j map show pinned "$BPFFS/tc/globals/m" | jq .id)
	tc -n "$NETNS" qdisc add dev veth0 clsact
	ip netns exec "$NETNS" env TC_BPF_MNT="$BPFFS" tc filter add dev veth0 \
		ingress bpf da obj x.o sec classifier || true
	if ! tc -n "$NETNS" -j filter show dev veth0 ingress | grep -q prog; then
		# ip netns exec hides the bpffs of a test in /sys; this one isn't.
		nsenter --net="/run/netns/$NETNS" env TC_BPF_MNT="$BPFFS" tc \
			filter add dev veth0 ingress bpf da obj x.o sec classifier
	fi
	launch --explain --json --netns "$NETNS" --dev veth0
	assert_equal "$(jq .maps[0].kernel_id <<<"$output")" "$id"
}

@test "a map whose name begins with a dot is refused" {
	bpf_object x <<-'END'
		struct bpf_elf_map m __asm__(".data.x") SEC("maps") = {.type = 2,
			.size_key = 4, .size_value = 4, .max_elem = 1};
	END
	refuses x.o "map .data.x: a name can't begin with a dot"
}

@test "a name that leads elsewhere is not pinned" {
	own_bpffs
	mkdir -p "$BPFFS/tc/globals/x" "$BPFFS/other"
	mkmap array 4 4 1 pin="$BPFFS/other/secret"
	bpf_object x <<-'END'
		struct bpf_elf_map victim __asm__("x/../../../other/secret")
			SEC("maps") = {.type = 2, .size_key = 4, .size_value = 4,
				       .max_elem = 1, .pinning = 2};
	END
	export_maps --to "$SOCK" --object x.o --bpffs "$BPFFS"
	assert_not_exported "x.o: map x/../../../other/secret: " \
		"a name with '/' can't be pinned"
}

@test "a pin that isn't as declared is refused" {
	pinned_object
	mkdir -p "$BPFFS/tc/globals"
	mkmap array 4 8 1 pin="$BPFFS/tc/globals/everybody"
	export_maps --to "$SOCK" --object pinned.o --bpffs "$BPFFS"
	assert_not_exported "pinned.o: " "everybody" "mismatch"
	assert_equal "$(pins)" "./tc ./tc/globals ./tc/globals/everybody"
}

@test "something else at a pin's place is refused" {
	pinned_object
	mkdir -p "$BPFFS/tc/globals"
	mkprog pin="$BPFFS/tc/globals/everybody"
	export_maps --to "$SOCK" --object pinned.o --bpffs "$BPFFS"
	assert_not_exported "pinned.o: "
}

@test "pins outside of a bpf file system are refused, and nothing stays" {
	pinned_object
	mkdir plain
	importer
	export_maps --to "$SOCK" --object pinned.o --bpffs "$PWD/plain"
	assert_not_exported "map everybody: $PWD/plain/tc/globals/everybody" \
		"must be in a bpf file system"
	assert_equal "$(find plain -mindepth 1)" ""
}

@test "nothing is pinned when no importer comes" {
	pinned_object
	export_maps --to "$SOCK" --object pinned.o --bpffs "$BPFFS"
	assert_not_exported "no importer waits there"
	assert_equal "$(pins)" ""
}

@test "nothing stays pinned when a later pin fails" {
	need_tool strace
	no_leak_check
	pinned_object
	importer
	WRAP=(strace -f -qq -o trace -e trace=mkdir
		-e inject=mkdir:error=EACCES:when=4)
	export_maps --to "$SOCK" --object pinned.o --bpffs "$BPFFS"
	assert_not_exported "map object: " "Permission denied"
	assert_equal "$(pins)" ""
}
