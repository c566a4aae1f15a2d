#!/usr/bin/env bats
# SPDX-License-Identifier: BSD-2-Clause
# What a workload tries against its filter, and which filters a neighbour tries
# to have loaded.

load attack

# on_terminal CMD...: with a terminal of its own at descriptor 0.
on_terminal() {
	local words

	words=$(printf '%q ' "$@")
	# script has SHELL read them, and %q is bash's.
	SHELL=/bin/bash timeout 10 script -qec "$words" /dev/null </dev/null |
		tr -d '\r'
	return "${PIPESTATUS[0]}"
}

# keep CAPABILITY...: those of them that root has are kept, in $KEEP, so that it
# is the filter that denies.
keep() {
	local name

	KEEP=()
	[ "$POSITION" = root ] || return 0
	for name; do
		! capsh --has-p="cap_$name" 2>/dev/null || KEEP+=(--cap "$name")
	done
}

# bats test_tags=root
@test "no words are put into the terminal's mouth" {
	local policy upper

	need_tool script
	# TIOCSTI: root may, whatever legacy_tiocsti says.
	for upper in 0x 0x1 0xffffffff; do
		attack "type into the terminal, ioctl ${upper}00005412"
		control nothing on_terminal \
			attempt ioctl 0 "${upper}00005412" $'\'\n'
		for policy in "${PRESETS[@]}"; do
			try on_terminal bpfns-exec --policy "$policy" \
				--cap sys_admin -- \
				attempt ioctl 0 "${upper}00005412" $'\'\n'
			record "$policy" EPERM
		done
	done
	for upper in 0x 0x1; do
		# TIOCLINUX is for consoles; a kernel without them knows none.
		attack "paste into the console, ioctl ${upper}0000541c"
		control_reaches nothing on_terminal \
			attempt ioctl 0 "${upper}0000541c" @
		for policy in "${PRESETS[@]}"; do
			try on_terminal bpfns-exec --policy "$policy" -- \
				attempt ioctl 0 "${upper}0000541c" @
			record "$policy" EPERM
		done
	done
	# What a terminal is needed for still works: TCGETS
	for policy in "${PRESETS[@]}"; do
		run -0 on_terminal bpfns-exec --policy "$policy" -- \
			attempt ioctl 0 0x5401 @
		assert_output --partial ok
	done
}

@test "an x32 system call kills" {
	[ "$(uname -m)" = x86_64 ] || skip "x32 is x86-64's"
	attack "a call of the x32 ABI"
	# The kernel knows the ABI or says ENOSYS, but doesn't kill.
	control_reaches nothing attempt x32:getpid
	stopped SIGSYS -- attempt x32:getpid
	attack "freeze by the x32 ABI"
	control_reaches nothing attempt x32:bpf 22 @ 128
	stopped SIGSYS -- attempt x32:bpf 22 @ 128
}

@test "a 32-bit system call kills" {
	local killed=SIGSYS

	[ "$(uname -m)" = x86_64 ] || skip "int 0x80 is x86-64's"
	# 20 is getpid. Some hypervisors have no int 0x80, and it is SIGSEGV.
	attack "a call by int 0x80"
	run timeout 10 attempt i386:20
	if [ "$status" = 0 ]; then
		control nothing attempt i386:20
	else
		no_control "int 0x80 faults on this machine, without us as well"
		killed='SIG(SEGV|SYS)'
	fi
	stopped "$killed" -- attempt i386:20
	stopped "$killed" -- attempt i386:357 22 @ 128
}

@test "clone3 isn't there, so that libraries fall back" {
	attack "clone3"
	control nothing attempt clone3 u64:0,0,0,0,17 88
	stopped ENOSYS -- attempt clone3 u64:0,0,0,0,17 88
}

