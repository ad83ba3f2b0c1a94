/* fold: calls and streams with an id that was there before in their session. */

#include "index/reused_id.h"

#include <stdio.h>
#include <string.h>

#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define CALL(callee)                                                           \
	"\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"" callee "\""

static void
call_becomes(double seconds, const char *callee, const char *status)
{
	char members[128];

	snprintf(members, sizeof members, CALL("%s") ",\"status\":\"%s\"",
		 callee, status);
	history_tell(seconds, "CallStatusEvent", "s", members);
}

/* Of ./state, and of the same journal folded line by line. */
static void
check_records(const char *expected)
{
	char *tables;

	history_fold();
	tables = history_tables("state");
	history_check_same(
	    tables, history_fresh_tables("state", &history_patient), "at once");
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT callid, dst, (start - %lld) / 1000,"
			  " disposition, duration / 1000, billsec / 1000"
			  " FROM cdr ORDER BY row",
			  (long long)NOON_US),
	    expected);
}

static void
tell_first_call(void)
{
	history_tell(0, "call", "s", CALL("2"));
	call_becomes(1, "2", "ESTABLISHED");
	call_becomes(11, "2", "FINISH");
}

TEST_LOOP(a_request_after_the_end_begins_another_call, 2)
{
	tell_first_call();
	if (_i)
		history_fold();
	history_tell(3600, "call", "s", CALL("3"));
	if (_i)
		history_fold();
	call_becomes(3601, "3", "ESTABLISHED");
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT live FROM call"),
			 "0\n1\n");
	if (_i)
		history_fold();
	call_becomes(3901, "3", "FINISH");
	check_records("c|2|0|ANSWERED|11000|10000\n"
		      "c~2|3|3600000|ANSWERED|301000|300000\n");
}

TEST_LOOP(an_incoming_call_comes_again_seconds_later, 2)
{
	history_tell(0, "OnCallEvent", "s", CALL("2"));
	call_becomes(1, "2", "RING");
	call_becomes(5, "2", "FINISH");
	if (_i)
		history_fold();
	history_tell(9, "OnCallEvent", "s", CALL("2"));
	call_becomes(10, "2", "ESTABLISHED");
	call_becomes(130, "2", "FINISH");
	check_records("c|2|0|NO ANSWER|5000|-\n"
		      "c~2|2|9000|ANSWERED|121000|120000\n");
}

TEST(so_it_does_when_its_request_was_lost)
{
	history_tell(0, "OnCallEvent", "s", CALL("2"));
	call_becomes(1, "2", "RING");
	call_becomes(5, "2", "FINISH");
	call_becomes(9, "2", "ESTABLISHED");
	call_becomes(129, "2", "FINISH");
	check_records("c|2|0|NO ANSWER|5000|-\n"
		      "c~2|2|9000|ANSWERED|120000|120000\n");
}

TEST(what_is_repeated_after_the_end_begins_nothing)
{
	history_tell(0, "call", "s", CALL("2"));
	call_becomes(0.5, "2", "RING");
	call_becomes(1, "2", "ESTABLISHED");
	call_becomes(11, "2", "FINISH");
	history_tell(11.5, "call", "s", CALL("2"));
	call_becomes(12, "2", "FINISH");
	call_becomes(20, "2", "RING");
	call_becomes(41, "2", "ESTABLISHED");
	call_becomes(70, "2", "FINISH");
	check_records("c|2|0|ANSWERED|11000|10000\n");
}

TEST(another_callee_at_once_is_another_call)
{
	history_tell(0, "call", "s", CALL("2"));
	history_tell(0.2, "CallStatusEvent", "s",
		     "\"callId\":\"c\",\"status\":\"FAILED\"");
	history_tell(0.3, "call", "s", CALL("3"));
	call_becomes(1, "3", "ESTABLISHED");
	call_becomes(2, "3", "FINISH");
	check_records("c|2|0|FAILED|200|-\n"
		      "c~2|3|300|ANSWERED|1700|1000\n");
}

