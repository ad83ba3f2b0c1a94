/* entity: calls. */

#include "index/entity.h"

#include "support/harness.h"
#include "support/history.h"

static struct entity *e;

#define CALL "\"callId\":\"c\""
#define STATUS(s) CALL ",\"status\":\"" s "\""

static void
hear_call(int when, const char *members)
{
	e = history_entity(e, when, "CallStatusEvent", members);
}

static void
begin(void)
{
	e = NULL;
}

const struct test_setup test_setup = {
	.before = begin,
};

TEST(a_call_goes_from_its_request_to_its_end)
{
	e = history_entity(e, 0, "call",
			   CALL ",\"caller\":\"1\",\"callee\":\"2\"");
	history_check_status(e, "PENDING", 0, -1, -1);
	hear_call(1, STATUS("TRYING"));
	history_check_status(e, "TRYING", 1, -1, -1);
	hear_call(2, STATUS("RING"));
	history_check_status(e, "RING", 2, -1, -1);
	hear_call(3, STATUS("ESTABLISHED"));
	history_check_status(e, "ESTABLISHED", 3, 3, -1);
	hear_call(4, STATUS("HOLD"));
	history_check_status(e, "HOLD", 4, 3, -1);
	hear_call(5, STATUS("ESTABLISHED"));
	history_check_status(e, "ESTABLISHED", 5, 3, -1);
	hear_call(6, STATUS("FINISH"));
	history_check_status(e, "FINISH", 6, 3, 6);
	ck_assert_int_eq(history_second(e->begun), 0);
	ck_assert_uint_eq(e->steps, 7);
	ck_assert_int_eq(e->incoming, 0);
	ck_assert_int_eq(history_second(e->hung_up), -1);
}

TEST(a_busy_call_is_over_and_was_never_up)
{
	e = history_entity(e, 0, "call", CALL);
	hear_call(1, STATUS("BUSY"));
	history_check_status(e, "BUSY", 1, -1, 1);
	ck_assert(!e->was_up);
}

TEST(a_failed_call_says_why)
{
	e = history_entity(e, 0, "call", CALL);
	hear_call(1, STATUS("FAILED") ",\"info\":\"SIP 403 FORBIDDEN\"");
	history_check_status(e, "FAILED", 1, -1, 1);
	ck_assert_str_eq(e->text[TEXT_INFO], "SIP 403 FORBIDDEN");
}

TEST(an_end_without_an_answer_leaves_it_unanswered)
{
	e = history_entity(e, 0, "call", CALL);
	hear_call(1, STATUS("RING"));
	hear_call(9, STATUS("FINISH"));
	history_check_status(e, "FINISH", 9, -1, 9);
	ck_assert(!e->was_up);
}

TEST(the_first_end_stays)
{
	hear_call(1, STATUS("FAILED"));
	hear_call(2, STATUS("FINISH"));
	history_check_status(e, "FAILED", 1, -1, 1);
	hear_call(3, STATUS("ESTABLISHED"));
	ck_assert_str_eq(e->status, "FAILED");
	ck_assert_int_eq(history_second(e->ended), 1);
}

TEST(of_two_ends_the_earlier_counts_whichever_comes_first)
{
	hear_call(5, STATUS("FINISH"));
	hear_call(4, STATUS("BUSY"));
	history_check_status(e, "BUSY", 4, -1, 4);
}

TEST(an_answer_that_was_lost_is_unknown_and_not_zero)
{
	hear_call(1, STATUS("RING"));
	hear_call(4, STATUS("HOLD"));
	ck_assert(e->was_up);
	ck_assert(e->answered == TIMESTAMP_NONE);
	hear_call(5, STATUS("FINISH"));
	history_check_status(e, "FINISH", 5, -1, 5);
	ck_assert(e->was_up);
	/* Without the request, too. */
	ck_assert(e->begun == TIMESTAMP_NONE);
	ck_assert_int_eq(history_second(e->first), 1);
}

TEST(an_answer_that_comes_after_the_end_is_kept_as_a_fact)
{
	e = history_entity(e, 0, "call", CALL);
	hear_call(9, STATUS("FINISH"));
	hear_call(3, STATUS("ESTABLISHED"));
	history_check_status(e, "FINISH", 9, 3, 9);
	ck_assert(e->was_up);
}

