#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# bpfns-map: every kind of map, in the hands of one who is nobody, has no
# capability and is behind the filter map-rw.

# shellcheck disable=SC2016 # scripts are for the inner shell

# bats file_tags=no-userns
load common
load maps

setup() {
	common_setup
	setup_maps
}

# can_not NAME VERB WORD...: refused, with what the kind can.
can_not() {
	run -2 --separate-stderr bare bpfns-map "$2" pinned "$BPFFS/$1" "${@:3}"
	assert_said "$2 can't be done with a map that is " "(it has: show"
}

@test "hash kinds: lookup, update, delete, getnext, dump, load, drain" {
	local kind

	for kind in hash lru_hash; do
		map "$kind" "$kind" 4 8 64
		can_not "$kind" push 1
		can_not "$kind" pop
		holds "m=$kind"'
			bpfns-map update $m 1 10
			bpfns-map update $m 2 20 noexist
			bpfns-map update $m 2 21 exist
			bpfns-map delete $m 1
			bpfns-map lookup $m 2
			bpfns-map getnext $m
			bpfns-map dump $m --json >d
			bpfns-map drain $m --tsv --no-header
			bpfns-map dump $m --tsv
			bpfns-map load $m --json d
			bpfns-map lookup $m 2' --only "$kind"
		assert_output "21
2
2	21
key	value
21"
	done
}

@test "array: lookup, update, getnext, dump, load" {
	map a array 4 8 3
	can_not a delete 1
	can_not a drain
	holds 'bpfns-map update a 2 5
		bpfns-map lookup a 0
		bpfns-map getnext a 1
		bpfns-map dump a --tsv >d
		bpfns-map update a 2 6
		bpfns-map load a --tsv d
		bpfns-map dump a --csv'
	assert_output "0
2
key,value
0,0
1,0
2,5"
	holder 'bpfns-map lookup a 3'
	assert_equal "$status" 1
	run -2 --separate-stderr bare bpfns-map load pinned "$BPFFS/a" \
		--atomic-replace /dev/null
	assert_said "--atomic-replace can't be done"
}

@test "per-CPU kinds: each CPU, one of them, the sum" {
	local kind

	for kind in percpu_hash percpu_array lru_percpu_hash; do
		map "$kind" "$kind" 4 6 8
		holds "m=$kind"'
			v="{n:u16,pad[2],s:s16}"
			bpfns-map update $m 1 "{n:7,s:-1}" --value "$v"
			bpfns-map update $m 1 "{n:9,s:-2}" --value "$v" --cpu 1
			bpfns-map lookup $m 1 --value "$v" --tsv 2>&1 || true
			bpfns-map lookup $m 1 --value "$v" --cpu 0
			bpfns-map lookup $m 1 --value "$v" --cpu 1
			n=$(bpfns-map lookup $m 1 --value "$v" | tail -n +2 | wc -l)
			sum=$(bpfns-map lookup $m 1 --value "$v" --sum --field n)
			test "$sum" = $((7 * (n - 1) + 9))
			bpfns-map lookup $m 1 --value "$v" --sum --json |
				grep -qx "{\"n\":$sum,\"s\":-$((n + 1))}"
			for f in --json --jsonl --csv --tsv ""; do
				bpfns-map dump $m $f >d
				bpfns-map update $m 1 010203040506
				bpfns-map load $m $f d
				bpfns-map dump $m $f | cmp d
				bpfns-map dump $m $f --cpu 1 >d1
				bpfns-map update $m 1 000000000000
				bpfns-map load $m $f d1
				bpfns-map lookup $m 1 --cpu 0
				bpfns-map lookup $m 1 --cpu 1 --value "$v"
			done' --only "$kind"
		assert_equal "$(sort -u <<<"$output")" "$(sort -u <<-END
			bpfns-map: --tsv: not with lookup
			000000000000
			{n:7,s:-1}
			{n:9,s:-2}
		END
		)"
	done
}

