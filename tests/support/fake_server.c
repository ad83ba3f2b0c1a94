/* fake_server - a hook server whose responses a test chooses. */

#include "fake_server.h"

#include <arpa/inet.h>
#include <check.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "harness.h"

#define ROWS_MAX 64
#define HEARD "heard"

static const struct fake_response *rows;
static unsigned *used; /* how often each row was used, by all processes */

static unsigned patience;

struct asked {
	char *head; /* the header lines */
	char verb[16];
	char path[256];
	char *body;
	size_t len;
};

/* Reads until *len is `wanted`; false: the connection ended before. */
static bool
fill(int fd, char **text, size_t *len, size_t wanted)
{
	while (*len < wanted) {
		ssize_t n;

		*text = realloc(*text, wanted + 1);
		n = read(fd, *text + *len, wanted - *len);
		if (n <= 0)
			return false;
		*len += (size_t)n;
		(*text)[*len] = '\0';
	}
	return true;
}

/* Reads a line, byte by byte, because the body follows. */
static bool
read_line(int fd, char *line, size_t size)
{
	size_t n;

	for (n = 0; n < size - 1 && read(fd, line + n, 1) == 1; n++)
		if (line[n] == '\n') {
			line[n] = '\0';
			return true;
		}
	return false;
}

static bool
fill_chunks(int fd, struct asked *a)
{
	char line[64];
	size_t n;

	while (read_line(fd, line, sizeof line)) {
		n = strtoul(line, NULL, 16);
		if (n == 0)
			return read_line(fd, line, sizeof line);
		if (!fill(fd, &a->body, &a->len, a->len + n) ||
		    !read_line(fd, line, sizeof line))
			return false;
	}
	return false;
}

static bool
fill_body(int fd, struct asked *a)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	const char *length = strcasestr(a->head, "\r\nContent-Length:");
	const size_t len = sizeof go_on - 1;

	a->body = strdup("");
	if (strcasestr(a->head, "\r\nExpect: 100") &&
	    write(fd, go_on, len) != (ssize_t)len)
		return false;
	if (strcasestr(a->head, "\r\nTransfer-Encoding: chunked"))
		return fill_chunks(fd, a);
	return !length ||
	       fill(fd, &a->body, &a->len, strtoul(length + 17, NULL, 10));
}

static bool
receive(int fd, struct asked *a)
{
	size_t n = 0;

	*a = (struct asked){ .head = strdup("") };
	while (!strstr(a->head, "\r\n\r\n"))
		if (!fill(fd, &a->head, &n, n + 1))
			return false;
	return fill_body(fd, a) &&
	       sscanf(a->head, "%15s %255s", a->verb, a->path) == 2;
}

static void
note(unsigned connection, const struct asked *a)
{
	int fd = open(HEARD, O_WRONLY | O_CREAT | O_APPEND, 0600);
	char *line, *to, *head = strstr(a->head, "\r\n") + 2;

	for (to = head; *head; head++)
		if (*head == '\n')
			*to++ = '|';
		else if (*head != '\r')
			*to++ = *head;
	*to = '\0';
	if (asprintf(&line, "%u\t%s\t%s\t%s\n", connection, a->path,
		     strstr(a->head, "\r\n") + 2, a->body) < 0 ||
	    write(fd, line, strlen(line)) < 0)
		_exit(1);
	free(line);
	close(fd);
}

static bool
fits(const struct fake_response *row, const struct asked *a)
{
	const char *name = strrchr(a->path, '/') + 1;
	size_t len = row->hook ? strlen(row->hook) : 0;

	if (row->verb && strcmp(row->verb, a->verb) != 0)
		return false;
	if (row->above > 0 && a->len <= row->above)
		return false;
	if (!row->hook)
		return true;
	if (!row->begins && strlen(name) != len)
		return false;
	return row->in_this_case ? strncmp(row->hook, name, len) == 0
				 : strncasecmp(row->hook, name, len) == 0;
}

static const struct fake_response *
find(const struct asked *a)
{
	static const struct fake_response mirror;
	size_t i;

	for (i = 0; memcmp(&rows[i], &mirror, sizeof mirror) != 0; i++) {
		if (!fits(&rows[i], a))
			continue;
		if (rows[i].times == 0 ||
		    __atomic_fetch_add(&used[i], 1, __ATOMIC_SEQ_CST) <
			rows[i].times)
			return &rows[i];
	}
	return &mirror;
}

