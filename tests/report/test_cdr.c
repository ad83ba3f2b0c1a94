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

/* The view and the texts of people, in every table, have no negative time. */
static void
check_no_time_is_negative(void)
{
	ck_assert_str_eq(history_query("state",
				       "SELECT * FROM cdr WHERE duration < 0"
				       " OR billsec < 0 OR start > end"
				       " OR answer > end OR start > answer"),
			 "");
	ck_assert_str_eq(history_query("state",
				       "SELECT id FROM call WHERE begin > stop"
				       " OR answer > stop OR begin > answer"),
			 "");
}

TEST(an_answer_just_after_the_end_was_at_the_end)
{
	history_tell(0, "call", "s", CALL);
	call_becomes(9, "FINISH");
	call_becomes(9.01, "ESTABLISHED");
	check_record("disposition, end - start, end - answer, billsec",
		     "ANSWERED|9000000|0|0\n");
	check_no_time_is_negative();
}

TEST(a_clock_set_back_in_a_call_leaves_its_times_unknown)
{
	history_tell(3600, "call", "s", CALL);
	call_becomes(3601, "ESTABLISHED");
	call_becomes(31, "FINISH");
	check_record("disposition, start, duration, answer, billsec",
		     "ANSWERED|-|-|-|-\n");
	check_no_time_is_negative();
}

TEST_LOOP(of_a_call_whose_end_alone_was_seen_nothing_else_is_known, 3)
{
	static const char *const seen[][2] = {
		{ "FINISH", "UNKNOWN" },
		{ "BUSY", "BUSY" },
		{ "FAILED", "FAILED" },
	};
	char expected[64];

	call_becomes(9, seen[_i][0]);
	history_tell(8, "hangup", "s", CALL);
	snprintf(expected, sizeof expected, "-|-|9000000|-|-|%s\n",
		 seen[_i][1]);
	history_fold();
	ck_assert_str_eq(history_query("state",
				       "SELECT start, answer, end - %lld,"
				       " duration, billsec, disposition"
				       " FROM cdr",
				       (long long)NOON_US),
			 expected);
}

TEST(a_call_that_rang_was_not_answered_though_its_request_was_lost)
{
	call_becomes(1, "RING");
	call_becomes(9, "FINISH");
	check_record("disposition, duration, billsec", "NO ANSWER|8000000|-\n");
}

TEST_LOOP(what_only_an_answered_call_does_says_that_it_was_answered, 5)
{
	static const char *const steps[] = { "hold", "unhold", "sendDtmf",
					     "transfer", "OnTransferEvent" };

	history_tell(0, "call", "s", CALL);
	history_tell(5, steps[_i], "s", "\"callId\":\"c\"");
	call_becomes(9, "FINISH");
	check_record("disposition, duration, answer, billsec",
		     "ANSWERED|9000000|-|-\n");
}

TEST(whether_a_call_was_answered_that_a_client_accepted_is_unknown)
{
	history_tell(0, "OnCallEvent", "s", CALL);
	history_tell(5, "answer", "s", "\"callId\":\"c\"");
	call_becomes(9, "FINISH");
	check_record("disposition", "UNKNOWN\n");
}

TEST(a_step_that_was_refused_shows_nothing)
{
	history_tell(0, "call", "s", CALL);
	history_tell_refused(5, "sendDtmf", "s", "\"callId\":\"c\"", "no",
			     "rules.conf:1");
	call_becomes(9, "FINISH");
	check_record("disposition", "NO ANSWER\n");
}

static void
check_transfer(const char *expected)
{
	check_record("transferred_by, transferred_to, transfer, disposition",
		     expected);
}

#define TRANSFER(members) "\"callId\":\"c\"," members

