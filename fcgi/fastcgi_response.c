/* fastcgi_response - the records of a response. */

#include "fastcgi_response.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "fastcgi_record.h"

void
fastcgi_response_begin(struct fastcgi_response *r, int fd, uint16_t id)
{
	struct buffer out = r->out;

	out.len = 0;
	*r = (struct fastcgi_response){ .fd = fd, .id = id, .out = out };
}

static size_t
open_length(const struct fastcgi_response *r)
{
	return r->out.len - r->open - FASTCGI_HEAD_SIZE;
}

static void
close_record(struct fastcgi_response *r)
{
	if (r->is_open)
		fastcgi_record_set_length(r->out.at + r->open, open_length(r));
	r->is_open = false;
}

static void
open_record(struct fastcgi_response *r)
{
	if (r->is_open && open_length(r) < FASTCGI_CONTENT_MAX)
		return;
	close_record(r);
	r->open = r->out.len;
	r->is_open = true;
	fastcgi_record_add_head(&r->out, FASTCGI_STDOUT, r->id, 0);
}

void
fastcgi_response_add(struct fastcgi_response *r, const void *bytes, size_t len)
{
	const char *at = bytes;
	size_t n;

	for (; len > 0; at += n, len -= n) {
		open_record(r);
		n = FASTCGI_CONTENT_MAX - open_length(r);
		n = len < n ? len : n;
		buffer_add(&r->out, at, n);
	}
}

void
fastcgi_response_log(struct fastcgi_response *r, const char *line)
{
	size_t len = strlen(line);

	close_record(r);
	len = len < FASTCGI_CONTENT_MAX ? len : FASTCGI_CONTENT_MAX - 1;
	fastcgi_record_add_head(&r->out, FASTCGI_STDERR, r->id, len + 1);
	buffer_add(&r->out, line, len);
	buffer_byte(&r->out, '\n');
}

void
fastcgi_response_end(struct fastcgi_response *r)
{
	close_record(r);
	fastcgi_record_add_head(&r->out, FASTCGI_STDOUT, r->id, 0);
	fastcgi_record_add_end(&r->out, r->id, FASTCGI_REQUEST_COMPLETE);
}

bool
fastcgi_response_send(struct fastcgi_response *r)
{
	while (!r->failed && r->sent < r->out.len) {
		ssize_t n =
		    send(r->fd, r->out.at + r->sent, r->out.len - r->sent,
			 MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n >= 0)
			r->sent += (size_t)n;
		else if (errno == EAGAIN)
			return false;
		else if (errno != EINTR)
			r->failed = true;
	}
	return true;
}

void
fastcgi_response_flush(struct fastcgi_response *r, int64_t timeout_ms)
{
	int64_t deadline = clock_ms() + timeout_ms, left;
	struct pollfd on = { .fd = r->fd, .events = POLLOUT };

	close_record(r);
	while (!fastcgi_response_send(r)) {
		left = deadline - clock_ms();
		if (left <= 0)
			r->failed = true;
		else
			poll(&on, 1, (int)left);
	}
	r->out.len = r->sent = 0;
}
