/* open_responses: who gets parts, and who loses the connection. */

#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fcgi/open_responses.h"
#include "support/harness.h"

#define EVENT 3

static struct open_responses open_ones;
static int ends[2];

/* Connects to a response whose first part is "first". */
static void
connect_one(void)
{
	struct fastcgi_response first = { 0 };

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	fastcgi_response_begin(&first, ends[0], 1);
	fastcgi_response_add(&first, "first", 5);
	open_responses_add(&open_ones, &first, EVENT);
	buffer_free(&first.out);
}

static void
begin(void)
{
	open_ones = (struct open_responses){
		.epoll_fd = epoll_create1(EPOLL_CLOEXEC),
	};
	connect_one();
}

static void
end(void)
{
	open_responses_end_all(&open_ones);
	close(ends[1]);
	close(open_ones.epoll_fd);
}

const struct test_setup test_setup = {
	.before = begin,
	.after = end,
};

/* Everything that the web server has got, with NULs as blanks. */
static const char *
received(void)
{
	static char text[4096];
	ssize_t n = recv(ends[1], text, sizeof text - 1, MSG_DONTWAIT), i;

	text[n > 0 ? n : 0] = '\0';
	for (i = 0; i < n; i++)
		text[i] = text[i] ? text[i] : ' ';
	return text;
}

TEST(each_part_is_sent_at_once)
{
	ck_assert_ptr_nonnull(strstr(received(), "first"));
	open_responses_send(&open_ones, "second");
	ck_assert_ptr_nonnull(strstr(received(), "second"));
	open_responses_send(&open_ones, "third");
	ck_assert_ptr_nonnull(strstr(received(), "third"));
	ck_assert_uint_eq(open_ones.count, 1);
}

TEST(parts_are_due_several_times_a_second_if_somebody_reads_them)
{
	ck_assert(open_responses_is_due(&open_ones));
	ck_assert(!open_responses_is_due(&open_ones));
	usleep((OPEN_RESPONSES_INTERVAL + 10) * 1000);
	ck_assert(open_responses_is_due(&open_ones));
	usleep((OPEN_RESPONSES_INTERVAL + 10) * 1000);
	open_responses_end(&open_ones, 0);
	ck_assert(!open_responses_is_due(&open_ones));
}

TEST(who_reads_too_slowly_loses_the_connection)
{
	static char part[64 * 1024];
	int i;

	memset(part, 'x', sizeof part - 1);
	for (i = 0; i < 100 && open_ones.count > 0; i++)
		open_responses_send(&open_ones, part);
	ck_assert_int_gt(i, 1);
	ck_assert_uint_eq(open_ones.count, 0);
	ck_assert_int_eq(fcntl(ends[0], F_GETFD), -1);
}

TEST(an_ended_response_gets_its_end_and_is_not_watched)
{
	struct epoll_event on;
	int copy = dup(ends[0]);

	received();
	shutdown(ends[1], SHUT_WR);
	ck_assert_int_eq(epoll_wait(open_ones.epoll_fd, &on, 1, 0), 1);
	ck_assert_uint_eq(on.data.u32, EVENT);
	open_responses_end(&open_ones, on.data.u32 - EVENT);
	ck_assert_uint_eq(open_ones.count, 0);
	/* FCGI_STDOUT without content, and FCGI_END_REQUEST. */
	ck_assert_int_gt(recv(ends[1], (char[64]){ 0 }, 64, MSG_DONTWAIT), 16);
	ck_assert_int_eq(epoll_wait(open_ones.epoll_fd, &on, 1, 0), 0);
	close(copy);
}
