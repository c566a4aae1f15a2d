#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# bpfns-map: its words, what it refuses, and single elements.

# shellcheck disable=SC2016 # scripts are for the inner shell

# bats file_tags=no-userns
load common
load maps

setup() {
	common_setup
	setup_maps
}

# --- words ---

@test "without a verb, or with one that isn't known, it refuses" {
	refuses 2 "which verb? (see --help)"
	refuses 2 "frobnicate: unknown verb" frobnicate
}

@test "words that are missing or left over are told" {
	map h hash 4 8 4
	at h
	refuses 2 "lookup: MAP is missing" lookup
	refuses 2 "lookup: KEY is missing" lookup "${AT[@]}"
	refuses 2 "update: VALUE is missing" update "${AT[@]}" 1
	refuses 2 "lookup: '2': one word too many" lookup "${AT[@]}" 1 2
	refuses 2 "dump: '2': one word too many" dump "${AT[@]}" 2
	refuses 2 "list: 'x': one word too many" list x
	refuses 2 "pinned: what stands behind it is missing" lookup pinned
	refuses 2 "'5' is none of any, noexist, exist" update "${AT[@]}" 1 2 5
}

@test "an option that a verb has no use for is refused" {
	map h hash 4 8 4
	at h
	refuses 2 "--sum: not with delete" delete "${AT[@]}" 1 --sum
	refuses 2 "--json: not with update" update "${AT[@]}" 1 2 --json
	refuses 2 "--check: not with dump" dump "${AT[@]}" --check
	refuses 2 "--csv: not with lookup" lookup "${AT[@]}" 1 --csv
	refuses 2 "--reverse goes with --sort" dump "${AT[@]}" --reverse
	refuses 2 "--reverse goes with --sort" dump "${AT[@]}" -r
	refuses 2 "--sort=rate: not with dump" dump "${AT[@]}" --sort=rate
}

@test "options that exclude each other are refused" {
	refuses 2 "--csv: there is one format only" dump x --json --csv
	refuses 2 "--cpu: doesn't go with --sum" dump x --sum --cpu 0
	refuses 2 "--sum: doesn't go with --cpu" dump x --cpu 0 --sum
	refuses 2 "--key: given twice" dump x --key u8 --key u8
}

@test "arguments of options are checked" {
	refuses 2 "--sort: 'x' is none of key, value, rate" dump x --sort=x
	refuses 2 "--update: 'x' is none of any, noexist, exist" load x --update x
	refuses 2 "--cpu: 'x' is not a number" dump x --cpu x
	refuses 2 "--cpu: 8192 is not from 0 to 8191" dump x --cpu 8192
	refuses 2 "--count: 0 is not from 1" watch x --count 0
	for word in 1x '' -1 .5 1. 1.2345 100000 1e3 ' 1'; do
		refuses 2 "--timeout: " wait x --timeout="$word"
	done
	refuses 2 "--interval: 0 is not from 0.001 to 86400" wait x --interval 0
}

@test "a negative number is a word, no option" {
	map h hash 4 4 4
	at h
	does update "${AT[@]}" -1 -2 --key s32 --value s32
	does lookup --key s32 --value s32 "${AT[@]}" -1
	assert_output -2
	refuses 2 "KEY: '-1' is not a u32" lookup "${AT[@]}" -1
}

@test "options may stand anywhere up to --" {
	map h hash 4 4 4
	at h
	does --key u32 update "${AT[@]}" --value s8[4] 1 -- '[1,2,3,-4]'
	does lookup "${AT[@]}" 1 --value 's8[4]'
	assert_output '[1,2,3,-4]'
}

# --- which map ---

@test "an unknown map is refused with those that are held" {
	map one hash 4 4 4
	map two hash 4 4 4
	holder 'bpfns-map lookup three 1'
	assert_equal "$status" 2
	assert_said "three: no such map (held: one, two)"
	holder 'bpfns-map lookup id 7 1'
	assert_equal "$status" 2
	assert_said "id 7: no such map (held: one, two)"
	refuses 2 "one: no such map (no map is held)" lookup one 1
}

