#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/source/attach*.c and tail_call.c: one command loads, attaches and hands
# out, on real interfaces; if it fails nothing has changed.

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
	setup_veth
}

# attaches OPTION...: in $NETNS, with an importer there.
attaches() {
	importer
	export_maps --to "$SOCK" --netns "$NETNS" "$@"
}

# refuses TEXT... -- OPTION...: it does, and nothing is attached then.
refuses() {
	local texts=()

	while [ "$1" != -- ]; do
		texts+=("$1")
		shift
	done
	attaches "${@:2}"
	assert_not_exported "${texts[@]}"
	assert_bare
}

# pinning_object: x.o has a map to be pinned in $BPFFS, and a program.
pinning_object() {
	own_bpffs
	bpf_object x <<-'END'
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1,
			 .pinning = 2};
		SEC("tc") int t(void *s) { return 0; }
	END
}

# What the stock tools see on both ends of the pair: nothing of BPF.
assert_bare() {
	local dev

	for dev in veth0 veth1; do
		assert_equal "$(tc -n "$NETNS" qdisc show dev "$dev" clsact)" ""
		refute_xdp "$dev"
		assert_equal "$(tcx_programs "$dev")" ""
	done
}

refute_xdp() {
	run ip -n "$NETNS" link show dev "$1"
	refute_output --partial prog/xdp
}

# By bpfns-exec itself: no stock tool of the day lists them.
tcx_programs() {
	bpfns-exec --explain --netns "$NETNS" --dev "$1:tcx" 2>/dev/null || true
}

filter_of() { # DEV DIRECTION: the name of the program there, as tc tells it
	tc -n "$NETNS" -j filter show dev "$1" "$2" |
		jq -r '[.[].options.prog.name? // empty] | join(" ")'
}

# --- refusals ---

@test "what is no IFACE:HOOK is refused" {
	local word

	export_maps --to s --object x --attach veth0
	assert_not_exported "--attach: 'veth0' is not IFACE:HOOK"
	for word in "" :xdp; do
		export_maps --to s --object x --attach "$word"
		assert_not_exported "--attach: an interface without a name"
	done
	for word in veth0: veth0:tcx veth0:x,section=y; do
		export_maps --to s --object x --attach "$word"
		assert_not_exported "is none of ingress, egress, tcx-ingress"
	done
	export_maps --to s --object x --attach veth0:xdp,name=y
	assert_not_exported "'name=y' is none of section=NAME, program=NAME"
	export_maps --to s --object x --attach veth0:xdp,section=a,section=b
	assert_not_exported "section=b: given twice"
}

@test "an interface that isn't there is refused before anybody is waited for" {
	export_maps --to "$SOCK" --netns "$NETNS" --object "$CLASSIFIER" \
		--attach veth9:ingress
	assert_not_exported "--attach veth9: no such interface in netns $NETNS"
}

@test "a section that isn't there is refused, with those that are" {
	refuses "no such program for veth0:ingress; there is" \
		"section=classifier,program=classify" \
		-- --object "$CLASSIFIER" --attach veth0:ingress,section=x
	refuses "no such program for veth0:ingress" \
		-- --object "$CLASSIFIER" --attach veth0:ingress,program=x
}

@test "a program of another type is refused" {
	refuses "no such program for veth0:xdp" \
		"program=classify (not for it)" \
		-- --object "$CLASSIFIER" --attach veth0:xdp
	refuses "no such program for veth0:ingress" \
		-- --object "$HELPERS/xdp.bpf.o" --attach veth0:ingress
}

@test "one of several programs must be named" {
	refuses "more than one program for veth0:xdp; there is" \
		"section=xdp,program=watch, section=xdp,program=watch_too" \
		-- --object "$HELPERS/xdp.bpf.o" --attach veth0:xdp
}

@test "an object without programs is refused" {
	bpf_object x <<-'END'
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
	END
	refuses "no such program for veth0:xdp; there is none" \
		-- --object x.o --attach veth0:xdp
}

