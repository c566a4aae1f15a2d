// SPDX-License-Identifier: BSD-2-Clause
/*
 * Makes system calls one by one, raw, and says what the kernel answers: a
 * line "ok" or ERRNO for each. Exits 0 if the last one was ok, else 1.
 *   attempt [CALL [ARG...]] [, CALL [ARG...]]...
 * CALL is a name (of those below), a number, or either of these behind
 * "x32:" (the x32 ABI) or "i386:" (int 0x80). An ARG is a number, in all 64
 * bits, or
 *   'TEXT            the address of the text
 *   @                the address of a page of zeros
 *   hex:BYTES        the address of these bytes
 *   u64:ARG,ARG,...  the address of these, as 64 bits each, and zeros
 *   %N               what the Nth call answered, from 1
 * A call that forks lets the child exit at once.
 */
#include "test.h"

#define ARGS	6
#define RESULTS 16
#define WORDS64 512
#define PAGE	4096

static const struct {
	const char *name;
	long number;
} names[] = {
#define CALL(name)                \
	{                         \
#name, SYS_##name \
	}
	CALL(add_key),
	CALL(bpf),
	CALL(chown),
	CALL(chroot),
	CALL(clone),
	CALL(clone3),
	CALL(close),
	CALL(connect),
	CALL(delete_module),
	CALL(dup2),
	CALL(dup3),
	CALL(execve),
	CALL(execveat),
	CALL(fcntl),
	CALL(finit_module),
	CALL(fsopen),
	CALL(getpid),
	CALL(init_module),
	CALL(io_uring_enter),
	CALL(io_uring_register),
	CALL(io_uring_setup),
	CALL(ioctl),
	CALL(kcmp),
	CALL(kexec_load),
	CALL(keyctl),
	CALL(mount),
	CALL(move_mount),
	CALL(name_to_handle_at),
	CALL(open_by_handle_at),
	CALL(open_tree),
	CALL(openat),
	CALL(perf_event_open),
	CALL(pidfd_getfd),
	CALL(pidfd_open),
	CALL(pivot_root),
	CALL(prctl),
	CALL(prlimit64),
	CALL(process_madvise),
	CALL(process_vm_readv),
	CALL(process_vm_writev),
	CALL(ptrace),
	CALL(quotactl),
	CALL(reboot),
	CALL(request_key),
	CALL(setns),
	CALL(setuid),
	CALL(socket),
	CALL(swapon),
	CALL(syslog),
	CALL(umount2),
	CALL(unshare),
	CALL(userfaultfd),
	CALL(write),
#undef CALL
};

static unsigned char zeros[PAGE] __attribute__((aligned(PAGE)));
static long results[RESULTS];
static size_t n_results;

static long to_call(const char *word)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].name, word))
			return names[i].number;
	return (long)to_number(word);
}

static unsigned long to_arg(const char *word);

/* What it allocates is for the call, and stays. */
static unsigned long to_words(const char *list)
{
	unsigned long *words = calloc(WORDS64, sizeof(*words));
	char *rest = strdup(list), *word;

	if (!words || !rest)
		die("memory");
	for (size_t i = 0; i < WORDS64 && (word = strsep(&rest, ",")); i++)
		words[i] = to_arg(word);
	return (unsigned long)to_ptr(words);
}

static unsigned long to_bytes(const char *hex)
{
	unsigned char *bytes = calloc(1, PAGE);
	unsigned int byte;
	size_t n = 0;

	if (!bytes)
		die("memory");
	for (; n < PAGE && hex[2 * n] && hex[2 * n + 1]; n++) {
		if (sscanf(hex + 2 * n, "%2x", &byte) != 1)
			die("%s: not bytes in hex", hex);
		bytes[n] = (unsigned char)byte;
	}
	return (unsigned long)to_ptr(bytes);
}

static unsigned long to_arg(const char *word)
{
	unsigned long n;

	if (*word == '\'')
		return (unsigned long)to_ptr(word + 1);
	if (!strcmp(word, "@"))
		return (unsigned long)to_ptr(zeros);
	if (!strncmp(word, "hex:", 4))
		return to_bytes(word + 4);
	if (!strncmp(word, "u64:", 4))
		return to_words(word + 4);
	if (*word != '%')
		return to_number(word);
	n = to_number(word + 1);
	if (n < 1 || n > n_results)
		die("%s: no such call before", word);
	return (unsigned long)results[n - 1];
}

/* A call of the 32-bit ABI: the kernel takes the lower halves alone. */
static long call_i386(long number, const unsigned long *a)
{
#ifdef __x86_64__
	long answer = number;

	__asm__ volatile("int $0x80"
			 : "+a"(answer)
			 : "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
			 : "memory", "r8", "r9", "r10", "r11");
	if (answer < 0 && answer > -4096) {
		errno = (int)-answer;
		return -1;
	}
	return answer;
#else
	(void)a;
	die("i386:%ld: only on x86-64", number);
#endif
}

static long call(const char *word, const unsigned long *a)
{
	long number, answer;

	if (!strncmp(word, "i386:", 5))
		return call_i386(to_call(word + 5), a);
	if (!strncmp(word, "x32:", 4))
		number = to_call(word + 4) | 0x40000000;
	else
		number = to_call(word);
	answer = syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if ((number == SYS_clone || number == SYS_clone3) && answer == 0)
		_exit(0);
	return answer;
}

/* From argv[0] up to the next comma; returns how many words those are. */
static int attempt(char **argv, long *answer)
{
	unsigned long args[ARGS] = {0};
	int n = 1;

	while (argv[n] && strcmp(argv[n], ",")) {
		if (n > ARGS)
			die("%s: too many arguments", argv[0]);
		args[n - 1] = to_arg(argv[n]);
		n++;
	}
	*answer = call(argv[0], args);
	printf("%s\n", *answer < 0 ? errno_word(errno) : "ok");
	/* The next call may kill us. */
	if (fflush(stdout))
		die_errno("stdout");
	return n;
}

int main(int argc, char **argv)
{
	long answer = 0;

	for (int i = 1; i < argc; i++) {
		if (n_results == RESULTS)
			die("more than %d calls", RESULTS);
		i += attempt(argv + i, &answer);
		results[n_results++] = answer;
	}
	return answer < 0;
}
