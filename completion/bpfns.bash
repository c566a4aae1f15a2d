# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# Completion for bash, of all programs. Options and verbs are those of --help,
# so that they are never out of date; maps are those that the shell holds.

# _bpfns_options PROGRAM: its options, one a line.
_bpfns_options() {
	"$1" --help 2>/dev/null |
		sed -nE 's/^  (-[a-zA-Z], |    )(--[a-z-]+).*/\2/p'
}

# _bpfns_takes PROGRAM: those of them that take an argument, short ones too.
_bpfns_takes() {
	"$1" --help 2>/dev/null | sed -nE \
		-e 's/^      (--[a-z-]+) [^ ].*/\1/p' \
		-e 's/^  (-[a-zA-Z]), (--[a-z-]+) [^ ].*/\1\n\2/p'
}

# _bpfns_verbs PROGRAM: what its first word can be.
_bpfns_verbs() {
	case ${1##*/} in
	bpfns-map)
		"$1" --help 2>/dev/null |
			sed -nE '/^Verbs:/,/^$/ s/^  ([a-z]+) .*/\1/p'
		;;
	bpfns-policy)
		"$1" --help 2>/dev/null |
			sed -nE 's/^(Usage:|      ) [^ ]+ ([a-z]+) .*/\2/p'
		;;
	esac
}

# The maps that are held: names, and ids.
_bpfns_names() {
	tr : '\n' <<<"${BPF_MAPS-}"
}

_bpfns_ids() {
	compgen -e | sed -nE 's/^BPF_MAP([0-9]+)$/\1/p'
}

_bpfns_policies() {
	bpfns-policy show 2>/dev/null | sed 's/ .*//'
}

_bpfns_types=(u8 u16 u32 u64 s8 s16 s32 s64 be16 be32 be64 f32 f64 bool char hex
	str ip4 ip6 mac cidr4 cidr6)

_bpfns_lines() {
	printf '%s\n' "$@"
}

# _bpfns_argument OPTION: words for its argument, one a line. Fails where files
# do.
_bpfns_argument() {
	case $1 in
	--policy) _bpfns_policies ;;
	--netns) ls /run/netns 2>/dev/null && echo new ;;
	--user) compgen -u ;;
	--groups) compgen -g ;;
	--only | --read-only | --map) _bpfns_names ;;
	--key | --value) _bpfns_lines "${_bpfns_types[@]}" ;;
	--update) _bpfns_lines any noexist exist ;;
	--sort) _bpfns_lines key value rate ;;
	--cpu | --field | --timeout | --interval | --count | --wait) ;;
	--setenv | --unsetenv) compgen -e ;;
	*) return 1 ;;
	esac
}

# _bpfns_word PROGRAM WORD...: what can stand behind these words, which are no
# options, one a line. Fails where files do.
_bpfns_word() {
	local program=${1##*/} n=$#

	if [ $# = 1 ]; then
		_bpfns_verbs "$1"
		return
	fi
	[ "$program" = bpfns-map ] || return 1
	# A MAP of two words counts as one.
	case ${3-} in
	pinned | id | fd) ((n--)) ;;
	esac
	case ${*: -1} in
	pinned) return 1 ;;
	id) _bpfns_ids ;;
	fd) ;;
	*)
		case $2,$n in
		list,*) ;;
		watch,* | *,2) _bpfns_names && _bpfns_lines id fd pinned ;;
		load,*) return 1 ;;
		update,5) _bpfns_lines any noexist exist ;;
		wait,4) _bpfns_lines '=' != '<' '<=' '>' '>=' exists gone ;;
		esac
		;;
	esac
}

# _bpfns_offer WORDS CUR: those of WORDS, one a line, that begin with CUR, quoted
# where the shell would make more of them. A map's name is whatever who made it
# liked, and nothing of it may be run: so no compgen -W, which expands words.
# What isn't printable isn't offered: its quoting, $'...', is no quoting within
# the double quotes that may stand before it.
_bpfns_offer() {
	local word quoted

	while IFS= read -r word; do
		printf -v quoted %q "$word"
		[[ -n $word && $quoted != "$'"* ]] || continue
		if [[ $word = "$2"* || $quoted = "$2"* ]]; then
			COMPREPLY+=("$quoted")
		fi
	done <<<"$1"
}

_bpfns() {
	local program=$1 cur=$2 previous=$3 takes words=() i word reply=

	COMPREPLY=()
	takes=" $(_bpfns_takes "$program" | tr '\n' ' ')"
	if [ "$cur" = = ]; then
		cur=
	fi
	if [ "$previous" = = ]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	# The words before this one, without options and their arguments. The
	# command that bpfns-exec runs is completed as itself.
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		--) ((i++)) ;&
		[!-]*)
			if [ "${program##*/}" = bpfns-exec ]; then
				_bpfns_command "$i"
				return
			fi
			words+=("${COMP_WORDS[i]}")
			;;
		*)
			# bash makes three words of --option=argument.
			if [ "${COMP_WORDS[i + 1]}" = = ]; then
				((i += 2))
			elif [[ $takes = *" $word "* ]]; then
				((i++))
			fi
			;;
		esac
	done
	if [[ $previous = -* && ($takes = *" $previous "* ||
		$previous = --sort || $previous = --read-only) ]]; then
		reply=$(_bpfns_argument "$previous") || compopt -o default
	elif [[ $cur = -* ]]; then
		reply=$(_bpfns_options "$program")
	elif [ "${program##*/}" = bpfns-exec ]; then
		mapfile -t COMPREPLY < <(compgen -c -- "$cur")
		return
	else
		reply=$(_bpfns_word "$program" "${words[@]}") ||
			compopt -o default
	fi
	_bpfns_offer "$reply" "$cur"
}

# _bpfns_command I: the words from I on are a command line of their own.
_bpfns_command() {
	if [ "$1" -ge "$COMP_CWORD" ]; then
		mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
	elif declare -F _command_offset >/dev/null; then
		_command_offset "$1"
	else
		compopt -o default
	fi
}

complete -F _bpfns bpfns-exec bpfns-export bpfns-map bpfns-policy