# faulty_object MAP: its only map is called so.
faulty_object() {
	bpf_object faulty <<-END
		MAP $1 = {.type = 1, .size_key = 4, .size_value = 4, .max_elem = 1,
			 .pinning = 2};
		SEC("tc") int faulty(void *s) {
			int k = 0; return *(int *)bpf_map_lookup_elem(&$1, &k); }
	END
}

@test "what fails the verifier is refused, with its log, and nothing stays" {
	# Others may have a map of any usual name.
	local map=m$$

	own_bpffs
	faulty_object "$map"
	refuses "bpfns-export: verifier: " "invalid mem access" \
		"faulty.o: prog 'faulty': BPF program load failed" \
		-- --object faulty.o --attach veth0:ingress --bpffs "$BPFFS"
	assert_equal "$(grep -vc '^bpfns-export: ' <<<"$stderr")" 0
	assert_equal "$(pins)" ""
	run bpftool -j map show
	assert_success
	refute_output --partial "\"name\":\"$map\""
}

@test "without CAP_NET_ADMIN nothing is attached" {
	need_tool setpriv
	WRAP=(nsenter --net="/run/netns/$NETNS" setpriv
		--bounding-set=-net_admin --inh-caps=-net_admin)
	importer
	export_maps --to "$SOCK" --object "$CLASSIFIER" --attach veth0:ingress
	assert_not_exported "--attach veth0:ingress (needs CAP_NET_ADMIN)"
	assert_bare
}

@test "an XDP program is never replaced" {
	ip -n "$NETNS" link set dev veth0 xdpgeneric obj "$HELPERS/xdp.bpf.o" \
		program watch
	local before
	before=$(ip -n "$NETNS" -j link show dev veth0 | jq -c .[0].xdp)
	attaches --object "$HELPERS/xdp.bpf.o" \
		--attach veth0:xdpgeneric,program=watch_too
	assert_not_exported "--attach veth0:xdpgeneric" \
		"a program is attached there already"
	assert_equal "$(ip -n "$NETNS" -j link show dev veth0 | jq -c .[0].xdp)" \
		"$before"
}

@test "the second of two that fails takes the first one with it" {
	ip -n "$NETNS" link set dev veth1 xdpgeneric obj "$HELPERS/xdp.bpf.o" \
		program watch
	bpf_object both <<-'END'
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
		SEC("tc") int t(void *s) { return 0; }
		SEC("other") int o(void *s) { return 0; }
		SEC("xdp") int x(void *s) { return 2; }
	END
	attaches --object both.o --attach veth0:ingress,section=tc \
		--attach veth0:tcx-egress,section=tc --attach veth0:xdp \
		--attach veth1:xdp
	assert_not_exported "--attach veth1:xdp"
	ip -n "$NETNS" link set dev veth1 xdpgeneric off
	assert_bare
}

@test "a qdisc that was there stays, with its filters" {
	attach_classifier veth0 ingress
	ip -n "$NETNS" link set dev veth1 xdpgeneric obj "$HELPERS/xdp.bpf.o" \
		program watch
	bpf_object both <<-'END'
		MAP a = {.type = 2, .size_key = 4, .size_value = 4, .max_elem = 1};
		SEC("tc") int t(void *s) { return 0; }
		SEC("xdp") int x(void *s) { return 2; }
	END
	attaches --object both.o --attach veth0:ingress --attach veth1:xdp
	assert_not_exported "--attach veth1:xdp"
	assert_equal "$(filter_of veth0 ingress)" classify
}

@test "egress of an interface with a qdisc 'ingress' is refused" {
	tc -n "$NETNS" qdisc add dev veth0 ingress
	attaches --object "$CLASSIFIER" --attach veth0:egress
	assert_not_exported "--attach veth0:egress: the interface has a qdisc" \
		"knows no egress"
	assert_equal "$(filter_of veth0 ingress)" ""
	# It has an ingress.
	export_maps --to "$SOCK" --netns "$NETNS" --object "$CLASSIFIER" \
		--attach veth0:ingress
	assert_ran
	assert_equal "$(filter_of veth0 ingress)" classify
}

