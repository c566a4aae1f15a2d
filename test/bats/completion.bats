#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# completion/: what a shell offers is what the programs take. Each question is
# put to both shells.

# bats file_tags=root
load common

PROGRAMS=(bpfns-exec bpfns-export bpfns-map bpfns-policy)

# in_bash WORD...: what bash offers for the last one, as a shell reads what is
# inserted.
in_bash() {
	inserted "$@" | xargs -r printf '%s\n'
}

# inserted WORD...: as it is inserted.
inserted() {
	(
		compopt() { echo FILES; }
		# shellcheck source=completion/bpfns.bash
		source "$ROOT/completion/bpfns.bash"
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_bpfns "$1" "${COMP_WORDS[COMP_CWORD]}" \
			"${COMP_WORDS[COMP_CWORD - 1]}"
		((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
	)
}

# in_zsh WORD...: the same. compadd filters by itself; here it doesn't.
in_zsh() {
	# shellcheck disable=SC2016 # for the inner shell
	zsh -f -c 'root=$1; shift
		compadd() { shift; print -l -- "$@" }
		_files() { print FILES }
		compset() { : }
		_command_names() { print -l -- ${(k)commands} }
		_normal() { print -l -- NORMAL $words }
		words=("$@") CURRENT=$#
		source "$root/completion/_bpfns"' zsh "$ROOT" "$@"
}

# offers ANSWER WORD...: both offer just these words (in any order) that begin
# with the last of WORD....
offers() {
	local shell got

	for shell in in_bash in_zsh; do
		got=$("$shell" "${@:2}" | grep -F -- "${*: -1}" | sort | paste -sd ' ')
		assert_equal "$shell: $got" \
			"$shell: $(tr ' ' '\n' <<<"$1" | sort | paste -sd ' ')"
	done
}

setup() {
	common_setup
	need_tool zsh
}

@test "every option of every program's help is offered" {
	local program

	for program in "${PROGRAMS[@]}"; do
		offers "$("$program" --help | grep -oE \
			'^ +(-[a-zA-Z], )?--[a-z-]+' | grep -oE -e '--.*' |
			paste -sd ' ')" "$program" --
	done
}

@test "every verb is offered, and nothing that is none" {
	local verbs

	verbs=$(sed -nE '/verbs\[\] = \{/,/^};/ s/^\t\{"([a-z]+)".*/\1/p' \
		"$ROOT/src/cmd/map.c" | paste -sd ' ')
	assert [ "$(wc -w <<<"$verbs")" -ge 14 ]
	offers "$verbs" bpfns-map ''
	verbs=$(sed -nE '/commands\[\] = \{/,/^};/ s/^\t\{"([a-z]+)".*/\1/p' \
		"$ROOT/src/cmd/policy.c" | paste -sd ' ')
	offers "$verbs" bpfns-policy ''
	offers "dump" bpfns-map --json dum
}

@test "maps are those that are held" {
	export BPF_NUM_MAPS=2 BPF_MAP3=4 BPF_MAP17=5 BPF_MAPS=drops:proto
	export BPF_MAP_DROPS=4 BPF_MAP3_KEY=u32
	offers "drops proto id fd pinned" bpfns-map lookup ''
	offers "drops" bpfns-map --json dump dro
	offers "drops proto id fd pinned" bpfns-map watch drops ''
	offers "3 17" bpfns-map dump id ''
	offers "FILES" bpfns-map dump pinned FILES
	offers "drops proto" bpfns-exec --only ''
}

@test "a name is nothing to run, and is quoted where a shell would run it" {
	local trap="$BATS_TEST_TMPDIR/ran" shell name

	# shellcheck disable=SC2016 # that it isn't expanded is the point
	for name in 'x`touch${IFS}TRAP`' 'x$(touch TRAP)' 'x;touch TRAP' \
		'x${a[$(touch TRAP)]}' '$(touch TRAP)' "x'\$(touch TRAP)'" \
		'x"$(touch TRAP)' '*' 'x <(touch TRAP)' '\\`touch TRAP`' \
		'!$(touch TRAP)' $'x\n`touch TRAP`'; do
		export BPF_MAPS=drops:${name//TRAP/$trap}
		for shell in in_bash in_zsh; do
			run "$shell" bpfns-map lookup ''
			assert_line drops
			run "$shell" bpfns-map lookup x
			run "$shell" bpfns-exec --only ''
			assert_line drops
		done
		assert [ ! -e "$trap" ]
	done
	# shellcheck disable=SC2016
	export BPF_MAPS='drops:x`touch${IFS}y`:a b'
	# shellcheck disable=SC2016
	assert_equal "$(inserted bpfns-map lookup x)" 'x\`touch\$\{IFS\}y\`'
	assert_equal "$(inserted bpfns-map lookup 'a\ ')" 'a\ b'
	assert_equal "$(inserted bpfns-map lookup d)" drops
}

@test "words and arguments that are one of a few are offered" {
	offers "any noexist exist" bpfns-map update m 1 2 ''
	offers "= != < <= > >= exists gone" bpfns-map wait m 1 ''
	offers "any noexist exist" bpfns-map load m --update ''
	offers "FILES" bpfns-map load m FILES
	offers "map-rw map-ro reader server none" bpfns-exec --policy ''
	offers "root" bpfns-exec --user roo
}

# bash makes three words of --option=argument.
@test "an argument behind = is one, and no word" {
	export BPF_MAPS=drops
	run in_bash bpfns-exec --policy = rea
	assert_output reader
	run in_zsh bpfns-exec --policy=rea
	assert_line --policy=reader
	run in_bash bpfns-exec --policy =
	assert_line reader
	run in_bash bpfns-exec --policy = none --pi
	assert_output --pin
	run in_zsh bpfns-exec --policy=none --pi
	assert_line --pin
	run in_bash bpfns-map --key = u32 du
	assert_output dump
	run in_zsh bpfns-map --key=u32 du
	assert_line dump
	run in_bash bpfns-map dump --sort = key d
	assert_output drops
	run in_zsh bpfns-map dump --sort=key d
	assert_line drops
	run in_bash bpfns-exec --read-only = dr
	assert_output drops
	run in_zsh bpfns-exec --read-only=dr
	assert_line --read-only=drops
	run in_zsh bpfns-exec --pin=x
	assert_output FILES
}

@test "a map of two words is one" {
	offers "any noexist exist" bpfns-map update pinned /x 1 2 ''
	offers "any noexist exist" bpfns-map update id 1 1 2 ''
	offers "= != < <= > >= exists gone" bpfns-map wait fd 3 1 ''
	offers "" bpfns-map wait pinned /p ''
	offers "" bpfns-map update pinned /x 1 ''
}

@test "the types that are offered are those there are" {
	offers "$(value-tool <<<$'type\t?\t0' |
		sed -nE 's/.*expected a type: ([^,]*),.*/\1/p')" \
		bpfns-map dump m --key ''
}

@test "what an option's argument is, is no word" {
	export BPF_MAPS=drops
	offers "drops id fd pinned" bpfns-map --key u32 dump ''
	offers "FILES" bpfns-policy compile -o FILES
}

@test "the command that bpfns-exec runs is completed as itself" {
	local shell

	for shell in in_bash in_zsh; do
		run "$shell" bpfns-exec --netns new -- ls
		assert_line ls
		run "$shell" bpfns-exec ls --
		refute_line --partial --netns
	done
}

@test "installed where the shells look, and removed again" {
	local dir=$BATS_TEST_TMPDIR/root program

	make -s -C "$ROOT" install DESTDIR="$dir" PREFIX=/usr 3>&-
	for program in "${PROGRAMS[@]}"; do
		assert [ -e "$dir/usr/share/bash-completion/completions/$program" ]
	done
	assert [ -e "$dir/usr/share/zsh/site-functions/_bpfns" ]
	assert [ -e "$dir/usr/share/man/man7/bpfns-types.7" ]
	make -s -C "$ROOT" uninstall DESTDIR="$dir" PREFIX=/usr 3>&-
	run find "$dir" -type f -o -type l
	assert_output ""
}
