#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# bpfns-map: watch, wait, and progress, where there is a terminal and where
# there is none.

# shellcheck disable=SC2016 # scripts are for the inner shell

# bats file_tags=no-userns
load common
load maps

setup() {
	common_setup
	setup_maps
	map h hash 4 4 64 set=07000000
	at h
}

# on_pty STEP... -- WORD...: bpfns-map on a terminal of its own.
on_pty() {
	local steps=()

	while [ "$1" != -- ]; do
		steps+=("$1")
		shift
	done
	run -0 --separate-stderr bare timeout 60 onpty "${steps[@]}" -- \
		bpfns-map "${@:2}"
}

# --- watch without a terminal ---

@test "watch refuses what can't be dumped, and more maps than it can" {
	local many=() i
	map q queue 0 4 4
	refuses 2 "watch can't be done with a map that is queue" \
		watch pinned "$BPFFS/q"
	for ((i = 0; i < 17; i++)); do
		many+=("${AT[@]}")
	done
	refuses 2 "watch: more than 16 maps" watch "${many[@]}"
	refuses 2 "watch: MAP is missing" watch
	refuses 2 "--field: the value has no part 'x'" watch "${AT[@]}" --field x
}

@test "a line a change: old and new, - where there is none" {
	background bpfns-map watch "${AT[@]}" --interval 0.05
	# The first look is over once a change is seen.
	wait_until 10 changes 'h 0 [0-9]+ [0-9]+'
	does update "${AT[@]}" 5 1
	wait_until 10 grep -qx 'h 5 - 1' "$OUT" || fail "$(cat "$OUT")"
	does delete "${AT[@]}" 5
	wait_until 10 grep -qx 'h 5 1 -' "$OUT" || fail "$(cat "$OUT")"
	stop_process "$PID"
	assert_equal "$(cat "$ERR")" ""
}

# changes PATTERN: changes the value of key 0, and is true once it was seen.
changes() {
	COUNT=$((${COUNT:-100} + 1))
	bpfns-map update "${AT[@]}" 0 "$COUNT"
	grep -qE "$1" "$OUT"
}

@test "--jsonl: all entries at each interval, with their rates" {
	map two array 4 4 2
	does watch "${AT[@]}" pinned "$BPFFS/two" --jsonl --count 2 \
		--interval 0.01
	assert_equal "$(jq -c '[.map, .key, .value]' <<<"$output")" \
		'["h",0,7]
["two",0,0]
["two",1,0]
["h",0,7]
["two",0,0]
["two",1,0]'
	assert_equal "$(jq -c .rate <<<"$output" | paste -sd ' ')" \
		"null null null 0 0 0"
}

@test "--jsonl in order, by value and reversed" {
	does update "${AT[@]}" 1 9
	does update "${AT[@]}" 2 8
	does watch "${AT[@]}" --jsonl --count 1 --sort=value
	assert_equal "$(jq .value <<<"$output" | paste -sd ' ')" "9 8 7"
	does watch "${AT[@]}" --jsonl --count 1 --sort -r
	assert_equal "$(jq .key <<<"$output" | paste -sd ' ')" "2 1 0"
}

@test "of a per-CPU map the sum is watched, or one CPU" {
	map p percpu_array 4 4 1
	does update pinned "$BPFFS/p" 0 0
	does update pinned "$BPFFS/p" 0 5 --cpu 0
	does update pinned "$BPFFS/p" 0 6 --cpu 1
	does watch pinned "$BPFFS/p" --jsonl --count 1
	assert_equal "$(jq .value <<<"$output")" 11
	does watch pinned "$BPFFS/p" --jsonl --count 1 --cpu 1
	assert_equal "$(jq .value <<<"$output")" 6
	refuses 2 "--sum: the values are more than numbers" \
		watch pinned "$BPFFS/p" --value ip4
	does watch pinned "$BPFFS/p" --value ip4 --cpu 0 --jsonl --count 1
	assert_equal "$(jq -c '[.value, .rate]' <<<"$output")" '["5.0.0.0",null]'
}

@test "a holder without privileges watches by name" {
	holds 'bpfns-map watch h --jsonl --count 1 --field ""'
	assert_equal "$(jq -r .map <<<"$output")" h
}

# bats test_tags=root
@test "every preset lets a holder watch" {
	local policy

	for policy in map-rw map-ro reader server; do
		run -0 --separate-stderr bare timeout 20 bpfns-exec \
			--user 65534:65534 --pin "$BPFFS" --policy "$policy" -- \
			"$PUBLIC/bpfns-map" watch h --jsonl --count 2 \
			--interval 0.01
		assert_equal "$(jq -c .rate <<<"$output" | paste -sd ' ')" \
			"null 0"
	done
}

# --- watch on a terminal ---

@test "a screen: values, rates, and the terminal as it was" {
	on_pty until='per second' until='+0.0' send=q -- watch "${AT[@]}"
	assert_output --partial $'\e[?1049h'
	assert_output --partial "h: 1 entries"
	assert_output --partial $'\e[?25h\e[?1049l'
	assert_line status=0
	assert_line echo=1
}

