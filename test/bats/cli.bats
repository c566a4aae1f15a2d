#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What holds for the command line of every program: src/cmd/option.c, say.c
# and start.c.

load common
load confined

PROGRAMS=(bpfns-exec bpfns-export bpfns-map bpfns-policy)

# The status by which each says that it failed.
failure_of() {
	[ "$1" = bpfns-exec ] && echo 125 || echo 2
}

# fails PROGRAM WORD...: it does so, with nothing on standard output.
fails() {
	local program=$1

	shift
	run --separate-stderr -"$(failure_of "$program")" \
		timeout 10 "$program" "$@"
	assert_output ""
	# shellcheck disable=SC2154 # run sets it
	[[ $stderr = "$program: "* ]] || fail "no message: $stderr"
}

assert_says() {
	[[ $stderr = *"$1"* ]] || fail "'$1' is not in: $stderr"
}

# The long options in a program's help, without help and version.
options_of() {
	"$1" --help | sed -nE 's/^  (-.,|   ) --([a-z-]+).*/\2/p' |
		grep -vxE 'help|version'
}

@test "an unknown option is refused" {
	local program

	for program in "${PROGRAMS[@]}"; do
		fails "$program" --bogus
		assert_says "--bogus: unknown option (see --help)"
		fails "$program" -Q
		assert_says "-Q: unknown option (see --help)"
	done
}

@test "an option cut short is refused, even where only one begins so" {
	local program

	for program in "${PROGRAMS[@]}"; do
		fails "$program" --hel
		assert_says "--hel: unknown option"
		fails "$program" --versio
		assert_says "--versio: unknown option"
	done
	fails bpfns-exec --netn new true
	assert_says "--netn: unknown option"
	fails bpfns-exec --netn=new true
	assert_says "--netn=new: unknown option"
	fails bpfns-export --t=sock
	assert_says "--t=sock: unknown option"
	fails bpfns-policy compile x --outpu=y
	assert_says "--outpu=y: unknown option"
}

@test "an option in capitals is refused" {
	fails bpfns-exec --NETNS new true
	assert_says "--NETNS: unknown option"
}

@test "an argument that is missing is told" {
	fails bpfns-exec --netns
	assert_says "--netns: needs an argument (see --help)"
	fails bpfns-export --to
	assert_says "--to: needs an argument (see --help)"
	fails bpfns-policy compile x -o
	assert_says "needs an argument (see --help)"
}

@test "every option of bpfns-exec that takes an argument wants one" {
	local name

	while read -r name; do
		fails bpfns-exec "--$name"
		assert_says "--$name: needs an argument"
	done < <(bpfns-exec --help |
		sed -nE 's/^  (-.,|   ) --([a-z-]+) [A-Z].*/\2/p')
}

@test "an argument for an option that takes none is refused" {
	fails bpfns-exec --sysfs=yes true
	assert_says "--sysfs=yes: takes no argument (see --help)"
	fails bpfns-export --inherit=yes
	assert_says "--inherit=yes: takes no argument"
}

@test "an option that makes no sense twice is refused" {
	local option

	for option in import netns user policy; do
		fails bpfns-exec "--$option" none "--$option" none true
		assert_says "--$option: given twice"
	done
	fails bpfns-export --to a --to b
	assert_says "--to: given twice"
	fails bpfns-policy compile x -o a -o b
	assert_says "--output: given twice"
}

@test "words that aren't expected are refused" {
	fails bpfns-export --to sock word
	assert_says "word: not an option (see --help)"
	fails bpfns-policy check a b
	assert_says "b: one word too many"
	fails bpfns-policy bogus
	assert_says "bogus: unknown command"
	fails bpfns-policy
	assert_says "which command?"
}

@test "options that go with --import are refused without it" {
	local option

	for option in --timeout=1 --import-mode=600 --import-from=0; do
		fails bpfns-exec "$option" touch ran
		assert_says "go with --import"
	done
	assert_not_exists ran
}

@test "--help that can't be written is a failure" {
	local program

	for program in "${PROGRAMS[@]}"; do
		run -"$(failure_of "$program")" bash -c \
			"$program --help >/dev/full"
		assert_output --partial "standard output: No space left"
		run -"$(failure_of "$program")" bash -c \
			"$program --version >/dev/full"
	done
}

# bats test_tags=root
@test "what isn't for a terminal to see is escaped" {
	local evil=$'e\e[31m\r\n\x7f\xff' program
	local escaped='e\x1b[31m\x0d\x0a\x7f\xff'

	fails bpfns-exec --netns "$evil" true
	assert_says "$escaped"
	fails bpfns-exec --policy "./$evil" true
	assert_says "$escaped"
	fails bpfns-exec --user "$evil" true
	assert_says "$escaped"
	fails bpfns-exec --pin "./$evil" true
	assert_says "$escaped"
	run -127 bpfns-exec "$evil"
	assert_output --partial "$escaped"
	fails bpfns-export --to "$evil" --inherit
	fails bpfns-policy check "$evil"
	assert_says "$escaped"
	for program in "${PROGRAMS[@]}"; do
		fails "$program" "--$evil"
		assert_says "--$escaped: unknown option"
	done
}

