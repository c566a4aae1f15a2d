#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# bpfns-map: what load refuses, how it tells, and what it leaves.

# shellcheck disable=SC2016 # scripts are for the inner shell

# bats file_tags=no-userns
load common
load maps

setup() {
	common_setup
	setup_maps
	map h hash 4 1 8
	at h
}

# loads STATUS INPUT WORD...: what stands in the map is in $keys afterwards.
loads() {
	run --separate-stderr bare timeout 20 bpfns-map load "${AT[@]}" \
		"${@:3}" <<<"$2"
	[ "$status" = "$1" ] || fail "status $status: $output $stderr"
	keys=$(bpfns-map dump "${AT[@]}" --tsv --no-header --sort |
		tr '\t\n' '= ')
}

@test "a faulty line ends it: its number, and what was applied" {
	loads 2 $'key value\n1 1\n2 2\n3 300\n4 4'
	assert_said "standard input: line 4: value: '300' is not a u8 (0 to 255)" \
		"; 2 entries were applied"
	assert_equal "$keys" "1=1 2=2 "
}

@test "faults of rows are told in each format" {
	loads 2 $'key value\n1'
	assert_said "line 2: 1 columns, expected 2"
	loads 2 $'key value\n1 1 1'
	assert_said "line 2: more than 2 columns"
	loads 2 $'key value\n"1 1'
	assert_said "line 2: a quote that isn't closed"
	loads 2 $'key value\n1 1\n\n2 2'
	assert_said "line 3: 0 columns, expected 2"
	loads 2 $'key,value\n1,"1"x' --csv
	assert_said "line 2: text behind a closing quote"
	loads 2 $'key,value\n1,"1' --csv
	assert_said "line 2: a quote that isn't closed"
	loads 2 $'key\tvalue\n1\t' --tsv
	assert_said "line 2: value: '' is not a u8"
	loads 2 $'key\tvalue\n1 1' --tsv
	assert_said "line 2: key: '1 1' is not a u32"
	loads 2 $'key value\n1 1 +key:0100'
	assert_said "line 2: '0100' is not 4 bytes in hex"
	assert_equal "$keys" "1=1 "
}

@test "faults of JSON are told with their line" {
	loads 2 $'[\n{"key":1,"value":1},\n{"key":2,"value":300}\n]' --json
	assert_said "line 3: value: '300' is not a u8" "1 entries were applied"
	loads 2 $'{"key":1,"value":1}\n{"key":2,' --jsonl
	assert_said "line 2: not JSON: "
	loads 2 '[{"key":1,"value":1}' --json
	assert_said "not JSON: "
	loads 2 '{"key":1 "value":1}' --jsonl
	assert_said "line 1: not JSON: "
	loads 2 '{"key":1}' --jsonl
	assert_said "line 1: a row without a value"
	loads 2 '{"value":1}' --jsonl
	assert_said "line 1: a row without a key"
	loads 2 '{"key":1,"key":2,"value":1}' --jsonl
	assert_said "a row has a key and a value"
	loads 2 '{"key":1,"value":1,"more":1}' --jsonl
	assert_said "a row has a key and a value"
	loads 2 '{"key":1,"value":null}' --jsonl
	assert_said "null stands for no key or value"
	loads 2 '{"key":1,"value":[1]}' --jsonl
	assert_said "value: '[1]' is not a u8"
	loads 2 '[[]]' --json
	assert_said "an array where none is expected"
	loads 2 '7' --json
	assert_said 'expected {"key":...,"value":...}'
	loads 2 '{"key":1,"value":1.0}' --jsonl
	assert_said "value: '1.0' is not a u8"
}

@test "faults of per-CPU rows are told" {
	map p percpu_array 4 4 2
	at p
	loads 2 $'key cpu value\n0 9999 1'
	assert_said "line 2: cpu: 9999 is not from 0 to 8191"
	loads 2 $'key cpu value\n0 8191 1'
	assert_said "line 2: cpu: there is no CPU 8191"
	loads 2 '{"key":0,"values":[]}' --jsonl
	assert_said "a row without a value"
	loads 2 '{"key":0,"values":[{"cpu":0}]}' --jsonl
	assert_said 'expected {"cpu":N,"value":...}'
	loads 2 '{"key":0,"values":[{"cpu":8191,"value":1}]}' --jsonl
	assert_said "cpu: there is no CPU 8191"
	loads 2 '{"key":0,"values":[{"cpu":0,"value":1},{"cpu":0,"value":1}]}' \
		--jsonl
	assert_said "a CPU stands twice"
	loads 2 '{"key":0,"values":[{"cpu":-1,"value":1}]}' --jsonl
	assert_said "cpu: not a number"
}