@test "per-CPU kinds: what makes no sense is refused" {
	map p percpu_array 4 4 2
	map a array 4 4 2
	at p
	refuses 2 "--cpu: there is no CPU 8000" lookup "${AT[@]}" 1 --cpu 8000
	refuses 2 "update: --cpu goes with any alone" \
		update "${AT[@]}" 1 1 exist --cpu 0
	refuses 2 "--sum: the values are more than numbers" \
		dump "${AT[@]}" --sum --value ip4
	refuses 2 "--field: of which CPU? (--cpu, --sum)" \
		lookup "${AT[@]}" 1 --value '{a:u32}' --field a
	run -2 --separate-stderr bash -c "bpfns-map dump ${AT[*]} --sum |
		bpfns-map load ${AT[*]}"
	assert_said "expected the names of the columns: key cpu value"
	run -2 --separate-stderr bash -c "bpfns-map dump ${AT[*]} --sum --json |
		bpfns-map load ${AT[*]} --json"
	assert_said "a sum can't be loaded"
	at a
	refuses 2 "has no values by CPU (a map that is array)" \
		dump "${AT[@]}" --sum
	refuses 2 "has no values by CPU" update "${AT[@]}" 1 1 --cpu 0
}

@test "what was taken out is printed, of all CPUs" {
	map p percpu_hash 4 8 2
	at p
	does update "${AT[@]}" 1 7
	refuses 2 "--cpu: not with drain" drain "${AT[@]}" --cpu 0
	does drain "${AT[@]}" --sum --tsv --no-header
	assert_output $'1\t'"$((7 * $(getconf _NPROCESSORS_CONF)))"
}

@test "what a kind can't do: all that it can is told" {
	map h hash 4 4 2
	map q queue 0 4 2
	map t stack_trace 4 8 2
	map p prog_array 4 4 2
	at h
	refuses 2 "(it has: show, lookup, wait, update, load, delete, getnext, dump, watch, drain)" \
		push "${AT[@]}" 1
	at q
	refuses 2 "(it has: show, load, push, peek, pop, drain)" dump "${AT[@]}"
	at t
	refuses 2 "(it has: show, lookup, wait, delete, getnext, dump, watch)" \
		update "${AT[@]}" 1 1
	at p
	refuses 2 "(it has: show, lookup, wait, update, delete, getnext, dump, watch)" \
		push "${AT[@]}" 1
}

@test "a ring buffer is watched alone" {
	map h hash 4 4 2
	map r ringbuf 0 0 4096
	at r
	refuses 2 "pinned $BPFFS/r: a ring buffer is watched alone" \
		watch pinned "$BPFFS/h" "${AT[@]}" --count 1
}

@test "a sum is as large as it is, and is refused where 64 bits don't do" {
	map p percpu_array 4 8 2
	at p
	does update "${AT[@]}" 0 4294967295 --value '{a:u32,b:u32}' --field a ||
		true
	does update "${AT[@]}" 0 '[4294967295,255]' --value 'u32[2]'
	does lookup "${AT[@]}" 0 --value 'u32[2]' --sum --field '[0]'
	assert [ "$output" -gt 4294967295 ]
	does update "${AT[@]}" 0 18446744073709551615
	refuses 2 "the sum takes more than 64 bits" lookup "${AT[@]}" 0 --sum
}