static char *
swap(char *body, const struct fake_swap *s)
{
	struct buffer b = { 0 };
	const char *rest = body, *at;

	while ((at = strstr(rest, s->from))) {
		buffer_add(&b, rest, (size_t)(at - rest));
		buffer_str(&b, s->to);
		rest = at + strlen(s->from);
	}
	buffer_add(&b, rest, strlen(rest) + 1);
	free(body);
	return b.at;
}

/* Returns false if the connection ends. */
static bool
answer(int fd, const struct asked *a)
{
	const struct fake_response *row = find(a);
	char *own = strdup(a->body);
	const char *body;
	const char *type = row->type ? row->type : "application/json";
	const struct linger nothing = { .l_onoff = 1 };
	char *text;
	size_t i;
	int len;

	for (i = 0; i < FAKE_SWAPS_MAX && row->swaps[i].from; i++)
		own = swap(own, &row->swaps[i]);
	body = row->body ? row->body : own;
	usleep(row->late * 1000);
	if (row->does == STALLS)
		pause();
	if (row->does == CLOSES)
		return false;
	len = asprintf(&text,
		       "HTTP/1.1 %d Scripted\r\nContent-Length: %zu\r\n"
		       "%s%s%s\r\n%s",
		       row->status ? row->status : 200, strlen(body),
		       type[0] ? "Content-Type: " : "", type,
		       type[0] ? "\r\n" : "", body);
	if (row->does == BREAKS)
		len -= (int)strlen(body) / 2 + 1;
	if (row->does == RESETS)
		len -= (int)strlen(body);
	if (len < 0 || write(fd, text, (size_t)len) != len)
		return false;
	free(text);
	free(own);
	/* With a linger time of 0, close() sends a reset. */
	if (row->does == RESETS)
		setsockopt(fd, SOL_SOCKET, SO_LINGER, &nothing, sizeof nothing);
	return row->does == ANSWERS;
}

static void
serve(int fd, unsigned connection)
{
	struct timeval wait = { .tv_sec = patience / 1000,
				.tv_usec = patience % 1000 * 1000 };
	struct asked a;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	while (receive(fd, &a)) {
		note(connection, &a);
		if (!answer(fd, &a))
			break;
	}
	_exit(0);
}

static void
listen_at(int fd)
{
	unsigned connection = 0;
	int one;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGCHLD, SIG_IGN);
	while ((one = accept(fd, NULL, NULL)) >= 0) {
		connection++;
		if (fork() == 0)
			serve(one, connection);
		close(one);
	}
	_exit(0);
}

void
fake_server_patience(unsigned milliseconds)
{
	patience = milliseconds;
}

/* Binds to a free port, and writes the URL. */
static int
bind_somewhere(char url[64])
{
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	snprintf(url, 64, "http://127.0.0.1:%d/EchoApp", ntohs(in.sin_port));
	return fd;
}

const char *
fake_server_start(const struct fake_response *given)
{
	static char url[64];
	int fd = bind_somewhere(url);
	pid_t pid;

	used = mmap(NULL, ROWS_MAX * sizeof *used, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	rows = given;
	unlink(HEARD);
	ck_assert(used != MAP_FAILED);
	ck_assert_int_eq(listen(fd, 128), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		listen_at(fd);
	close(fd);
	return url;
}

/* Fills the queue of connections, so that no other is accepted. */
const char *
fake_server_deaf(void)
{
	static char url[64];
	int fd = bind_somewhere(url), i;
	struct sockaddr_in in;
	socklen_t len = sizeof in;

	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	ck_assert_int_eq(listen(fd, 0), 0);
	for (i = 0; i < 4; i++)
		connect(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0),
			(struct sockaddr *)&in, sizeof in);
	return url;
}

char *
fake_server_requests(void)
{
	return access(HEARD, F_OK) ? strdup("")
				   : harness_read_file(HEARD, NULL);
}

char *
fake_server_hooks(void)
{
	char *heard = fake_server_requests(),
	     *hooks = calloc(1, strlen(heard) + 1);
	char *line, *rest = heard, path[256];

	while ((line = strsep(&rest, "\n")) && *line) {
		ck_assert_int_eq(sscanf(line, "%*u\t%255s", path), 1);
		if (*hooks)
			strcat(hooks, " ");
		strcat(hooks, strrchr(path, '/') + 1);
	}
	return hooks;
}