TEST(what_is_said_again_changes_nothing)
{
	e = history_entity(e, 0, "call", CALL);
	hear_call(1, STATUS("RING"));
	hear_call(2, STATUS("RING"));
	e = history_entity(e, 2, "call", CALL);
	history_check_status(e, "RING", 1, -1, -1);
	ck_assert_int_eq(history_second(e->begun), 0);
	hear_call(3, STATUS("ESTABLISHED"));
	hear_call(4, STATUS("ESTABLISHED"));
	ck_assert_int_eq(history_second(e->answered), 3);
	hear_call(5, STATUS("FINISH"));
	hear_call(6, STATUS("FINISH"));
	history_check_status(e, "FINISH", 5, 3, 5);
	ck_assert_uint_eq(e->steps, 4);
}

TEST(a_status_nobody_knows_is_no_end)
{
	e = history_entity(e, 0, "call", CALL);
	hear_call(1, STATUS("LEVITATING"));
	ck_assert(!entity_has_ended(e));
	hear_call(2, STATUS("RING"));
	ck_assert_str_eq(e->status, "RING");
}

TEST(a_callee_that_was_rewritten_counts)
{
	e = history_entity(e, 0, "call",
			   CALL ",\"caller\":\"1\",\"callee\":\"2\"");
	hear_call(1, STATUS("TRYING") ",\"callee\":\"3\"");
	hear_call(2, STATUS("RING") ",\"callee\":\"4\"");
	ck_assert_str_eq(e->text[TEXT_SRC], "1");
	ck_assert_str_eq(e->text[TEXT_DST], "3");
}

TEST(it_counts_too_when_the_request_comes_later)
{
	hear_call(1, STATUS("TRYING") ",\"callee\":\"3\"");
	e = history_entity(e, 2, "call",
			   CALL ",\"caller\":\"1\",\"callee\":\"2\"");
	ck_assert_str_eq(e->text[TEXT_DST], "3");
	history_check_status(e, "TRYING", 1, -1, -1);
	ck_assert_int_eq(history_second(e->begun), 2);
}

TEST(a_refused_call_is_denied_with_reason_and_rule)
{
	history_tell_refused(0, "call", "s", CALL ",\"callee\":\"2\"",
			     "no money", "rules.conf:3");
	e = history_entity_line(
	    e, harness_read_file("state/journal/" DAY_FILE, NULL));
	history_check_status(e, "DENIED", 0, -1, 0);
	ck_assert(e->denied);
	ck_assert_str_eq(e->text[TEXT_INFO], "no money");
	ck_assert_str_eq(e->text[TEXT_RULE], "rules.conf:3");
	ck_assert_str_eq(e->text[TEXT_DST], "2");
}

TEST(a_refused_hangup_ends_nothing)
{
	e = history_entity(e, 0, "call", CALL);
	e = history_entity_line(
	    e, history_line(NOON_US + SECOND_US, "hangup", 403, "s", CALL));
	history_check_status(e, "PENDING", 0, -1, -1);
	ck_assert(!e->denied);
	ck_assert_int_eq(history_second(e->hung_up), -1);
}

TEST(a_hangup_is_ours)
{
	e = history_entity(e, 0, "call", CALL);
	e = history_entity(e, 1, "hangup", CALL);
	ck_assert_int_eq(history_second(e->hung_up), 1);
	history_check_status(e, "PENDING", 0, -1, -1);
}

TEST(a_call_from_sip_comes_in)
{
	e = history_entity(e, 0, "OnCallEvent",
			   CALL ",\"incoming\":true,\"caller\":\"9\"");
	ck_assert_int_eq(e->incoming, 1);
	history_check_status(e, "PENDING", 0, -1, -1);
}

TEST(a_status_tells_the_direction_when_the_request_was_lost)
{
	hear_call(0, STATUS("RING") ",\"incoming\":true");
	ck_assert_int_eq(e->incoming, 1);
	e = NULL;
	hear_call(0, STATUS("RING"));
	ck_assert_int_eq(e->incoming, -1);
}

TEST(hooks_are_known_in_any_case)
{
	e = history_entity(e, 0, "callStatusEvent", STATUS("ESTABLISHED"));
	history_check_status(e, "ESTABLISHED", 0, 0, -1);
}
