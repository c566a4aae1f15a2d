#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/confine/caps.c: what the workload may still do, and can't have again.

# bats file_tags=root
load common
load confined

setup_file() {
	need_root_world
}

NONE=0000000000000000
NET_RAW=0000000000002000 # 1 << 13
# noroot, no_setuid_fixup, keep_caps off, no_cap_ambient_raise, all locked
SECUREBITS=0xef

# assert_sets HEX: just these in every set.
assert_sets() {
	local set

	for set in Inh Prm Eff Bnd Amb; do
		assert_value "Cap$set" "$1"
	done
}

# A holder at $RAISED that gives whoever starts it capabilities.
raised_holder() {
	public_dir holder bpfns-exec
	need_setuid_here
	RAISED=$PUBLIC/holder
}

@test "an unknown capability is refused" {
	refused "no capability is named 'bogus'" --cap bogus
	refused "no capability is named 'cap_'" --cap cap_
	refused "no capability is named 'net_raw '" --cap 'net_raw '
	refused "no capability is named" --cap "$(printf 'x%.0s' {1..300})"
}

@test "a capability's number is no name" {
	refused "no capability is named '13'" --cap 13
	refused "no capability is named 'cap_13'" --cap cap_13
	refused "no capability is named 'net_raw=ep'" --cap net_raw=ep
}

@test "an empty word among the capabilities is refused" {
	refused "an empty word" --cap ''
	refused "an empty word" --cap net_raw,
}

@test "a capability that the caller doesn't have is refused" {
	run -125 setpriv --bounding-set -net_raw bpfns-exec --cap net_raw \
		touch ran
	assert_output --partial \
		"net_raw can't be kept: this process doesn't have it"
	assert_not_exists ran
}

@test "a bad capability is refused before anything is waited for" {
	refused "no capability" --import sock --cap bogus
}

@test "uid 0 has no capability in any set" {
	# What it would have without us
	run -0 holder
	refute_output --partial "CapEff=$NONE"
	runs -- holder
	assert_value uid 0
	assert_sets "$NONE"
}

@test "another uid has none either" {
	public_dir holder
	runs --user nobody -- "$PUBLIC/holder"
	assert_sets "$NONE"
}

@test "no_new_privs is set" {
	runs -- holder
	assert_value NoNewPrivs 1
}

@test "the securebits are set and locked" {
	runs -- holder
	assert_value securebits "$SECUREBITS"
}

@test "a securebit that is locked where we can't use it is refused" {
	run -125 setpriv --securebits +noroot_locked bpfns-exec touch ran
	assert_output --partial "securebits: Operation not permitted"
	assert_not_exists ran
}

@test "uid 0 regains nothing from the second program on" {
	runs -- sh -c 'holder; holder'
	refute_line --regexp '^Cap(Inh|Prm|Eff|Bnd|Amb)=.*[1-9a-f]'
}

@test "no_new_privs alone keeps uid 0 from regaining anything" {
	# Without CAP_SETPCAP neither bounding set nor securebits change.
	run -0 setpriv --bounding-set -setpcap holder
	refute_output --partial "CapEff=$NONE"
	run -0 setpriv --bounding-set -setpcap bpfns-exec -- sh -c holder
	assert_value uid 0
	assert_value securebits 0
	refute_output --partial "CapBnd=$NONE"
	assert_value CapEff "$NONE"
	assert_value CapPrm "$NONE"
	assert_value NoNewPrivs 1
}

@test "the securebits alone keep uid 0 from regaining anything" {
	local drop=(capsh --secbits="$SECUREBITS")

	# The very bits the workload has, by another program and without
	# no_new_privs; the bounding set is left alone
	run -0 capsh -- -c holder
	refute_output --partial "CapEff=$NONE"
	run -0 "${drop[@]}" --caps= -- -c holder
	assert_value NoNewPrivs 0
	assert_value CapEff "$NONE"
	assert_value CapPrm "$NONE"
	refute_output --partial "CapBnd=$NONE"
	runs -- holder
	assert_value securebits "$SECUREBITS"
}

@test "--cap keeps just that for uid 0" {
	runs --cap net_raw -- holder
	assert_value uid 0
	assert_sets "$NET_RAW"
}

@test "--cap keeps just that for another uid" {
	public_dir holder
	runs --user nobody --cap net_raw -- "$PUBLIC/holder"
	assert_value uid "$(id -u nobody)"
	assert_sets "$NET_RAW"
}

@test "what is kept passes on to further programs" {
	public_dir holder
	runs --cap net_raw -- sh -c 'sh -c holder'
	assert_sets "$NET_RAW"
	runs --user nobody --cap net_raw -- sh -c "sh -c $PUBLIC/holder"
	assert_sets "$NET_RAW"
}

@test "several capabilities are kept, in either spelling" {
	runs --cap net_raw,CAP_NET_ADMIN --cap Cap_Kill,net_raw -- holder
	assert_sets 0000000000003020
}

@test "what is kept works" {
	runs -- sh -c 'chroot / true && echo yes || echo no'
	assert_line no
	runs --policy none -- sh -c 'chroot / true && echo yes || echo no'
	assert_line no
	runs --policy none --cap sys_chroot -- \
		sh -c 'chroot / true && echo yes || echo no'
	assert_line yes
}

@test "inheritable and ambient sets of the caller are cleared" {
	# Two capabilities, since libcap's own names are not under test
	run -0 setpriv --inh-caps +net_raw,+kill --ambient-caps \
		+net_raw,+kill holder
	refute_output --partial "CapInh=$NONE"
	refute_output --partial "CapAmb=$NONE"
	run -0 setpriv --inh-caps +net_raw,+kill --ambient-caps \
		+net_raw,+kill bpfns-exec -- holder
	assert_sets "$NONE"
}