@test "without the names of the columns, they are asked for" {
	loads 2 $'1 1\n2 2'
	assert_said "line 1: expected the names of the columns: key value" \
		"--no-header" "; 0 entries were applied"
	loads 2 ''
	assert_said "expected the names of the columns"
	loads 0 $'1 1\n2 2' --no-header
	assert_equal "$keys" "1=1 2=2 "
}

@test "lines may end by a carriage return, too" {
	loads 0 $'key,value\r\n1,1\r\n"2","2"\r' --csv
	assert_equal "$keys" "1=1 2=2 "
	loads 0 $'key\tvalue\r\n3\t3\r' --tsv
	assert_equal "$keys" "1=1 2=2 3=3 "
	loads 0 $'key value\r\n4 4\r'
	assert_equal "$keys" "1=1 2=2 3=3 4=4 "
	loads 0 $'{"key":5,\r\n"value":5}\r' --jsonl
	assert_equal "$keys" "1=1 2=2 3=3 4=4 5=5 "
	loads 2 $'key,value\r\n6,6\r\r' --csv
	assert_said "line 2: "
}

@test "an empty map goes through every format, also in --atomic-replace" {
	local f
	for f in "" --csv --tsv --json --jsonl \
		"--no-header" "--csv --no-header" "--tsv --no-header"; do
		map "e${f//[- ]/}" hash 4 1 8
		# shellcheck disable=SC2086 # words
		bpfns-map dump pinned "$BPFFS/e${f//[- ]/}" $f >d
		# shellcheck disable=SC2086
		does load "${AT[@]}" $f d
		# shellcheck disable=SC2086
		does load "${AT[@]}" $f --check d
		assert_output "0 entries"
		does update "${AT[@]}" 1 1
		# shellcheck disable=SC2086
		does load "${AT[@]}" $f --atomic-replace d
		does dump "${AT[@]}" --tsv --no-header
		assert_output ""
	done
	# Of a per-CPU map, and of one without keys.
	map p percpu_hash 4 4 2
	map q queue 0 4 4
	for f in p q; do
		: >d
		does load pinned "$BPFFS/$f" --jsonl d
	done
}

@test "an input that is empty and mustn't be is told without a line" {
	local f
	: >d
	for f in "" --csv --tsv; do
		# shellcheck disable=SC2086 # words
		refuses 2 "bpfns-map: d: expected the names of the columns:" \
			load "${AT[@]}" $f d
	done
	refuses 2 "bpfns-map: d: not JSON: it is empty (no entries are []); 0" \
		load "${AT[@]}" --json d
	refuses 2 "d: not JSON: it is empty" load "${AT[@]}" --json \
		--atomic-replace d
	printf '\n \n' >d
	does load "${AT[@]}" --jsonl d
	refuses 2 "d: line 2: not JSON: it is empty" load "${AT[@]}" --json d
	printf '\0' >d
	refuses 2 "d: line 1: not JSON: " load "${AT[@]}" --jsonl d
	printf '[\n' >d
	refuses 2 "d: line 1: not JSON: " load "${AT[@]}" --jsonl d
}

@test "--check applies nothing, and counts" {
	loads 0 $'key value\n1 1\n2 2' --check
	assert_output "2 entries"
	assert_equal "$keys" ""
	loads 2 $'key value\n1 1\n2 x' --check
	assert_said "line 3: value: 'x' is not a u8" "; 0 entries were applied"
	assert_equal "$keys" ""
}

@test "--check reads, and so takes no right to write" {
	for more in "" --atomic-replace; do
		run -0 --separate-stderr bare bpfns-exec --pin "$BPFFS/h,ro" -- \
			bpfns-map load h --no-header --check $more <<<'1 1'
		assert_output "1 entries"
	done
	run -2 --separate-stderr bare bpfns-exec --pin "$BPFFS/h,ro" -- \
		bpfns-map load h --no-header <<<'1 1'
	assert_said "load: its descriptor is read-only"
}

@test "an index that an array doesn't have is told before anything is written" {
	map a array 4 1 2
	at a
	loads 2 $'key value\n0 7\n2 9' --check
	assert_said "line 3: writing: the last index is 1; 0 entries"
	loads 0 $'key value\n0 7\n1 9' --check
	assert_output "2 entries"
}

