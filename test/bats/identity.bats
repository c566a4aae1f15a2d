#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# src/confine/identity.c: uid, gid and groups of the workload.

# bats file_tags=root
load common
load confined

setup_file() {
	need_root_world
}

# A number that is neither in /etc/passwd nor in /etc/group.
FREE=4200000001

assert_ids() {
	local id

	for id in uid euid suid; do
		assert_value "$id" "$1"
	done
	for id in gid egid sgid; do
		assert_value "$id" "$2"
	done
}

@test "an empty user is refused" {
	refused "--user: an empty user" --user ''
	refused "--user: an empty user" --user :0
}

@test "an empty group is refused" {
	refused "--user: an empty group" --user nobody:
}

@test "an unknown user is refused" {
	refused "no user 'bpfns-none' in /etc/passwd" --user bpfns-none
}

@test "an unknown group is refused" {
	refused "no group 'bpfns-none' in /etc/group" --user nobody:bpfns-none
	refused "no group 'bpfns-none' in /etc/group" --groups bpfns-none
}

@test "the number that means no change is refused" {
	refused "4294967295 is not from 0 to" --user 4294967295:0
	refused "4294967295 is not from 0 to" --user 0:4294967295
	refused "4294967295 is not from 0 to" --groups 4294967295
}

@test "a number that 32 bits don't hold is refused" {
	refused "99999999999 is not from 0 to" --user 99999999999:0
	# 2^32, which would be 0 cut short
	refused "4294967296 is not from 0 to" --user 4294967296:0
	# 2^64 and 2^64 + 1
	refused "is not from 0 to" --user 18446744073709551616:0
	refused "is not from 0 to" --groups 18446744073709551617
}

@test "a sign, a blank, hex or a decimal point is no number" {
	local word

	for word in -1 +1 ' 1' '1 ' 0x0 1.0 1e3; do
		refused "no user '$word'" --user "$word:0"
		refused "no group '$word'" --groups "$word"
	done
}

@test "a second colon is part of the group's name" {
	refused "no group '0:0'" --user 0:0:0
}

@test "a number that /etc/passwd doesn't have needs a group" {
	refused "its group must be given: $FREE:GROUP" --user "$FREE"
}

@test "an empty word among the groups is refused" {
	refused "an empty word" --groups 1,,2
	refused "an empty word" --groups ''
}

@test "more groups than there is room for are refused" {
	refused "more than 64 groups" --groups "$(seq -s , 1 65)"
}

@test "--user given twice is refused" {
	refused "--user: given twice" --user nobody --user root
}

@test "a bad user is refused before anything is waited for" {
	refused "no user" --import sock --user bpfns-none
}

@test "a name stands for its uid and its own group" {
	public_dir holder
	runs --user nobody -- "$PUBLIC/holder"
	assert_ids "$(id -u nobody)" "$(id -g nobody)"
}

@test "a number that /etc/passwd has needs no group" {
	public_dir holder
	runs --user "$(id -u nobody)" -- "$PUBLIC/holder"
	assert_ids "$(id -u nobody)" "$(id -g nobody)"
}

@test "a number that /etc/passwd doesn't have does with a group" {
	public_dir holder
	runs --user "$FREE:$FREE" -- "$PUBLIC/holder"
	assert_ids "$FREE" "$FREE"
}

@test "the highest number there is can be had" {
	public_dir holder
	runs --user 4294967294:4294967294 -- "$PUBLIC/holder"
	assert_ids 4294967294 4294967294
}

@test "a group is a name or a number" {
	public_dir holder
	runs --user "nobody:$(getent group 1 | cut -d : -f 1)" -- \
		"$PUBLIC/holder"
	assert_ids "$(id -u nobody)" 1
	runs --user nobody:0 -- "$PUBLIC/holder"
	assert_ids "$(id -u nobody)" 0
}

@test "root:nogroup is root with that group" {
	runs --user root:nogroup -- holder
	assert_ids 0 "$(getent group nogroup | cut -d : -f 3)"
}

@test "a user of digits alone is a uid" {
	runs --user 0 -- holder
	assert_ids 0 0
}

@test "--user drops the caller's groups" {
	public_dir holder
	run -0 setpriv --groups 4,24 bpfns-exec -- holder
	assert_value groups 4,24
	run -0 setpriv --groups 4,24 bpfns-exec --user nobody -- \
		"$PUBLIC/holder"
	assert_value groups ""
	run -0 setpriv --groups 4,24 bpfns-exec --user root -- holder
	assert_value groups ""
}

