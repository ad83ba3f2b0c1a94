/* fold: calls and streams whose end a client asked for, and that no hook told.
 */

#include <stdio.h>
#include <string.h>

#include "index/fold.h"
#include "index/limit_slots.h"
#include "support/harness.h"
#include "support/history.h"

#define CALL "\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"2\""
#define STREAM "\"mediaSessionId\":\"m\""

/* As by default, but patient with silence. */
static void
fold_at(double seconds)
{
	struct timeouts timeouts = history_patient;
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &timeouts,
		.now = NOON_US + (timestamp)(seconds * (double)SECOND_US),
	};
	struct fold_result done;
	struct error error;
	struct index *ix = index_open("state", &error);

	timeouts.hangup = 30 * SECOND_US;
	ck_assert_msg(ix != NULL, "%s", error.text);
	ck_assert_msg(fold(ix, &task, &done) == 0, "%s", done.error.text);
	index_close(ix);
}

static void
check_records(const char *expected)
{
	ck_assert_str_eq(history_query("state",
				       "SELECT disposition, duration, billsec,"
				       " hangup FROM cdr"),
			 expected);
}

static void
answer_call(void)
{
	history_tell(0, "connect", "s", "");
	history_tell(1, "call", "s", CALL);
	history_tell(2, "CallStatusEvent", "s",
		     CALL ",\"status\":\"ESTABLISHED\"");
}

TEST(a_call_ends_at_its_hangup_when_no_hook_told_its_end)
{
	answer_call();
	history_tell(10, "hangup", "s", CALL);
	fold_at(39);
	check_records("");
	fold_at(41);
	check_records("ANSWERED|9000000|8000000|caller\n");
	ck_assert_str_eq(history_query("state", "SELECT stale FROM call"),
			 "0\n");
}

TEST(so_it_does_when_its_connection_ends)
{
	answer_call();
	history_tell(10, "hangup", "s", CALL);
	history_tell(500, "ConnectionStatusEvent", "s",
		     "\"status\":\"DISCONNECTED\"");
	fold_at(501);
	check_records("ANSWERED|9000000|8000000|caller\n");
}

TEST(an_end_that_is_told_later_counts)
{
	answer_call();
	history_tell(10, "hangup", "s", CALL);
	fold_at(41);
	history_tell(60, "CallStatusEvent", "s", CALL ",\"status\":\"FINISH\"");
	fold_at(61);
	check_records("ANSWERED|59000000|58000000|caller\n");
}

TEST(a_refused_hangup_is_none)
{
	answer_call();
	history_tell_refused(10, "hangup", "s", CALL, "no", "rules.conf:1");
	fold_at(41);
	check_records("");
}

TEST(a_call_that_went_on_after_a_hangup_lives)
{
	answer_call();
	history_tell(10, "hangup", "s", CALL);
	/* On its way while the client hung up. */
	history_tell(10.1, "CallStatusEvent", "s", CALL ",\"status\":\"HOLD\"");
	fold_at(41);
	check_records("ANSWERED|9000000|8000000|caller\n");
	history_tell(45, "sendDtmf", "s", CALL);
	fold_at(46);
	check_records("");
	history_tell(100, "hangup", "s", CALL);
	fold_at(131);
	check_records("ANSWERED|99000000|98000000|caller\n");
}

TEST(a_repeated_status_does_not_take_a_hangup_back)
{
	answer_call();
	history_tell(10, "hangup", "s", CALL);
	history_tell(20, "hangup", "s", CALL);
	history_tell(25, "CallStatusEvent", "s",
		     CALL ",\"status\":\"ESTABLISHED\"");
	fold_at(41);
	check_records("ANSWERED|9000000|8000000|caller\n");
}

TEST(a_stream_ends_so_too_unless_it_gives_a_sign_of_life)
{
	history_tell(0, "publishStream", "s", STREAM);
	history_tell(1, "StreamStatusEvent", "s",
		     STREAM ",\"status\":\"PUBLISHING\"");
	history_tell(10, "unPublishStream", "s", STREAM);
	fold_at(41);
	ck_assert_str_eq(history_query("state",
				       "SELECT live, stale, stop - %lld"
				       " FROM stream",
				       (long long)NOON_US),
			 "0|0|10000000\n");
	history_tell(42, "StreamKeepAliveEvent", "s",
		     STREAM ",\"status\":\"PUBLISHING\"");
	fold_at(43);
	ck_assert_str_eq(history_query("state", "SELECT live FROM stream"),
			 "1\n");
}

TEST(a_call_that_was_hung_up_frees_its_slot)
{
	char line[512];
	struct index *ix;

	snprintf(line, sizeof line,
		 "{\"time\":\"2026-03-01T12:00:00Z\",\"hook\":\"call\","
		 "\"status\":200,\"sessionId\":\"s\",\"slots\":[\"k\"],"
		 "\"body\":{\"callId\":\"c\"}}\n"
		 "{\"time\":\"2026-03-01T12:00:10Z\",\"hook\":\"hangup\","
		 "\"status\":200,\"sessionId\":\"s\","
		 "\"body\":{\"callId\":\"c\"}}\n");
	history_append("state", DAY_FILE, line, strlen(line));
	fold_at(39);
	ix = index_open("state", NULL);
	ck_assert_int_eq(limit_slots_count_active(ix, ENTITY_CALL, "k",
						  NOON_US + 39 * SECOND_US),
			 1);
	ck_assert_int_eq(limit_slots_count_active(ix, ENTITY_CALL, "k",
						  NOON_US + 41 * SECOND_US),
			 0);
	index_close(ix);
}