@test "half of a character in JSON is refused, and not replaced" {
	map s hash 4 8 8
	at s
	for text in 'x\ud800y' '\udc00' '\ud800' '\ud800\ud800' '\ud83d\\ude00'; do
		loads 2 "{\"key\":1,\"value\":\"$text\"}" --jsonl --value 'str[8]'
		assert_said "line 1: a \\u of D800 to DFFF without its other half"
	done
	loads 0 '{"key":1,"value":"\ud83d\ude00 \\\\"}' --jsonl --value 'str[8]'
	does lookup "${AT[@]}" 1 --json --value 'str[8]'
	assert_output '"😀 \\\\"'
}

@test "--update noexist stops at the first key that is there" {
	loads 0 $'key value\n2 2'
	loads 2 $'key value\n1 1\n2 9\n3 3' --update noexist
	assert_said "line 3: writing: the key is there already" \
		"; 1 entries were applied"
	assert_equal "$keys" "1=1 2=2 "
}

@test "--update exist stops at the first key that isn't there" {
	loads 0 $'key value\n2 2'
	loads 2 $'key value\n2 9\n3 3' --update exist
	assert_said "line 3: writing: no such key" "; 1 entries were applied"
	assert_equal "$keys" "2=9 "
	loads 0 $'key value\n2 8' --update any
	assert_equal "$keys" "2=8 "
}

@test "a full map: how many went in" {
	loads 2 $'key value\n1 1\n2 2\n3 3\n4 4\n5 5\n6 6\n7 7\n8 8\n9 9\n10 1'
	assert_said "line 10: writing: the map is full (8 entries)" \
		"; 8 entries were applied"
	assert_equal "$keys" "1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 "
}

@test "an index that an array doesn't have: how many went in" {
	map a array 4 1 2
	at a
	loads 2 $'key value\n0 7\n1 8\n2 9'
	assert_said "line 4: writing: the last index is 1" \
		"; 2 entries were applied"
	assert_equal "$keys" "0=7 1=8 "
}

@test "--atomic-replace deletes what isn't in the input" {
	loads 0 $'key value\n1 1\n2 2\n3 3'
	loads 0 $'key value\n2 9\n4 4' --atomic-replace
	assert_equal "$keys" "2=9 4=4 "
	loads 0 'key value' --atomic-replace
	assert_equal "$keys" ""
}

@test "--atomic-replace of a faulty input changes nothing" {
	loads 0 $'key value\n1 1\n2 2'
	loads 2 $'key value\n3 3\n4 x' --atomic-replace
	assert_said "line 3: value: 'x'" "; 0 entries were applied"
	assert_equal "$keys" "1=1 2=2 "
	loads 2 $'key value\n3 3' --atomic-replace --update noexist
	assert_said "--atomic-replace goes with --update any alone"
}

@test "--atomic-replace in a full map deletes nothing when it fails" {
	loads 0 $'key value\n1 1\n2 2\n3 3\n4 4\n5 5\n6 6\n7 7\n8 8'
	loads 2 $'key value\n1 9\n20 1' --atomic-replace
	assert_said "line 3: writing: the map is full" "; 1 entries were applied"
	assert_equal "$keys" "1=9 2=2 3=3 4=4 5=5 6=6 7=7 8=8 "
}

@test "of a key that stands twice the last row counts" {
	loads 0 $'key value\n1 1\n1 2'
	assert_equal "$keys" "1=2 "
	loads 0 $'key value\n1 3\n1 4' --atomic-replace
	assert_equal "$keys" "1=4 "
}

@test "rows of one CPU keep the others, also in --atomic-replace" {
	map p percpu_hash 4 4 4
	at p
	does update "${AT[@]}" 1 7
	does update "${AT[@]}" 2 7
	loads 0 $'key cpu value\n1 1 9' --atomic-replace
	does lookup "${AT[@]}" 1 --cpu 0
	assert_output 7
	does lookup "${AT[@]}" 1 --cpu 1
	assert_output 9
	refuses 1 "2: no such key" lookup "${AT[@]}" 2
}

