# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # $status, $output, $stderr: bats's
# What the test files about maps share beyond common.bash: launches, and what
# a refusal is. The workload is holder, which always prints, so that an empty
# $output says that nothing was run.

# launch [OPTION...] [-- CMD...]: a bpfns-exec with no descriptor but 0, 1 and
# 2; what WRAP holds stands before it. Never waits for ever.
launch() {
	run --separate-stderr bare "${WRAP[@]}" timeout 20 bpfns-exec "$@"
}

export_maps() {
	run --separate-stderr bare "${WRAP[@]}" timeout 20 bpfns-export "$@"
}

refute_said() {
	[[ $stderr != *"$1"* ]] || fail "stderr has '$1': $stderr"
}

# assert_refused TEXT...: bpfns-exec failed, said so, and ran nothing.
assert_refused() {
	assert_equal "$status" 125
	assert_equal "$output" ""
	assert_said "$@"
}

# assert_ran: the launch succeeded.
assert_ran() {
	[ "$status" = 0 ] || fail "status $status: $stderr"
}

assert_no_socket() {
	if [ -e "$SOCK" ] || [ -L "$SOCK" ]; then
		fail "$SOCK is still there"
	fi
}

# importer [OPTION...] [-- CMD...]: waits at $SOCK, in the background; WRAP
# stands before it.
importer() {
	local word command=(-- holder)

	SOCK=${SOCK:-$BATS_TEST_TMPDIR/import.sock}
	for word; do
		[ "$word" != -- ] || command=()
	done
	background "${WRAP[@]}" bpfns-exec --import "$SOCK" --timeout 20 "$@" \
		"${command[@]}"
	wait_for_socket "$SOCK"
}

# sends WORD...: by tcsend. The importer may leave before all is sent. Root is
# nobody in a user namespace that has no number for it: there it is one's own
# user who sends.
sends() {
	local sent=0

	[ "$POSITION" != userns ] || set -- "$@" uid=65534
	timeout 10 tcsend "$SOCK" "$@" >/dev/null || sent=$?
	((sent <= 1)) || fail "tcsend: $sent"
}

# imports [OPTION...] -- WORD...: a holder gets what tcsend sends of WORDs.
# Whatever becomes of it, no socket may be left.
imports() {
	local options=()

	while [ "$1" != -- ]; do
		options+=("$1")
		shift
	done
	shift
	importer "${options[@]}"
	sends "$@"
	wait_for_exit "$PID" 20
	assert_no_socket
}

# public_directory: $PUBLIC, which any user may enter. bats's own may not be.
public_directory() {
	PUBLIC=$(mktemp -d /tmp/bpfns-test.XXXXXX)
	defer rm -rf "$PUBLIC"
	chmod 755 "$PUBLIC"
	give "$PUBLIC"
}

# without_privilege: WRAP becomes what runs a program as uid 65534, and the
# programs are found in a copy that it can reach.
without_privilege() {
	need_tool setpriv
	public_directory
	cp "$BPFNS_BIN/bpfns-exec" "$BPFNS_BIN/bpfns-export" \
		"$HELPERS/holder" "$HELPERS/mapop" "$PUBLIC"
	PATH=$PUBLIC:$PATH
	WRAP=(setpriv --reuid=65534 --regid=65534 --clear-groups
		--inh-caps=-all --bounding-set=-all)
}

# holding TYPE KEY VALUE MAX [OPTION...]: WRAP gets a map to pass on, announced
# as BPF_MAP0.
holding() {
	WRAP=(env BPF_NUM_MAPS=1 BPF_MAP0=3 mkmap "$@" -- "${WRAP[@]}")
}

WRAP=()

# exports OPTION...: a holder gets what bpfns-export hands out by these. What
# the exporter says stays in $said, whatever becomes of the importer.
exports() {
	importer "${IMPORTER[@]}"
	export_maps --to "$SOCK" "$@"
	said=$stderr
	assert_ran
	wait_for_exit "$PID"
	assert_ran
}

# assert_not_exported TEXT...: as assert_refused, with bpfns-export's status.
assert_not_exported() {
	assert_equal "$status" 2
	assert_equal "$output" ""
	assert_said "$@"
}

# assert_maps NAME:NAME...: these were handed over, in this order.
assert_maps() {
	assert_ran
	assert_equal "$(value env | sed -n 's/^BPF_MAPS=//p')" "$1"
}

# pins: what stands in $BPFFS, on one line.
pins() {
	(cd "$BPFFS" && find . -mindepth 1 ! -name '*.debug' | sort | paste -sd ' ')
}

# bpf_object NAME [CLANG-WORD...]: compiles standard input to NAME.o. The usual
# includes stand above it, and struct bpf_elf_map as iproute2 has it last.
bpf_object() {
	{
		cat <<-'END'
			#include <linux/bpf.h>
			#include <bpf/bpf_helpers.h>
			struct bpf_elf_map {
				__u32 type, size_key, size_value, max_elem;
				__u32 flags, id, pinning, inner_id, inner_idx;
			};
			#define MAP struct bpf_elf_map SEC("maps")
			char _license[] SEC("license") = "GPL";
		END
		cat
	} >"$1.c"
	clang -target bpf -O2 -g "-I/usr/include/$(uname -m)-linux-gnu" \
		"${@:2}" -c "$1.c" -o "$1.o"
}

IMPORTER=()
