#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# test/attack/attack.bash and scripts/attack-table: that the table of attacks
# can say open, and can't say anything that nobody has seen.

load common

setup_file() {
	need_root_world
}

# A tree in which a file of attacks finds all that it loads.
setup() {
	common_setup
	mkdir -p tree/test/attack
	ln -s "$ROOT/scripts" tree
	ln -s "$ROOT/test/bats" tree/test
	ln -s "$ROOT/test/attack/attack.bash" tree/test/attack
	export BPFNS_ATTACKS=$PWD/rows
	: >rows
}

# attacks: one test, from standard input, is run by a bats of its own; what it
# records is in the file rows.
attacks() {
	{
		printf '%s\n' 'load attack' '@test "x" {'
		cat
		echo '}'
	} >tree/test/attack/x.bats
	run env -u BATS_TEST_NAME -u BATS_TEST_DIRNAME -u BATS_RUN_TMPDIR \
		bats --formatter tap tree/test/attack/x.bats
}

# assert_no_row TEXT: the test failed, saying so, and recorded nothing.
assert_no_row() {
	assert_failure
	assert_line --regexp '^not ok 1 x'
	assert_output --partial "$1"
	assert_equal "$(cat rows)" ""
}

@test "an attack that goes through reads open, and fails its test and the table" {
	attacks <<-'END'
		attack "take the process's number"
		no_control "none is wanted"
		PRESETS=(none)
		stopped EPERM -- attempt getpid
	END
	assert_failure
	assert_line --regexp '^not ok 1 x'
	assert_equal "$(cut -f 1-3 rows)" "take the process's number	none	open"
	run -1 "$ROOT/scripts/attack-table" rows
	assert_line --partial "1 lines, 1 attempts open"
	run -1 "$ROOT/scripts/attack-table" -q rows
	assert_line --regexp '^take the process.*open'
}

@test "a defence that answers otherwise than it should fails its test" {
	attacks <<-'END'
		attack "clone3"
		no_control "none is wanted"
		stopped EPERM -- attempt clone3 u64:0,0,0,0,17 88
	END
	assert_failure
	assert_line --regexp '^not ok 1 x'
	assert_equal "$(cut -f 3 rows)" ENOSYS
}

@test "without a control or a reason there is no row" {
	attacks <<-'END'
		attack "freeze"
		stopped EPERM -- attempt bpf 22 @ 128
	END
	assert_no_row "without a name, a control or an attempt"
}

@test "without an attempt there is no row" {
	attacks <<-'END'
		attack "freeze"
		control nothing attempt getpid
		record map-rw EPERM
	END
	assert_no_row "without a name, a control or an attempt"
}

@test "a control that doesn't go through is none" {
	attacks <<-'END'
		attack "freeze"
		control nothing attempt bpf 22 u64:99 128
		stopped EPERM -- attempt bpf 22 u64:99 128
	END
	assert_no_row "control of 'freeze': EBADF"
}

@test "a control that is denied as we would is none" {
	attacks <<-'END'
		attack "freeze"
		control_reaches map-rw bpfns-exec -- attempt bpf 22 @ 128
		stopped EPERM -- attempt bpf 22 @ 128
	END
	assert_no_row "control of 'freeze'"
}

@test "an attack that the kernel stops as it does without us is no row" {
	attacks <<-'END'
		attack "look up what isn't open"
		control_reaches nothing attempt bpf 1 u64:99 128
		stopped EBADF -- attempt bpf 1 u64:99 128
	END
	assert_failure
	assert_output --partial "ends as without us: EBADF"
}

@test "what wasn't run, hung or spoke of something else is no outcome" {
	local command

	for command in bpfns-none "echo ran" "timeout 0.1 sleep 5" \
		"sh -c 'echo Permission denied; exit 1'"; do
		attacks <<-END
			attack "nonsense"
			no_control "none is wanted"
			stopped '.*' -- $command
		END
		assert_no_row "'nonsense': status"
	done
}

@test "a test that attacks nothing has failed" {
	attacks <<-'END'
		attack "freeze"
		no_control "none is wanted"
	END
	assert_no_row "no attack was recorded"
}

@test "a table without rows, or with one that has no control, is a failure" {
	run -1 "$ROOT/scripts/attack-table" rows
	printf 'freeze\tmap-rw\tEPERM\t\n' >rows
	run -1 "$ROOT/scripts/attack-table" rows
	assert_line --partial "1 without control or reason"
	printf 'freeze\tmap-rw\t\tcontrol\n' >rows
	run -1 "$ROOT/scripts/attack-table" rows
	assert_line --partial "1 attempts open"
}

@test "presets that fare alike share a line" {
	local preset

	for preset in map-rw map-ro reader server; do
		printf 'freeze\t%s\tEPERM\tnothing: goes through\n' "$preset"
	done >rows
	printf 'socket\tserver\tEACCES\tnone: no\n' >>rows
	run -0 "$ROOT/scripts/attack-table" rows
	assert_line --regexp '^freeze +all four +EPERM +nothing: goes through$'
	assert_line --regexp '^socket +server +EACCES +none: no$'
	run -0 "$ROOT/scripts/attack-table" -q rows
	assert_output ""
}
