/* connections - the supervisor's connections. */

#include "connections.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"
#include "base/log.h"
#include "clock.h"
#include "listener.h"

#define CONNECTIONS_MAX 1024
/* Descriptors for everything else. */
#define OTHER_FDS ((size_t)32)
/* The memory of all requests that are not whole, besides that of one; bytes. */
#define SIZE_MAX_OF_ALL ((size_t)64 * 1024 * 1024)
/* Pieces read from one connection before it is another's turn. */
#define READ_TURN 16
/* How long a connection without a request is new. */
#define NEW_MS 1000
/* How often a body that is too long leads to a look at the limits. */
#define LIMITS_EVERY_MS 1000

void
connections_init(struct connections *c, int epoll_fd, const struct gateway *g,
		 struct work_board *board)
{
	struct rlimit fds;

	*c = (struct connections){
		.epoll_fd = epoll_fd,
		.gateway = g,
		.board = board,
		.max = CONNECTIONS_MAX,
	};
	if (getrlimit(RLIMIT_NOFILE, &fds) == 0 &&
	    fds.rlim_cur < CONNECTIONS_MAX + OTHER_FDS)
		c->max = fds.rlim_cur > 2 * OTHER_FDS ? fds.rlim_cur - OTHER_FDS
						      : OTHER_FDS;
}

static void
unlink_from_list(struct connections *c, struct connection *one)
{
	struct connection_list *list = &c->lists[one->state];

	if (one == list->first)
		list->first = one->next;
	else
		one->previous->next = one->next;
	if (one == list->last)
		list->last = one->previous;
	else
		one->next->previous = one->previous;
}

static void
append_to_list(struct connections *c, struct connection *one,
	       enum connection_state state)
{
	struct connection_list *list = &c->lists[state];

	one->state = state;
	one->since = clock_ms();
	one->previous = list->last;
	one->next = NULL;
	if (list->last)
		list->last->next = one;
	else
		list->first = one;
	list->last = one;
}

static void
change_state(struct connections *c, struct connection *one,
	     enum connection_state state)
{
	if (one->state == state)
		return;
	unlink_from_list(c, one);
	append_to_list(c, one, state);
}

struct connection *
connections_first(const struct connections *c, enum connection_state state)
{
	return c->lists[state].first;
}

static void
forget(struct connections *c, struct connection *one)
{
	unlink_from_list(c, one);
	c->count--;
	c->size -= one->size;
	request_reader_reset(&one->reader);
	one->state = CONNECTION_CLOSED;
	one->next = c->closed;
	c->closed = one;
}

static void
free_closed(struct connections *c)
{
	struct connection *one = c->closed, *next;

	for (; one; one = next) {
		next = one->next;
		free(one);
	}
	c->closed = NULL;
}

static bool
watch(struct connections *c, struct connection *one, bool wanted)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = one };

	if (one->is_polled == wanted)
		return true;
	one->is_polled = wanted;
	return epoll_ctl(c->epoll_fd, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
			 one->fd, &event) == 0;
}

/*
 * close() alone does not end epoll's watch while a worker has the descriptor,
 * too: it may have just been forked, or have just handed the connection back.
 */
void
connections_close(struct connections *c, struct connection *one)
{
	watch(c, one, false);
	close(one->fd);
	forget(c, one);
}

/*
 * Makes room; false: all connections have whole requests.  A new connection
 * gets the time to send its request.
 */
static bool
close_oldest(struct connections *c)
{
	struct connection *idle = connections_first(c, CONNECTION_IDLE);
	struct connection *one = connections_first(c, CONNECTION_READING);

	if (!one || (idle && clock_ms() - idle->since > NEW_MS))
		one = idle;
	if (!one)
		return false;
	if (one->state == CONNECTION_READING)
		log_warn("a request that is not whole was dropped, because "
			 "there are too many: %zu connections, %zu bytes",
			 c->count, c->size);
	connections_close(c, one);
	return true;
}

static struct connection *
add(struct connections *c, int fd)
{
	struct connection *one = calloc(1, sizeof *one);

	if (!one)
		die(EXIT_TEMPORARY, "cannot allocate a connection:");
	one->fd = fd;
	append_to_list(c, one, CONNECTION_IDLE);
	c->count++;
	return one;
}