TEST(a_late_hook_is_about_the_call_of_its_time)
{
	history_tell(0, "call", "s", CALL("2"));
	call_becomes(11, "2", "FINISH");
	history_tell(20, "call", "s", CALL("3"));
	history_fold();
	/* Late, and repeated. */
	call_becomes(1, "2", "ESTABLISHED");
	call_becomes(21, "2", "FINISH");
	call_becomes(22, "3", "ESTABLISHED");
	call_becomes(32, "3", "FINISH");
	check_records("c|2|0|ANSWERED|11000|10000\n"
		      "c~2|3|20000|ANSWERED|12000|10000\n");
}

TEST(a_call_whose_end_was_lost_makes_way)
{
	history_tell(0, "call", "s", CALL("2"));
	call_becomes(1, "2", "ESTABLISHED");
	history_tell(10, "hangup", "s", CALL("2"));
	history_tell(20, "call", "s", CALL("3"));
	call_becomes(21, "3", "ESTABLISHED");
	call_becomes(31, "3", "FINISH");
	history_tell(40, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	check_records("c|2|0|ANSWERED|10000|9000\n"
		      "c~2|3|20000|ANSWERED|11000|10000\n");
}

TEST(a_refused_call_that_is_asked_for_again_is_one)
{
	history_tell_refused(0, "call", "s", CALL("2"), "no", "rules.conf:1");
	history_tell(10, "call", "s", CALL("2"));
	call_becomes(11, "2", "ESTABLISHED");
	call_becomes(21, "2", "FINISH");
	history_tell_refused(3600, "call", "s", CALL("2"), "no",
			     "rules.conf:1");
	check_records("c|2|10000|ANSWERED|11000|10000\n"
		      "c~2|2|3600000|DENIED|0|-\n");
}

TEST(many_calls_have_one_id)
{
	int i;

	for (i = 0; i < 5; i++) {
		history_tell(i * 100, "call", "s", CALL("2"));
		call_becomes(i * 100 + 1, "2", "ESTABLISHED");
		history_fold();
		call_becomes(i * 100 + 11 + i, "2", "FINISH");
	}
	check_records("c|2|0|ANSWERED|11000|10000\n"
		      "c~2|2|100000|ANSWERED|12000|11000\n"
		      "c~3|2|200000|ANSWERED|13000|12000\n"
		      "c~4|2|300000|ANSWERED|14000|13000\n"
		      "c~5|2|400000|ANSWERED|15000|14000\n");
}

TEST(a_stream_too)
{
	static const char *const steps[][3] = {
		{ "0", "publishStream", "PENDING" },
		{ "1", "StreamStatusEvent", "PUBLISHING" },
		{ "2", "StreamStatusEvent", "UNPUBLISHED" },
		{ "9", "publishStream", "PENDING" },
	};
	char members[96];
	size_t i;

	for (i = 0; i < ROWS(steps); i++) {
		snprintf(members, sizeof members,
			 "\"mediaSessionId\":\"m\",\"status\":\"%s\"",
			 steps[i][2]);
		history_tell(steps[i][0][0] - '0', steps[i][1], "s", members);
	}
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT instance, live"
						" FROM stream ORDER BY row"),
			 "0|0\n1|1\n");
}

TEST(a_name_says_which_of_them)
{
	size_t len = 0;

	ck_assert_int_eq(reused_id_instance("c~2", &len), 1);
	ck_assert_uint_eq(len, 1);
	ck_assert_int_eq(reused_id_instance("a~b~12", &len), 11);
	ck_assert_uint_eq(len, 3);
	ck_assert_int_eq(reused_id_instance("c", &len), 0);
	ck_assert_int_eq(reused_id_instance("c~", &len), 0);
	ck_assert_int_eq(reused_id_instance("c~1", &len), 0);
	ck_assert_int_eq(reused_id_instance("c~2x", &len), 0);
	ck_assert_int_eq(reused_id_instance("c~02", &len), 0);
}
