// SPDX-License-Identifier: BSD-2-Clause
/*
 * Takes and gives back the terminal. It must never leave it without echo, in
 * the other screen or without a cursor.
 */
#include "cmd/terminal.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fd.h"

#define OTHER_SCREEN "\033[?1049h\033[?25l"
#define OWN_SCREEN   "\033[?25h\033[?1049l"

/* A terminal that is gone can't be given back; there is nobody to tell. */
static void say(const char *sequence)
{
	ssize_t n = write(STDOUT_FILENO, sequence, strlen(sequence));

	(void)n;
}

static void read_size(struct terminal *t)
{
	struct winsize size;

	t->rows = 24;
	t->columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return;
	if (size.ws_row > 0)
		t->rows = size.ws_row;
	if (size.ws_col > 0)
		t->columns = size.ws_col;
}

/* Where a filter denies it, keys are echoed and want a return. */
static void tune(struct terminal *t)
{
	struct termios raw;

	t->tuned = false;
	if (tcgetattr(STDIN_FILENO, &t->was) < 0)
		return;
	raw = t->was;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t->tuned = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

static void enter(struct terminal *t)
{
	tune(t);
	say(OTHER_SCREEN);
	read_size(t);
	t->on = true;
}

const char *terminal_hint(const struct terminal *t)
{
	if (t->tuned)
		return "q quits";
	return isatty(STDIN_FILENO) ? "q and return quit" : "^C quits";
}

bool terminal_is_ready(void)
{
	struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};

	return poll(&p, 1, 0) > 0;
}

/* Held output is let go, or the words would wait. */
static void leave(struct terminal *t)
{
	if (!t->on)
		return;
	if (!terminal_is_ready())
		(void)tcflow(STDOUT_FILENO, TCOON); /* asked for below */
	if (terminal_is_ready())
		say(OWN_SCREEN);
	if (t->tuned)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &t->was);
	t->on = false;
}

int terminal_take(struct terminal *t, struct err *e)
{
	static const int wanted[] = {SIGHUP,  SIGINT,  SIGQUIT,	 SIGTERM,
				     SIGTSTP, SIGCONT, SIGWINCH, SIGPIPE};
	sigset_t set;

	*t = (struct terminal){.signals = -1};
	(void)sigemptyset(&set); /* can't fail */
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		(void)sigaddset(&set, wanted[i]); /* a valid number */
	t->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (t->signals < 0)
		return err_set(e, errno, "signalfd");
	if (sigprocmask(SIG_BLOCK, &set, &t->mask) < 0)
		return err_set(e, errno, "sigprocmask");
	enter(t);
	return 0;
}

void terminal_leave(struct terminal *t)
{
	leave(t);
	if (t->signals < 0)
		return;
	fd_close(&t->signals);
	(void)sigprocmask(SIG_SETMASK, &t->mask, NULL); /* was ours */
}

void terminal_end_by(int number)
{
	(void)signal(number, SIG_DFL);
	(void)raise(number);
	/* It is ignored, or blocked by who started us. */
	_exit(128 + number);
}

/* Stopped, the terminal is the shell's. */
static void stop(struct terminal *t)
{
	leave(t);
	(void)raise(SIGSTOP);
	enter(t);
}

static int take_signal(struct terminal *t, int *number)
{
	struct signalfd_siginfo info;

	if (read(t->signals, &info, sizeof(info)) != sizeof(info))
		return TERMINAL_RESIZED;
	*number = (int)info.ssi_signo;
	switch (*number) {
	case SIGTSTP:
		stop(t);
		return TERMINAL_RESIZED;
	case SIGCONT:
	case SIGWINCH:
		read_size(t);
		return TERMINAL_RESIZED;
	default:
		return TERMINAL_SIGNAL;
	}
}

/* False at the end of input: then it is not looked at again. */
static bool take_keys(bool *quit)
{
	char keys[64];
	ssize_t n = read(STDIN_FILENO, keys, sizeof(keys));

	for (ssize_t i = 0; i < n; i++)
		*quit |= keys[i] == 'q' || keys[i] == 'Q';
	return n > 0;
}

/* Looks at signals and keys before it says that time is up, also when it was
 * up before: one whose looks take longer than its interval must end too. */
int terminal_wait(struct terminal *t, long long until, int *number,
		  struct err *e)
{
	struct pollfd fds[] = {
		{.fd = t->signals, .events = POLLIN},
		{.fd = isatty(STDIN_FILENO) ? STDIN_FILENO : -1,
		 .events = POLLIN},
	};
	bool quit = false;

	for (;;) {
		long long left = until - clock_ms();
		int r = poll(fds, 2, left > 0 ? (int)left : 0);

		if (r < 0 && errno != EINTR)
			return err_set(e, errno, "poll");
		if (r > 0 && fds[0].revents)
			return take_signal(t, number);
		if (r > 0 && fds[1].revents && !take_keys(&quit))
			fds[1].fd = -1;
		if (quit)
			return TERMINAL_QUIT;
		if (left <= 0)
			return TERMINAL_TIME;
	}
}
