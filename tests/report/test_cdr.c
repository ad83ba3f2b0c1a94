/* cdr: call records of unusual calls. */

#include <stdio.h>

#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define CALL "\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"2\""

static void
call_becomes(double seconds, const char *status)
{
	char members[128];

	snprintf(members, sizeof members, CALL ",\"status\":\"%s\"", status);
	history_tell(seconds, "CallStatusEvent", "s", members);
}

static void
refuse_call(double seconds)
{
	history_tell_refused(seconds, "call", "s", CALL, "no", "rules.conf:1");
}

static void
check_record(const char *columns, const char *expected)
{
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT %s FROM cdr", columns),
			 expected);
}

static const char *const ends[] = { "FAILED", "FINISH" };

TEST_LOOP(what_was_refused_is_denied_though_wcs_reports_it_as_failed, 2)
{
	refuse_call(0);
	call_becomes(1, ends[_i]);
	check_record("disposition, rule, duration, billsec",
		     "DENIED|rules.conf:1|1000000|-\n");
}

TEST_LOOP(so_it_is_when_the_report_comes_first, 2)
{
	call_becomes(1, ends[_i]);
	refuse_call(0);
	check_record("disposition, rule, duration, billsec",
		     "DENIED|rules.conf:1|1000000|-\n");
}

TEST_LOOP(what_went_on_though_it_was_refused_is_what_became_of_it, 4)
{
	static const char *const became[][3] = {
		{ "TRYING", "FAILED", "FAILED|rules.conf:1\n" },
		{ "RING", "FINISH", "NO ANSWER|rules.conf:1\n" },
		{ "ESTABLISHED", "FINISH", "ANSWERED|rules.conf:1\n" },
		{ "BUSY", "FINISH", "BUSY|rules.conf:1\n" },
	};

	refuse_call(0);
	call_becomes(1, became[_i][0]);
	call_becomes(2, became[_i][1]);
	check_record("disposition, rule", became[_i][2]);
}

TEST(what_was_let_pass_the_next_time_is_not_denied)
{
	refuse_call(0);
	history_tell(1, "call", "s", CALL);
	call_becomes(2, "FAILED");
	check_record("disposition", "FAILED\n");
}

TEST(who_hangs_up_when_it_is_over_did_not_end_it)
{
	history_tell(0, "call", "s", CALL ",\"incoming\":false");
	call_becomes(1, "ESTABLISHED");
	history_tell(9, "hangup", "s", CALL);
	call_becomes(8, "FINISH");
	check_record("billsec, hangup", "7000000|-\n");
	/* The first hook was late. */
	history_tell(7, "hangup", "s", CALL);
	check_record("billsec, hangup", "7000000|caller\n");
}

TEST(who_hangs_up_before_the_connection_ends_has_ended_it)
{
	history_tell(0, "connect", "s", "");
	history_tell(1, "OnCallEvent", "s", CALL);
	history_tell(2, "hangup", "s", CALL);
	history_tell(3, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	check_record("disposition, hangup", "NO ANSWER|callee\n");
}
