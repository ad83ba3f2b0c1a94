/* journal_line: lines of any writer. */

#include "journal/journal_line.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"
#include "support/history.h"

static struct journal_line v;

/* Parses from memory that ends with the line, so reading on is an error. */
static int
reads(const char *line)
{
	size_t len = strlen(line);
	char *exact = malloc(len ? len : 1);
	int bad;

	memcpy(exact, line, len);
	bad = journal_line_read(&v, exact, len);
	free(exact);
	return bad == 0;
}

#define START "{\"time\":\"2026-03-01T12:00:00.000001Z\",\"hook\":\"call\""

TEST(reads_a_line_of_ours)
{
	ck_assert(reads(
	    START ",\"status\":403,\"us\":21,\"appKey\":\"a\",\"nodeId\":\"n\","
		  "\"sessionId\":\"/s\",\"reason\":\"no\",\"rule\":\"r:3\","
		  "\"peer\":\"::1\",\"warnings\":[\"x\",\"y\"],\"lost\":4,"
		  "\"body\":{\"callId\":\"c\",\"incoming\":false,"
		  "\"caller\":\"1\",\"callee\":2,\"status\":\"PENDING\","
		  "\"custom\":{\"callId\":\"not this\"},\"info\":null}}"));
	ck_assert(v.time == NOON_US + 1);
	ck_assert_str_eq(v.hook, "call");
	ck_assert_int_eq(v.status, 403);
	ck_assert_int_eq(v.took, 21);
	ck_assert_uint_eq(v.lost, 4);
	ck_assert_uint_eq(v.warnings, 2);
	ck_assert_str_eq(v.app, "a");
	ck_assert_str_eq(v.node, "n");
	ck_assert_str_eq(v.session, "/s");
	ck_assert_str_eq(v.reason, "no");
	ck_assert_str_eq(v.rule, "r:3");
	ck_assert_int_eq(v.incoming, 0);
	ck_assert_str_eq(v.body[MEMBER_CALL_ID], "c");
	ck_assert_str_eq(v.body[MEMBER_CALLER], "1");
	ck_assert_str_eq(v.body[MEMBER_CALLEE], "2");
	ck_assert_str_eq(v.body[MEMBER_STATUS], "PENDING");
	ck_assert_ptr_null(v.body[MEMBER_INFO]);
	ck_assert_ptr_null(v.body[MEMBER_ID]);
}

TEST(reads_a_line_of_others)
{
	ck_assert(reads("{ \"body\" : { \"status\" : \"RING\", \"callId\" : "
			"\"a\\/b\\u00e9\\n\" } ,\t\"status\" : 200 , "
			"\"sessionId\":\"\\/1.2.3.4:5\\/6\","
			"\"mine\":[{}],\"hook\":\"CallStatusEvent\", "
			"\"time\":\"2026-03-01T12:00:00Z\" }  \r"));
	ck_assert(v.time == NOON_US);
	ck_assert_str_eq(v.session, "/1.2.3.4:5/6");
	ck_assert_str_eq(v.body[MEMBER_CALL_ID], "a/b\xc3\xa9\n");
	ck_assert_int_eq(v.status, 200);
	ck_assert_int_eq(v.took, -1);
	ck_assert_ptr_null(v.app);
	ck_assert_ptr_null(v.node);
	ck_assert_ptr_null(v.rule);
	ck_assert_int_eq(v.incoming, -1);
}

TEST(reads_the_members_of_earlier_versions)
{
	ck_assert(reads(START ",\"status\":200,\"places\":[\"k\",\"l\"],"
			      "\"odd\":[\"x\"]}"));
	ck_assert_uint_eq(v.warnings, 1);
	ck_assert_uint_eq(v.slot_count, 2);
	ck_assert_str_eq(v.slots[1], "l");
	ck_assert(reads(START ",\"status\":200,\"slots\":[\"k\",\"l\"],"
			      "\"warnings\":[\"x\"]}"));
	ck_assert_uint_eq(v.warnings, 1);
	ck_assert_uint_eq(v.slot_count, 2);
	ck_assert_str_eq(v.slots[1], "l");
}

