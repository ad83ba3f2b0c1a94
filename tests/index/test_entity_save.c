/* entity_save: rows are written in groups, and are those of single rows. */

#include <stdio.h>

#include "support/harness.h"
#include "support/history.h"

#define CALLS 30

/* Tells `count` calls, whose callIds are those of another session. */
static void
tell(double when, const char *session, const char *status, int count)
{
	char members[64];
	int i;

	for (i = 0; i < count; i++) {
		snprintf(members, sizeof members,
			 "\"callId\":\"c%d\",\"status\":\"%s\"", i, status);
		history_tell(when, "CallStatusEvent", session, members);
	}
}

TEST(rows_that_are_written_together_are_all_there_and_in_order)
{
	tell(0, "s", "RING", CALLS);
	history_fold();
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT count(*), sum(id = 'c' || (row - 1)),"
			  " sum(status = 'RING') FROM call"),
	    "30|30|30\n");
}

TEST(rows_that_are_replaced_together_have_their_new_values)
{
	tell(0, "s", "RING", CALLS);
	history_fold();
	tell(5, "s", "FINISH", CALLS - 1);
	history_fold();
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT status, count(*), max(id), min(row) FROM"
			  " call GROUP BY 1"),
	    "FINISH|29|c9|1\nRING|1|c29|30\n");
}

TEST(calls_of_one_group_that_share_an_id_are_noted)
{
	tell(0, "s", "RING", 3);
	tell(1, "other", "RING", 3);
	tell(2, "third", "RING", CALLS);
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT id FROM shared_call_id"),
	    "c0\nc1\nc2\n");
}