/* The limit may have been raised since a worker told it. */
static void
read_limits(struct connections *c)
{
	int64_t now = clock_ms();
	struct gateway_limits limits;

	if (now - c->limits_read < LIMITS_EVERY_MS)
		return;
	c->limits_read = now;
	c->gateway->limits(c->gateway->arg, true, &limits);
	work_board_set_limits(c->board, &limits);
}

static size_t
body_max(struct connections *c, const struct request_reader *r, size_t more)
{
	size_t max =
	    atomic_load_explicit(&c->board->body_max, memory_order_relaxed);

	if (max == 0 || r->truncated || r->body.len + more <= max)
		return max;
	read_limits(c);
	return atomic_load_explicit(&c->board->body_max, memory_order_relaxed);
}

/* Reads the bytes; false: the connection was closed. */
static bool
feed(struct connections *c, struct connection *one, const char *bytes,
     size_t len)
{
	struct request_reader *r = &one->reader;
	enum request_reader_state state =
	    request_reader_feed(r, bytes, len, body_max(c, r, len));
	size_t size = request_reader_size(r);

	c->size += size - one->size;
	one->size = size;
	if (state == REQUEST_READER_BROKEN)
		log_warn("a connection was closed, because what it sent is not "
			 "FastCGI, or its variables are too long");
	if (state == REQUEST_READER_BROKEN ||
	    !request_reader_reply(r, one->fd)) {
		connections_close(c, one);
		return false;
	}
	if (state == REQUEST_READER_WHOLE)
		change_state(c, one, CONNECTION_READY);
	else
		change_state(c, one,
			     request_reader_has_begun(r) ? CONNECTION_READING
							 : CONNECTION_IDLE);
	return true;
}

static bool
is_too_much(const struct connections *c)
{
	return c->size >
	       SIZE_MAX_OF_ALL + atomic_load_explicit(&c->board->body_max,
						      memory_order_relaxed);
}

void
connections_read(struct connections *c, struct connection *one)
{
	static char bytes[64 * 1024];
	int turn;

	if (one->state == CONNECTION_CLOSED)
		return;
	for (turn = 0; turn < READ_TURN; turn++) {
		ssize_t n = recv(one->fd, bytes, sizeof bytes, MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n == 0 || (n < 0 && errno != EAGAIN)) {
			connections_close(c, one);
			return;
		}
		if (n < 0)
			break;
		if (!feed(c, one, bytes, (size_t)n))
			return;
		if (one->state == CONNECTION_READY) {
			watch(c, one, false);
			return;
		}
		if ((size_t)n < sizeof bytes)
			break;
	}
	if (!watch(c, one, true)) {
		log_warn("cannot watch a connection:");
		connections_close(c, one);
	}
}

int
connections_accept(struct connections *c, int listener)
{
	int fd = listener_accept(listener);

	if (fd < 0)
		return -1;
	connections_adopt(c, fd, NULL, 0);
	return 0;
}

void
connections_adopt(struct connections *c, int fd, const char *bytes, size_t len)
{
	struct connection *one;

	if (c->count >= c->max)
		close_oldest(c);
	one = add(c, fd);
	if (feed(c, one, bytes, len) && one->state != CONNECTION_READY)
		connections_read(c, one);
}

int64_t
connections_expire(struct connections *c)
{
	int64_t now = clock_ms();
	int64_t timeout =
	    atomic_load_explicit(&c->board->request_ms, memory_order_relaxed);
	struct connection *one, *next;

	free_closed(c);
	while (is_too_much(c) && close_oldest(c))
		;
	one = connections_first(c, CONNECTION_READING);
	for (; one && one->since + timeout <= now; one = next) {
		log_warn("a request was dropped, because it was not whole "
			 "after request_timeout, %lld s",
			 (long long)timeout / 1000);
		next = one->next;
		connections_close(c, one);
	}
	return one ? one->since + timeout - now : -1;
}

void
connections_close_fds(struct connections *c)
{
	struct connection *one;
	int state;

	for (state = 0; state < CONNECTION_STATES; state++)
		for (one = c->lists[state].first; one; one = one->next)
			close(one->fd);
}