@test "lpm_trie: the longest prefix, keys with their host bits" {
	map t lpm_trie 8 4 16 flags=1
	map u lpm_trie 20 4 16 flags=1
	can_not t drain
	holds 'bpfns-map update t 10.0.0.0/8 1
		bpfns-map update t 10.1.2.3/16 2
		bpfns-map update t 0.0.0.0/0 3
		bpfns-map lookup t 10.1.9.9
		bpfns-map lookup t 10.2.0.1
		bpfns-map lookup t 192.0.2.1
		bpfns-map dump t --tsv --no-header
		bpfns-map dump t >d
		bpfns-map delete t 10.1.0.0/16
		printf "key value\n172.16.0.0/12 9\n" |
			bpfns-map load t --atomic-replace
		bpfns-map dump t --tsv --no-header
		bpfns-map load t d
		bpfns-map dump t --sort --json
		bpfns-map update u 2001:db8::1/32 5
		bpfns-map lookup u 2001:db8:ffff::
		bpfns-map dump u --json'
	assert_output "2
1
3
10.1.2.3/16	2
10.0.0.0/8	1
0.0.0.0/0	3
172.16.0.0/12	9
[
{\"key\":\"0.0.0.0/0\",\"value\":3},
{\"key\":\"10.0.0.0/8\",\"value\":1},
{\"key\":\"10.1.2.3/16\",\"value\":2},
{\"key\":\"172.16.0.0/12\",\"value\":9}
]
5
[
{\"key\":\"2001:db8::1/32\",\"value\":5}
]"
}

@test "queue and stack: push, pop, peek, drain, load" {
	map q queue 0 4 3
	map s stack 0 4 3
	can_not q lookup 1
	can_not s update 1 1
	holds 'for v in 1 2 3; do
			bpfns-map push q $v
			bpfns-map enqueue s $v
		done
		bpfns-map peek q; bpfns-map pop q; bpfns-map dequeue q
		bpfns-map peek s; bpfns-map pop s; bpfns-map dequeue s --json
		printf "value\n7\n8\n" | bpfns-map load q
		bpfns-map drain q --json
		bpfns-map drain s'
	assert_output "1
1
2
3
3
2
[
{\"value\":3},
{\"value\":7},
{\"value\":8}
]
value
    1"
	holder 'bpfns-map pop q'
	assert_equal "$status" 1
	assert_said "q: is empty"
	holder 'bpfns-map peek s'
	assert_equal "$status" 1
	holder 'for v in 1 2 3 4; do bpfns-map push q $v; done'
	assert_equal "$status" 2
	assert_said "q: push: the map is full (3 entries)"
	run -2 --separate-stderr bash -c "printf 'value\n1\n' |
		bpfns-map load pinned $BPFFS/q --update noexist"
	assert_said "are for maps with keys"
}

@test "bloom_filter: push, and lookup of a value" {
	map b bloom_filter 0 4 100
	can_not b pop
	can_not b dump
	holds 'bpfns-map push b 17
		bpfns-map lookup b 17
		printf "value\n18\n" | bpfns-map load b
		bpfns-map lookup b 18'
	assert_output "maybe
maybe"
	holder 'bpfns-map lookup b 99'
	assert_equal "$status" 1
	assert_said "99: not in there"
	refuses 2 "has no values to print" lookup pinned "$BPFFS/b" 1 --json
	refuses 2 "--key: bloom_filter has no keys" lookup pinned "$BPFFS/b" 1 \
		--key u32
}

# Programs are no maps, so that bpfns-exec hands none out: here they are
# pinned, or inherited by another way.
@test "prog_array: written as a descriptor, read as an id" {
	map pa prog_array 4 4 4
	at pa
	run -0 --separate-stderr bare mkprog -- bpfns-map update "${AT[@]}" 2 fd 3
	does lookup "${AT[@]}" 2
	assert [ "$output" -gt 0 ]
	local id=$output
	does dump "${AT[@]}" --tsv
	assert_output "key	value
2	$id"
	does delete "${AT[@]}" 2
	refuses 1 "2: no such key" lookup "${AT[@]}" 2
	refuses 2 "VALUE of a map that is prog_array (fd N, pinned PATH)" \
		update "${AT[@]}" 2 nonsense
	refuses 2 "it holds what is read as an id" load "${AT[@]}" /dev/null
	refuses 2 "update" update "${AT[@]}" 2 fd 0
}

@test "maps of maps: written by name, read as an id" {
	map inner array 4 4 1
	local kind
	for kind in array_of_maps hash_of_maps; do
		map "$kind" "$kind" 4 4 4
	done
	holds 'for m in array_of_maps hash_of_maps; do
			bpfns-map update $m 1 inner
			bpfns-map update $m 2 id 2
			bpfns-map lookup $m 1
			bpfns-map dump $m --sort --tsv --no-header
			bpfns-map delete $m 1
			bpfns-map update $m 2 fd 5
			bpfns-map dump $m --tsv --no-header
		done'
	local id
	id=$(bpftool -j map show pinned "$BPFFS/inner" | jq .id)
	assert_output "$(for _ in 1 2; do
		printf '%s\n1\t%s\n2\t%s\n2\t%s\n' "$id" "$id" "$id" "$id"
	done)"
	does update pinned "$BPFFS/array_of_maps" 3 pinned "$BPFFS/inner"
}

# bats test_tags=root
@test "devmap kinds: interfaces of our netns, without a program" {
	setup_veth
	local kind
	for kind in devmap devmap_hash; do
		map "$kind" "$kind" 4 4 4
		map "${kind}8" "$kind" 4 8 4
	done
	holds 'i=$(cat /sys/class/net/veth0/ifindex)
		for m in devmap devmap_hash; do
			bpfns-map update $m 1 $i
			test "$(bpfns-map lookup $m 1)" = $i
			bpfns-map dump $m >d
			bpfns-map delete $m 1
			bpfns-map load $m d
			bpfns-map dump $m | cmp d
			bpfns-map update ${m}8 1 "{ifindex:$i,program:0}"
			bpfns-map dump ${m}8 --json >d
			bpfns-map delete ${m}8 1
			bpfns-map load ${m}8 --json d
			test "$(bpfns-map lookup ${m}8 1 --field ifindex)" = $i
		done' --netns "$NETNS" --sysfs
	run -2 --separate-stderr bash -c "echo '{\"key\":1,
		\"value\":{\"ifindex\":1,\"program\":5}}' |
		bpfns-map load pinned $BPFFS/devmap8 --json"
	assert_said "program: an id can't be written back"
	refuses 2 "update" update pinned "$BPFFS/devmap" 1 999999
}

@test "cpumap: a queue's size" {
	map c cpumap 4 4 1
	map c8 cpumap 4 8 1
	at c
	# Making the kernel's thread for it is the kernel's to allow.
	does update "${AT[@]}" 0 192
	does dump "${AT[@]}" --tsv --no-header
	assert_output "0	192"
	holds 'bpfns-map lookup c 0; bpfns-map dump c8 --csv'
	assert_output "192
key,value.queue,value.program"
	does delete "${AT[@]}" 0
}

@test "sockmap and sockhash: a socket is written, its cookie read" {
	local kind
	for kind in sockmap sockhash; do
		map "$kind" "$kind" 4 8 4
		map "${kind}4" "$kind" 4 4 4
		run -0 --separate-stderr bare listener bpfns-map update \
			pinned "$BPFFS/$kind" 1 fd 4
		run -0 --separate-stderr bare listener bpfns-map update \
			pinned "$BPFFS/${kind}4" 1 fd 4
		refuses 2 "where values have 8 bytes" \
			dump pinned "$BPFFS/${kind}4"
		refuses 2 "where values have 8 bytes" \
			lookup pinned "$BPFFS/${kind}4" 1
		# The socket went with its holder.
		run -0 --separate-stderr bare listener bash -c "
			bpfns-map update pinned $BPFFS/$kind 1 fd 4
			bpfns-map lookup pinned $BPFFS/$kind 1
			bpfns-map dump pinned $BPFFS/$kind --tsv --no-header
			bpfns-map delete pinned $BPFFS/$kind 1"
		assert_equal "${#lines[@]}" 2
		assert_equal "${lines[1]}" "1	${lines[0]}"
		assert [ "${lines[0]}" -gt 0 ]
	done
}

@test "ringbuf: records are watched and drained" {
	map r ringbuf 0 0 4096
	can_not r dump
	can_not r push 1
	ringput "$BPFFS/r" 01000000 -ffff 0203 0400000005000000
	holds 'bpfns-map watch r --count 2; bpfns-map drain r --value u64'
	assert_output "01000000
0203
21474836484"
	ringput "$BPFFS/r" 07000000 0809
	holds 'bpfns-map drain r --jsonl --value u32'
	assert_output '{"value":7}
{"value":"hex:0809"}'
	refuses 2 "records are printed as text or --jsonl" \
		drain pinned "$BPFFS/r" --csv
	refuses 2 "only --value, --jsonl and --count" \
		watch pinned "$BPFFS/r" --interval 1
	refuses 2 "--key: ringbuf has no keys" drain pinned "$BPFFS/r" --key u32
	refuses 2 "'x': one word too many" watch pinned "$BPFFS/r" x
	holder 'bpfns-map watch r' --pin "$BPFFS/r,name=x,ro"
	assert_equal "$status" 125
}

@test "ringbuf: watch waits for records" {
	map r ringbuf 0 0 4096
	background bpfns-map watch pinned "$BPFFS/r" --count 2 --value u32
	wait_until 5 grep -q r "/proc/$PID/maps"
	ringput "$BPFFS/r" 01000000
	wait_until 5 grep -qx 1 "$OUT" || fail "nothing came"
	ringput "$BPFFS/r" 02000000
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_output "1
2"
}

@test "ringbuf: a reader of a read-only descriptor is refused" {
	mkmap ringbuf 0 0 4096 name=r pin="$BPFFS/r"
	run -2 --separate-stderr bare bpfns-exec --pin "$BPFFS/r,ro" \
		-- "$PUBLIC/bpfns-map" drain r
	assert_said "drain: its descriptor is read-only"
}

@test "kinds of descriptors: update and delete" {
	map pe perf_event_array 4 4 2
	map ca cgroup_array 4 4 2
	map rs reuseport_sockarray 4 8 2
	can_not pe lookup 1
	can_not ca dump
	refuses 2 "VALUE of a map that is perf_event_array" \
		update pinned "$BPFFS/pe" 1 7
	refuses 2 "update" update pinned "$BPFFS/pe" 1 fd 0
	refuses 1 "1: no such key" delete pinned "$BPFFS/pe" 1
	does dump pinned "$BPFFS/rs" --tsv
	assert_output "key	value"
}

@test "stack_trace: nothing in there is no error" {
	map st stack_trace 4 8 16
	can_not st update 1 1
	does dump pinned "$BPFFS/st" --tsv
	assert_output "key	value"
	refuses 1 "1: no such key" lookup pinned "$BPFFS/st" 1
}

# --- while others change it ---

# churned NAME FIRST LAST SORTED-KEYS: dumps of it end, have no key twice, and
# have those that nobody touches.
churned() {
	local i keys

	background churn "$BPFFS/$1" "$2" "$3"
	wait_until 5 grep -q begun "$OUT" || fail "no churn: $(cat "$ERR")"
	for i in 1 2 3 4 5; do
		does dump pinned "$BPFFS/$1" --tsv --no-header
		keys=$(cut -f 1 <<<"$output" | sort)
		assert_equal "$(uniq -d <<<"$keys")" ""
		assert_equal "$(comm -13 <(echo "$keys") <(sort <<<"$4"))" ""
	done
	stop_process "$PID"
}

@test "a dump of a hash that is being changed ends, with each key once" {
	map h hash 4 4 2000
	seq 1 1000 | sed '1i key value
		s/.*/& 1/' | bpfns-map load pinned "$BPFFS/h"
	churned h 5000 5800 "$(seq 1 1000)"
}

@test "a dump of a trie that is being changed ends, with each key once" {
	map t lpm_trie 8 4 2000 flags=1
	seq 0 250 | sed '1i key value
		s/.*/10.0.0.&\/32 1/' | bpfns-map load pinned "$BPFFS/t"
	churned t $((0x0a000100)) $((0x0a000140)) \
		"$(seq 0 250 | sed 's/.*/10.0.0.&\/32/')"
}

@test "a dump by next keys of a map that is being changed ends, too" {
	setup_veth
	map d devmap_hash 4 4 2000
	ip netns exec "$NETNS" bash -c 'i=$(cat /sys/class/net/lo/ifindex)
		seq 1 300 | sed "1i key value
		s/.*/& $i/" | bpfns-map load pinned "$1"' sh "$BPFFS/d"
	background ip netns exec "$NETNS" bash -c 'while :; do
		for k in 1001 1002 1003 1004; do
			bpfns-map update pinned "$1" $k 1
			bpfns-map delete pinned "$1" $k
		done; done' sh "$BPFFS/d"
	local i
	for i in 1 2 3 4 5; do
		does dump pinned "$BPFFS/d" --tsv --no-header
		assert_equal "$(cut -f 1 <<<"$output" | sort | uniq -d)" ""
		assert_equal "$(cut -f 1 <<<"$output" | grep -vcE '^100[1-4]$')" 300
	done
}

@test "a bucket larger than a batch is read whole" {
	# 4 KiB values: few entries a batch; a small hash has few buckets.
	map h hash 4 16384 300
	local zeros i
	zeros=$(printf '%032768d' 0)
	for i in $(seq 300); do
		printf '%d\t%s\n' "$i" "$zeros"
	done >d
	does load pinned "$BPFFS/h" --tsv --no-header d
	does dump pinned "$BPFFS/h" --tsv --no-header
	assert_equal "${#lines[@]}" 300
}