@test "a map is found by name, by id, by descriptor and by pin" {
	map h hash 4 4 4 set=07000000
	holds 'bpfns-map lookup h 0; bpfns-map lookup id 0 0
		bpfns-map lookup fd 3 0'
	assert_output "7
7
7"
	does lookup pinned "$BPFFS/h" 0
	assert_output 7
}

@test "without BPF_MAPS the kernel's names do" {
	run -0 --separate-stderr bare mkmap hash 4 4 4 name=one set=07000000 -- \
		env BPF_NUM_MAPS=1 BPF_MAP5=3 bpfns-map lookup one 0
	assert_output 7
	run -2 --separate-stderr bare mkmap hash 4 4 4 name=one -- \
		env BPF_NUM_MAPS=1 BPF_MAP5=3 bpfns-map lookup two 0
	assert_said "two: no such map (held: id 5)"
}

@test "a name that two maps have is refused with their ids" {
	run -2 --separate-stderr bare mkmap hash 4 4 4 -- mkmap hash 4 4 4 -- \
		env BPF_NUM_MAPS=2 BPF_MAP5=3 BPF_MAP6=4 BPF_MAPS=x:x \
		bpfns-map lookup x 0
	assert_said "x: more than one map has this name: id 5, id 6"
}

@test "an environment that contradicts itself is refused" {
	run -2 --separate-stderr env BPF_NUM_MAPS=2 BPF_MAP0=3 bpfns-map list
	assert_said "BPF_NUM_MAPS is 2, but there are 1"
	run -2 --separate-stderr env BPF_NUM_MAPS=1 BPF_MAP0=x \
		bpfns-map lookup x 1
	assert_said "'x' is not a number"
}

@test "what is no map is refused" {
	refuses 2 "fd 0: something else, not a map" lookup fd 0 1
	refuses 2 "fd 99: " lookup fd 99 1
	refuses 2 "fd: '3x' is not a number" lookup fd 3x 1
	refuses 2 "pinned /nonexistent" lookup pinned /nonexistent 1
	run -2 --separate-stderr bare mkprog -- "$BPFNS_BIN/bpfns-map" show fd 3
	assert_said "fd 3: a program, not a map"
	run -2 --separate-stderr env BPF_NUM_MAPS=1 BPF_MAP0=99 BPF_MAPS=x \
		bpfns-map lookup x 1
	assert_said "x: descriptor 99"
}

@test "list has every map that is held, in each format" {
	map a hash 4 8 16
	map b queue 0 2 3
	holds 'bpfns-map list --no-header'
	assert_line --regexp '^a +0 +3 +hash +4 +8 +16 +read-write +u32 +u64$'
	assert_line --regexp '^b +1 +4 +queue +0 +2 +3 +read-write +"" +u16$'
	holds 'bpfns-map list --csv' --read-only
	assert_line --index 0 "name,id,fd,kind,key_size,value_size,max_entries,access,key,value"
	assert_line "a,0,3,hash,4,8,16,read-only,u32,u64"
	holds 'bpfns-map list --json'
	assert_equal "$(jq -c '.[0] | [.name, .id, .fd, .kind]' <<<"$output")" \
		'["a",0,3,"hash"]'
	holds 'bpfns-map list --jsonl'
	assert_equal "$(jq -c .access <<<"$output")" '"read-write"
"read-write"'
	refuses 2 "no maps were handed over (BPF_NUM_MAPS is not set)" list
}