TEST(a_transfer_is_in_the_record)
{
	history_tell(0, "call", "s", CALL ",\"incoming\":false");
	call_becomes(1, "ESTABLISHED");
	history_tell(5, "transfer", "s", TRANSFER("\"target\":\"3\""));
	history_tell(6, "TransferStatusEvent", "s",
		     TRANSFER("\"status\":\"TRYING\",\"incoming\":false"));
	history_tell(7, "TransferStatusEvent", "s",
		     TRANSFER("\"status\":\"COMPLETED\",\"incoming\":false"));
	/* Repeated. */
	history_tell(8, "TransferStatusEvent", "s",
		     TRANSFER("\"status\":\"TRYING\",\"incoming\":false"));
	call_becomes(9, "FINISH");
	check_transfer("1|3|COMPLETED|ANSWERED\n");
}

TEST(the_other_side_can_transfer_too)
{
	history_tell(0, "call", "s", CALL);
	call_becomes(1, "ESTABLISHED");
	history_tell(5, "OnTransferEvent", "s",
		     TRANSFER("\"target\":\"3\",\"incoming\":true,"
			      "\"status\":\"PENDING\""));
	call_becomes(9, "FINISH");
	check_transfer("2|3|PENDING|ANSWERED\n");
	ck_assert_str_eq(history_query("state", "SELECT direction FROM cdr"),
			 "out\n");
}

TEST(who_is_called_transfers)
{
	history_tell(0, "OnCallEvent", "s", CALL);
	call_becomes(1, "ESTABLISHED");
	history_tell(5, "transfer", "s", TRANSFER("\"target\":\"3\""));
	history_tell(6, "TransferStatusEvent", "s",
		     TRANSFER("\"status\":\"FAILED\""));
	history_tell(100, "transfer", "s", TRANSFER("\"target\":\"4\""));
	call_becomes(101, "FINISH");
	check_transfer("2|4|PENDING|ANSWERED\n");
}

TEST(a_transfer_that_was_refused_is_none)
{
	history_tell(0, "call", "s", CALL);
	call_becomes(1, "ESTABLISHED");
	history_tell_refused(5, "transfer", "s", TRANSFER("\"target\":\"3\""),
			     "no", "rules.conf:1");
	call_becomes(9, "FINISH");
	check_transfer("-|-|-|ANSWERED\n");
}

TEST(the_status_of_a_transfer_alone_tells_no_target)
{
	history_tell(0, "call", "s", CALL);
	history_tell(5, "TransferStatusEvent", "s",
		     TRANSFER("\"status\":\"COMPLETED\""));
	call_becomes(9, "FINISH");
	check_transfer("-|-|COMPLETED|ANSWERED\n");
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
	check_record("disposition, info, rule", "FAILED|-|-\n");
}

TEST(what_was_let_pass_first_and_then_refused_shows_no_refusal)
{
	history_tell(1, "call", "s", CALL);
	refuse_call(2);
	call_becomes(3, "FINISH");
	check_record("disposition, info, rule", "NO ANSWER|-|-\n");
}

static void
call_becomes_because(double seconds, const char *status, const char *info)
{
	char members[128];

	snprintf(members, sizeof members,
		 CALL ",\"status\":\"%s\",\"info\":\"%s\"", status, info);
	history_tell(seconds, "CallStatusEvent", "s", members);
}

TEST(info_is_that_of_the_end)
{
	call_becomes_because(1, "RING", "SIP 180 Ringing");
	call_becomes_because(2, "FAILED", "SIP 480 Temporarily Unavailable");
	call_becomes_because(2.1, "RING", "SIP 183 Session Progress");
	call_becomes_because(3, "FINISH", "late");
	check_record("disposition, info",
		     "FAILED|SIP 480 Temporarily Unavailable\n");
}

TEST(without_one_at_the_end_info_is_the_last)
{
	call_becomes_because(2, "SESSION_PROGRESS", "SIP 183");
	call_becomes_because(1, "RING", "SIP 180");
	call_becomes(9, "FINISH");
	check_record("info", "SIP 183\n");
}

TEST(a_refusal_gives_way_to_the_info_of_wcs)
{
	refuse_call(0);
	call_becomes_because(1, "FAILED", "SIP 403");
	check_record("disposition, info, rule",
		     "DENIED|SIP 403|rules.conf:1\n");
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