@test "a screen follows the terminal's size" {
	local i
	for i in $(seq 30); do
		bpfns-map update "${AT[@]}" "$i" "$i"
	done
	on_pty size=8x40 until='not all shown' size=50x40 until='31 entries' \
		until='30     30' send=q -- watch "${AT[@]}" --interval 0.05 \
		--sort
	assert_line status=0
	on_pty size=10x12 until='q quits' send=q -- watch "${AT[@]}"
	# Nothing is wider than 12 columns.
	local line
	while IFS= read -r line; do
		line=$(sed 's/\x1b\[[?0-9]*[a-zA-Z]//g; s/\r//g' <<<"$line")
		[ "${#line}" -le 12 ] || [[ $line = status=* ]] ||
			fail "too wide: $line"
	done <<<"$output"
}

@test "a new size is drawn at once, not only at the next look" {
	on_pty until='+0.0' size=50x8 until='h: 1 ent' size=50x80 \
		until='h: 1 entries' send=q -- watch "${AT[@]}" --interval 86400 \
		--count 2
	assert_line status=0
}

@test "a screen of one line and one column is no fault" {
	on_pty size=1x1 until=q send=q -- watch "${AT[@]}"
	assert_line status=0
}

@test "a screen of several maps has them all" {
	map two array 4 4 2
	on_pty until='h: 1 entries' until='two: 2 entries' send=q -- \
		watch "${AT[@]}" pinned "$BPFFS/two"
	assert_line status=0
}

@test "signals that end it leave the terminal as it was" {
	local signal
	for signal in 1 2 3 15; do
		on_pty until='per second' "signal=$signal" -- watch "${AT[@]}"
		assert_output --partial $'\e[?25h\e[?1049l'
		assert_line "status=$((128 + signal))"
		assert_line echo=1
	done
}

@test "a screen whose looks take longer than the interval can be ended" {
	local steps end

	map big hash 4 8 100000
	seq 1 100000 | sed '1i key value
		s/.*/& &/' >d
	does load pinned "$BPFFS/big" d
	for end in "send=q status=0" "signal=15 status=143" "signal=2 status=130"; do
		read -ra steps <<<"$end"
		on_pty until='per second' until='per second' "${steps[0]}" -- \
			watch pinned "$BPFFS/big" --interval 0.001
		assert_output --partial $'\e[?25h\e[?1049l'
		assert_line "${steps[1]}"
		assert_line echo=1
	done
	on_pty until='per second' size=5x30 until='not all' send=xxq -- \
		watch pinned "$BPFFS/big" --interval 0.001
	assert_line status=0
}

@test "keys without end don't keep it from looking" {
	local keys

	printf -v keys '%04000d' 0
	on_pty until='per second' "send=$keys" until='per second' send=q -- \
		watch "${AT[@]}" --interval 0.001
	assert_line status=0
}

@test "a terminal whose output is held (^S) doesn't hold it" {
	local end

	for end in signal=15 send=q; do
		on_pty until='per second' send=$'\x13' held "$end" -- \
			watch "${AT[@]}" --interval 0.01
		assert_line --regexp '^status=(143|0)$'
		assert_line echo=1
	done
	# It goes on where it is let go.
	on_pty until='per second' send=$'\x13' held send=$'\x11' \
		until='per second' send=q -- watch "${AT[@]}" --interval 0.01
	assert_line status=0
}

@test "stopped, it gives the terminal back, and takes it again" {
	on_pty until='per second' signal=20 until=$'\e[?1049l' stopped \
		signal=18 until=$'\e[?1049h' until='per second' send=q -- \
		watch "${AT[@]}" --interval 0.1
	assert_line status=0
}

@test "a map that can't be read any more ends it, with the terminal as it was" {
	on_pty until='per second' -- watch "${AT[@]}" --count 1 --interval 0.05
	assert_line status=0
	assert_line echo=1
}

# float_values FILE: writes them into $AT, over and over, until FILE is gone.
float_values() {
	local value

	while [ -e "$1" ]; do
		for value in 1 1e300 inf -inf nan -1e300 1e-320 0; do
			bpfns-map update "${AT[@]}" --value f64 -- 0 "$value"
			sleep 0.05
		done
	done
}

@test "floats as large as they come, and what are no numbers, have a rate" {
	local locale

	map f hash 4 8 4 set=0000000000000000
	at f
	touch run
	float_values run 3>&- &
	for locale in C C.UTF-8; do
		LC_ALL=$locale on_pty until=inf until=nan until=1e+300 \
			until='e+38' until=inf until=nan until=1e+300 send=q \
			-- watch "${AT[@]}" --value f64 --interval 0.02
		assert_line status=0
		refute_output --regexp '[+](inf|nan)|-nan'
	done
	does watch "${AT[@]}" --value f64 --jsonl --interval 0.01 --count 100
	rm run
	wait $!
	assert_equal "$(jq -r '.rate | type' <<<"$output" | sort | uniq -c |
		xargs)" "1 null 99 number"
}