@test "without an importer nothing is attached or pinned" {
	pinning_object
	export_maps --to "$SOCK" --netns "$NETNS" --object x.o \
		--attach veth0:ingress --bpffs "$BPFFS"
	assert_not_exported "no importer waits there"
	assert_bare
	assert_equal "$(pins)" ""
}

@test "an importer that leaves takes what was attached with it" {
	local n

	need_tool strace
	no_leak_check
	pinning_object
	# The last of its messages is the importer's; rtnetlink's come before.
	importer
	WRAP=(strace -f -qq -o trace -e trace=sendmsg)
	export_maps --to "$SOCK" --netns "$NETNS" --object x.o \
		--attach veth0:ingress --bpffs "$BPFFS"
	assert_ran
	wait_for_exit "$PID"
	tc -n "$NETNS" qdisc del dev veth0 clsact
	rm -r "$BPFFS/tc"
	n=$(grep -c 'sendmsg(' trace)
	importer
	WRAP=(strace -f -qq -o trace -e trace=sendmsg
		-e "inject=sendmsg:error=ECONNREFUSED:when=$n")
	export_maps --to "$SOCK" --netns "$NETNS" --object x.o \
		--attach veth0:ingress --bpffs "$BPFFS"
	assert_not_exported "$SOCK: the importer left after 0 of 1 maps"
	assert_bare
	assert_equal "$(pins)" ""
}

@test "a pin, or its directory, of somebody else's is not used" {
	pinning_object
	mkdir -p "$BPFFS/tc/globals"
	mkmap array 4 4 1 name=a pin="$BPFFS/tc/globals/a"
	chown 1000:1000 "$BPFFS/tc/globals/a"
	refuses "map a: $BPFFS/tc/globals/a belongs to uid 1000" -- \
		--object x.o --attach veth0:ingress --bpffs "$BPFFS"
	rm "$BPFFS/tc/globals/a"
	chmod 777 "$BPFFS/tc/globals"
	refuses "map a: others may write to $BPFFS/tc/globals (mode 0777)" -- \
		--object x.o --attach veth0:ingress --bpffs "$BPFFS"
	chmod 755 "$BPFFS/tc/globals"
	chown 1000:1000 "$BPFFS/tc"
	refuses "map a: $BPFFS/tc belongs to uid 1000" -- \
		--object x.o --attach veth0:ingress --bpffs "$BPFFS"
	chown 0:0 "$BPFFS/tc"
	mv "$BPFFS/tc" "$BPFFS/elsewhere"
	ln -s "$BPFFS/elsewhere" "$BPFFS/tc"
	refuses "map a: $BPFFS/tc: not a directory" -- \
		--object x.o --attach veth0:ingress --bpffs "$BPFFS"
	rm "$BPFFS/tc"
	mv "$BPFFS/elsewhere" "$BPFFS/tc"
	chmod 777 "$BPFFS"
	refuses "map a: others may write to $BPFFS (mode 0777)" -- \
		--object x.o --attach veth0:ingress --bpffs "$BPFFS"
	chmod 1777 "$BPFFS"
	mkmap array 4 4 1 name=a pin="$BPFFS/real"
	ln -s "$BPFFS/real" "$BPFFS/tc/globals/a"
	refuses "map a: $BPFFS/tc/globals/a: not a pin" -- \
		--object x.o --attach veth0:ingress --bpffs "$BPFFS"
}

@test "one program isn't attached to one hook twice" {
	refuses "program classify is to be attached to veth0 twice" -- \
		--object "$HELPERS/classifier.bpf.o" --attach veth0:ingress \
		--attach veth0:ingress,program=classify
}

@test "a signal while it waits leaves nothing behind" {
	pinning_object
	background bpfns-export --to "$SOCK" --wait 60 --netns "$NETNS" \
		--object x.o --attach veth0:ingress --bpffs "$BPFFS"
	wait_until 5 sh -c "grep -q '^prog_id' /proc/$PID/fdinfo/*"
	kill "$PID"
	wait_for_exit "$PID"
	assert_equal "$status" 143
	assert_bare
	assert_equal "$(pins)" ""
}

