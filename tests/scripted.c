/* scripted - a hook server that does what a test tells it. */

#include "scripted.h"

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
#include <unistd.h>

#include "harness.h"

#define ROWS_MAX 16
#define HEARD "heard"

static const struct scripted *rows;
static unsigned *used; /* how often each row did, in all processes */

struct asked {
	char *head; /* up to the empty line */
	char path[256];
	char *body;
	size_t len;
};

/* Reads until so many bytes are there; false: they never come. */
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

static bool
hear(int fd, struct asked *a)
{
	const char *length;
	size_t n = 0;

	*a = (struct asked){ .head = strdup("") };
	while (!strstr(a->head, "\r\n\r\n"))
		if (!fill(fd, &a->head, &n, n + 1))
			return false;
	length = strcasestr(a->head, "\r\nContent-Length:");
	a->body = strdup("");
	if (length &&
	    !fill(fd, &a->body, &a->len, strtoul(length + 17, NULL, 10)))
		return false;
	return sscanf(a->head, "%*s %255s", a->path) == 1;
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

static const struct scripted *
find(const char *path)
{
	static const struct scripted mirror;
	const char *name = strrchr(path, '/') + 1;
	size_t i;

	for (i = 0; rows[i].hook || rows[i].status || rows[i].does ||
		    rows[i].body || rows[i].type;
	     i++) {
		if (rows[i].hook && strcasecmp(rows[i].hook, name) != 0)
			continue;
		if (rows[i].times == 0 ||
		    __atomic_fetch_add(&used[i], 1, __ATOMIC_SEQ_CST) <
			rows[i].times)
			return &rows[i];
	}
	return &mirror;
}

/* False: the connection ends. */
static bool
answer(int fd, const struct asked *a)
{
	const struct scripted *row = find(a->path);
	const char *body = row->body ? row->body : a->body;
	const char *type = row->type ? row->type : "application/json";
	char *text;
	int len;

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
	if (len < 0 || write(fd, text, (size_t)len) != len)
		return false;
	free(text);
	return row->does == ANSWERS;
}

static void
serve(int fd, unsigned connection)
{
	struct asked a;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (hear(fd, &a)) {
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

const char *
scripted_start(const struct scripted *given)
{
	static char url[64];
	struct sockaddr_in in = { .sin_family = AF_INET,
				  .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	used = mmap(NULL, ROWS_MAX * sizeof *used, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	rows = given;
	unlink(HEARD);
	ck_assert(used != MAP_FAILED && fd >= 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&in, sizeof in), 0);
	ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	ck_assert_int_eq(listen(fd, 128), 0);
	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 ntohs(in.sin_port));
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		listen_at(fd);
	close(fd);
	return url;
}

char *
scripted_heard(void)
{
	return access(HEARD, F_OK) ? strdup("") : read_file(HEARD, NULL);
}

char *
scripted_hooks(void)
{
	char *heard = scripted_heard(), *hooks = calloc(1, strlen(heard) + 1);
	char *line, *rest = heard, path[256];

	while ((line = strsep(&rest, "\n")) && *line) {
		ck_assert_int_eq(sscanf(line, "%*u\t%255s", path), 1);
		if (*hooks)
			strcat(hooks, " ");
		strcat(hooks, strrchr(path, '/') + 1);
	}
	return hooks;
}
