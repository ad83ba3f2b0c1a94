/* entity_rows: rows that somebody else has written are read all the same. */

#include "support/harness.h"
#include "support/history.h"

TEST(a_time_that_no_fold_stores_becomes_one_that_can_be_written)
{
	history_tell(0, "call", "s", "\"callId\":\"a\"");
	history_tell(0, "call", "s", "\"callId\":\"b\"");
	history_fold();
	history_query("state", "UPDATE call SET last = 9223372036854775807");
	history_query("state", "UPDATE call SET first = -9223372036854775807");
	history_tell(1, "CallStatusEvent", "s",
		     "\"callId\":\"a\",\"status\":\"RING\"");
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT first, last FROM call"
						" WHERE id = 'a'"),
			 "-62167219200000000|253402300799999999\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT status FROM call WHERE id = 'a'"),
	    "RING\n");
}
