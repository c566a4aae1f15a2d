# SPDX-License-Identifier: BSD-2-Clause
# The man pages do what they say. In EXAMPLES, a comment stands before each
# literal block:
#	.\" test: NAME[/PART]     it is run here, by the test that says
#	                          `example NAME[/PART]`
#	.\" output of: NAME       what that example prints
#	.\" not run: WHY
# What the blocks name is put in place of by the test's own: the socket
# /run/blue.sock, the netns blue, the pins in /sys/fs/bpf/counters, the
# program /usr/local/bin/agent and the object classifier.bpf.o.

# bats file_tags=root
load common
load handover

MAN=$ROOT/man

setup() {
	common_setup
	SOCK=$BATS_TEST_TMPDIR/x.sock
	# Other users must reach it; bats's own directories are closed to them.
	PUBLIC=$(mktemp -d /tmp/bpfns-man.XXXXXX)
	defer rm -rf "$PUBLIC"
	chmod 755 "$PUBLIC"
	AGENT=$PUBLIC/agent
}

# unroff: from the source of a page to what is printed.
unroff() {
	sed -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/\\(ga/`/g' \
		-e 's/\\(ha/^/g' -e 's/\\(ti/~/g' -e 's/\\&//g' -e 's/\\e/\\/g'
}

# block TAG: the text of the example with this comment, of whatever page.
block() {
	awk -v tag=".\\\\\" $1" '
		FNR == 1 { inside = 0 }
		inside && /^\.Ed/ { exit }
		inside { print }
		$0 == tag { armed = 1; next }
		armed && /^\.Bd/ { inside = 1 }
		{ armed = 0 }' "$MAN"/*.[0-9] | unroff
}

# example NAME: writes it to the file $EXAMPLE, with our own names in it.
example() {
	EXAMPLE=$BATS_TEST_TMPDIR/example.${1//\//.}
	block "test: $1" | sed -e "s|/run/blue\.sock|$SOCK|g" \
		-e "s|/sys/fs/bpf/counters|${PINS:-/nonexistent}|g" \
		-e "s|/usr/local/bin/agent|$AGENT|g" \
		-e "s|classifier\.bpf\.o|$HELPERS/&|g" \
		-e "s|--bpffs /sys/fs/bpf|--bpffs ${BPFFS:-/nonexistent}|g" \
		-e "s|netns add blue|netns add $BLUE|" \
		-e "s|--netns blue|--netns $BLUE|" \
		-e "s|bpfns netns blue|bpfns netns $BLUE|" >"$EXAMPLE"
	[ -s "$EXAMPLE" ] || fail "no example has the comment 'test: $1'"
}

# run_example NAME [CMD...]: by a shell that stops at the first failure, which
# CMD starts if there is one.
run_example() {
	example "$1"
	run --separate-stderr timeout 20 "${@:2}" bash -eu -o pipefail \
		"$EXAMPLE" </dev/null
}

# start_example NAME [INPUT]: in the background, with this standard input.
start_example() {
	example "$1"
	printf '%s\n' "${2:-}" >"$EXAMPLE.in"
	# shellcheck disable=SC2016 # for the inner shell
	background sh -c 'exec timeout 20 bash -eu "$1" <"$1.in"' sh "$EXAMPLE"
}

# setup_pins: $PINS with the maps cnt and drops; drops has 42 at 0.
setup_pins() {
	need_root_world
	own_bpffs
	PINS=$BPFFS/counters
	mkdir "$PINS"
	mkmap array 4 8 4 name=drops set=2a00000000000000 pin="$PINS/drops"
	mkmap hash 4 8 4 name=cnt pin="$PINS/cnt"
}

setup_agent() {
	install -m 755 "$HELPERS/holder" "$AGENT"
}

# tagged WORD: what the pages' comments of this kind name.
tagged() {
	sed -n "s/^\\.\\\\\" $1: *//p" "$MAN"/*.[0-9]
}

@test "pages and --help agree, and the pages are without faults" {
	need_tool mandoc
	run env BPFNS_BIN="$BPFNS_BIN" "$ROOT/scripts/man-check"
	assert_success
	assert_output ''
}

@test "an option that --help has and the page lacks is found" {
	need_tool mandoc
	mkdir tree tree/scripts tree/man
	cp "$ROOT/scripts/man-check" tree/scripts
	cp "$MAN"/*.[0-9] tree/man
	sed -i '/^\.It Fl Fl wait/d' tree/man/bpfns-export.1
	run env BPFNS_BIN="$BPFNS_BIN" tree/scripts/man-check
	assert_failure 1
	assert_output --partial 'bpfns-export.1: --wait is not documented'
}

@test "an option that the page has and --help lacks is found" {
	need_tool mandoc
	mkdir tree tree/scripts tree/man
	cp "$ROOT/scripts/man-check" tree/scripts
	cp "$MAN"/*.[0-9] tree/man
	sed -i 's/^\.It Fl Fl wait/.It Fl Fl hurry/' tree/man/bpfns-export.1
	run env BPFNS_BIN="$BPFNS_BIN" tree/scripts/man-check
	assert_failure 1
	assert_output --partial 'bpfns-export has no --hurry'
}

@test "the pages are readable by man-db's man without a warning" {
	need_tool man
	for page in "$MAN"/*.[0-9]; do
		run env MANWIDTH=80 LC_ALL=C.UTF-8 man --warnings -E UTF-8 -l \
			-P cat "$page"
		assert_success
		refute_output --partial 'warning:'
		assert_output --partial 'SEE ALSO'
	done
}

@test "each block among the examples says how it is tested" {
	run awk '
		/^\.Sh / { examples = /^\.Sh EXAMPLES/ }
		/^\.Bd/ && examples &&
			last !~ /^\.\\" (test|output of|not run): / {
			print FILENAME ":" FNR
		}
		{ last = $0 }' "$MAN"/*.[0-9]
	assert_output ''
}

@test "each example that is to be tested has its test here" {
	local name

	for name in $(tagged test); do
		run grep -cE "example $name( |\$)" "$BATS_TEST_FILENAME"
		refute_output 0
	done
}

@test "bpfns-exec(1): a shell in a netns gets what is sent to the socket" {
	setup_pins
	setup_netns
	BLUE=$NETNS
	start_example exec-shell 'env | grep ^BPF_; readlink /proc/self/ns/net'
	wait_for_socket "$SOCK"
	bpfns-export --pin "$PINS/drops" --to "$SOCK"
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_line 'BPF_MAP_DROPS=3'
	assert_line "$(ip netns exec "$NETNS" readlink /proc/self/ns/net)"
}

@test "bpfns-exec(1): a shell, by tc" {
	setup_pins
	setup_netns
	BLUE=$NETNS
	export TC_LIB_DIR=$BPFNS_BIN/tc
	start_example exec-tc 'env | grep ^BPF_; readlink /proc/self/ns/net'
	wait_for_socket "$SOCK"
	bpfns-export --pin "$PINS/drops" --to "$SOCK"
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_line 'BPF_MAP_DROPS=3'
	assert_line "$(ip netns exec "$NETNS" readlink /proc/self/ns/net)"
}

@test "bpfns-exec(1): a reader of one pin" {
	setup_pins
	setup_agent
	run_example exec-reader
	assert_success
	assert_line uid=65534
	assert_line Seccomp=2
	assert_line env=BPF_MAP_DROPS=3
	assert_equal "$(fd_line 3 | cut -d ' ' -f 1)" access=r
	assert_equal "$(open_fds)" '0 1 2 3'
}

@test "bpfns-exec(1): the maps of a device" {
	need_root_world
	setup_veth
	BLUE=$NETNS
	attach_classifier veth0 ingress
	start_example exec-dev 'env | grep ^BPF_'
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_line 'BPF_MAPS=drops:proto:queue'
}

@test "bpfns-exec(1): maps that an object declares" {
	need_root_world
	setup_agent
	start_example exec-expect
	wait_for_socket "$SOCK"
	bpfns-export --object "$HELPERS/classifier.bpf.o" --to "$SOCK"
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_line env=BPF_MAPS=proto:queue:drops
}

@test "bpfns-exec(1): a directory of maps under systemd's names" {
	setup_pins
	run_example exec-listen-fds
	assert_success
	assert_output '2 maps: cnt:drops'
}

@test "bpfns-exec(1): a map handed on" {
	setup_pins
	run_example exec-inherit
	assert_success
	assert_output 'BPF_MAP1=3
BPF_MAPS=drops
BPF_MAP_DROPS=3
BPF_NUM_MAPS=1'
}

@test "bpfns-exec(1): a server with a port below 1024" {
	setup_pins
	setup_agent
	run_example exec-server
	assert_success
	assert_line uid=65534
	assert_line CapEff=0000000000000400
	assert_line CapBnd=0000000000000400
	assert_equal "$(fd_line 4 | cut -d ' ' -f 1)" access=r
}

@test "bpfns-exec(1): maps from root or another user, for ten seconds" {
	setup_pins
	start_example exec-import-from
	wait_for_socket "$SOCK"
	bpfns-export --pin "$PINS/drops" --to "$SOCK"
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_output drops
}

@test "bpfns-export(1): a pin, read-only" {
	setup_pins
	import_in_background
	run_example export-pin
	assert_success
	wait_for_exit "$PID"
	assert_line env=BPF_MAP_DROPS=3
	assert_equal "$(fd_line 3 | cut -d ' ' -f 1)" access=r
}

@test "bpfns-export(1): the maps of a program that tc attached" {
	need_root_world
	setup_veth
	attach_classifier veth0 ingress
	import_in_background
	run_example export-program ip netns exec "$NETNS"
	assert_success
	wait_for_exit "$PID"
	assert_line env=BPF_NUM_MAPS=3
	assert_line --regexp '^env=BPF_MAP_DROPS=[345]$'
}

@test "bpfns-export(1): the maps of a device" {
	need_root_world
	setup_veth
	BLUE=$NETNS
	attach_classifier veth0 ingress
	import_in_background
	run_example export-dev
	assert_success
	wait_for_exit "$PID"
	assert_line env=BPF_MAPS=drops:proto:queue
}

@test "bpfns-export(1): load, attach and hand out" {
	need_root_world
	setup_veth
	BLUE=$NETNS
	import_in_background
	run_example export-attach
	assert_success
	wait_for_exit "$PID"
	assert_line env=BPF_MAPS=proto:queue:drops
	run tc -n "$NETNS" filter show dev veth0 ingress
	assert_output --partial classify
}

@test "bpfns-export(1): the maps of an object" {
	need_root_world
	import_in_background
	run_example export-object
	assert_success
	wait_for_exit "$PID"
	assert_line env=BPF_MAPS=proto:queue:drops
}

@test "bpfns-export(1): counters that go on from where they were" {
	setup_pins
	setup_veth
	BLUE=$NETNS
	import_in_background -- env ASAN_OPTIONS=detect_leaks=0 \
		bpfns-map lookup drops 0
	run_example export-load
	assert_success
	wait_for_exit "$PID"
	assert_output 42
	run tc -n "$NETNS" filter show dev veth0 ingress
	assert_output --partial classify
}

@test "bpfns-export(1): a script fills the maps that tc takes then" {
	need_root_world
	no_leak_check
	own_bpffs
	setup_veth
	bpf_object counter.bpf <<-'END'
		struct { __uint(type, 2); __type(key, int); __type(value, int);
			 __uint(max_entries, 1);
			 __uint(pinning, LIBBPF_PIN_BY_NAME); } drops SEC(".maps");
		SEC("classifier") int f(void *s) {
			int key = 0, *n = bpf_map_lookup_elem(&drops, &key);
			if (n) __sync_fetch_and_add(n, 1);
			return 0; }
	END
	printf 'key,value\n0,1000\n' >drops.csv
	run_example export-script nsenter "--net=/run/netns/$NETNS" \
		env "TC_BPF_MNT=$BPFFS"
	assert_success
	ip netns exec "$NETNS" frames veth1 n=3 >&2
	run -0 bpfns-map lookup pinned "$BPFFS/tc/globals/drops" 0
	assert_output 1003
}

@test "bpfns-export(1): tc's own importer" {
	setup_pins
	run_example export-tc
	assert_success
	assert_line BPF_NUM_MAPS=2
	assert_line --regexp '^BPF_MAP0=[0-9]+$'
	assert_line --regexp '^BPF_MAP1=[0-9]+$'
}

@test "bpfns-export(1): a map that the exporter was handed itself" {
	setup_pins
	import_in_background
	no_leak_check
	run_example export-inherit
	assert_success
	wait_for_exit "$PID"
	assert_line env=BPF_NUM_MAPS=1
	assert_line env=BPF_MAP_DROPS=3
}

# setup_map_tool: any user can run bpfns-map.
setup_map_tool() {
	setup_pins
	cp "$BPFNS_BIN/bpfns-map" "$PUBLIC"
	PATH=$PUBLIC:$PATH
	no_leak_check
}

@test "bpfns-map(1): the table has every kind of map there is" {
	local kind count=0

	while read -r kind; do
		sed -n '/^\.Ss What a map can do/,/^\.Sh/p' "$MAN/bpfns-map.1" |
			grep -qE "^\.It (.*, )?$kind(,.*)?\$" ||
			fail "the page lacks $kind"
		count=$((count + 1))
	done < <(sed -nE 's/^\t\{[A-Z_]+, "([a-z_]+)",.*/\1/p' \
		"$ROOT/src/entry/kind.c")
	assert [ "$count" -gt 30 ]
}

@test "bpfns-types(7): the table has every type there is" {
	local word

	for word in $(value-tool <<<$'type\t?\t0' |
		sed -nE 's/.*expected a type: ([^,]*),.*/\1/p') pad; do
		sed -n '/^\.Ss Types/,/^\.El/p' "$MAN/bpfns-types.7" |
			grep -qE "^\.It (.* )?$word(\[N\])?( .*)? Ta " ||
			fail "the page lacks $word"
	done
}

@test "bpfns-map(1): a shell lists its maps and reads a value" {
	setup_map_tool
	run_example map-shell
	assert_success
	assert_output "cnt"$'\t'"hash
drops"$'\t'"array
42"
}

@test "bpfns-map(1): values with types" {
	setup_map_tool
	run_example map-types
	assert_success
	assert_output "$(block 'output of: map-types')"
}

@test "bpfns-map(1): a map saved and put back" {
	setup_map_tool
	bpfns-map update pinned "$PINS/cnt" 1 2
	run_example map-save
	assert_success
	run bpfns-map lookup pinned "$PINS/cnt" 1
	assert_output 2
}

@test "bpfns-map(1): a loop of the shell over a map" {
	setup_map_tool
	run_example map-loop
	assert_success
	assert_output "cpu0: 42
cpu1: 0
cpu2: 0
cpu3: 0"
}

@test "bpfns-map(1): waiting for a drop" {
	setup_map_tool
	run_example map-wait
	assert_success
	assert_output dropped
}

@test "bpfns-policy(1): the list of presets" {
	run_example policy-list
	assert_success
	for name in map-rw map-ro reader server none; do
		assert_line --regexp "^$name +"
	done
	for name in map-rw map-ro reader server none; do
		run grep -c "^\.It Cm $name\$" "$MAN/bpfns-policy.5"
		assert_output 1
	done
}

@test "bpfns-policy(1): a preset with a rule of one's own, text and compiled" {
	need_root_world
	setup_agent
	run_example policy-own
	assert_success
	assert_line --regexp '^strict.policy: good, [0-9]+ instructions$'
	assert_line Seccomp=2
	run_example policy-compile
	assert_success
	assert_line Seccomp=2
}

@test "bpfns-policy(1): a fault is shown as the page shows it" {
	run_example policy-fault
	assert_equal "$status" 1
	assert_equal "$stderr" "$(block 'output of: policy-fault')"
}

@test "bpfns-exec(1): what was learned is enough, and nothing is reported" {
	need_root_world
	setup_pins
	setup_agent
	run_example exec-learn
	assert_success
	assert_equal "$stderr" ""
	run -0 bpfns-policy check agent.policy
}

@test "bpfns-policy(1): explain, diff, a table and a profile" {
	printf '%s\n' "@default return EPERM" "bpf: arg0 == \
BPF_MAP_LOOKUP_ELEM || arg0 == BPF_OBJ_GET_INFO_BY_FD" >my.policy
	run_example policy-explain
	assert_success
	assert_output "$(block 'output of: policy-explain')"
	run_example policy-diff
	assert_equal "$status" 1
	assert_output "$(block 'output of: policy-diff')"
	run_example policy-table
	assert_success
	assert_output "my.table: 1065 calls, 0 differ"
	run_example policy-oci
	assert_success
	run -0 jq -r .defaultAction map-rw.json
	assert_output SCMP_ACT_ERRNO
}

@test "bpfns-policy(5): the policy of the example lets a reader read" {
	setup_pins
	example policy-file
	cp "$EXAMPLE" counter.policy
	run bpfns-policy check counter.policy
	assert_success
	run bpfns-exec --pin "$PINS/drops" --policy ./counter.policy -- \
		mapop 3 lookup 00000000
	assert_success
	assert_output 'ok 2a00000000000000'
	run bpfns-exec --pin "$PINS/drops" --policy ./counter.policy -- \
		mapop 3 update 00000000 0100000000000000
	assert_failure 1
	assert_output EPERM
	# It may open no file, and holder opens /proc.
	run bpfns-exec --policy ./counter.policy -- holder
	assert_failure
}

@test "bpfns-policy(5): a rule beside an include" {
	need_root_world
	example policy-include
	cp -R "$ROOT/policy" here
	cp "$EXAMPLE" here/mine.policy
	run bpfns-policy check here/mine.policy
	assert_success
	# SIGSYS, from connect(2); with the preset itself it is EPERM.
	run bpfns-exec --policy here/mine.policy -- \
		bash -c 'exec 3<>/dev/tcp/127.0.0.1/1'
	assert_equal "$status" $((128 + 31))
	run bpfns-exec --policy server -- bash -c 'exec 3<>/dev/tcp/127.0.0.1/1'
	assert_failure 1
}

@test "bpfns-policy(5): the widths of arguments are those of the parser" {
	local parser page

	parser=$(sed -n '/^static const struct width_row rows/,/^};/p' \
		"$ROOT/src/confine/policy_width.c" |
		grep -oE '"[0-9a-z_ ]+"' | tr -d '"' | grep -oE '[^ ]+')
	page=$(awk '/^\.Ss How wide/ { found = 1 } found && /^\.Ed/ { exit }
		inside { print } found && /^\.Bd/ { inside = 1 }' \
		"$MAN/bpfns-policy.5" | unroff | grep -oE '[^ ]+')
	assert [ -n "$parser" ]
	assert_equal "$page" "$parser"
}

@test "bpfns-policy(5): the limits are those of the parser" {
	local number count=0

	# The 1 MiB of a file stands as a shift.
	while read -r number; do
		grep -qE "^\.It .* Ta .*\<$number\>" "$MAN/bpfns-policy.5" ||
			fail "the page has no limit of $number"
		count=$((count + 1))
	done < <(sed -nE 's/^#define POLICY_[A-Z]+_MAX[[:space:]]+([0-9]+).*/\1/p' \
		"$ROOT/src/confine/policy.h")
	assert [ "$count" -gt 5 ]
}

# assert_fault TEXT MESSAGE: bpfns-policy says so, and so does the page.
assert_fault() {
	printf '%s\n' "$1" >x.policy
	run bpfns-policy check x.policy
	assert_failure 1
	assert_line --index 0 --partial "$2"
	sed -n '/^\.Sh DIAGNOSTICS/,/^\.Sh SEE/p' "$MAN/bpfns-policy.5" |
		unroff | grep -qF -- "$2" || fail "the page lacks: $2"
}

@test "bpfns-policy(5): the messages are those that the page lists" {
	local text

	assert_fault 'read: allow' \
		'no @default: what is done with the system calls that have no rule?'
	assert_fault $'@default allow\nread: arg0 == 0' \
		"the condition changes nothing: the default is allow (add '; return ERRNO')"
	text=$'@default return EPERM\n'
	assert_fault "${text}read: allow
read: allow" ' is decided already, at '
	assert_fault "${text}nosuch: allow" "unknown system call '"
	assert_fault "${text}mmap2: allow" "' is not a system call of "
	assert_fault "${text}bpf: arg0 == NOSUCH" "unknown constant '"
	assert_fault "${text}bpf: return ENOSUCH" "unknown errno '"
	assert_fault "${text}bpf: arg0 == 0x100000000" \
		'value out of range: argument 0 of bpf has 32 bits'
	assert_fault "${text}bpf: arg0 == 0 && arg0 == 1" 'this can never match'
	assert_fault "${text}bpf: arg0 <= 5 || arg0 == 3" \
		'unreachable: clause 1 matches all that this one does'
	assert_fault "${text}bpf: arg0 != 0 || arg0 != 1" \
		"the condition always matches: if that is meant, write 'allow'"
	assert_fault "${text}bpf: arg0 == 0; allow" \
		"allowed whatever the condition says: write 'allow' alone"
}

# The veth pair is in $NETNS; $BLUE is made by the example.
@test "bpfns(7): the walk-through" {
	need_root_world
	need_tool jq
	setup_veth
	BLUE=$(unique blue)
	defer remove_netns "$BLUE"
	example walk/shell
	start_example walk/exec "$(cat "$EXAMPLE")"
	wait_for_socket "$SOCK"
	run_example walk/export ip netns exec "$NETNS"
	assert_success
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_equal "$(grep ^BPF_ <<<"$output")" "$(block 'output of: walk')"
	run grep -c 'anon_inode:bpf-map' <<<"$output"
	assert_output 3
}

remove_netns() {
	[ ! -e "/run/netns/$1" ] || ip netns del "$1"
}

@test "bpfns(7): a program in C" {
	setup_pins
	need_tool cc
	example c-workload
	cp "$EXAMPLE" workload.c
	cc -Wall -Werror -I"$ROOT/include" -o "$AGENT" workload.c
	run bpfns-exec --pin "$PINS/drops,ro" --policy reader --user nobody -- \
		"$AGENT"
	assert_success
	assert_output 'dropped: 42'
	run "$AGENT"
	assert_failure 1
}

# probe: what a tool leaves, in the words of the table's rows.
write_probe() {
	cat >"$PUBLIC/probe" <<-'END'
		#!/bin/sh
		answer() {
			name=$1
			shift
			if "$@" >/dev/null 2>&1; then a=yes; else a=no; fi
			echo "$name: $a"
		}
		is() { sed -n "s/^$1:[[:space:]]*//p" /proc/self/status | grep -qx "$2"; }
		answer 'receives maps' test -n "$BPF_NUM_MAPS"
		answer 'clears stale BPF_MAP*' test -z "$BPF_MAP77"
		answer 'closes other descriptors' test ! -e /proc/self/fd/9
		answer 'enters a netns' test \
			"$(readlink /proc/self/ns/net)" != "$NET_BEFORE"
		answer 'leaves /sys/fs/bpf in place' mountpoint -q /sys/fs/bpf
		answer 'drops capabilities' is CapEff 0000000000000000
		answer 'sets no_new_privs' is NoNewPrivs 1
		answer 'filters system calls' is Seccomp 2
	END
	chmod 755 "$PUBLIC/probe"
}

# measure CMD...: the probe started by CMD, with a bpffs at /sys/fs/bpf, a
# stale variable and a descriptor to close.
measure() {
	# shellcheck disable=SC2016 # for the inner shell
	NET_BEFORE=$(readlink /proc/self/ns/net) BPF_MAP77=77 \
		timeout 20 unshare --mount sh -c '
			mount -t bpf bpf /sys/fs/bpf && exec 9<"$0" && exec "$@"' \
		"$PUBLIC/probe" "$@" </dev/null 3>&-
}

# column N: a column of the table, "ROW: WORD" a line.
column() {
	sed -n '/^\.\\" table: compare/,/^\.El/p' "$MAN/bpfns.7" | unroff |
		sed -n 's/^\.It \([a-z]\)/\1/p' | sed 's/ Ev / /' |
		awk -F ' Ta ' -v n="$1" '{ print $1 ": " $n }'
}

# assert_column N WITHOUT WITH: what was measured without the options that are
# there for it, and with them.
assert_column() {
	local row word

	while IFS= read -r row; do
		word=${row##*: }
		row=${row%: *}
		case $word in
		asked)
			grep -qxF "$row: no" <<<"$2" || fail "$1: not no: $row"
			grep -qxF "$row: yes" <<<"$3" || fail "$1: no: $row"
			;;
		*)
			grep -qxF "$row: $word" <<<"$2" ||
				fail "$1: not $word: $row"
			grep -qxF "$row: $word" <<<"$3" ||
				fail "$1: not $word by any option: $row"
			;;
		esac
	done < <(column "$1")
}

@test "bpfns(7): what the table says of bpfns-exec and the other tools" {
	local plain asked

	setup_pins
	setup_netns
	need_tool setpriv nsenter mountpoint
	write_probe
	assert_equal "$(column 2 | wc -l)" 8
	plain=$(measure bpfns-exec --pin "$PINS/drops" -- "$PUBLIC/probe")
	asked=$(measure bpfns-exec --netns "$NETNS" --pin "$PINS/drops" -- \
		"$PUBLIC/probe")
	assert_column 2 "$plain" "$asked"
	bpfns-export --pin "$PINS/drops" --to "$SOCK" --wait 10 3>&- &
	plain=$(measure tc exec bpf import "$SOCK" run "$PUBLIC/probe")
	wait $!
	assert_column 3 "$plain" "$plain"
	plain=$(measure ip netns exec "$NETNS" "$PUBLIC/probe")
	assert_column 4 "$plain" "$plain"
	plain=$(measure nsenter "$PUBLIC/probe")
	asked=$(measure nsenter --net="/run/netns/$NETNS" "$PUBLIC/probe")
	assert_column 5 "$plain" "$asked"
	plain=$(measure setpriv --clear-groups "$PUBLIC/probe")
	asked=$(measure setpriv --no-new-privs --bounding-set=-all \
		--inh-caps=-all --ambient-caps=-all "$PUBLIC/probe")
	assert_column 6 "$plain" "$asked"
}