@test "names from the environment can't reach the terminal's controls" {
	run -0 --separate-stderr bare timeout 60 mkmap hash 4 4 4 \
		set=07000000 -- env BPF_NUM_MAPS=1 BPF_MAP0=3 \
		BPF_MAPS=$'e\e[31m' onpty until='per second' send=q -- \
		bpfns-map watch id 0
	assert_output --partial 'e\x1b[31m: 1 entries'
	refute_output --partial $'\e[31m'
}

# --- wait ---

@test "wait refuses conditions that are none" {
	refuses 2 "wait: KEY is missing" wait "${AT[@]}"
	refuses 2 "wait: the operator is missing" wait "${AT[@]}" 0
	refuses 2 "wait: VALUE is missing" \
		wait "${AT[@]}" 0 '>'
	refuses 2 "'=>' is none of =, !=, <, <=, >, >=, exists, gone" \
		wait "${AT[@]}" 0 '=>' 1
	refuses 2 "VALUE: 'x' is not a u32" wait "${AT[@]}" 0 '>' x
	refuses 2 "'1': one word too many" wait "${AT[@]}" 0 exists 1
	map p percpu_array 4 4 1
	refuses 2 "wait: for which CPU? (--cpu, --sum)" \
		wait pinned "$BPFFS/p" 0 '>' 1
}

@test "wait answers 1 when time is up" {
	local condition
	for condition in '= 8' '!= 7' '< 7' '> 7' '<= 6' '>= 8' gone; do
		# shellcheck disable=SC2086 # words
		refuses 1 "h: not so in time (--timeout)" \
			wait "${AT[@]}" 0 $condition --timeout 0
	done
	refuses 1 "not so in time" wait "${AT[@]}" 9 exists --timeout 0.02 \
		--interval 0.01
	refuses 1 "not so in time" wait "${AT[@]}" 9 '!=' 1 --timeout 0
}

@test "wait answers 0 when it is so" {
	local condition
	for condition in '= 7' '== 7' '!= 8' '< 8' '> 6' '<= 7' '>= 7' exists; do
		# shellcheck disable=SC2086 # words
		does wait "${AT[@]}" 0 $condition --timeout 0
		assert_output ""
	done
	does wait "${AT[@]}" 9 gone --timeout 0
	does wait "${AT[@]}" 0 '>' -1 --timeout 0 --value s32
}

@test "wait takes a part of the value, a CPU, a sum" {
	map p percpu_array 4 8 1
	does update pinned "$BPFFS/p" 0 '{a:1,b:2}' --value '{a:u32,b:u32}'
	does wait pinned "$BPFFS/p" 0 '=' 2 --value '{a:u32,b:u32}' --field b \
		--cpu 1 --timeout 0
	does wait pinned "$BPFFS/p" 0 '>' 2 --value '{a:u32,b:u32}' --field b \
		--sum --timeout 0
}

@test "wait waits until another writes" {
	background bpfns-exec --user 65534:65534 --pin "$BPFFS" -- \
		"$PUBLIC/bpfns-map" wait h 0 '>' 100 --timeout 30
	wait_until 5 grep -q nanosleep "/proc/$PID/wchan" || true
	does update "${AT[@]}" 0 101
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_equal "$stderr" ""
}

# --- progress ---

@test "a long load shows progress on a terminal, and takes it away" {
	map big hash 4 4 100
	mkfifo pipe
	slow_rows >pipe 3>&- &
	on_pty until='big: ' until='entries' -- load pinned "$BPFFS/big" pipe
	wait $!
	assert_output --partial $'\r\e[K'
	assert_line status=0
}

@test "progress is no wider than the terminal is by then" {
	local line

	map big hash 4 4 100
	mkfifo pipe
	slow_rows 30 >pipe 3>&- &
	on_pty size=24x24 until='bpfns-map: ' until='bpfns-map: ' \
		size=24x12 until='bpfns-map: ' until='bpfns-map: ' -- \
		load pinned "$BPFFS/big" pipe
	wait $!
	assert_line status=0
	while IFS= read -r line; do
		[ "${#line}" -le 23 ] || fail "too wide: $line"
	done < <(tr '\r' '\n' <<<"$output" | sed 's/\x1b\[K//g')
	assert_output --partial $'\r\e[Kbpfns-map: '$'\r'
}

# slow_rows [N]: a row now and then, for longer than progress keeps silent.
slow_rows() {
	local i

	echo key value
	for i in $(seq "${1:-16}"); do
		echo "$i $i"
		sleep 0.1
	done
}

@test "a dump to the terminal itself shows no progress" {
	on_pty -- dump "${AT[@]}"
	refute_output --partial $'\e['
	assert_line status=0
}

@test "where standard error is no terminal there is no progress" {
	map big hash 4 4 100
	slow_rows >d
	does load pinned "$BPFFS/big" d
	assert_equal "$stderr" ""
}
