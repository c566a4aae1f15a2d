#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/cmd/e_bpfns.c and tc_words.c: the stock tc runs bpfns-exec, with options
# in its own manner.

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
	export TC_LIB_DIR=$BPFNS_BIN/tc
	SOCK=$BATS_TEST_TMPDIR/import.sock
}

# by_tc WORD...: `tc exec bpfns WORD...`
by_tc() {
	run --separate-stderr bare timeout 20 tc exec bpfns "$@"
}

# by_words WORD...: the same without tc.
by_words() {
	launch --tc "$@"
}

# --- refusals ---

@test "a word that is no option is refused" {
	by_tc nonsense run holder
	assert_refused "bpfns-exec: 'nonsense' is no option" "stands behind 'run'"
	by_tc holder
	assert_refused "'holder' is no option"
	by_tc netns=x nets run holder
	assert_refused "'nets' is no option"
}

@test "an option cut short is refused, as tc's own aren't" {
	by_tc impo "$SOCK" run holder
	assert_refused "'impo' is no option"
}

@test "run without a command is refused" {
	by_tc run
	assert_refused "run: which command?"
}

@test "an option without its argument is refused" {
	by_tc import
	assert_refused "--import: needs an argument"
}

@test "--tc anywhere but first is refused" {
	launch -v --tc run holder
	assert_refused "--tc: must be the first word"
	by_tc tc run holder
	assert_refused "--tc: must be the first word"
}

@test "a bpfns-exec that can't be found is an error" {
	local tc
	tc=$(command -v tc)
	run --separate-stderr env PATH=/nowhere "$tc" exec bpfns run true
	# It may be installed here.
	[ -x /usr/local/bin/bpfns-exec ] || {
		assert_failure
		assert_said "bpfns: bpfns-exec, in PATH and in /usr/local/bin: No such file"
	}
}

@test "tc knows no such kind without the plug-in" {
	TC_LIB_DIR=/nowhere by_tc netns new run true
	assert_failure
	assert_said 'Unknown exec "bpfns"'
}

# --- what it does ---

@test "tc exec bpfns import SOCK run CMD" {
	background tc exec bpfns import "$SOCK" timeout 20 run holder
	wait_for_socket "$SOCK"
	export_maps --to "$SOCK" --object "$HELPERS/classifier.bpf.o"
	assert_ran
	wait_for_exit "$PID"
	assert_maps proto:queue:drops
	assert_line Seccomp=2
	assert_line CapEff=0000000000000000
	assert_equal "$(open_fds)" "0 1 2 3 4 5"
}

@test "options with arguments, without, and with those that may be left out" {
	own_bpffs
	mkmap hash 4 4 4 pin="$BPFFS/a"
	mkmap hash 4 4 4 pin="$BPFFS/b"
	public_directory
	cp "$HELPERS/holder" "$PUBLIC"
	by_tc pin "$BPFFS/a,id=7" pin "$BPFFS/b" read-only=b user 1000:1000 \
		listen-fds setenv A=1 run "$PUBLIC/holder"
	assert_maps a:b
	assert_line env=BPF_MAP7=3
	assert_line uid=1000
	assert_line env=LISTEN_FDS=2
	assert_equal "$(fd_line 4 | cut -d' ' -f1)" access=r
	assert_equal "$(fd_line 3 | cut -d' ' -f1)" access=rw
	by_tc pin "$BPFFS" read-only run holder
	assert_equal "$(fd_line 3 | cut -d' ' -f1)" access=r
}

@test "every option has its word, and its argument is left alone" {
	local left option arg

	while read -r left; do
		option=${left%%[ =[]*}
		[[ $option != tc ]] || continue
		if [[ $left = *' '* ]]; then
			# No argument may be taken for an option, or for run.
			by_words "$option" run run true
			refute_said "is no option"
			refute_said "which command"
		else
			by_words "${option%%[*}" help
			assert_success
		fi
	done < <(bpfns-exec --help | sed -nE \
		's/^ +(-., )?--([a-z-]+( [A-Za-z]|\[?=)?).*/\2/p')
}

@test "dashes may be given as well" {
	by_tc --setenv A=1 -v --setenv=B=2 unsetenv SHELL run sh -c 'echo $A$B'
	assert_success
	assert_output 12
	assert_said "running sh"
}

@test "what stands behind run is the command's" {
	by_tc run holder import x --help run
	assert_ran
	assert_equal "$(value arg)" $'import\nx\n--help\nrun'
}

@test "an argument that is called run is one" {
	by_tc netns run run holder
	assert_refused "--netns: run: no such netns"
}

@test "two dashes alone are no way to the command" {
	by_words import sock -- run true
	assert_refused "'--': a command stands behind 'run'"
}

@test "without a command it is the shell's" {
	SHELL=$HELPERS/holder by_tc verbose
	assert_ran
	assert_line --regexp '^uid='
}

@test "help, version, and no words at all" {
	by_tc help
	assert_success
	assert_line --partial "Usage: bpfns-exec"
	by_tc
	assert_success
	assert_line --partial "Usage: bpfns-exec"
	by_tc version
	assert_success
	assert_output --regexp '^bpfns-exec [0-9]'
}

@test "the command's status is tc's" {
	by_tc run holder exit=7
	assert_equal "$status" 7
}

@test "--explain tells the command, and nothing is run" {
	by_tc explain netns new run touch ran
	assert_success
	assert_line --regexp '^command +touch ran'
	[ ! -e ran ]
}

@test "make install puts the plug-in where it is told, make uninstall removes it" {
	local dir=$BATS_TEST_TMPDIR/root

	# Nothing is built: what is there is taken.
	make -s -C "$ROOT" install -o all DESTDIR="$dir" PREFIX=/usr \
		TC_LIB_DIR=/usr/lib/tc BUILD="$BPFNS_BIN" >/dev/null
	[ -f "$dir/usr/lib/tc/e_bpfns.so" ]
	[ -x "$dir/usr/bin/bpfns-exec" ]
	TC_LIB_DIR=$dir/usr/lib/tc by_tc run holder
	assert_ran
	make -s -C "$ROOT" uninstall DESTDIR="$dir" PREFIX=/usr \
		TC_LIB_DIR=/usr/lib/tc BUILD="$BPFNS_BIN"
	assert_equal "$(find "$dir" -type f)" ""
}
