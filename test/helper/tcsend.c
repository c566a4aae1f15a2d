// SPDX-License-Identifier: BSD-2-Clause
/*
 * Sends maps as iproute2's tc does, or as it never would. The payload is
 * written by offsets, byte by byte; nothing here is the project's own codec.
 *   tcsend SOCK [WORD...]
 * SOCK may be @NAME (abstract). It tries for 5 seconds to connect (wait=N).
 * Descriptors, in order:
 *   map | map=TYPE,KEY,VALUE,MAX[,FLAGS[,NAME]] | pin=PATH | fd=N |
 *   file=PATH (files and directories) | socket | prog | link=PATH (any pin)
 *   same[=N]                 the descriptor before it again, N times
 * What the payload says (default: the truth about those that are maps):
 *   layout=20|24|28|36       default 36
 *   version=N total=N object=NAME dev=N ino=N
 *   type=N key=N value=N max=N flags=N      claimed, for every entry
 *   id=N                     every entry has this id (default 0, 1, 2, ...)
 *   entries=N                so many entries a message, not one a descriptor
 *   tail=HEX                 these bytes behind the entries
 *   payload=N                cut, or filled with zeros, to N bytes
 * How it is sent:
 *   per=N                    descriptors a message, default 64
 *   header2=N                the total that messages after the first claim
 *   stop=N                   leave after N messages
 *   cmsg=none|split|creds|level   no descriptors; two SCM_RIGHTS; credentials
 *                            beside them; a level the kernel passes over
 *   uid=N                    become N before connecting
 *   linger=N                 stay for N seconds with the socket open
 * Exits 0 when all was sent; prints an errno's name and exits 1 when not.
 */
#include "tcmessage.h"
#include "test.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

static int connect_to(const struct plan *p, const char *path)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	size_t n = strlen(path);
	socklen_t size =
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
	int sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sock < 0 || n > sizeof(to.sun_path))
		die("%s: no socket for it", path);
	memcpy(to.sun_path, path, n);
	if (path[0] == '@')
		to.sun_path[0] = '\0';
	if (p->uid != UNSAID && setresuid(p->uid, p->uid, p->uid))
		die_errno("setresuid");
	for (uint32_t i = 0;; i++) {
		if (!connect(sock, (struct sockaddr *)&to, size))
			return sock;
		if ((errno != ENOENT && errno != ECONNREFUSED) ||
		    i >= p->wait * 50)
			return -1;
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	}
}

static int get_pin(const char *path)
{
	union bpf_attr attr = {.pathname = to_ptr(path)};
	long fd = sys_bpf(BPF_OBJ_GET, &attr);

	if (fd < 0)
		die_errno("%s", path);
	return (int)fd;
}

static int map_of(const char *spec)
{
	uint32_t shape[5] = {BPF_MAP_TYPE_ARRAY, 4, 8, 1, 0};
	char copy[256], *rest = copy, *field;
	const char *name = NULL;

	snprintf(copy, sizeof(copy), "%s", spec);
	for (int i = 0; *spec && (field = strsep(&rest, ",")); i++) {
		if (i == 0)
			shape[0] = to_map_type(field);
		else if (i < 5)
			shape[i] = to_u32(field);
		else
			name = field;
	}
	return make_map(shape, name);
}

static int open_source(const char *word)
{
	const char *v;

	if (!strcmp(word, "map"))
		return map_of("");
	if ((v = value_of(word, "map")))
		return map_of(v);
	if ((v = value_of(word, "pin")) || (v = value_of(word, "link")))
		return get_pin(v);
	if ((v = value_of(word, "fd")))
		return (int)to_u32(v);
	if ((v = value_of(word, "file")))
		return open(v, O_RDONLY | O_CLOEXEC);
	if (!strcmp(word, "socket"))
		return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (!strcmp(word, "prog"))
		return load_trivial(BPF_PROG_TYPE_SCHED_CLS, 0, 0);
	die("%s: unknown word", word);
}

static void add_fds(struct plan *p, const char *word)
{
	const char *v = value_of(word, "same");
	uint32_t again = v ? to_u32(v) : !strcmp(word, "same");
	int fd;

	if (again && !p->count)
		die("same: as what?");
	fd = again ? p->fds[p->count - 1] : open_source(word);
	if (fd < 0)
		die_errno("%s", word);
	for (uint32_t i = 0; i < (again ? again : 1); i++) {
		if (p->count == MAX_FDS)
			die("too many descriptors");
		p->fds[p->count++] = fd;
	}
}

/* Returns 0 when the word is no setting. */
static int read_setting(struct plan *p, const char *word)
{
	const struct {
		const char *name;
		uint32_t *to;
	} numbers[] = {
		{"layout", &p->layout},	  {"version", &p->version},
		{"total", &p->total},	  {"header2", &p->header2},
		{"entries", &p->entries}, {"payload", &p->payload},
		{"per", &p->per},	  {"stop", &p->stop},
		{"id", &p->id},		  {"type", &p->claim[0]},
		{"key", &p->claim[1]},	  {"value", &p->claim[2]},
		{"max", &p->claim[3]},	  {"flags", &p->claim[4]},
		{"uid", &p->uid},	  {"wait", &p->wait},
		{"linger", &p->linger},
	};
	const char *v;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if ((v = value_of(word, numbers[i].name))) {
			*numbers[i].to = to_u32(v);
			return 1;
		}
	}
	if ((v = value_of(word, "object")))
		p->object = v;
	else if ((v = value_of(word, "cmsg")))
		p->cmsg = v;
	else if ((v = value_of(word, "tail")))
		p->tail = v;
	else if ((v = value_of(word, "dev")))
		p->dev = to_number(v);
	else if ((v = value_of(word, "ino")))
		p->ino = to_number(v);
	return v != NULL;
}

int main(int argc, char **argv)
{
	static struct plan p = {
		.layout = 36,
		.version = 1,
		.total = UNSAID,
		.header2 = UNSAID,
		.entries = UNSAID,
		.payload = UNSAID,
		.per = 64,
		.stop = UNSAID,
		.id = UNSAID,
		.claim = {UNSAID, UNSAID, UNSAID, UNSAID, UNSAID},
		.uid = UNSAID,
		.wait = 5,
		.object = "object.o",
		.cmsg = "",
	};
	int sock;

	if (argc < 2)
		die("usage: tcsend SOCK [WORD...]");
	for (int i = 2; i < argc; i++)
		if (!read_setting(&p, argv[i]))
			add_fds(&p, argv[i]);
	if (p.payload != UNSAID && p.payload > MAX_PAYLOAD)
		die("payload: 262144 at most");
	sock = connect_to(&p, argv[1]);
	if (sock < 0 || send_all(&p, sock)) {
		printf("%s\n", errno_word(errno));
		return 1;
	}
	sleep(p.linger);
	return 0;
}