@test "show tells what a map is" {
	map h hash 4 8 16 flags=1
	holds 'bpfns-map show h'
	assert_line --regexp '^name +h$'
	assert_line --regexp '^kind +hash$'
	assert_line --regexp '^flags +1$'
	assert_line --regexp '^type +1$'
	assert_line --regexp '^value +u64$'
	holds 'bpfns-map show h --json'
	assert_equal "$(jq -c '[.key_size, .value_size, .max_entries]' \
		<<<"$output")" '[4,8,16]'
	assert_equal "$(jq .id <<<"$output")" 0
	does show pinned "$BPFFS/h" --key 'u8[4]'
	refute_line --regexp '^id '
	assert_line --regexp '^key +u8\[4\]$'
}

# --- values ---

@test "a value out of range changes nothing" {
	map h hash 4 1 4
	at h
	does update "${AT[@]}" 1 7
	refuses 2 "VALUE: '300' is not a u8 (0 to 255)" update "${AT[@]}" 1 300
	refuses 2 "VALUE: '-1' is not a u8 (0 to 255)" update "${AT[@]}" 1 -1
	refuses 2 "VALUE: '7x' is not a u8" update "${AT[@]}" 1 7x
	refuses 2 "KEY: '4294967296' is not a u32" update "${AT[@]}" 4294967296 1
	does lookup "${AT[@]}" 1
	assert_output 7
}

@test "a key or type of the wrong size is refused" {
	map h hash 6 3 4
	at h
	refuses 2 "KEY: '0102' is not 6 bytes in hex: expected 12 digits, got 4" \
		lookup "${AT[@]}" 0102
	refuses 2 "--key: has 4 bytes, and the map's have 6" \
		lookup "${AT[@]}" 1 --key u32
	refuses 2 "--value: has 1 byte, and the map's have 3" \
		lookup "${AT[@]}" 1 --value u8
	refuses 2 "--key: type 'u33', character 1" lookup "${AT[@]}" 1 --key u33
	refuses 2 "3 elements, expected 6" lookup "${AT[@]}" '[1,2,3]' \
		--key 'u8[6]'
}