@test "of ambient capabilities --cap keeps what it names" {
	run -0 setpriv --inh-caps +net_raw,+kill --ambient-caps \
		+net_raw,+kill bpfns-exec --cap net_raw -- holder
	assert_sets "$NET_RAW"
}

@test "a caller without CAP_SETPCAP loses what is ambient" {
	public_dir bpfns-exec holder
	run -0 setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups \
		--inh-caps +net_raw --ambient-caps +net_raw \
		"$PUBLIC/bpfns-exec" -- "$PUBLIC/holder"
	for set in Inh Prm Eff Amb; do
		assert_value "Cap$set" "$NONE"
	done
}

@test "a caller without CAP_SETPCAP can keep what he has" {
	public_dir bpfns-exec holder
	run -0 setpriv --reuid "$NOBODY" --regid "$NOBODY" --clear-groups \
		--inh-caps +net_raw --ambient-caps +net_raw \
		"$PUBLIC/bpfns-exec" --cap net_raw -- "$PUBLIC/holder"
	for set in Inh Prm Eff Amb; do
		assert_value "Cap$set" "$NET_RAW"
	done
	# And through the change of uid, without which they'd be gone
	run -0 setpriv --bounding-set -setpcap bpfns-exec --cap net_raw \
		--user nobody -- "$PUBLIC/holder"
	for set in Inh Prm Eff Amb; do
		assert_value "Cap$set" "$NET_RAW"
	done
}

@test "a caller without CAP_SETPCAP is told what stays" {
	public_dir bpfns-exec
	run -0 as_nobody "$PUBLIC/bpfns-exec" -v true
	assert_output --partial "without CAP_SETPCAP the bounding set"
}

@test "a setuid program gives nothing" {
	raised_holder
	chmod u+s "$RAISED"
	run -0 as_nobody "$RAISED"
	assert_value euid 0
	refute_output --partial "CapEff=$NONE"
	run -0 as_nobody "$PUBLIC/bpfns-exec" -- "$RAISED"
	assert_value euid "$NOBODY"
	assert_value CapEff "$NONE"
	runs --user nobody --policy none -- "$RAISED"
	assert_value euid "$(id -u nobody)"
	assert_sets "$NONE"
}

@test "a setgid program gives nothing" {
	raised_holder
	chmod g+s "$RAISED"
	run -0 as_nobody "$RAISED"
	assert_value egid 0
	runs --user nobody --policy none -- "$RAISED"
	assert_value egid "$(id -g nobody)"
}

@test "a program with file capabilities gives nothing" {
	raised_holder
	setcap cap_net_raw,cap_kill+ep "$RAISED"
	run -0 as_nobody "$RAISED"
	assert_value CapEff 0000000000002020
	run -0 as_nobody "$PUBLIC/bpfns-exec" -- "$RAISED"
	assert_value CapEff "$NONE"
	assert_value CapPrm "$NONE"
	# Where the bounding set lacks what the file demands, the kernel
	# refuses to run it at all.
	run -126 bpfns-exec --user nobody --policy none -- "$RAISED"
	setcap cap_net_raw,cap_kill+p "$RAISED"
	runs --user nobody --policy none -- "$RAISED"
	assert_sets "$NONE"
}

@test "a program with file capabilities gives no more than was kept" {
	raised_holder
	setcap cap_net_raw,cap_kill+p "$RAISED"
	run bpfns-exec --user nobody --policy none --cap net_raw -- "$RAISED"
	assert_value CapPrm "$NET_RAW"
}

@test "a copy of bpfns-exec with a setuid bit refuses to run" {
	public_dir bpfns-exec
	need_setuid_here
	chmod u+s "$PUBLIC/bpfns-exec"
	run -125 as_nobody "$PUBLIC/bpfns-exec" echo ran
	assert_output --partial "refusing to run with raised privileges"
	refute_line ran
}

@test "a copy of bpfns-exec with file capabilities refuses to run" {
	public_dir bpfns-exec
	need_setuid_here
	setcap cap_net_admin+ep "$PUBLIC/bpfns-exec"
	run -125 as_nobody "$PUBLIC/bpfns-exec" echo ran
	assert_output --partial "refusing to run with raised privileges"
	refute_line ran
	# Not even to help
	run -125 as_nobody "$PUBLIC/bpfns-exec" --help
	refute_output --partial Usage
}

@test "copies of the others with raised privileges refuse to run" {
	local program

	public_dir bpfns-export bpfns-policy
	need_setuid_here
	for program in bpfns-export bpfns-policy; do
		chmod u+s "$PUBLIC/$program"
		run -2 as_nobody "$PUBLIC/$program" --version
		assert_output --partial "refusing to run with raised"
	done
}

@test "a count of the capabilities that came out too low is noticed" {
	local n

	# libcap counts by halving; each of its questions is answered wrong.
	for n in 1 2 3 4 5 6; do
		run bare strace -qq -o /dev/null \
			-e "inject=prctl:error=EPERM:when=$n" \
			bpfns-exec -- holder
		[ "$status" = 125 ] || assert_line CapBnd=0000000000000000
	done
	run -125 bare strace -qq -o /dev/null -e inject=prctl:error=EPERM:when=1 \
		bpfns-exec -- touch ran
	[ ! -e ran ]
}

@test "--netns, --sysfs and --user without the capability are refused early" {
	public_dir bpfns-exec
	for option in "--netns new" "--sysfs" "--user 1234:1234"; do
		# shellcheck disable=SC2086 # an option and its argument
		run -125 as_nobody "$PUBLIC/bpfns-exec" $option \
			--import "$PUBLIC/none/sock" -- true
		assert_output --partial "${option%% *}: needs cap_"
	done
}
