/* entity_outcome: what follows from the times and texts of an entity. */

#include "index/entity_outcome.h"

#include "support/harness.h"

#define SECOND TIMESTAMP_SECOND

static struct entity *
an_entity(enum entity_kind kind)
{
	struct entity *e = entity_new(arena_new(), kind, "c");

	e->first = 100 * SECOND;
	e->last = 150 * SECOND;
	return e;
}

TEST(a_silent_call_stopped_at_its_last_hook_and_how_long_it_was_is_unknown)
{
	struct entity *e = an_entity(ENTITY_CALL);
	struct entity_outcome o;

	e->stage = STAGE_ESTABLISHED;
	e->answered = 110 * SECOND;
	e->was_up = true;
	o = entity_outcome_of(e);
	ck_assert_int_eq(o.stop, 150 * SECOND);
	ck_assert_int_eq(o.answer, 110 * SECOND);
	ck_assert_int_eq(o.billsec, TIMESTAMP_NONE);
	ck_assert_str_eq(o.disposition, "STALE");
	e->hung_up = 140 * SECOND;
	e->incoming = 1;
	o = entity_outcome_of(e);
	ck_assert_int_eq(o.stop, 140 * SECOND);
	ck_assert_int_eq(o.billsec, 30 * SECOND);
	ck_assert_str_eq(o.disposition, "ANSWERED");
	ck_assert_str_eq(o.hangup, "callee");
	ck_assert_str_eq(o.direction, "in");
}

TEST(its_own_end_comes_before_a_refusal_and_that_before_the_connections_end)
{
	struct entity *e = an_entity(ENTITY_CALL);

	e->cut = 130 * SECOND;
	ck_assert_int_eq(entity_outcome_stop(e), 130 * SECOND);
	e->denied = true;
	e->denied_at = 120 * SECOND;
	ck_assert_int_eq(entity_outcome_stop(e), 120 * SECOND);
	ck_assert_str_eq(entity_outcome_of(e).disposition, "DENIED");
	ck_assert_int_eq(entity_outcome_of(e).begin, 100 * SECOND);
	e->ended = 110 * SECOND;
	e->stage = STAGE_ENDED;
	ck_assert_int_eq(entity_outcome_stop(e), 110 * SECOND);
}

TEST(a_time_a_moment_after_the_end_was_at_the_end_and_a_later_one_is_unknown)
{
	struct entity *e = an_entity(ENTITY_CALL);
	struct entity_outcome o;

	e->stage = STAGE_ENDED;
	e->ended = 120 * SECOND;
	e->answered = 120 * SECOND + HOOK_DISORDER;
	e->begun = e->answered + 1;
	o = entity_outcome_of(e);
	ck_assert_int_eq(o.answer, 120 * SECOND);
	ck_assert_int_eq(o.billsec, 0);
	ck_assert_int_eq(o.begin, TIMESTAMP_NONE);
	ck_assert_ptr_null(o.hangup);
}

TEST(a_call_began_with_its_request_or_its_first_status)
{
	struct entity *e = an_entity(ENTITY_CALL);

	e->stage = STAGE_ENDED;
	e->ended = 150 * SECOND;
	ck_assert_int_eq(entity_outcome_of(e).begin, TIMESTAMP_NONE);
	ck_assert_str_eq(entity_outcome_of(e).disposition, "UNKNOWN");
	e->reported = 105 * SECOND;
	ck_assert_int_eq(entity_outcome_of(e).begin, 105 * SECOND);
	ck_assert_str_eq(entity_outcome_of(e).disposition, "NO ANSWER");
	e->begun = 101 * SECOND;
	ck_assert_int_eq(entity_outcome_of(e).begin, 101 * SECOND);
}

TEST(what_is_no_call_began_with_its_first_hook_and_has_no_bill)
{
	struct entity *e = an_entity(ENTITY_STREAM);
	struct entity_outcome o = entity_outcome_of(e);

	ck_assert_int_eq(o.begin, 100 * SECOND);
	ck_assert_ptr_null(o.disposition);
	ck_assert_ptr_null(o.direction);
	ck_assert_int_eq(o.billsec, TIMESTAMP_NONE);
}

TEST(the_client_that_asked_for_a_transfer_is_the_caller_or_the_callee)
{
	struct entity *e = an_entity(ENTITY_CALL);
	char caller[] = "caller", callee[] = "callee";
	char ours[] = "ours", theirs[] = "theirs";

	e->text[TEXT_SRC] = caller;
	e->text[TEXT_DST] = callee;
	e->text[TEXT_TRANSFER_SIDE] = ours;
	ck_assert_ptr_null(entity_outcome_of(e).transferred_by);
	e->incoming = 0;
	ck_assert_str_eq(entity_outcome_of(e).transferred_by, "caller");
	e->incoming = 1;
	ck_assert_str_eq(entity_outcome_of(e).transferred_by, "callee");
	e->text[TEXT_TRANSFER_SIDE] = theirs;
	ck_assert_str_eq(entity_outcome_of(e).transferred_by, "caller");
}