@test "types of the environment are used, and must fit" {
	run -0 --separate-stderr bare mkmap hash 4 4 4 set=00000080 -- \
		env BPF_NUM_MAPS=1 BPF_MAP5=3 BPF_MAPS=x BPF_MAP5_KEY='u16[2]' \
		BPF_MAP5_VALUE=be32 bpfns-map dump x
	assert_line --regexp '^\[0,0\] +128$'
	run -0 --separate-stderr bare mkmap hash 4 4 4 set=00000080 -- \
		env BPF_NUM_MAPS=1 BPF_MAP5=3 BPF_MAPS=x BPF_MAP5_VALUE=be32 \
		bpfns-map lookup x 0 --value s32
	assert_output -2147483648
	run -2 --separate-stderr bare mkmap hash 4 4 4 -- \
		env BPF_NUM_MAPS=1 BPF_MAP5=3 BPF_MAPS=x BPF_MAP5_KEY=u64 \
		bpfns-map dump x
	assert_said "x: BPF_MAP5_KEY: has 8 bytes, and the map's have 4"
	run -2 --separate-stderr bare mkmap hash 4 4 4 -- \
		env BPF_NUM_MAPS=1 BPF_MAP5=3 BPF_MAPS=x \
		BPF_MAP5_KEY=$'\e[31m' bpfns-map dump x
	assert_said 'BPF_MAP5_KEY: type '\''\x1b[31m'
}

@test "no such key is 1, with a message" {
	map h hash 4 4 4
	at h
	refuses 1 "lookup: pinned $BPFFS/h: 5: no such key" lookup "${AT[@]}" 5
	refuses 1 "5: no such key" delete "${AT[@]}" 5
	refuses 1 "5: no such key" update "${AT[@]}" 5 1 exist
	refuses 1 "the first key: no key comes next" getnext "${AT[@]}"
	does update "${AT[@]}" 5 1 noexist
	refuses 1 "5: is there already" update "${AT[@]}" 5 2 noexist
	refuses 1 "5: no key comes next" getnext "${AT[@]}" 5
	does lookup "${AT[@]}" 5
	assert_output 1
}

@test "a full map is a failure that says so" {
	map h hash 4 4 2
	map a array 4 4 2
	at h
	does update "${AT[@]}" 1 1
	does update "${AT[@]}" 2 1
	refuses 2 "update: the map is full (2 entries)" update "${AT[@]}" 3 1
	at a
	refuses 2 "update: the last index is 1" update "${AT[@]}" 2 1
}

@test "a read-only descriptor can be read and not be written" {
	map h hash 4 4 4 set=07000000
	holds 'bpfns-map lookup h 0; bpfns-map dump h --no-header' --read-only
	assert_line 7
	local word
	for word in 'update h 0 1' 'delete h 0' 'load h /dev/null' 'drain h'; do
		holder "bpfns-map $word" --read-only
		assert_equal "$status" 2
		assert_said "h: ${word%% *}: its descriptor is read-only"
	done
	does lookup pinned "$BPFFS/h" 0
	assert_output 7
}

@test "a write-only descriptor can be written and not be read" {
	run -0 --separate-stderr bare mkmap hash 4 4 4 flags=16 -- \
		bpfns-map update fd 3 1 2
	run -2 --separate-stderr bare mkmap hash 4 4 4 flags=16 -- \
		bpfns-map dump fd 3
	assert_said "dump: its descriptor is write-only"
}

@test "a pin that may only be read is opened to be read" {
	mkdir "$PUBLIC/pins"
	mount -t bpf -o mode=755 bpf "$PUBLIC/pins"
	defer umount "$PUBLIC/pins"
	mkmap hash 4 4 4 set=07000000 pin="$PUBLIC/pins/h"
	chmod 444 "$PUBLIC/pins/h"
	run -0 --separate-stderr bare setpriv --reuid 65534 --regid 65534 \
		--clear-groups "$PUBLIC/bpfns-map" lookup \
		pinned "$PUBLIC/pins/h" 0
	assert_output 7
}

@test "a part of a value can be asked for" {
	map h hash 4 16 4 set=0700000000000000e001000000000000
	local t='{packets:u64,bytes:u32[2]}'
	at h
	does lookup "${AT[@]}" 0 --value "$t"
	assert_output '{packets:7,bytes:[480,0]}'
	does lookup "${AT[@]}" 0 --value "$t" --json
	assert_output '{"packets":7,"bytes":[480,0]}'
	does lookup "${AT[@]}" 0 --value "$t" --field packets
	assert_output 7
	does lookup "${AT[@]}" 0 --value "$t" --field 'bytes[0]'
	assert_output 480
	refuses 2 "--field: the value has no part 'drops'" \
		lookup "${AT[@]}" 0 --value "$t" --field drops
}

@test "getnext walks over all keys" {
	map h hash 4 4 4
	at h
	does update "${AT[@]}" 1 1
	does update "${AT[@]}" 2 1
	does getnext "${AT[@]}"
	local first=$output
	does getnext "${AT[@]}" "$first" --json
	assert_equal "$(printf '%s\n' "$first" "$output" | sort | paste -sd ' ')" \
		"1 2"
}

# --- output ---

# bats test_tags=root
@test "output that can't be written is a failure" {
	map h hash 4 4 4 set=07000000
	local word
	for word in 'lookup pinned h 0' 'dump pinned h' 'show pinned h' \
		'dump pinned h --json' 'dump pinned h --sort' \
		'load pinned h --check /dev/stdin'; do
		run -2 bash -c "printf 'key value\n1 2\n' |
			bpfns-map ${word/pinned /pinned $BPFFS/} >/dev/full"
		assert_output --partial "standard output: No space left"
	done
}

@test "a closed pipe ends it quietly" {
	map h array 4 8 100000
	run bash -c "set -o pipefail; bpfns-map dump pinned $BPFFS/h |
		head -n 2; echo \${PIPESTATUS[0]}"
	assert_equal "${#lines[@]}" 3
	assert_line --index 2 141
	run bash -c "trap '' PIPE; bpfns-map dump pinned $BPFFS/h |
		head -n 1; echo \${PIPESTATUS[0]}"
	assert_line --partial "standard output: Broken pipe"
	assert_line 2
}

@test "standard streams that don't block are waited for" {
	map a array 4 8 100000
	# Another program on the same pipe may have made it so.
	cat >nonblock <<'END'
import os, sys
os.set_blocking(0, False)
os.set_blocking(1, False)
os.execvp(sys.argv[1], sys.argv[1:])
END
	run -0 bash -c "sleep 0.2 | python3 nonblock bpfns-map \
		dump pinned $BPFFS/a --tsv --no-header | { sleep 0.2; wc -l; }"
	assert_output 100000
	run -0 bash -c "{ echo key value; sleep 0.2; echo 1 7; } |
		python3 nonblock bpfns-map load pinned $BPFFS/a | cat"
	does lookup pinned "$BPFFS/a" 1
	assert_output 7
}

@test "with its standard streams closed it writes into no map" {
	map h array 4 8 4
	run -2 bash -c "bpfns-map dump pinned $BPFFS/h >&- 2>&- <&-"
	does dump pinned "$BPFFS/h" --no-header --sort
	assert_line --index 0 --regexp '^ *0 +0$'
}

@test "a closed standard output is no place to put what is taken" {
	local verb

	map h hash 4 8 4 set=0700000000000000
	map q queue 0 4 4
	does push pinned "$BPFFS/q" 5
	for verb in "pop pinned $BPFFS/q" "drain pinned $BPFFS/q" \
		"drain pinned $BPFFS/h" "dump pinned $BPFFS/h" \
		"show pinned $BPFFS/h"; do
		# shellcheck disable=SC2086 # words
		run -2 bash -c 'bpfns-map "$@" >&-' - $verb
		assert_output --partial "standard output: Bad file descriptor"
	done
	run -2 bash -c "bpfns-map pop pinned $BPFFS/q 1</dev/null"
	does peek pinned "$BPFFS/q"
	assert_output 5
	does dump pinned "$BPFFS/h" --tsv --no-header
	assert_output $'0\t7'
}

@test "a closed standard input is not an empty one" {
	map h hash 4 8 4 set=0700000000000000
	run -2 bash -c "bpfns-map load pinned $BPFFS/h --jsonl \
		--atomic-replace <&-"
	assert_output --partial "standard input: reading: Bad file descriptor"
	does dump pinned "$BPFFS/h" --tsv --no-header
	assert_output $'0\t7'
}

# Each call of bpf(2) has been made when it is held up.
drain_slowly() {
	background strace -qq -o trace -e trace=bpf \
		-e inject=bpf:delay_exit=500000 \
		bpfns-map drain "$@" --tsv --no-header
}

@test "a signal waits until what was taken is written" {
	local signal

	need_tool strace
	no_leak_check
	map h hash 4 8 20000
	for signal in TERM ALRM; do
		seq 0 19999 | sed 's/$/ 1/' |
			bpfns-map load pinned "$BPFFS/h" --no-header
		drain_slowly pinned "$BPFFS/h"
		wait_until 10 sh -c "[ \$(bpfns-map dump pinned '$BPFFS/h' --no-header | wc -l) -lt 20000 ]"
		kill "-$signal" "$(pgrep -P "$PID")"
		assert [ ! -s "$OUT" ]
		wait_for_exit "$PID"
		assert_equal "$status" $((128 + $(kill -l "$signal")))
		# What is out is not in there any more, and what isn't is.
		does dump pinned "$BPFFS/h" --tsv --no-header
		assert [ "${#lines[@]}" -gt 0 ]
		assert_equal "$(cat - "$OUT" <<<"$output" | cut -f1 |
			sort -nu | wc -l)" 20000
	done
}

