// SPDX-License-Identifier: BSD-2-Clause
/*
 * Launches bpfns-exec, found in PATH, once for every length of payload:
 *   sweep SOCK FIRST LAST STEP
 * Each gets one map, in a payload that is cut or filled with zeros to FIRST,
 * FIRST + STEP, ... LAST bytes. A line "LENGTH STATUS" for each that does not
 * end with 125; a signal counts as 128 and its number. It gives up with 99
 * where a launch doesn't end.
 */
#include "tcmessage.h"
#include "test.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>

/* One that isn't bound for so long, milliseconds, never will be. */
#define BIND_MAX 5000

static pid_t launch(const char *path)
{
	pid_t pid = fork();
	char name[256];
	int words;

	if (pid)
		return pid;
	/* Its last words are kept, for whoever looks into a failure. */
	snprintf(name, sizeof(name), "%s.err", path);
	words = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	dup2(words, 1);
	dup2(words, 2);
	execlp("bpfns-exec", "bpfns-exec", "--import", path, "--timeout", "5",
	       "--", "true", NULL);
	_exit(99);
}

static int connect_to(const char *path, pid_t pid)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	int sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0 || strlen(path) >= sizeof(to.sun_path))
		die("%s: no socket for it", path);
	strcpy(to.sun_path, path);
	for (int i = 0; i < BIND_MAX * 5; i++) {
		if (!connect(sock, (struct sockaddr *)&to, sizeof(to)))
			return sock;
		if (waitpid(pid, NULL, WNOHANG))
			die("%s: never bound, see %s.err", path, path);
		nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
	}
	die("%s: nobody binds it", path);
}

static int status_of(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		die_errno("waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	static struct plan p = {
		.count = 1,
		.layout = 36,
		.version = 1,
		.total = UNSAID,
		.header2 = UNSAID,
		.entries = UNSAID,
		.per = 64,
		.stop = UNSAID,
		.id = UNSAID,
		.claim = {UNSAID, UNSAID, UNSAID, UNSAID, UNSAID},
		.object = "object.o",
		.cmsg = "",
	};
	uint32_t array[5] = {BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0}, last, step;

	if (argc != 5)
		die("usage: sweep SOCK FIRST LAST STEP");
	p.fds[0] = make_map(array, NULL);
	/* SENDER=UID in the environment: by whom the importer takes maps. */
	if (getenv("SENDER") && setuid((uid_t)to_u32(getenv("SENDER"))))
		die_errno("SENDER");
	last = to_u32(argv[3]);
	step = to_u32(argv[4]);
	for (p.payload = to_u32(argv[2]); p.payload <= last;
	     p.payload += step) {
		pid_t pid = launch(argv[1]);
		int sock = connect_to(argv[1], pid);
		int status;

		if (send_all(&p, sock))
			die_errno("%u bytes", p.payload);
		close(sock);
		status = status_of(pid);
		if (status != 125)
			printf("%u %d\n", p.payload, status);
	}
	return fflush(stdout) ? 1 : 0;
}
