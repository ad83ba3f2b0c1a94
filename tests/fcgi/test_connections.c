/* connections: what epoll says of those that are closed. */

#include <stdatomic.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fcgi/connections.h"
#include "fcgi/late_responses.h"
#include "support/harness.h"
#include "support/log_capture.h"

static struct work_board board;
static struct connections connections;
static struct late_responses late;
static int epoll_fd, ends[2], copy;

static void
begin(void)
{
	log_capture_start();
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	ck_assert_int_ge(epoll_fd, 0);
	atomic_store(&board.request_ms, 5000);
	connections_init(&connections, epoll_fd, NULL, &board);
	late = (struct late_responses){ .epoll_fd = epoll_fd };
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	copy = dup(ends[0]);
}

static void
end(void)
{
	close(epoll_fd);
	close(ends[1]);
	close(copy);
}

const struct test_setup test_setup = {
	.before = begin,
	.after = end,
};

static size_t
events(void)
{
	struct epoll_event event;
	int n = epoll_wait(epoll_fd, &event, 1, 0);

	ck_assert_int_ge(n, 0);
	return (size_t)n;
}

/* A worker has it, too, until it has closed what it was forked with. */
TEST(a_closed_connection_is_not_watched_though_a_worker_has_it)
{
	connections_adopt(&connections, ends[0], NULL, 0);
	ck_assert_uint_eq(events(), 0);
	shutdown(ends[1], SHUT_WR);
	ck_assert_uint_eq(events(), 1);
	connections_read(&connections,
			 connections_first(&connections, CONNECTION_IDLE));
	ck_assert_uint_eq(connections.count, 0);
	connections_expire(&connections);
	ck_assert_uint_eq(events(), 0);
}

TEST(a_dropped_response_is_not_watched_though_a_worker_has_it)
{
	struct handed_back b = {
		.fd = ends[0],
		.kind = HAND_BACK_RESPONSE,
		.bytes = "late",
		.len = 4,
	};

	late_responses_add(&late, &b, -1);
	ck_assert_uint_eq(events(), 1);
	ck_assert_int_eq(late_responses_expire(&late), -1);
	ck_assert_uint_eq(late.count, 0);
	ck_assert_uint_eq(events(), 0);
}