TEST(nothing_is_left_from_the_line_before)
{
	ck_assert(reads(START ",\"status\":200,\"us\":1,\"lost\":1,"
			      "\"warnings\":[1],\"appKey\":\"a\",\"body\":{"
			      "\"callId\":\"c\",\"incoming\":true}}"));
	ck_assert_int_eq(v.incoming, 1);
	ck_assert(reads(START "}"));
	ck_assert_int_eq(v.incoming, -1);
	ck_assert_int_eq(v.took, -1);
	ck_assert_uint_eq(v.lost + v.warnings, 0);
	ck_assert_ptr_null(v.app);
	ck_assert_ptr_null(v.body[MEMBER_CALL_ID]);
}

/* A name may be spelt with escapes; similar names are other members. */
TEST(each_member_of_a_body_is_found_by_its_name)
{
	static const char *const names[MEMBERS] = {
		[MEMBER_ID] = "id",
		[MEMBER_TO] = "to",
		[MEMBER_FROM] = "from",
		[MEMBER_INFO] = "info",
		[MEMBER_NAME] = "name",
		[MEMBER_CALL_ID] = "callId",
		[MEMBER_CALLEE] = "callee",
		[MEMBER_CALLER] = "caller",
		[MEMBER_STATUS] = "status",
		[MEMBER_TARGET] = "target",
		[MEMBER_SIP_LOGIN] = "sipLogin",
		[MEMBER_SIP_DOMAIN] = "sipDomain",
		[MEMBER_VISIBLE_NAME] = "visibleName",
		[MEMBER_MEDIA_SESSION_ID] = "mediaSessionId",
		[MEMBER_SIP_VISIBLE_NAME] = "sipVisibleName",
	};
	size_t i, other;
	char line[256];

	for (i = 0; i < MEMBERS * 2; i++) {
		const char *name = names[i / 2];

		if (i % 2)
			snprintf(line, sizeof line,
				 START ",\"body\":{\"\\u%04x%s\":\"it\"}}",
				 name[0], name + 1);
		else
			snprintf(line, sizeof line,
				 START ",\"body\":{\"%s\":\"it\"}}", name);
		ck_assert(reads(line));
		for (other = 0; other < MEMBERS; other++)
			ck_assert_msg((v.body[other] != NULL) ==
					  (other == i / 2),
				      "%s: %s", line, names[other]);
		ck_assert_str_eq(v.body[i / 2], "it");
	}
	ck_assert(reads(START ",\"body\":{\"\":1,\"i\":1,\"callIds\":1,"
			      "\"callid\":1,\"a name of twenty bytes\":1}}"));
	for (other = 0; other < MEMBERS; other++)
		ck_assert_ptr_null(v.body[other]);
}

TEST(numbers_of_any_length_are_read)
{
	ck_assert(reads(START ",\"us\":999999999}"));
	ck_assert_int_eq(v.took, 999999999);
	ck_assert(reads(START ",\"us\":12345678901}"));
	ck_assert_int_eq(v.took, 12345678901);
	ck_assert(reads(START ",\"us\":-5}"));
	ck_assert_int_eq(v.took, -5);
	ck_assert(reads(START ",\"us\":17.9}"));
	ck_assert_int_eq(v.took, 17);
	ck_assert(reads(START ",\"us\":9223372036854775807}"));
	ck_assert_int_eq(v.took, JOURNAL_LINE_TOOK_MAX);
	ck_assert(reads(START ",\"us\":99999999999999999999}"));
	ck_assert_int_eq(v.took, JOURNAL_LINE_TOOK_MAX);
	ck_assert(reads(START ",\"lost\":4294967296}"));
	ck_assert_uint_eq(v.lost, UINT_MAX);
}

