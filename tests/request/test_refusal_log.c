/* refusal_log: strangers cannot fill the disk with refusals. */

#include "request/refusal_log.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "support/handler.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/log_capture.h"

const struct method method = {
	.name = "testHook",
	.summary = "a hook for tests",
	.type = HOOK_DIRECT,
};

static struct service *service;

static void
start(void)
{
	log_capture_start();
	write_file("echoapp.conf", "log = server\n");
	service = serve_open("echoapp.conf", "state", &method);
}

const struct test_setup test_setup = {
	.before = start,
};

/* Sends a request that came at that second of the monotonic clock. */
static int
send_at(time_t second, const char *verb)
{
	struct request r = handler_request("{}", 2);
	struct answer a;

	r.request_method = verb;
	r.received = second * INT64_C(1000000);
	serve_request(service, &method, &r, &a);
	return a.status;
}

static void
flood(time_t second, size_t count)
{
	while (count-- > 0)
		ck_assert_int_eq(send_at(second, "GET"), 405);
}

/* The members `suppressed` of the journal, added up. */
static unsigned
suppressed(void)
{
	const char *at = journal_text();
	unsigned sum = 0, n;

	while ((at = strstr(at, "\"suppressed\":"))) {
		at += strlen("\"suppressed\":");
		ck_assert_int_eq(sscanf(at, "%u", &n), 1);
		sum += n;
	}
	return sum;
}

TEST(a_few_refusals_are_all_recorded)
{
	flood(1000, REFUSAL_LOG_BURST);
	ck_assert_uint_eq(count_lines(journal_text()), REFUSAL_LOG_BURST);
	ck_assert_uint_eq(suppressed(), 0);
}

TEST(a_flood_writes_a_few_lines_a_second_and_counts_the_rest)
{
	const size_t seconds = 50, each = 1000;
	size_t i, lines;

	for (i = 0; i < seconds; i++)
		flood((time_t)(1000 + i), each);
	serve_close(service);
	lines = count_lines(journal_text());
	ck_assert_uint_le(lines, REFUSAL_LOG_BURST +
				     (seconds + 1) * REFUSAL_LOG_A_SECOND);
	ck_assert_uint_ge(lines, REFUSAL_LOG_BURST);
	ck_assert_uint_eq(lines + suppressed(), seconds * each);
}

TEST(hooks_are_recorded_during_a_flood)
{
	flood(1000, 500);
	ck_assert_int_eq(send_at(1000, "POST"), 200);
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"status\":200"));
	ck_assert_uint_eq(count_lines(journal_text()), REFUSAL_LOG_BURST + 1);
}

TEST(what_was_held_is_written_with_the_next_request_a_second_later)
{
	flood(1000, REFUSAL_LOG_BURST + 10);
	ck_assert_int_eq(send_at(1001, "POST"), 200);
	ck_assert_uint_eq(suppressed(), 9);
	ck_assert_uint_eq(count_lines(journal_text()), REFUSAL_LOG_BURST + 2);
}

TEST(what_was_held_is_written_once_when_no_request_comes)
{
	struct timespec now;
	size_t lines;

	clock_gettime(CLOCK_MONOTONIC, &now);
	flood(now.tv_sec - 1, REFUSAL_LOG_BURST + 10);
	serve_idle(service);
	ck_assert_uint_eq(suppressed(), 9);
	lines = count_lines(journal_text());
	serve_idle(service);
	ck_assert_uint_eq(count_lines(journal_text()), lines);
}

TEST(a_long_pause_gives_back_the_whole_burst)
{
	flood(1000, 2 * REFUSAL_LOG_BURST);
	flood(1000000, REFUSAL_LOG_BURST - 1);
	ck_assert_uint_eq(count_lines(journal_text()), 2 * REFUSAL_LOG_BURST);
}

TEST(a_refusal_of_a_read_hook_is_always_recorded)
{
	size_t i;

	write_file("strict.conf", "log = server\nstrict = yes\n");
	service = serve_open("strict.conf", "state", &method);
	for (i = 0; i < 2 * REFUSAL_LOG_BURST; i++) {
		struct request r = handler_request("{\"appKey\":1}", 12);
		struct answer a;

		r.received = INT64_C(1000000000);
		serve_request(service, &method, &r, &a);
		ck_assert_int_eq(a.status, 400);
	}
	ck_assert_uint_eq(count_lines(journal_text()), 2 * REFUSAL_LOG_BURST);
}
