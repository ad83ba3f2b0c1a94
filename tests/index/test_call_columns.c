/* call records: what their columns say when hooks are lost or come late. */

#include <stdio.h>

#include "support/harness.h"
#include "support/history.h"

#define CALL "\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"2\""

static void
becomes(double when, const char *session, const char *status)
{
	char members[160];

	snprintf(members, sizeof members, CALL ",\"status\":\"%s\"", status);
	history_tell(when, "CallStatusEvent", session, members);
}

static void
transfer_becomes(double when, const char *status)
{
	char members[160];

	snprintf(members, sizeof members, CALL ",\"status\":\"%s\"", status);
	history_tell(when, "TransferStatusEvent", "s", members);
}

/* Seconds after noon and seconds; - if nobody knows. */
static void
check_records(const char *columns, const char *expected)
{
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT %s FROM cdr ORDER BY end, callid",
			  columns),
	    expected);
}

#define TIMES                                                                  \
	"(start - 1772366400000000) / 1000000,"                                \
	" (answer - 1772366400000000) / 1000000,"                              \
	" (end - 1772366400000000) / 1000000, billsec / 1000000, disposition"

TEST(a_status_after_a_hold_does_not_tell_the_answer)
{
	history_tell(0, "call", "s", CALL);
	history_tell(9, "hold", "s", CALL);
	becomes(10, "s", "HOLD");
	becomes(60, "s", "ESTABLISHED");
	becomes(80, "s", "FINISH");
	check_records(TIMES, "0|-|80|-|ANSWERED\n");
}

TEST(a_status_after_an_unhold_tells_neither_beginning_nor_answer)
{
	history_tell(59.9, "unhold", "s", CALL);
	becomes(60, "s", "ESTABLISHED");
	becomes(80, "s", "FINISH");
	check_records(TIMES, "-|-|80|-|ANSWERED\n");
}

TEST(the_first_of_several_answers_is_kept_over_holds)
{
	history_tell(0, "call", "s", CALL);
	becomes(5, "s", "ESTABLISHED");
	becomes(10, "s", "HOLD");
	becomes(60, "s", "ESTABLISHED");
	becomes(80, "s", "FINISH");
	check_records(TIMES, "0|5|80|75|ANSWERED\n");
}

/* The clock was set back between the two. */
TEST(a_beginning_after_the_answer_is_unknown)
{
	history_tell(600, "OnCallEvent", "s", CALL);
	becomes(60, "s", "ESTABLISHED");
	becomes(900, "s", "FINISH");
	check_records(TIMES, "-|60|900|840|ANSWERED\n");
}

TEST(a_failure_that_is_told_after_finish_is_a_failure)
{
	history_tell(0, "call", "s", CALL);
	becomes(5, "s", "FINISH");
	becomes(5.1, "s", "FAILED");
	check_records(TIMES, "0|-|5|-|FAILED\n");
}

TEST(finish_that_is_told_after_a_later_failure_is_the_end)
{
	history_tell(0, "call", "s", CALL);
	becomes(5.1, "s", "BUSY");
	becomes(4.5, "s", "FINISH");
	check_records(TIMES, "0|-|4|-|BUSY\n");
}

TEST(a_call_that_is_held_in_spite_of_a_refusal_was_answered)
{
	history_tell_refused(0, "call", "s", CALL, "no", "rules.conf:1");
	history_tell(10, "hold", "s", CALL);
	becomes(20, "s", "FINISH");
	check_records(TIMES, "-|-|20|-|ANSWERED\n");
}

TEST(what_became_of_a_call_that_a_client_answered_is_unknown_unless_it_failed)
{
	history_tell(0, "OnCallEvent", "s", CALL);
	history_tell(5, "answer", "s", CALL);
	becomes(300, "s", "FINISH");
	check_records(TIMES, "0|-|300|-|UNKNOWN\n");
	becomes(300.1, "s", "FAILED");
	check_records(TIMES, "0|-|300|-|FAILED\n");
}

TEST(a_call_whose_answer_was_refused_was_not_answered)
{
	history_tell(0, "OnCallEvent", "s", CALL);
	history_tell_refused(5, "answer", "s", CALL, "no", "rules.conf:1");
	becomes(30, "s", "FINISH");
	check_records(TIMES, "0|-|30|-|NO ANSWER\n");
}

TEST(a_repeated_hook_does_not_take_a_hangup_back)
{
	history_tell(0, "OnCallEvent", "s", CALL);
	history_tell(5, "answer", "s", CALL);
	becomes(6, "s", "ESTABLISHED");
	history_tell(20, "hangup", "s", CALL);
	history_tell(35, "answer", "s", CALL);
	history_tell(90, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	check_records(TIMES, "0|6|20|14|ANSWERED\n");
}

TEST(a_transfer_to_another_target_is_pending_again)
{
	history_tell(0, "call", "s", CALL);
	becomes(5, "s", "ESTABLISHED");
	history_tell(10, "transfer", "s", CALL ",\"target\":\"8\"");
	transfer_becomes(11, "FAILED");
	history_tell(20, "transfer", "s", CALL ",\"target\":\"9\"");
	becomes(30, "s", "FINISH");
	check_records("transferred_to, transfer", "9|PENDING\n");
}

TEST(a_repeated_transfer_does_not_set_its_status_back)
{
	history_tell(0, "call", "s", CALL);
	becomes(5, "s", "ESTABLISHED");
	history_tell(10, "transfer", "s", CALL ",\"target\":\"8\"");
	transfer_becomes(11, "TRYING");
	transfer_becomes(12, "ACCEPTED");
	transfer_becomes(13, "TRYING");
	history_tell(40, "transfer", "s", CALL ",\"target\":\"8\"");
	becomes(50, "s", "FINISH");
	check_records("transferred_to, transfer", "8|ACCEPTED\n");
}

TEST(a_request_to_another_callee_is_another_call_though_no_end_was_told)
{
	history_tell(0, "call", "s", CALL);
	history_tell(120, "call", "s",
		     "\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"3\"");
	history_tell(130, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	check_records("callid, dst", "c|2\nc~2|3\n");
}

TEST(a_request_to_another_callee_is_another_call_though_one_was_refused)
{
	history_tell_refused(0, "call", "s", CALL, "no", "rules.conf:1");
	history_tell(5, "call", "s",
		     "\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"3\"");
	history_tell(10, "CallStatusEvent", "s",
		     "\"callId\":\"c\",\"status\":\"FINISH\"");
	check_records("callid, dst, disposition",
		      "c|2|DENIED\nc~2|3|NO ANSWER\n");
}

TEST(legs_are_linked_that_overlap_until_a_connection_ended)
{
	history_tell(0, "call", "s", CALL);
	history_tell(5, "OnCallEvent", "other", CALL);
	becomes(20, "other", "FINISH");
	history_tell(90, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	check_records("count(DISTINCT coalesce(linked, row))", "1\n");
}