@test "a message of hostile words is one line" {
	run -125 bpfns-exec --netns "$(printf 'a\nb\nc')" true
	assert_equal "${#lines[@]}" 1
}

@test "the shown line of a hostile policy is escaped too" {
	printf '\e[31mbogus\x01: allow\n' >evil.policy
	run bpfns-policy check evil.policy
	refute_output --partial $'\e'
	refute_output --partial $'\x01'
}

@test "--help goes to standard output, and is a success" {
	local program

	for program in "${PROGRAMS[@]}"; do
		run --separate-stderr -0 "$program" --help
		assert_line --partial "Usage: $program "
		assert_equal "$stderr" ""
		run --separate-stderr -0 "$program" -h
		assert_line --partial "Usage: $program "
	done
}

@test "--version is the name and the version" {
	local program

	for program in "${PROGRAMS[@]}"; do
		run --separate-stderr -0 "$program" --version
		assert_output --regexp "^$program [0-9]+\.[0-9]+\.[0-9]+$"
		assert_equal "$stderr" ""
		run -0 "$program" -V
		assert_output --regexp "^$program [0-9]"
	done
}

@test "--help does nothing else, whatever stands around it" {
	run -0 bpfns-exec --import sock --help --bogus
	assert_not_exists sock
	# An error that comes first is told first.
	fails bpfns-exec --bogus --help
}

@test "-- ends the options" {
	run -0 bpfns-exec -- holder --help
	assert_line arg=--help
	run -127 bpfns-exec -- --help
	assert_output --partial "--help: No such file"
	fails bpfns-export --to sock -- --inherit
	assert_says "--inherit: not an option"
	fails bpfns-policy check -- --help
	assert_says "--help: No such file"
}

@test "the options stop at the first word that is none" {
	run -0 bpfns-exec holder --help --netns -- x
	assert_equal "$(value arg)" $'--help\n--netns\n--\nx'
}

@test "an argument may stand behind = or be the next word" {
	run -0 bpfns-exec --setenv=A=1 --setenv B=2 --unsetenv SHELL env
	assert_line A=1
	assert_line B=2
}

# bats test_tags=root
@test "an argument may look like an option" {
	fails bpfns-exec --netns --help true
	assert_says "--help: no such netns"
}

@test "--verbose and -v are the same" {
	run -0 bpfns-exec -v true
	assert_output --regexp "running true.*policy map-rw"
	run -0 bpfns-exec --verbose true
	assert_output --regexp "running true.*policy map-rw"
	run -0 bpfns-exec true
	assert_output ""
}

# bats test_tags=root
@test "messages go to standard error, by the program's name" {
	run --separate-stderr -125 bpfns-exec --netns bpfns-none true
	assert_output ""
	assert_equal "$stderr" \
		"bpfns-exec: --netns: bpfns-none: no such netns in /run/netns"
}

@test "a standard error that can't be written changes no status" {
	run -125 bash -c 'bpfns-exec --netns bpfns-none true 2>/dev/full'
	run -125 bash -c 'bpfns-exec --netns bpfns-none true 2>&-'
	run -0 bash -c 'bpfns-exec -v true 2>/dev/full'
}

@test "every option of every program is used by a test elsewhere" {
	local program letter name untested=()

	for program in "${PROGRAMS[@]}"; do
		while read -r letter name; do
			grep -rqE --include='*.bats' --include='*.bash' \
				--exclude=cli.bats \
				-e "( $letter|--$name)([^a-z-]|\$)" \
				"$ROOT/test/bats" "$ROOT/test/attack" ||
				untested+=("$program --$name")
		done < <("$program" --help | sed -nE \
			-e '/--(help|version) /d' \
			-e 's/^  (-.), --([a-z-]+).*/\1 \2/p' \
			-e 's/^      (--([a-z-]+)).*/\1 \2/p')
	done
	assert_equal "${untested[*]}" ""
}

@test "the help names every option there is" {
	# Seen from outside: what is in there and is no option would be told
	local name

	while read -r name; do
		run timeout 5 bpfns-exec "--$name" </dev/null
		refute_output --partial "unknown option"
	done < <(options_of bpfns-exec | grep -vx verbose)
}

# The lines of SECURITY.md that name a test; a promise without one is told, too.
@test "what SECURITY.md says of tests is so" {
	local line wrong=()

	while IFS= read -r line; do
		grep -qxF "@test \"${line#*: }\" {" \
			"$ROOT/test/${line%%: *}" || wrong+=("$line")
	done < <(sed -n 's/^    //p' "$ROOT/SECURITY.md")
	assert_equal "${wrong[*]}" ""
	run -0 awk '/^##/ { if (promise && !tests) print promise
			promise = /^### / ? $0 : ""; tests = 0 }
		/^    / { tests++; all++ }
		END { if (all < 50) print all " tests only" }' \
		"$ROOT/SECURITY.md"
	assert_output ""
}
