/* silence - a connection that is idle while other tests run. */

#include "silence.h"

#include <check.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"

/*
 * By default servers close an idle connection after 5 s; lighttpd checks once a
 * second.
 */
#define SILENCE 6.5

static double silent_since;
static int silent;

/* Sends a hook on a connection; returns whether it was answered with 200. */
static bool
answers(int fd)
{
	static const char request[] = "POST /EchoApp/call HTTP/1.1\r\n"
				      "Host: localhost\r\n"
				      "Content-Type: application/json\r\n"
				      "Content-Length: 15\r\n\r\n"
				      "{\"silent\":true}";
	struct pollfd on = { .fd = fd, .events = POLLIN };
	char text[4096];
	size_t len = 0;
	ssize_t n;

	if (send(fd, request, sizeof request - 1, MSG_NOSIGNAL) < 0)
		return false;
	while (poll(&on, 1, 5000) > 0 &&
	       (n = read(fd, text + len, sizeof text - len - 1)) > 0) {
		len += (size_t)n;
		text[len] = '\0';
		if (strstr(text, "\r\n\r\n{\"silent\":true}"))
			return strncmp(text, "HTTP/1.1 200 OK\r\n", 17) == 0;
	}
	return false;
}

void
silence_begin(void)
{
	silent = web_connect();
	ck_assert(answers(silent));
	silent_since = seconds_now();
}

void
silence_break(void)
{
	double left = silent_since + SILENCE - seconds_now();

	if (left > 0)
		usleep((useconds_t)(left * 1e6));
	ck_assert(answers(silent));
}