@test "rows of a key that stand apart add up, CPU by CPU" {
	local how
	for how in "" --atomic-replace; do
		map "p${#how}" percpu_hash 4 4 4
		at "p${#how}"
		# shellcheck disable=SC2086 # words
		run --separate-stderr bpfns-map load "${AT[@]}" $how --tsv \
			<<<$'key\tcpu\tvalue\n1\t0\t5\n2\t0\t7\n1\t1\t6\n2\t1\t8'
		assert_equal "$status" 0
		does dump "${AT[@]}" --tsv --no-header --sort
		assert_equal "$(grep -E $'^[0-9]+\t[01]\t' <<<"$output")" \
			$'1\t0\t5\n1\t1\t6\n2\t0\t7\n2\t1\t8'
		loads 0 $'key cpu value\n1 1 3\n2 1 1\n1 1 4\n2 0 2' $how
		does dump "${AT[@]}" --tsv --no-header --sort
		assert_equal "$(grep -E $'^[0-9]+\t[01]\t' <<<"$output")" \
			$'1\t0\t5\n1\t1\t4\n2\t0\t2\n2\t1\t1'
	done
}

# Packets may choose keys, so that a hash without a secret would let them make a
# reader of the map slow.
@test "without randomness keys are hashed by nothing else" {
	need_tool strace
	no_leak_check
	does update "${AT[@]}" 1 1
	printf 'key value\n2 2\n' >d
	run -2 --separate-stderr bare strace -qq -o /dev/null \
		-e inject=getrandom:error=ENOSYS \
		bpfns-map load "${AT[@]}" --atomic-replace d
	assert_said "line 2: getrandom: Function not implemented; 0 entries"
	run -2 --separate-stderr bare strace -qq -o /dev/null \
		-e inject=getrandom:retval=8 bpfns-map watch "${AT[@]}" --count 1
	assert_said "h: getrandom: cut short"
	does dump "${AT[@]}" --tsv --no-header
	assert_output $'1\t1'
}

@test "a file that can't be read is a failure" {
	refuses 2 "/nonexistent: No such file" load "${AT[@]}" /nonexistent
	refuses 2 "/: reading: Is a directory; 0 entries" load "${AT[@]}" /
	run -2 --separate-stderr bash -c "bpfns-map load ${AT[*]} - <&-"
}

@test "a last line without its newline counts" {
	printf 'key value\n1 1\n2 2' >d
	does load "${AT[@]}" d
	does load "${AT[@]}" - <d
	does dump "${AT[@]}" --tsv --no-header --sort
	assert_output "1	1
2	2"
}

@test "rubbish is refused, not followed" {
	local i f
	for i in 1 2 3 4 5; do
		head -c 3000 /dev/urandom >rubbish
		for f in --json --jsonl --csv --tsv --no-header; do
			run bpfns-map load "${AT[@]}" "$f" rubbish
			assert_equal "$status" 2
		done
	done
	does dump "${AT[@]}" --tsv --no-header
	assert_output ""
	printf '%0300000d' 0 | tr 0 '[' >deep
	refuses 2 "an array where none is expected" load "${AT[@]}" --json deep
}

@test "two loads at once leave a map that has all of both" {
	map big hash 4 8 20000
	seq 1 8000 | sed '1i key value
		s/.*/& 1/' >one
	seq 8001 16000 | sed '1i key value
		s/.*/& 2/' >two
	at big
	bpfns-map load "${AT[@]}" one 3>&- &
	bpfns-map load "${AT[@]}" two
	wait $!
	run bash -c "bpfns-map dump ${AT[*]} --tsv --no-header | wc -l"
	assert_output 16000
}

@test "killed half way, a load leaves whole entries" {
	map big hash 4 8 200000
	at big
	mkfifo pipe
	background bpfns-map load "${AT[@]}" pipe
	exec {to}>pipe
	{
		echo key value
		seq 1 50000 | sed 's/.*/& 4294967297/'
	} >&"$to"
	wait_until 5 has_entries
	stop_process "$PID"
	exec {to}>&-
	run bash -c "bpfns-map dump ${AT[*]} --tsv --no-header | cut -f 2 |
		sort -u"
	assert_output 4294967297
}

has_entries() {
	bpfns-map getnext "${AT[@]}" >/dev/null 2>&1
}

@test "a large map goes through in batches, whole" {
	map big hash 4 8 100000
	at big
	seq 1 100000 | sed '1i key value
		s/.*/& &/' >d
	does load "${AT[@]}" d
	does load "${AT[@]}" --atomic-replace d
	bpfns-map dump "${AT[@]}" --sort --tsv --no-header >e
	seq 1 100000 | sed 's/.*/&\t&/' | cmp - e
	bpfns-map dump "${AT[@]}" --sort=value --reverse --tsv --no-header >e
	seq 100000 -1 1 | sed 's/.*/&\t&/' | cmp - e
}
