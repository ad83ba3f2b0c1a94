/* fastcgi_client - a web server's side of FastCGI, for a test. */

#include "fastcgi_client.h"

#include <check.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness.h"
#include "processes.h"

enum { BEGIN = 1, END = 3, PARAMS = 4, STDIN = 5, STDOUT = 6 };

int
fastcgi_connect(const char *program)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	char *run = process_variable(process_of("lighttpd"), "ECHOAPP_RUN");
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_ptr_nonnull(run);
	snprintf(to.sun_path, sizeof to.sun_path, "%.80s/%.20s-0", run,
		 program);
	free(run);
	ck_assert_msg(connect(fd, (struct sockaddr *)&to, sizeof to) == 0,
		      "%s: %m", to.sun_path);
	return fd;
}

size_t
fastcgi_record(char *at, int type, int id, const void *content, size_t len)
{
	const char head[8] = {
		1,
		(char)type,
		(char)(id >> 8),
		(char)id,
		(char)(len >> 8),
		(char)len,
		0,
		0,
	};

	memcpy(at, head, sizeof head);
	if (len > 0)
		memcpy(at + sizeof head, content, len);
	return sizeof head + len;
}

size_t
fastcgi_begin(char *at, int id, int role, int flags)
{
	const char content[8] = { 0, (char)role, (char)flags };

	return fastcgi_record(at, BEGIN, id, content, sizeof content);
}

static size_t
add_pair(char *at, const char *name, const char *value)
{
	at[0] = (char)strlen(name);
	at[1] = (char)strlen(value);
	return 2 + (size_t)sprintf(at + 2, "%s%s", name, value);
}

static size_t
variables(char *at, size_t body_len)
{
	char length[32];
	size_t n = 0;

	snprintf(length, sizeof length, "%zu", body_len);
	n += add_pair(at + n, "REQUEST_METHOD", "POST");
	n += add_pair(at + n, "CONTENT_TYPE", "application/json");
	n += add_pair(at + n, "CONTENT_LENGTH", length);
	n += add_pair(at + n, "REMOTE_ADDR", "127.0.0.1");
	n += add_pair(at + n, "REQUEST_URI", "/EchoApp/call");
	return n;
}

size_t
fastcgi_request(char *at, int id, bool keep, const char *body, size_t len)
{
	char params[512], *blanks = NULL;
	size_t n = fastcgi_begin(at, id, 1, keep), sent, piece;

	if (!body) {
		blanks = malloc(len);
		memset(blanks, ' ', len);
		blanks[0] = '{';
		blanks[len - 1] = '}';
		body = blanks;
	}
	n += fastcgi_record(at + n, PARAMS, id, params, variables(params, len));
	n += fastcgi_record(at + n, PARAMS, id, NULL, 0);
	for (sent = 0; sent < len; sent += piece) {
		piece = len - sent < 32768 ? len - sent : 32768;
		n += fastcgi_record(at + n, STDIN, id, body + sent, piece);
	}
	free(blanks);
	return n + fastcgi_record(at + n, STDIN, id, NULL, 0);
}

void
fastcgi_send(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;

	while (len > 0) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		at += n;
		len -= (size_t)n;
	}
}

/* Reads exactly so many bytes; false: the end, or the time is up. */
static bool
read_exactly(int fd, void *into, size_t len, double until, bool *closed)
{
	char *at = into;

	while (len > 0) {
		struct pollfd on = { fd, POLLIN, 0 };
		double left = until - seconds_now();
		ssize_t n;

		if (left <= 0 || poll(&on, 1, (int)(left * 1000) + 1) <= 0)
			return false;
		n = recv(fd, at, len, 0);
		*closed = n <= 0;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static void
add(char **to, size_t *len, const char *content, size_t more)
{
	*to = realloc(*to, *len + more + 1);
	memcpy(*to + *len, content, more);
	*len += more;
	(*to)[*len] = '\0';
}

struct fastcgi_reply
fastcgi_read(int fd, double seconds)
{
	char content[65536 + 256];
	struct fastcgi_reply r = { 0 };
	double until = seconds_now() + seconds;
	unsigned char h[8];

	add(&r.out, &r.out_len, "", 0);
	while (read_exactly(fd, h, sizeof h, until, &r.closed)) {
		size_t len = (size_t)h[4] << 8 | h[5];

		if (!read_exactly(fd, content, len + h[6], until, &r.closed))
			break;
		r.id = h[2] << 8 | h[3];
		if (h[1] == STDOUT)
			add(&r.out, &r.out_len, content, len);
		if (h[1] == END) {
			r.ended = true;
			r.how = content[4];
			break;
		}
		if (r.id == 0) {
			r.other_type = h[1];
			add(&r.other, &r.other_len, content, len);
			break;
		}
	}
	return r;
}

bool
fastcgi_answers(const char *program, double seconds)
{
	char bytes[2048];
	int fd = fastcgi_connect(program);
	struct fastcgi_reply r;

	fastcgi_send(fd, bytes, fastcgi_request(bytes, 1, false, "{}", 2));
	r = fastcgi_read(fd, seconds);
	close(fd);
	return r.ended && strncmp(r.out, "Status: 200 ", 12) == 0;
}