@test "a signal in the middle waits until all is done" {
	need_tool strace
	no_leak_check
	importer
	# Each of its messages takes half a second; rtnetlink's come first.
	background strace -f -qq -o trace -e trace=sendmsg,bpf \
		-e inject=sendmsg:delay_enter=500000 bpfns-export --to "$SOCK" \
		--netns "$NETNS" --object "$HELPERS/classifier.bpf.o" \
		--attach veth0:ingress
	wait_until 10 sh -c "tc -n $NETNS filter show dev veth0 ingress | grep -q bpf"
	kill -TERM "$(pgrep -P "$PID")"
	wait_for_exit "$PID"
	assert_equal "$status" 0
	assert_equal "$(filter_of veth0 ingress)" classify
}

@test "closed standard descriptors take nobody's place" {
	importer
	run bash -c "bpfns-export --to '$SOCK' --netns '$NETNS' \
		--object '$CLASSIFIER' --attach veth0:ingress <&- >&- 2>&-"
	assert_success
	wait_for_exit "$PID"
	assert_maps proto:queue:drops
}

@test "two at once on one interface, with one pin, end in order" {
	local first second failed=0

	pinning_object
	for ((i = 0; i < 5; i++)); do
		SOCK=$BATS_TEST_TMPDIR/first.$i
		importer -- true
		SOCK=$BATS_TEST_TMPDIR/second.$i
		importer -- true
		background bpfns-export --to "$BATS_TEST_TMPDIR/first.$i" \
			--netns "$NETNS" --object x.o --attach veth0:ingress \
			--bpffs "$BPFFS"
		first=$PID
		background bpfns-export --to "$BATS_TEST_TMPDIR/second.$i" \
			--netns "$NETNS" --object x.o --attach veth0:egress \
			--bpffs "$BPFFS"
		second=$PID
		wait "$first" || failed=$((failed + 1))
		wait "$second" || failed=$((failed + 1))
		# Whoever lost a race has undone its own and left the other's.
		((failed < 2))
		assert_equal "$(pins)" "./tc ./tc/globals ./tc/globals/a"
		failed=0
		tc -n "$NETNS" qdisc del dev veth0 clsact
		rm -r "$BPFFS/tc"
	done
}

# --- what is attached ---

@test "tc ingress: what tc's export was, in one command" {
	attaches --object "$CLASSIFIER" --attach veth0:ingress
	assert_ran
	wait_for_exit "$PID"
	assert_maps proto:queue:drops
	assert_equal "$(filter_of veth0 ingress)" classify
	assert_equal "$(filter_of veth0 egress)" ""
	run tc -n "$NETNS" filter show dev veth0 ingress
	assert_output --partial direct-action
}

@test "the maps handed out are those that the program uses" {
	importer --policy none --cap sys_admin,net_admin,net_raw -- bash -c \
		"nsenter --net=/run/netns/$NETNS frames veth1 n=7; mapop 3 lookup 11"
	export_maps --to "$SOCK" --netns "$NETNS" --object "$CLASSIFIER" \
		--attach veth0:ingress
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	# packets, then bytes: 7 in the first u64
	assert_output --partial 0700000000000000
}

@test "tc egress, beside a qdisc that is there" {
	tc -n "$NETNS" qdisc add dev veth0 clsact
	attaches --object "$CLASSIFIER" \
		--attach veth0:egress,section=classifier,program=classify
	assert_ran
	assert_equal "$(filter_of veth0 egress)" classify
}

@test "tcx, and it stays when the exporter is gone" {
	attaches --object "$CLASSIFIER" --attach veth0:tcx-ingress \
		--attach veth1:tcx-egress
	assert_ran
	wait_for_exit "$PID"
	launch --netns "$NETNS" --dev veth0:tcx --dev veth1:tcx -- holder
	assert_maps drops:proto:queue
}

