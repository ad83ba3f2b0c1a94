/*
 * slow_clients - slow clients at the socket of a program, until a signal.
 *
 *	slow_clients SOCKET COUNT
 *
 * Every second half of them send 600 bytes of a request whose body is long; the
 * others sent a whole request, and never read the response.  A connection that
 * the program closes is opened again.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "fcgi/fastcgi_record.h"

#define BODY ((size_t)400 * 1000)
#define PIECE ((size_t)600)

static struct sockaddr_un server = { .sun_family = AF_UNIX };

static void
add_request(struct buffer *out)
{
	static const char begin[8] = { [1] = FASTCGI_RESPONDER };
	char piece[50000];
	size_t left;

	fastcgi_record_add_head(out, FASTCGI_BEGIN_REQUEST, 1, sizeof begin);
	buffer_add(out, begin, sizeof begin);
	fastcgi_record_add_head(out, FASTCGI_PARAMS, 1, 20);
	fastcgi_record_add_pair(out, "REQUEST_METHOD", 14, "POST", 4);
	fastcgi_record_add_head(out, FASTCGI_PARAMS, 1, 0);
	memset(piece, ' ', sizeof piece);
	for (left = BODY; left > 0; left -= sizeof piece) {
		/* An object of blanks, which is answered with all of them. */
		piece[0] = left == BODY ? '{' : ' ';
		piece[sizeof piece - 1] = left == sizeof piece ? '}' : ' ';
		fastcgi_record_add_head(out, FASTCGI_STDIN, 1, sizeof piece);
		buffer_add(out, piece, sizeof piece);
	}
	fastcgi_record_add_head(out, FASTCGI_STDIN, 1, 0);
}

static int
open_connection(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server))
		die(EXIT_TEMPORARY, "%s:", server.sun_path);
	return fd;
}

/* Sends the next bytes; false: the program has closed the connection. */
static bool
send_piece(int fd, const struct buffer *request, size_t *at, size_t len)
{
	ssize_t n;

	if (len > request->len - *at)
		len = request->len - *at;
	n = send(fd, request->at + *at, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN;
	*at += (size_t)n;
	return true;
}

int
main(int argc, char **argv)
{
	size_t count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0, i;
	int *fds = calloc(count + 1, sizeof *fds);
	size_t *at = calloc(count + 1, sizeof *at);
	struct buffer request = { 0 };

	if (count == 0 || !fds || !at)
		die(EXIT_PERMANENT, "usage: slow_clients SOCKET COUNT");
	snprintf(server.sun_path, sizeof server.sun_path, "%s", argv[1]);
	add_request(&request);
	for (;; sleep(1))
		for (i = 0; i < count; i++) {
			size_t len = i % 2 ? PIECE : request.len;

			if (fds[i] && send_piece(fds[i], &request, &at[i], len))
				continue;
			if (fds[i])
				close(fds[i]);
			at[i] = 0;
			fds[i] = open_connection();
			send_piece(fds[i], &request, &at[i], len);
		}
}