TEST(values_of_strange_kinds_are_none)
{
	ck_assert(reads(START
			",\"appKey\":[\"a\"],\"nodeId\":null,"
			"\"sessionId\":{},\"us\":\"7\",\"warnings\":\"x\","
			"\"body\":[1]}"));
	ck_assert_ptr_null(v.app);
	ck_assert_ptr_null(v.node);
	ck_assert_ptr_null(v.session);
	ck_assert_int_eq(v.took, -1);
	ck_assert_uint_eq(v.warnings, 0);
	ck_assert(reads(START ",\"body\":{\"callId\":{},\"incoming\":\"x\","
			      "\"id\":17,\"name\":true}}"));
	ck_assert_ptr_null(v.body[MEMBER_CALL_ID]);
	ck_assert_str_eq(v.body[MEMBER_ID], "17");
	ck_assert_str_eq(v.body[MEMBER_NAME], "true");
	ck_assert_int_eq(v.incoming, -1);
}

TEST(a_count_of_lost_hooks_that_is_none_is_nothing)
{
	ck_assert(reads(START ",\"lost\":\"many\"}"));
	ck_assert_uint_eq(v.lost, 0);
	ck_assert(reads(START ",\"lost\":-1}"));
	ck_assert_uint_eq(v.lost, 0);
	ck_assert(reads(START ",\"lost\":null}"));
	ck_assert_uint_eq(v.lost, 0);
}

TEST(suppressed_refusals_are_counted_unless_their_number_is_absurd)
{
	ck_assert(reads(START ",\"bytes\":2,\"suppressed\":35699}"));
	ck_assert_uint_eq(v.suppressed, 35699);
	ck_assert(reads(START "}"));
	ck_assert_uint_eq(v.suppressed, 0);
	ck_assert(reads(START ",\"suppressed\":-1}"));
	ck_assert_uint_eq(v.suppressed, 0);
	ck_assert(reads(START ",\"suppressed\":9223372036854775807}"));
	ck_assert_uint_eq(v.suppressed, 0);
}

TEST(lines_that_are_none_are_refused)
{
	static const char *const none[] = {
		"",
		" ",
		"x",
		"null",
		"[]",
		"{}",
		"\"text\"",
		START,
		START "}}",
		START "} {}",
		START ",}",
		START ",\"body\":{}",
		START ",\"appKey\":\"\xff\"}",
		"{\"hook\":\"call\"}",
		"{\"time\":\"2026-03-01T12:00:00Z\"}",
		"{\"time\":\"2026-03-01T12:00:00Z\",\"hook\":\"\"}",
		"{\"time\":\"2026-03-01T12:00:00Z\",\"hook\":null}",
		"{\"time\":\"2026-03-01T12:00:00Z\",\"hook\":{}}",
		"{\"time\":\"yesterday\",\"hook\":\"call\"}",
		"{\"time\":1772366400,\"hook\":\"call\"}",
		"{\"time\":null,\"hook\":\"call\"}",
	};
	size_t i;

	for (i = 0; i < ROWS(none); i++)
		ck_assert_msg(!reads(none[i]), "%s", none[i]);
	ck_assert(reads(START "}"));
}

TEST(any_bytes_are_read_or_refused)
{
	static const char bits[] = "{}[]:,\"\\u0e1\"time\"hook\"body\"lost\" ";
	char line[256];
	uint64_t seed = 1;
	int i;

	for (i = 0; i < 20000; i++) {
		size_t len = (size_t)snprintf(
		    line, sizeof line,
		    START ",\"body\":{\"callId\":\"c\\n\"},\"lost\":1}");
		int n;

		for (n = 0; n < 1 + i % 3; n++)
			line[next_random(&seed) % len] =
			    bits[next_random(&seed) % (sizeof bits - 1)];
		line[len - next_random(&seed) % 3] = '\0';
		reads(line);
	}
}

static void
check_moment(const char *text, int64_t micros)
{
	ck_assert_msg(timestamp_parse(text) == micros, "%s is %lld, not %lld",
		      text, (long long)timestamp_parse(text),
		      (long long)micros);
}

TEST(moments_are_read_to_the_microsecond)
{
	check_moment("1970-01-01T00:00:00Z", 0);
	check_moment("1970-01-01T00:00:00.000001Z", 1);
	check_moment("2026-03-01T12:00:00Z", NOON_US);
	check_moment("2026-03-01t12:00:00z", NOON_US);
	check_moment("2026-03-01T12:00:00.5Z", NOON_US + 500000);
	check_moment("2026-03-01T12:00:00.123456Z", NOON_US + 123456);
	check_moment("2026-03-01T12:00:00.123456789Z", NOON_US + 123456);
	check_moment("2026-03-01T12:00:01.000Z", NOON_US + SECOND_US);
	check_moment("2026-03-01T12:00:60Z", NOON_US + 60 * SECOND_US);
}

