// SPDX-License-Identifier: BSD-2-Clause
/*
 * Runs a program on a terminal of its own, and says what it printed there.
 *   onpty [STEP...] -- CMD [ARG...]
 * Steps, one after the other:
 *   size=ROWSxCOLS   of the terminal (at first 24x80)
 *   until=TEXT       waits until the program has printed TEXT since the last
 *                    step (10 seconds at most, else status 98)
 *   send=TEXT        types it
 *   signal=N         to the program
 *   held             waits until nothing is printed for half a second
 *   stopped          waits until it is, by a signal
 *   stdout=FILE      its standard output goes there, not to the terminal
 * Then it waits for the program's end, prints all that came, then "status=N"
 * (128 + the signal that ended it) and "echo=0" or "echo=1", as the terminal
 * was left.
 */
#include "test.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <utmp.h>

static char text[1 << 22];
static size_t used, mark;

/* Takes what is there; 0 at the end. */
static int take(int pty, int timeout)
{
	struct pollfd p = {.fd = pty, .events = POLLIN};
	ssize_t n;

	if (poll(&p, 1, timeout) <= 0)
		return 1;
	n = read(pty, text + used, sizeof(text) - 1 - used);
	if (n <= 0)
		return 0;
	used += (size_t)n;
	text[used] = '\0';
	return 1;
}

static void wait_for(int pty, const char *what)
{
	for (int tries = 0; tries < 1000; tries++) {
		const char *hit =
			memmem(text + mark, used - mark, what, strlen(what));

		if (hit) {
			mark = (size_t)(hit - text) + strlen(what);
			return;
		}
		if (!take(pty, 10))
			break;
	}
	fwrite(text, 1, used, stdout);
	fflush(stdout);
	fprintf(stderr, "onpty: '%s' didn't come\n", what);
	exit(98);
}

static void set_size(int pty, const char *word)
{
	struct winsize size = {0};

	if (sscanf(word, "%hux%hu", &size.ws_row, &size.ws_col) != 2 ||
	    ioctl(pty, TIOCSWINSZ, &size))
		die("size=%s", word);
}

static void wait_stopped(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		die("it isn't stopped");
}

static void wait_held(int pty)
{
	size_t before;

	do {
		before = used;
		take(pty, 500);
	} while (used != before);
}

static void step(int pty, pid_t pid, const char *word)
{
	const char *v;

	if ((v = value_of(word, "size")))
		set_size(pty, v);
	else if ((v = value_of(word, "until")))
		wait_for(pty, v);
	else if ((v = value_of(word, "send")))
		(void)!write(pty, v, strlen(v));
	else if ((v = value_of(word, "signal")))
		kill(pid, (int)to_number(v));
	else if (!strcmp(word, "held"))
		wait_held(pty);
	else if (!strcmp(word, "stopped"))
		wait_stopped(pid);
	else if (!value_of(word, "stdout"))
		die("%s: unknown step", word);
}

static void run(char **steps, char **argv)
{
	for (; *steps; steps++) {
		const char *v = value_of(*steps, "stdout");
		int fd;

		if (!v)
			continue;
		fd = open(v, O_WRONLY | O_CREAT | O_TRUNC, 0666);
		if (fd < 0 || dup2(fd, 1) < 0)
			die_errno("%s", v);
	}
	execvp(argv[0], argv);
	die_errno("%s", argv[0]);
}

int main(int argc, char **argv)
{
	struct winsize size = {.ws_row = 24, .ws_col = 80};
	struct termios left;
	int pty, tty, status, i = 1;
	pid_t pid;

	while (i < argc && strcmp(argv[i], "--"))
		i++;
	if (i + 1 >= argc)
		die("usage: onpty [STEP...] -- CMD [ARG...]");
	argv[i] = NULL;
	if (openpty(&pty, &tty, NULL, NULL, &size))
		die_errno("openpty");
	pid = fork();
	if (pid < 0)
		die_errno("fork");
	if (pid == 0) {
		close(pty);
		if (login_tty(tty))
			die_errno("login_tty");
		run(argv + 1, argv + i + 1);
	}
	/* tty stays open: its settings are looked at in the end. */
	for (int s = 1; s < i; s++)
		step(pty, pid, argv[s]);
	for (int tries = 0; waitpid(pid, &status, WNOHANG) == 0; tries++) {
		if (tries > 2000) {
			kill(pid, SIGKILL);
			fprintf(stderr, "onpty: it doesn't end\n");
		}
		take(pty, 10);
	}
	while (used < sizeof(text) - 1) {
		size_t before = used;

		take(pty, 0);
		if (used == before)
			break;
	}
	fwrite(text, 1, used, stdout);
	tcgetattr(tty, &left);
	printf("\nstatus=%d\necho=%d\n",
	       WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status),
	       !!(left.c_lflag & ECHO));
	return 0;
}