@test "no clone makes a namespace" {
	local flags flag name

	# Each with SIGCHLD
	flags=(mnt=0x20000 cgroup=0x2000000 uts=0x4000000 ipc=0x8000000
		user=0x10000000 pid=0x20000000 net=0x40000000)
	keep sys_admin
	for flag in "${flags[@]}"; do
		name=${flag%=*} flag=$((${flag#*=} | 17))
		attack "clone into a new $name namespace"
		if [ "$name" = user ] && ! has_userns; then
			no_control "nobody in this chroot can make one"
		else
			control nothing attempt clone "$flag" 0 0 0 0
		fi
		stopped EPERM "${KEEP[@]}" -- attempt clone "$flag" 0 0 0 0
	done
	run -0 bpfns-exec -- attempt clone 17 0 0 0 0
}

@test "no namespace is made or entered" {
	keep sys_admin
	attack "unshare the user namespace"
	if has_userns; then
		control nothing attempt unshare 0x10000000
	else
		no_control "nobody in this chroot can make one"
	fi
	stopped EPERM "${KEEP[@]}" -- attempt unshare 0x10000000
	attack "unshare the netns"
	control nothing attempt unshare 0x40000000
	stopped EPERM "${KEEP[@]}" -- attempt unshare 0x40000000
	attack "enter a netns, by setns"
	control nothing attempt openat -100 "'/proc/self/ns/net" 0 , setns %1 0
	stopped EPERM "${KEEP[@]}" -- \
		attempt openat -100 "'/proc/self/ns/net" 0 , setns %1 0
}

# with_sys_admin CALL...: kept capabilities don't help. All of it happens in a
# mount namespace of its own, so that what should go through harms nobody.
with_sys_admin() {
	local policy

	for policy in "${PRESETS[@]}"; do
		try unshare --mount bpfns-exec --policy "$policy" \
			--cap sys_admin,sys_chroot -- attempt "$@"
		record "$policy" EPERM
	done
}

# bats test_tags=root
@test "nothing is mounted, by the old calls or the new" {
	local away=(unshare --mount attempt)

	mkdir m
	attack "mount, with CAP_SYS_ADMIN"
	control nothing "${away[@]}" mount "'none" "'$PWD/m" "'tmpfs" 0 0
	with_sys_admin mount "'none" "'$PWD/m" "'tmpfs" 0 0
	attack "umount, with CAP_SYS_ADMIN"
	control nothing "${away[@]}" umount2 "'/sys" 2
	with_sys_admin umount2 "'/sys" 2
	attack "chroot, with CAP_SYS_CHROOT"
	control nothing "${away[@]}" chroot "'/"
	with_sys_admin chroot "'/"
	attack "fsopen, with CAP_SYS_ADMIN"
	control nothing "${away[@]}" fsopen "'tmpfs" 0
	with_sys_admin fsopen "'tmpfs" 0
	attack "open_tree, with CAP_SYS_ADMIN"
	control nothing "${away[@]}" open_tree -100 "'/" 0
	with_sys_admin open_tree -100 "'/" 0
	attack "move_mount, with CAP_SYS_ADMIN"
	control_reaches nothing "${away[@]}" move_mount -1 "'" -1 "'" 0
	with_sys_admin move_mount -1 "'" -1 "'" 0
	attack "pivot_root, with CAP_SYS_ADMIN"
	control_reaches nothing "${away[@]}" pivot_root "'/none" "'/none"
	with_sys_admin pivot_root "'/none" "'/none"
	attack "swapon, with CAP_SYS_ADMIN"
	control_reaches nothing "${away[@]}" swapon "'/" 0
	with_sys_admin swapon "'/" 0
}

@test "io_uring isn't there" {
	attack "io_uring"
	control nothing attempt io_uring_setup 1 @
	stopped EPERM -- attempt io_uring_setup 1 @
	attack "io_uring, with a ring from elsewhere"
	control_reaches nothing attempt io_uring_enter 0 0 0 0 0 0
	stopped EPERM -- attempt io_uring_enter 0 0 0 0 0 0
	control_reaches nothing attempt io_uring_register 0 0 0 0
	stopped EPERM -- attempt io_uring_register 0 0 0 0
}

@test "keys aren't there" {
	# KEYCTL_GET_KEYRING_ID of the session's
	attack "find a keyring, by keyctl"
	control nothing attempt keyctl 0 -3 1
	stopped EPERM -- attempt keyctl 0 -3 1
	attack "add a key"
	# To the process's own keyring, which goes with it
	control nothing attempt add_key "'user" "'x" "'x" 1 -2
	stopped EPERM -- attempt add_key "'user" "'x" "'x" 1 -2
	attack "request a key"
	control_reaches nothing attempt request_key "'user" "'x" 0 -2
	stopped EPERM -- attempt request_key "'user" "'x" 0 -2
}

# bats test_tags=root
@test "performance events aren't there, even with their capability" {
	# PERF_TYPE_SOFTWARE, and the size of the struct
	attack "perf_event_open, with CAP_PERFMON"
	control nothing attempt perf_event_open u64:481036337153 0 -1 -1 0
	stopped EPERM --cap perfmon -- \
		attempt perf_event_open u64:481036337153 0 -1 -1 0
}

@test "userfaultfd kills" {
	attack "userfaultfd"
	control nothing attempt userfaultfd 1
	stopped SIGSYS -- attempt userfaultfd 1
}

# bats test_tags=root
@test "nor is there a userfaultfd by way of its device" {
	local open_flags=0x80002

	[ -c /dev/userfaultfd ] || cannot "no /dev/userfaultfd"
	attack "userfaultfd, of /dev/userfaultfd"
	control nothing attempt openat -100 "'/dev/userfaultfd" "$open_flags" , \
		ioctl %1 0xaa00 0x80000
	stopped 'EPERM|EBADF' -- attempt openat -100 "'/dev/userfaultfd" "$open_flags" , \
		ioctl %1 0xaa00 0x80000
}

# bats test_tags=root
@test "a file opened by its number kills, even with the capability" {
	attack "name_to_handle_at"
	control nothing attempt name_to_handle_at -100 "'/" u64:128 @ 0
	stopped EPERM -- attempt name_to_handle_at -100 "'/" u64:128 @ 0
	attack "open_by_handle_at"
	control_reaches nothing attempt open_by_handle_at -100 u64:128 0
	stopped SIGSYS -- attempt open_by_handle_at -100 u64:128 0
	attack "open_by_handle_at, with CAP_DAC_READ_SEARCH"
	control_reaches nothing attempt open_by_handle_at -100 u64:128 0
	stopped SIGSYS --cap dac_read_search -- \
		attempt open_by_handle_at -100 u64:128 0
}

# The controls have arguments with which the kernel does nothing.
@test "the kernel can't be replaced, extended, stopped or read" {
	keep sys_boot sys_module sys_admin syslog sys_ptrace sys_nice
	attack "kexec_load"
	control_reaches nothing attempt kexec_load 0 99 0 8
	stopped EPERM "${KEEP[@]}" -- attempt kexec_load 0 99 0 8
	attack "init_module"
	control_reaches nothing attempt init_module @ 0 "'"
	stopped EPERM "${KEEP[@]}" -- attempt init_module @ 0 "'"
	attack "finit_module"
	control_reaches nothing attempt finit_module -1 "'" 0
	stopped EPERM "${KEEP[@]}" -- attempt finit_module -1 "'" 0
	attack "delete_module"
	control_reaches nothing attempt delete_module "'x" 0
	stopped EPERM "${KEEP[@]}" -- attempt delete_module "'x" 0
	attack "reboot"
	control_reaches nothing attempt reboot 0 0 0 0
	stopped EPERM "${KEEP[@]}" -- attempt reboot 0 0 0 0
	attack "quotactl"
	control_reaches nothing attempt quotactl 0x80000700 0 0 0
	stopped EPERM "${KEEP[@]}" -- attempt quotactl 0x80000700 0 0 0
	# The size of the log
	attack "read the kernel's log"
	control nothing attempt syslog 10 0 0
	stopped EPERM "${KEEP[@]}" -- attempt syslog 10 0 0
	attack "process_madvise"
	control_reaches nothing attempt process_madvise 0 @ 0 20 0
	stopped EPERM "${KEEP[@]}" -- attempt process_madvise 0 @ 0 20 0
}

@test "the hypervisor's sockets aren't there" {
	local family

	# AF_VSOCK, and again with a bit that the kernel doesn't look at
	for family in 40 0x100000028; do
		attack "a socket of the hypervisor's, family $family"
		control_reaches nothing attempt socket "$family" 1 0
		stopped 'EACCES|EPERM' -- attempt socket "$family" 1 0
	done
}

@test "the second filter of a launch inside a launch only takes away" {
	attack "write from a launch of one's own under map-rw"
	control_reaches map-rw bpfns-exec --policy map-rw -- \
		attempt bpf 2 @ 128
	try bpfns-exec --policy map-ro -- bpfns-exec \
		--policy map-rw -- attempt bpf 2 @ 128
	record map-ro EPERM
	attack "freeze from a launch of one's own without a filter"
	control_reaches "no filter" bpfns-exec --policy none -- \
		attempt bpf 22 @ 128
	for policy in map-rw map-ro; do
		try bpfns-exec --policy "$policy" -- bpfns-exec \
			--policy none -- attempt bpf 22 @ 128
		record "$policy" EPERM
	done
}

# by_bwrap FILE CMD...: CMD behind a compiled filter that bubblewrap loads
# without asking whose it is.
by_bwrap() {
	bwrap --dev-bind / / --seccomp 9 "${@:2}" 9<"$1"
}

# A policy that makes uname(2) answer EXDEV, compiled and as text; and what
# somebody else would put in its place.
policy_of_ours() {
	need_tool bwrap
	public_directory
	printf '@default allow\nuname: return EXDEV\n' >"$PUBLIC/own.policy"
	echo '@default allow' >"$PUBLIC/evil.policy"
	compile own
	compile evil
	UNAME=("$HELPERS/attempt" 63 @)
}

compile() {
	bpfns-policy compile "$PUBLIC/$1.policy" -o "$PUBLIC/$1.bpf"
	chmod 644 "$PUBLIC/$1.bpf"
	give "$PUBLIC/$1.policy" "$PUBLIC/$1.bpf"
}

# neighbour_writes FILE: uid 1000 changes our policy.
neighbour_writes() {
	setpriv --reuid=1000 --regid=1000 --clear-groups \
		cp "$PUBLIC/evil.${1##*.}" "$1"
}

# bats test_tags=no-userns
@test "a policy that a neighbour could write is refused" {
	local kind

	policy_of_ours
	run -1 by_bwrap "$PUBLIC/own.bpf" "${UNAME[@]}"
	assert_output EXDEV
	for kind in bpf policy; do
		attack "change a policy that anybody may write (.$kind)"
		chmod 666 "$PUBLIC/own.$kind"
		neighbour_writes "$PUBLIC/own.$kind"
		if [ "$kind" = bpf ]; then
			control bubblewrap by_bwrap "$PUBLIC/own.bpf" \
				"${UNAME[@]}"
		else
			control "the same words, trusted" bpfns-exec \
				--policy "$PUBLIC/evil.policy" -- "${UNAME[@]}"
		fi
		stopped_by refused bpfns-exec \
			--policy "$PUBLIC/own.$kind" -- "${UNAME[@]}"
		assert_output --partial "writable by group or others"
	done
}

# bats test_tags=no-userns
@test "a policy of a neighbour's own is refused" {
	policy_of_ours
	attack "offer a policy of one's own"
	chown 1000 "$PUBLIC/evil.bpf"
	control bubblewrap by_bwrap "$PUBLIC/evil.bpf" "${UNAME[@]}"
	stopped_by refused bpfns-exec \
		--policy "$PUBLIC/evil.bpf" -- "${UNAME[@]}"
	assert_output --partial "belongs to uid 1000"
}

# waits_for_ever CMD...: says ok if CMD is still there when time is up.
waits_for_ever() {
	local answer=0

	timeout 1 "$@" || answer=$?
	[ "$answer" != 124 ] || echo ok
	[ "$answer" = 124 ]
}

@test "a policy that never comes or never ends is refused" {
	need_tool bwrap
	mkfifo fifo
	# Open for both, the FIFO has a writer who never writes.
	exec 8<>fifo
	attack "a FIFO as a policy"
	control bubblewrap waits_for_ever bwrap --dev-bind / / \
		--seccomp 8 true
	exec 8>&-
	stopped_by refused bpfns-exec --policy ./fifo -- \
		attempt getpid
	assert_output --partial "not a regular file"
	attack "a directory as a policy"
	no_control "read(2) gives nothing of a directory (EISDIR)"
	stopped_by refused bpfns-exec --policy ./ -- attempt getpid
	assert_output --partial "not a regular file"
	attack "a device without an end as a policy"
	no_control "who reads it all takes all memory"
	stopped_by refused bpfns-exec --policy /dev/zero -- \
		attempt getpid
	assert_output --partial "not a regular file"
}

# dead_launch: bubblewrap loads a filter and only then finds out.
dead_launch() {
	! by_bwrap deny.bpf true 2>err || return 1
	grep -q 'execvp.*Operation not permitted' err && echo ok
}

@test "a policy that denies the launch itself is refused before any waiting" {
	need_tool bwrap
	printf '@default allow\n{execve, execveat}: return EPERM\n' >deny.policy
	give deny.policy
	bpfns-policy compile deny.policy -o deny.bpf
	attack "a filter under which there is no exec"
	control bubblewrap dead_launch
	stopped_by refused bpfns-exec --import "$PWD/sock" \
		--policy ./deny.bpf -- attempt getpid
	assert_output --partial "it denies execve, and so the launch itself"
	assert_not_exists sock
}

# As unotify has it, the younger of two listeners decides; and this one lets the
# call pass. Its supervisor's status is a kill's, so that the answer is asked.
overruled() { # CMD...
	local answer

	answer=$("$@")
	echo "$answer"
	[ "${answer##*$'\n'}" = ok ]
}

@test "nobody else has a word over what --report refuses" {
	local unshare=272 policy

	# USER_NOTIF for this call, and nobody who listens.
	printf '%b' '\x20\0\0\0\0\0\0\0\x15\0\0\x01\x10\x01\0\0' \
		'\x06\0\0\0\0\0\xc0\x7f\x06\0\0\0\0\0\xff\x7f' >handed-on
	attack "end the supervisor of --report, listen in its place"
	control "the call handed on to nobody" overruled with-filter handed-on \
		overrule "$unshare" 0
	for policy in "${PRESETS[@]}"; do
		try overruled bpfns-exec --policy "$policy" --report -- \
			overrule orphan "$unshare" 0
		record "$policy" EBUSY
	done
	attack "listen beside the supervisor of --report"
	control "the call handed on to nobody" overruled with-filter handed-on \
		overrule "$unshare" 0
	for policy in "${PRESETS[@]}"; do
		try overruled bpfns-exec --policy "$policy" --report -- \
			overrule "$unshare" 0
		record "$policy" EBUSY
	done
}
