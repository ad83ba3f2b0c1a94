/* direct - a worker takes a request straight from the listening socket. */

#include "direct.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/monotonic.h"

/*
 * A web server may send the first bytes just after it has connected, and the
 * rest in several parts; microseconds.
 */
#define PATIENCE 2000
/* Memory that a request leaves for the next; bytes. */
#define KEEP_BYTES ((size_t)128 * 1024)

enum progress { PART, WHOLE, CLOSED };

/* The limit may have been raised since the last request. */
static size_t
body_max(struct direct *d, size_t more)
{
	const struct request_reader *r = &d->reader;

	if (!r->truncated && r->body.len + more > d->limits.body_max &&
	    d->limits.body_max > 0)
		d->gateway->limits(d->gateway->arg, true, &d->limits);
	return d->limits.body_max;
}

static enum progress
feed(struct direct *d, int fd, const char *bytes, size_t len)
{
	switch (request_reader_feed(&d->reader, bytes, len, body_max(d, len))) {
	case REQUEST_READER_WHOLE:
		break;
	case REQUEST_READER_WAITS:
		return request_reader_reply(&d->reader, fd) ? PART : CLOSED;
	default:
		log_warn("a connection was closed, because what it sent is not "
			 "FastCGI, or its variables are too long");
		return CLOSED;
	}
	return request_reader_reply(&d->reader, fd) ? WHOLE : CLOSED;
}

/* Waits for more bytes; false: it has taken too long. */
static bool
wait_for_more(int fd, int64_t *until)
{
	struct pollfd on = { .fd = fd, .events = POLLIN };
	int64_t now = monotonic_now();

	if (*until == 0)
		*until = now + PATIENCE;
	if (now >= *until)
		return false;
	return poll(&on, 1, (int)(*until - now + 999) / 1000) != 0;
}

static enum progress
read_all(struct direct *d, int fd)
{
	static char bytes[(size_t)64 * 1024];
	enum progress p = PART;
	int64_t until = 0;

	do {
		ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
			return CLOSED;
		if (n > 0)
			p = feed(d, fd, bytes, (size_t)n);
	} while (p == PART && wait_for_more(fd, &until));
	return p;
}

static void
give_back(struct direct *d, int fd)
{
	struct buffer bytes = { 0 };

	request_reader_dump(&d->reader, &bytes);
	hand_back_give(d->hand_back,
		       &(struct handed_back){ .fd = fd,
					      .kind = HAND_BACK_REQUEST,
					      .bytes = bytes.at,
					      .len = bytes.len });
	buffer_free(&bytes);
}

bool
direct_read(struct direct *d, int fd, struct taken_request *q)
{
	const struct request_reader *r = &d->reader;

	switch (read_all(d, fd)) {
	case WHOLE:
		*q = (struct taken_request){
			.fd = fd,
			.id = r->id,
			.keep = r->keep,
			.params = r->params.at ? r->params.at : "",
			.params_len = r->params.len,
			.body = r->body.at ? r->body.at : "",
			.body_len = r->body.len,
		};
		return true;
	case PART:
		give_back(d, fd);
		break;
	default:
		close(fd);
		break;
	}
	direct_done(d);
	return false;
}

void
direct_done(struct direct *d)
{
	request_reader_next(&d->reader, KEEP_BYTES);
}