@test "--groups stand in the place of the caller's" {
	run -0 setpriv --groups 4,24 bpfns-exec --groups 5 -- holder
	assert_value groups 5
	assert_ids 0 0
}

@test "groups are names or numbers, in any order and each once" {
	public_dir holder
	runs --user nobody --groups "24,$FREE,$(getent group 1 |
		cut -d : -f 1),24" -- "$PUBLIC/holder"
	assert_value groups "1,24,$FREE"
}

@test "64 groups can be had" {
	runs --groups "$(seq -s , 101 164)" -- holder
	assert_value groups "$(seq -s , 101 164)"
}

@test "no process can go back to root" {
	public_dir attempt
	runs --policy none --user root -- "$PUBLIC/attempt" setuid 0
	run -1 bpfns-exec --policy none --user nobody -- "$PUBLIC/attempt" \
		setuid 0
	assert_output EPERM
}

@test "a caller without privileges may name himself" {
	public_dir bpfns-exec holder
	run -0 as_nobody "$PUBLIC/bpfns-exec" --user "$NOBODY:$NOBODY" -- \
		"$PUBLIC/holder"
	assert_ids "$NOBODY" "$NOBODY"
	assert_value groups ""
}

@test "a caller without privileges can't become another" {
	public_dir bpfns-exec
	run -125 as_nobody "$PUBLIC/bpfns-exec" --user root echo ran
	assert_output --partial "--user: needs cap_setuid"
	run -125 as_nobody "$PUBLIC/bpfns-exec" --user "1:$NOBODY" echo ran
	assert_output --partial "--user: needs cap_setuid"
	run -125 as_nobody "$PUBLIC/bpfns-exec" --groups 5 echo ran
	assert_output --partial "--groups: needs cap_setgid"
	refute_line ran
}

@test "a caller who can't drop his groups is refused" {
	public_dir bpfns-exec
	run -125 setpriv --reuid "$NOBODY" --regid "$NOBODY" --groups 4 \
		"$PUBLIC/bpfns-exec" --user "$NOBODY:$NOBODY" echo ran
	assert_output --partial "--user: needs cap_setgid"
	refute_line ran
}

@test "a caller who is half another user is refused" {
	run -125 setpriv --ruid "$NOBODY" --euid 0 bpfns-exec --user nobody \
		echo ran
	assert_output --partial "refusing to run with raised privileges"
	refute_line ran
}

@test "an identity that can't be had is refused before anything is waited for" {
	public_dir bpfns-exec
	mkdir -m 777 "$PUBLIC/work"
	cd "$PUBLIC/work"
	for word in "--groups 5" "--user $NOBODY:5" "--user $NOBODY:$NOBODY --groups 5"; do
		# shellcheck disable=SC2086 # words
		run -125 as_nobody timeout 10 "$PUBLIC/bpfns-exec" --import sock \
			$word -- echo ran
		assert_output --partial "needs cap_setgid"
	done
	run -125 as_nobody timeout 10 "$PUBLIC/bpfns-exec" --import sock \
		--user "1:$NOBODY" -- echo ran
	assert_output --partial "--user: needs cap_setuid"
}

# in_userns CMD...: as root of a user namespace in which nobody else has a
# number, and groups are what they are.
in_userns() {
	as_nobody unshare --user --map-root-user "$@"
}

# bats test_tags=no-userns
@test "what has no number in a user namespace is refused before the waiting" {
	public_dir bpfns-exec
	mkdir -m 777 "$PUBLIC/work"
	cd "$PUBLIC/work"
	run -125 in_userns timeout 10 "$PUBLIC/bpfns-exec" --import sock \
		--user 5:0 -- echo ran
	assert_output --partial "--user: uid 5 has no number outside of this user namespace"
	run -125 in_userns timeout 10 "$PUBLIC/bpfns-exec" --import sock \
		--user 0:5 -- echo ran
	assert_output --partial "--user: gid 5 has no number outside"
	run -125 in_userns timeout 10 "$PUBLIC/bpfns-exec" --import sock \
		--groups 0 -- echo ran
	assert_output --partial "--groups: supplementary groups can't be changed in this user namespace"
	run -0 in_userns "$PUBLIC/bpfns-exec" -- echo ran
	assert_output ran
}