@test "a signal ends it where nothing would be lost, though nobody reads" {
	map r ringbuf 0 0 4096
	ringput "$BPFFS/r" 0700000000000000
	mkfifo full
	exec {held}<>full
	dd if=/dev/zero of=full bs=65536 count=1 oflag=nonblock status=none
	background bash -c "exec bpfns-map drain pinned '$BPFFS/r' >full"
	wait_until 5 grep -q pipe_w "/proc/$PID/wchan"
	kill -TERM "$PID"
	wait_for_exit "$PID"
	exec {held}>&-
	assert_equal "$status" 143
	does drain pinned "$BPFFS/r"
	assert_output --partial 0700000000000000
}

# bats test_tags=root
@test "it works in the filter of a program that only reads" {
	map h hash 4 4 4 set=07000000
	map p percpu_array 4 8 2
	run -0 --separate-stderr bare bpfns-exec --user 65534:65534 \
		--pin "$BPFFS" --policy map-ro -- bash -ec "cd '$PUBLIC'
			bpfns-map lookup h 0; bpfns-map dump p --sum --tsv"
	assert_line 7
	# No interpreter there: the program itself.
	run -0 --separate-stderr bare bpfns-exec --user 65534:65534 \
		--pin "$BPFFS" --policy reader -- "$PUBLIC/bpfns-map" dump h
	assert_line --regexp '^ *0 +7$'
	run -0 --separate-stderr bare bpfns-exec --user 65534:65534 \
		--pin "$BPFFS" --policy server -- "$PUBLIC/bpfns-map" dump p
	assert_line --regexp '^ *1 +0 +0$'
}

