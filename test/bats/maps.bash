# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # $status, $output, $stderr: bats's
# What the test files of bpfns-map share: maps, and holders of them that have
# nothing else. Loaded behind common.

# setup_maps: a bpffs, and a directory with bpfns-map that anybody may enter.
setup_maps() {
	need_root_world
	own_bpffs
	PUBLIC=$(mktemp -d /tmp/bpfns-map.XXXXXX)
	defer rm -rf "$PUBLIC"
	chmod 755 "$PUBLIC"
	mkdir -m 777 "$PUBLIC/work"
	mkdir "$PUBLIC/real"
	cp "$BPFNS_BIN/bpfns-map" "$HELPERS/holder" "$PUBLIC"
	cp "$BPFNS_BIN/bpfns-exec" "$PUBLIC/real"
	# Behind a filter leaks can't be looked for, elsewhere they are.
	printf '#!/bin/sh\nASAN_OPTIONS=detect_leaks=0 exec %s "$@"\n' \
		"'$PUBLIC/real/bpfns-exec'" >"$PUBLIC/bpfns-exec"
	chmod 755 "$PUBLIC/bpfns-exec"
	PATH=$PUBLIC:$PATH
}

# map NAME TYPE KEY VALUE MAX [OPTION...]: by mkmap, pinned as $BPFFS/NAME.
map() {
	mkmap "${@:2:4}" name="${1:0:15}" pin="$BPFFS/$1" "${@:6}"
}

# holder SCRIPT [OPTION...]: a shell that holds the maps of $BPFFS (or of the
# directory $PINS), in the order of their names; it is nobody, has no capability, and is behind map-rw.
holder() {
	run --separate-stderr bare timeout 60 bpfns-exec \
		--user 65534:65534 --pin "${PINS:-$BPFFS}" "${@:2}" -- \
		bash -ec "cd '$PUBLIC/work'; $1"
}

# holds SCRIPT [OPTION...]: and all went well.
holds() {
	holder "$@"
	[ "$status" = 0 ] || fail "status $status: $output $stderr"
}

# refuses STATUS MESSAGE WORD...: bpfns-map with these words, as root.
refuses() {
	run --separate-stderr bare timeout 20 bpfns-map "${@:3}"
	[ "$status" = "$1" ] || fail "status $status: $output $stderr"
	assert_output ""
	assert_said "bpfns-map: " "$2"
}

# does WORD...: bpfns-map with these words, as root, answers 0.
does() {
	run --separate-stderr bare timeout 60 bpfns-map "$@"
	[ "$status" = 0 ] || fail "status $status: $stderr"
}

# at NAME: the words for the pin.
at() {
	AT=(pinned "$BPFFS/$1")
}
