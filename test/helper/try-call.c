// SPDX-License-Identifier: BSD-2-Clause
/*
 * try-call NAME [ARG]... [+ NAME [ARG]...]...: makes system calls, one after
 * another, and prints for each its name and "ok" or its errno. An argument is
 * a number, or a string that is passed by its address; @N is N zero bytes.
 * try-call int80: makes a call as 32-bit programs do; x32: as those of that
 * architecture. try-call threads: starts threads as the C library does.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "confine/sysname.h"

#define THREADS 4

static long argument(const char *word)
{
	char *end;
	unsigned long long value = strtoull(word, &end, 0);

	if (word[0] == '@')
		return (long)calloc(1, strtoul(word + 1, NULL, 10));
	return *end || end == word ? (long)word : (long)value;
}

/* One call, up to + or the end. Returns the words behind it. */
static char **try(char **words)
{
	long args[6] = {0};
	int number = str_equal(words[0], "-1") ? -1 : sysname_number(words[0]);
	const char *name = *words++;
	size_t n = 0;
	pid_t self = getpid();
	long result;

	if (number < 0 && !str_equal(name, "-1")) {
		fprintf(stderr, "try-call: %s: unknown\n", name);
		exit(99);
	}
	for (; *words && !str_equal(*words, "+"); words++)
		if (n < 6)
			args[n++] = argument(*words);
	result = syscall(number, args[0], args[1], args[2], args[3], args[4],
			 args[5]);
	if (result == 0 && getpid() != self)
		_exit(0);
	printf("%s %s\n", name, result >= 0 ? "ok" : strerrorname_np(errno));
	fflush(stdout);
	return *words ? words + 1 : words;
}

static void *work(void *argument_)
{
	return argument_;
}

static int threads(void)
{
	pthread_t thread[THREADS];

	for (int i = 0; i < THREADS; i++) {
		if (pthread_create(&thread[i], NULL, work, NULL) != 0) {
			printf("no thread\n");
			return 1;
		}
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	printf("%d threads\n", THREADS);
	return 0;
}

/* getpid(2) of two other architectures. */
static int foreign(const char *which)
{
#if defined(__x86_64__)
	long result = 20;

	if (str_equal(which, "x32"))
		result = syscall(0x40000000 + 39);
	else
		__asm__ volatile("int $0x80" : "+a"(result) : : "memory");
	printf("%s %ld\n", which, result);
	return 0;
#else
	printf("%s doesn't exist here\n", which);
	return 99;
#endif
}

int main(int argc, char **argv)
{
	char **words = argv + 1;

	if (argc == 2 && str_equal(argv[1], "threads"))
		return threads();
	if (argc == 2 &&
	    (str_equal(argv[1], "x32") || str_equal(argv[1], "int80")))
		return foreign(argv[1]);
	while (*words)
		words = try(words);
	return 0;
}
