/* A web server that sends or reads slowly delays nobody else. */

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/fastcgi_client.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/load_client.h"
#include "support/web_server.h"

#define MIB ((size_t)1024 * 1024)
/* Others get their answers long before; seconds. */
#define SOON 10.0
#define SLOW 24

static char bytes[2 * MIB];
static int slow[SLOW];

const struct test_setup test_setup = {
	.after = web_stop,
};

/* Connections that send so much of a request with a body of 1000 bytes. */
static void
send_parts(size_t len)
{
	size_t i;

	fastcgi_request(bytes, 1, false, NULL, 1000);
	for (i = 0; i < SLOW; i++) {
		slow[i] = fastcgi_connect("call");
		fastcgi_send(slow[i], bytes, len);
	}
}

static void
check_others_are_answered(void)
{
	struct load_client l = {
		.clients = 4,
		.hooks = 50,
		.only = "/EchoApp/call",
	};
	double begin = seconds_now();

	load_client_run(&l);
	ck_assert_msg(l.answered == 200, "%u: %s", l.answered, l.trouble);
	ck_assert_msg(seconds_now() - begin < SOON, "%f s",
		      seconds_now() - begin);
}

/* The connection is closed within `most` seconds, and not before `least`. */
static void
check_dropped(int fd, double since, double least, double most)
{
	struct fastcgi_reply r = fastcgi_read(fd, since + most - seconds_now());

	ck_assert_msg(r.closed && !r.ended, "%s", r.out);
	ck_assert_msg(seconds_now() - since >= least, "after %f s",
		      seconds_now() - since);
	close(fd);
}

static const size_t parts[] = { 0, 1, 16, 100, 700 };

TEST_LOOP(a_part_of_a_request_delays_nobody, ROWS(parts))
{
	web_start_with("");
	send_parts(parts[_i]);
	check_others_are_answered();
}

TEST(a_request_that_is_not_whole_in_time_is_dropped)
{
	double begin;
	size_t i;

	web_start_with("request_timeout = 1s\n");
	begin = seconds_now();
	send_parts(500);
	for (i = 0; i < SLOW; i++)
		check_dropped(slow[i], begin, 0.9, 20);
	ck_assert_ptr_nonnull(strstr(web_log(), "request_timeout, 1 s"));
	ck_assert(fastcgi_answers("call", SOON));
}

/* Neither a byte now and then, nor a management record, prolongs it. */
TEST(a_trickle_does_not_prolong_the_time)
{
	double begin;
	int i;

	web_start_with("request_timeout = 1s\n");
	begin = seconds_now();
	send_parts(300);
	for (i = 0; i < 40; i++) {
		fastcgi_send(slow[0], bytes + 300 + i, 1);
		usleep(50000);
	}
	check_dropped(slow[0], begin, 0.9, 20);
}

TEST(an_idle_connection_stays_open)
{
	int fd, fresh;
	struct fastcgi_reply r;
	size_t len;

	web_start_with("request_timeout = 1s\nresponse_timeout = 1s\n");
	fd = fastcgi_connect("call");
	fresh = fastcgi_connect("call");
	len = fastcgi_request(bytes, 1, true, "{}", 2);
	fastcgi_send(fd, bytes, len);
	ck_assert(fastcgi_read(fd, SOON).ended);
	sleep(3);
	fastcgi_send(fd, bytes, len);
	r = fastcgi_read(fd, SOON);
	ck_assert_msg(r.ended && strstr(r.out, "200 OK"), "%s", r.out);
	fastcgi_send(fresh, bytes, len);
	ck_assert(fastcgi_read(fresh, SOON).ended);
}

/* The responses are longer than what the kernel takes for a connection. */
static void
ask_and_do_not_read(void)
{
	size_t len = fastcgi_request(bytes, 1, false, NULL, MIB), i;

	for (i = 0; i < SLOW; i++) {
		slow[i] = fastcgi_connect("call");
		fastcgi_send(slow[i], bytes, len);
	}
}

TEST(a_response_that_nobody_reads_delays_nobody)
{
	struct fastcgi_reply r;
	size_t i;

	web_start_with("");
	ask_and_do_not_read();
	check_others_are_answered();
	/* Whoever reads in time gets all of it. */
	for (i = 0; i < SLOW; i++) {
		r = fastcgi_read(slow[i], SOON);
		ck_assert(r.ended);
		ck_assert_uint_gt(r.out_len, MIB);
	}
}

TEST(a_response_that_is_not_taken_in_time_is_dropped)
{
	size_t i;

	web_start_with("response_timeout = 1s\n");
	ask_and_do_not_read();
	sleep(3);
	for (i = 0; i < SLOW; i++) {
		struct fastcgi_reply r = fastcgi_read(slow[i], SOON);

		ck_assert(r.closed && !r.ended);
		ck_assert_uint_lt(r.out_len, MIB);
	}
	ck_assert_ptr_nonnull(strstr(web_log(), "response_timeout"));
	ck_assert(fastcgi_answers("call", SOON));
}

/* Lingers at 600 bytes a second, in both directions, while hooks come in. */
TEST(six_hundred_bytes_a_second_delay_nobody)
{
	int i, round;

	web_start_with("");
	send_parts(0);
	for (round = 0; round < 4; round++) {
		for (i = 0; i < SLOW; i++)
			fastcgi_send(slow[i], bytes + round * 300, 300);
		check_others_are_answered();
		usleep(500000);
	}
	check_others_are_answered();
}

/* There are more slow connections than a program keeps: the oldest go. */
TEST(any_number_of_slow_connections_delays_nobody)
{
	static int many[1500];
	struct rlimit fds;
	size_t i;

	web_start_with("");
	getrlimit(RLIMIT_NOFILE, &fds);
	fds.rlim_cur = fds.rlim_max;
	setrlimit(RLIMIT_NOFILE, &fds);
	fastcgi_request(bytes, 1, false, NULL, 1000);
	for (i = 0; i < ROWS(many); i++) {
		many[i] = fastcgi_connect("call");
		fastcgi_send(many[i], bytes, 300);
		if (i % 100 == 0)
			ck_assert(fastcgi_answers("call", SOON));
	}
	check_others_are_answered();
}

/* Large bodies that never come to their end are bounded by memory. */
TEST(large_requests_that_are_not_whole_are_bounded)
{
	static int many[150];
	size_t len, i;

	web_start_with("");
	len = fastcgi_request(bytes, 1, false, NULL, MIB) - 8;
	for (i = 0; i < ROWS(many); i++) {
		many[i] = fastcgi_connect("call");
		fastcgi_send(many[i], bytes, len);
	}
	check_others_are_answered();
	for (len = i = 0; i < ROWS(many); i++)
		len += !fastcgi_read(many[i], 0.01).closed;
	ck_assert_uint_ge(len, 1);
	ck_assert_uint_le(len, 80);
}