# under RULE: a policy that allows all but this, at $POLICY.
under() {
	POLICY=$BATS_TEST_TMPDIR/own.policy
	printf '%s\n' "@default allow" "$@" >"$POLICY"
	chmod 600 "$POLICY"
}

# bats test_tags=root
@test "where batches are denied, elements are read and written one by one" {
	map h hash 4 4 16
	map t lpm_trie 8 4 16 flags=1
	under 'bpf: arg0 != BPF_MAP_LOOKUP_BATCH && arg0 != BPF_MAP_UPDATE_BATCH && arg0 != BPF_MAP_LOOKUP_AND_DELETE_BATCH; return EPERM'
	holds 'printf "key value\n1 10\n2 20\n" | bpfns-map load h
		bpfns-map dump h --sort --tsv
		printf "key value\n10.0.0.0/8 1\n10.1.0.0/16 2\n" | bpfns-map load t
		bpfns-map dump t --no-header --tsv
		bpfns-map drain h --no-header | wc -l; bpfns-map dump h --json' \
		--policy "$POLICY"
	assert_output "key	value
1	10
2	20
10.1.0.0/16	2
10.0.0.0/8	1
2
[
]"
}

# without_sys VERB NAME WORD...: where /sys knows nothing of CPUs.
without_sys() {
	# shellcheck disable=SC2016 # for the inner shell
	run --separate-stderr bare unshare --mount bash -ec '
		mount -t tmpfs tmpfs /sys/devices/system/cpu
		exec bpfns-map "$1" pinned "$BPFFS/$2" "${@:3}"' sh "$@"
}

@test "without /sys, the map itself tells how many CPUs there are" {
	local n
	export BPFFS
	map p percpu_array 4 6 2
	map q percpu_hash 4 8 2
	n=$(bpfns-map lookup pinned "$BPFFS/p" 0 | tail -n +2 | wc -l)
	without_sys dump p
	assert_equal "${#lines[@]}" $((1 + 2 * n))
	does update pinned "$BPFFS/p" 1 ffffffffffff --cpu 0
	without_sys lookup p 1 --cpu 0
	assert_output ffffffffffff
	without_sys update q 1 1
	assert_equal "$status" 2
	assert_said "q: the number of CPUs can't be told: /sys/devices"
}