@test "XDP, in the mode asked for" {
	attaches --object "$HELPERS/xdp.bpf.o" \
		--attach veth0:xdpgeneric,program=watch \
		--attach veth1:xdpdrv,program=watch_too
	assert_ran
	wait_for_exit "$PID"
	assert_maps seen:seen_too
	run ip -n "$NETNS" -d link show dev veth0
	assert_output --partial xdpgeneric
	assert_output --partial "name watch "
	run ip -n "$NETNS" -d link show dev veth1
	assert_output --partial "prog/xdp"
	refute_output --partial xdpgeneric
}

@test "XDP, in whatever mode there is" {
	attaches --object "$HELPERS/xdp.bpf.o" --attach veth0:xdp,section=xdp,program=watch
	assert_ran
	run ip -n "$NETNS" link show dev veth0
	assert_output --partial prog/xdp
}

@test "one program to several hooks" {
	attaches --object "$CLASSIFIER" --attach veth0:ingress \
		--attach veth0:egress --attach veth1:ingress
	assert_ran
	wait_for_exit "$PID"
	assert_maps proto:queue:drops
	launch --netns "$NETNS" --dev veth0 --dev veth1 -- holder
	assert_maps drops:proto:queue
}

@test "an object of iproute2's kind, whatever its section is called" {
	bpf_object x <<-'END'
		MAP a = {.type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 4,
			 .max_elem = 1, .id = 4};
		SEC("anything") int t(void *s) {
			int k = 0; return !bpf_map_lookup_elem(&a, &k); }
	END
	attaches --object x.o --attach veth0:egress,section=anything
	assert_ran
	wait_for_exit "$PID"
	assert_line env=BPF_MAP4=3
	assert_equal "$(filter_of veth0 egress)" t
}

tail_calling_object() {
	bpf_object tails <<-'END'
		MAP jumps = {.type = BPF_MAP_TYPE_PROG_ARRAY, .size_key = 4,
			     .size_value = 4, .max_elem = 4, .id = 6};
		MAP hits = {.type = BPF_MAP_TYPE_ARRAY, .size_key = 4,
			    .size_value = 4, .max_elem = 1, .id = 7};
		SEC("cls") int entry(void *s) {
			bpf_tail_call(s, &jumps, 2); return 0; }
		SEC("6/2") int second(void *s) {
			int k = 0, *v = bpf_map_lookup_elem(&hits, &k);
			if (v) __sync_fetch_and_add(v, 1);
			return 0; }
	END
}

@test "iproute2's tail calls: section ID/KEY stands in that slot" {
	tail_calling_object
	importer --policy none --cap sys_admin,net_admin,net_raw -- bash -c \
		"nsenter --net=/run/netns/$NETNS frames veth1 n=5; mapop 4 lookup 00000000"
	export_maps --to "$SOCK" --netns "$NETNS" --object tails.o \
		--attach veth0:ingress
	assert_ran
	wait_for_exit "$PID"
	assert_ran
	assert_output --partial 05000000
}

@test "a tail call without its prog_array is refused" {
	bpf_object x <<-'END'
		MAP a = {.type = BPF_MAP_TYPE_ARRAY, .size_key = 4, .size_value = 4,
			 .max_elem = 1, .id = 6};
		SEC("cls") int entry(void *s) { return 0; }
		SEC("6/2") int second(void *s) { return 0; }
	END
	refuses "section 6/2: no prog_array has the id 6" \
		-- --object x.o --attach veth0:ingress
	tail_calling_object
	sed -i 's/max_elem = 4/max_elem = 2/' tails.c
	clang -target bpf -O2 -g "-I/usr/include/$(uname -m)-linux-gnu" -c tails.c
	refuses "section 6/2 into slot 2 of jumps" \
		-- --object tails.o --attach veth0:ingress
}

@test "--dev of the same command doesn't see what is attached only then" {
	attaches --object "$CLASSIFIER" --attach veth0:ingress --dev veth0
	assert_not_exported "--dev veth0: no program is attached"
	assert_bare
}

@test "-v says what was attached" {
	attaches -v --object "$CLASSIFIER" --attach veth0:ingress
	assert_ran
	assert_said "attached classify to veth0:ingress"
}