TEST(leap_years_have_a_day_more)
{
	check_moment("2024-02-29T12:00:00Z", INT64_C(1709208000) * SECOND_US);
	check_moment("2024-03-01T12:00:00Z", INT64_C(1709294400) * SECOND_US);
	check_moment("2000-02-29T00:00:00Z", INT64_C(951782400) * SECOND_US);
	check_moment("2100-03-01T00:00:00Z", INT64_C(4107542400) * SECOND_US);
	check_moment("2026-12-31T23:59:59Z", INT64_C(1798761599) * SECOND_US);
	check_moment("9999-12-31T23:59:59Z", INT64_C(253402300799) * SECOND_US);
}

TEST(what_is_no_moment_is_none)
{
	static const char *const none[] = {
		"",
		"2",
		"2026",
		"2026-03-01",
		"2026-03-01T12:00:00",
		"2026-03-01T12:00Z",
		"2026-03-01 12:00:00Z",
		"2026-3-1T12:00:00Z",
		"2026-13-01T12:00:00Z",
		"2026-00-01T12:00:00Z",
		"2026-03-00T12:00:00Z",
		"2026-03-32T12:00:00Z",
		"2026-03-01T24:00:00Z",
		"2026-03-01T12:60:00Z",
		"2026-03-01T12:00:61Z",
		"2026-03-01T12:00:00ZZ",
		"2026-03-01T12:00:00 Z",
		"-026-03-01T12:00:00Z",
		" 2026-03-01T12:00:00Z",
		"2026-03-01T12:00:00,5Z",
		"1772366400",
	};
	size_t i;

	for (i = 0; i < ROWS(none); i++)
		check_moment(none[i], -1);
}

TEST(a_day_that_its_month_has_not_is_none)
{
	check_moment("2026-02-29T12:00:00Z", -1);
	check_moment("2026-04-31T12:00:00Z", -1);
	check_moment("2100-02-29T12:00:00Z", -1);
}

/* PHP's date("c") writes +00:00 for Z. */
TEST(a_moment_may_name_its_distance_from_utc)
{
	check_moment("2026-03-01T12:00:00+00:00", NOON_US);
	check_moment("2026-03-01T13:30:00.25+01:30", NOON_US + 250000);
	check_moment("2026-03-01T04:00:00-08:00", NOON_US);
	check_moment("2026-03-01T12:00:00+0000", -1);
	check_moment("2026-03-01T12:00:00+24:00", -1);
	check_moment("2026-03-01T12:00:00+00:00Z", -1);
}

TEST(moments_are_written_as_they_are_read)
{
	char text[TIMESTAMP_SIZE];
	uint64_t seed = 3;
	int i;

	timestamp_format(text, sizeof text, NOON_US + 42);
	ck_assert_str_eq(text, "2026-03-01T12:00:00.000042Z");
	for (i = 0; i < 20000; i++) {
		/* Up to the year 9999. */
		timestamp m = (timestamp)(next_random(&seed) %
					  UINT64_C(253402300799000000));

		timestamp_format(text, sizeof text, m);
		check_moment(text, m);
	}
}

TEST(a_moment_of_a_year_without_four_digits_is_as_long_as_others)
{
	static const timestamp far[] = { INT64_C(-62200000000000000),
					 INT64_C(253500000000000000),
					 INT64_C(9200000000000000000) };
	char text[TIMESTAMP_SIZE];
	size_t i;

	for (i = 0; i < ROWS(far); i++) {
		timestamp_format(text, sizeof text, far[i]);
		ck_assert_uint_eq(strlen(text), TIMESTAMP_SIZE - 1);
		ck_assert_int_eq(text[TIMESTAMP_SIZE - 2], 'Z');
	}
}
