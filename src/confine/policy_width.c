// SPDX-License-Identifier: BSD-2-Clause
/*
 * How much of each argument the kernel looks at. A filter sees registers of
 * 64 bits, but most arguments are declared as int or the like, and the kernel
 * drops their upper half before it looks. A comparison of all 64 bits could
 * then be dodged: ioctl(fd, TIOCSTI | 1L << 32) isn't TIOCSTI to the filter,
 * and is to the kernel (CVE-2019-10063, CVE-2017-5226).
 */
#include "confine/policy_width.h"

#include <string.h>

/* One digit per argument, the bytes that count: 8, 4, or 2 for umode_t, which
 * is an unsigned short. Arguments not mentioned have 8. */
struct width_row {
	const char *bytes;
	const char *names;
};

/*
 * Source: the SYSCALL_DEFINEs of Linux 6.18, as its tracefs shows them
 * (events/syscalls/sys_enter_NAME/format), and by hand those that it leaves
 * out, and those declared unsigned long that are cut further inside: the
 * descriptor of mmap, readv and its kin (fget takes an unsigned int), clone's
 * flags (kernel/fork.c: lower_32_bits) and ptrace's pid.
 *
 * fcntl's third argument is cut for some commands and a pointer for others:
 * it counts as 64 bits, so test bits of it with & rather than its value.
 */
static const struct width_row rows[] = {
	{"4", "accept alarm arch_prctl clock_adjtime clock_getres "
	      "clock_gettime clock_settime clone close dup epoll_create "
	      "epoll_create1 eventfd exit exit_group fchdir fdatasync "
	      "fgetxattr flistxattr fremovexattr fstat fstatfs fsync "
	      "ftruncate futimesat get_robust_list getgroups getitimer "
	      "getpeername getpgid getrlimit getrusage getsid getsockname "
	      "inotify_init1 io_setup io_uring_setup iopl keyctl "
	      "memfd_secret migrate_pages mlockall modify_ldt "
	      "mq_getsetattr mq_notify mq_timedreceive openat2 "
	      "personality pkey_free prctl pread64 preadv "
	      "process_vm_readv process_vm_writev pselect6 pwrite64 "
	      "pwritev read readahead readv rt_sigaction rt_sigprocmask "
	      "sched_get_priority_max sched_get_priority_min "
	      "sched_getparam sched_getscheduler sched_rr_get_interval "
	      "sched_setparam select set_mempolicy setfsgid setfsuid "
	      "setgid setgroups setitimer setrlimit setuid signalfd "
	      "syncfs sysfs timer_create timer_delete timer_getoverrun "
	      "timer_gettime timerfd_gettime umask userfaultfd ustat "
	      "write writev"},
	{"42", "fchmod"},
	{"44", "kexec_file_load clock_nanosleep dup2 eventfd2 fallocate "
	       "fanotify_init "
	       "fcntl flock getpriority inotify_rm_watch ioctl ioprio_get "
	       "kill landlock_restrict_self listen msgctl msgget "
	       "pidfd_open prlimit64 process_mrelease rt_sigqueueinfo "
	       "sched_getaffinity sched_setaffinity sched_setscheduler "
	       "seccomp sendfile setns setpgid setregid setreuid shmctl "
	       "shutdown timer_settime timerfd_create timerfd_settime "
	       "tkill"},
	{"82", "chmod creat mkdir"},
	{"84", "access delete_module fsopen memfd_create pipe2 ppoll ptrace "
	       "setdomainname sethostname swapon symlinkat umount2"},
	{"444", "close_range dup3 epoll_ctl fchown fsmount getsockopt "
		"ioprio_set kcmp membarrier pidfd_getfd quotactl_fd reboot "
		"rt_tgsigqueueinfo semctl semget setpriority setresgid "
		"setresuid socket socketpair tgkill"},
	{"482", "fchmodat mkdirat"},
	{"484", "bind bpf connect epoll_pwait2 faccessat finit_module "
		"fspick getdents "
		"getdents64 getxattrat inotify_add_watch listxattrat lseek "
		"mount_setattr open_by_handle_at open_tree open_tree_attr "
		"quotactl recvmsg removexattrat renameat sched_setattr "
		"semop semtimedop sendmsg setxattrat shmat shmget syslog "
		"unlinkat wait4"},
	{"824", "mknod"},
	{"842", "mq_open open"},
	{"844", "chown lchown poll"},
	{"884", "getrandom ioperm landlock_create_ruleset lsm_list_modules "
		"madvise mlock2 msync readlink"},
	{"4444", "io_uring_enter"},
	{"4484", "fanotify_mark io_uring_register landlock_add_rule "
		 "pidfd_send_signal tee waitid"},
	{"4824", "fchmodat2 mknodat"},
	{"4842", "openat"},
	{"4844", "epoll_pwait epoll_wait faccessat2 lsm_set_self_attr "
		 "recvmmsg sched_getattr sendmmsg statx"},
	{"4884", "accept4 cachestat fadvise64 lsm_get_self_attr mq_timedsend "
		 "msgsnd newfstatat readlinkat recvfrom signalfd4 "
		 "sync_file_range utimensat vmsplice"},
	{"8444", "futex_requeue perf_event_open rseq"},
	{"8844", "futex_wake"},
	{"8884", "listmount pkey_mprotect request_key statmount"},
	{"44484", "setsockopt"},
	{"44884", "fsconfig"},
	{"48444", "fchownat"},
	{"48484", "linkat move_mount renameat2"},
	{"48844", "process_madvise"},
	{"48884", "execveat file_getattr file_setattr fsetxattr msgrcv "
		  "name_to_handle_at"},
	{"84484", "futex_waitv"},
	{"88884", "add_key lsetxattr mmap setxattr"},
	{"484884", "copy_file_range splice"},
	{"488484", "sendto"},
	{"488884", "move_pages preadv2 pwritev2"},
	{"844884", "futex"},
	{"888484", "futex_wait"},
	{"888884", "mbind"},
};

/* True if `name` is one of the words of `names`. */
static bool has_word(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = names; (p = strstr(p, name)) != NULL; p += len)
		if ((p == names || p[-1] == ' ') &&
		    (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

unsigned char policy_width(const char *name, unsigned int arg)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!has_word(rows[i].names, name))
			continue;
		if (arg >= strlen(rows[i].bytes))
			return 64;
		return (unsigned char)((rows[i].bytes[arg] - '0') * 8);
	}
	return 64;
}
