/* fold: what the tables hold after a journal was folded. */

#include "index/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "support/harness.h"
#include "support/history.h"

#define CALL                                                                   \
	"\"callId\":\"2f1b1a40\",\"incoming\":false,\"caller\":\"10001\","     \
	"\"callee\":\"10002\",\"hasAudio\":true,\"hasVideo\":false"
#define MESSAGE                                                                \
	"\"id\":\"b7a3c2d1\",\"from\":\"10001\",\"to\":\"10002\","             \
	"\"body\":\"Hello\",\"contentType\":\"text/plain\""
#define S "/192.168.1.102:4388/192.168.1.101:8443"

static void
tell_connection(double from)
{
	history_tell(from, "connect", S,
		     "\"sipLogin\":\"10001\",\"sipDomain\":\"sip.example\","
		     "\"sipRegisterRequired\":true");
	history_tell(from + 0.1, "ConnectionStatusEvent", S,
		     "\"status\":\"ESTABLISHED\"");
	history_tell(from + 0.3, "RegistrationStatusEvent", S,
		     "\"status\":\"REGISTERED\"");
}

static void
tell_call(void)
{
	history_tell(8.571, "call", S, CALL ",\"status\":\"PENDING\"");
	history_tell(8.682, "CallStatusEvent", S,
		     CALL ",\"status\":\"TRYING\"");
	history_tell(8.754, "CallStatusEvent", S, CALL ",\"status\":\"RING\"");
	history_tell(8.988, "CallStatusEvent", S,
		     CALL ",\"status\":\"ESTABLISHED\"");
	history_tell(16.310, "hangup", S, "\"callId\":\"2f1b1a40\"");
	history_tell(16.354, "CallStatusEvent", S,
		     CALL ",\"status\":\"FINISH\"");
}

static void
tell_messages(void)
{
	history_tell(1010.170, "sendMessage", S, MESSAGE);
	history_tell(1010.210, "MessageStatusEvent", S,
		     MESSAGE ",\"status\":\"SENT\"");
	history_tell(1010.271, "OnMessageEvent", S,
		     MESSAGE ",\"status\":\"RECEIVED\"");
	history_tell(1010.446, "MessageStatusEvent", S,
		     MESSAGE ",\"status\":\"ACCEPTED\"");
}

TEST(the_captured_flows_give_what_happened)
{
	tell_connection(0);
	tell_call();
	tell_messages();
	ck_assert_uint_eq(history_fold().lines, 13);
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT id, status, live, src FROM connection"),
	    "n@1 " S "|ESTABLISHED|1|10001\n");
	ck_assert_str_eq(history_query("state",
				       "SELECT r.status, r.live FROM"
				       " registration r JOIN connection c"
				       " ON c.row = r.connection"),
			 "REGISTERED|1\n");
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT src, dst, dcontext, direction, disposition,"
			  " start - %lld, answer - start, end - start,"
			  " duration, billsec, callid, hangup, rule FROM cdr",
			  (long long)NOON_US),
	    "10001|10002|defaultApp|out|ANSWERED|8571000|417000|7783000|"
	    "7783000|7366000|2f1b1a40|caller|-\n");
	ck_assert_str_eq(history_query("state",
				       "SELECT id, status, src, dst, incoming"
				       " FROM message ORDER BY row"),
			 "b7a3c2d1|ACCEPTED|10001|10002|0\n"
			 "b7a3c2d1 in|RECEIVED|10001|10002|1\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT count(*) FROM call WHERE live"),
	    "0\n");
}

TEST(an_empty_state_directory_gives_an_empty_index)
{
	struct fold_result done = history_fold();

	ck_assert_uint_eq(done.lines, 0);
	ck_assert(!done.unfinished && !done.busy && !done.rebuilt);
	ck_assert_str_eq(history_query("state",
				       "SELECT (SELECT count(*) FROM call),"
				       " (SELECT count(*) FROM connection),"
				       " (SELECT count(*) FROM hook_count)"),
			 "0|0|0\n");
}

/* With or without a fold before the connection ends. */
static void
check_cut(int apart)
{
	tell_connection(0);
	history_tell(1, "call", S, CALL);
	history_tell(2, "CallStatusEvent", S,
		     CALL ",\"status\":\"ESTABLISHED\"");
	history_tell(3, "publishStream", S,
		     "\"mediaSessionId\":\"m1\",\"name\":\"x\"");
	history_tell(4, "call", S, "\"callId\":\"ringing\"");
	if (apart)
		history_fold();
	history_tell(10, "ConnectionStatusEvent", S,
		     "\"status\":\"DISCONNECTED\"");
	history_fold();
	ck_assert_str_eq(history_query("state",
				       "SELECT live, coalesce(ended, cut)"
				       " - %lld FROM call UNION ALL"
				       " SELECT live, cut - %lld FROM stream"
				       " UNION ALL SELECT live, cut - %lld"
				       " FROM registration UNION ALL"
				       " SELECT live, ended - %lld"
				       " FROM connection",
				       (long long)NOON_US, (long long)NOON_US,
				       (long long)NOON_US, (long long)NOON_US),
			 "0|10000000\n0|10000000\n0|10000000\n0|10000000\n"
			 "0|10000000\n");
	ck_assert_str_eq(history_query("state",
				       "SELECT disposition, duration, billsec"
				       " FROM cdr ORDER BY row"),
			 "ANSWERED|9000000|8000000\nNO ANSWER|6000000|-\n");
}

TEST(a_connection_that_ends_takes_along_what_it_carries)
{
	check_cut(0);
}

TEST(what_was_stored_before_ends_with_its_connection_too)
{
	check_cut(1);
}

TEST(what_turns_up_after_the_end_of_its_connection_does_not_live)
{
	tell_connection(0);
	history_tell(10, "ConnectionStatusEvent", S,
		     "\"status\":\"DISCONNECTED\"");
	history_fold();
	history_tell(11, "CallStatusEvent", S,
		     CALL ",\"status\":\"ESTABLISHED\"");
	history_tell(12, "StreamStatusEvent", S,
		     "\"mediaSessionId\":\"m\",\"status\":\"PUBLISHING\"");
	history_fold();
	ck_assert_str_eq(history_query("state",
				       "SELECT live FROM call UNION ALL"
				       " SELECT live FROM stream"),
			 "0\n0\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT disposition, duration FROM cdr"),
	    "ANSWERED|0\n");
}

static void
tell_without_session(double seconds, const char *hook, const char *node,
		     const char *status)
{
	struct buffer b = { 0 };
	char time[TIMESTAMP_SIZE];

	timestamp_format(time, sizeof time,
			 NOON_US + (timestamp)(seconds * 1e6));
	buffer_printf(&b,
		      "{\"time\":\"%s\",\"hook\":\"%s\",\"status\":200,"
		      "\"nodeId\":\"%s\",\"body\":{\"sessionId\":null,"
		      "\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"2\","
		      "\"status\":\"%s\"}}\n",
		      time, hook, node, status);
	history_append("state", DAY_FILE, b.at, b.len);
	buffer_free(&b);
}

TEST(a_call_without_a_session_has_a_record)
{
	tell_without_session(0, "call", "n1", "PENDING");
	tell_without_session(1, "CallStatusEvent", "n1", "ESTABLISHED");
	tell_without_session(2, "CallStatusEvent", "n2", "RING");
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT live FROM call"),
			 "1\n1\n");
	/* Nobody connected. */
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT id, live, stale, status FROM connection"),
	    "n1 |0|0|REST API\nn2 |0|0|REST API\n");
	tell_without_session(9, "CallStatusEvent", "n1", "FINISH");
	history_fold();
	ck_assert_str_eq(history_query("state",
				       "SELECT src, dst, disposition, billsec"
				       " FROM cdr"),
			 "1|2|ANSWERED|8000000\n");
}

TEST(a_stream_of_which_a_snapshot_alone_was_told_is_not_live)
{
	history_tell(0, "StreamStatusEvent", S,
		     "\"mediaSessionId\":\"m\","
		     "\"status\":\"SNAPSHOT_COMPLETE\"");
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT live, stale, status FROM stream"),
	    "0|0|SNAPSHOT_COMPLETE\n");
	history_tell(1, "StreamStatusEvent", S,
		     "\"mediaSessionId\":\"m\",\"status\":\"PUBLISHING\"");
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT live, stale, status FROM stream"),
	    "1|0|PUBLISHING\n");
}

TEST(the_end_of_an_old_session_never_ends_a_new_one)
{
	history_tell(0, "connect", "s1", "\"sipLogin\":\"10001\"");
	history_tell(1, "ConnectionStatusEvent", "s1",
		     "\"status\":\"ESTABLISHED\"");
	history_tell(60, "connect", "s2", "\"sipLogin\":\"10001\"");
	history_tell(61, "ConnectionStatusEvent", "s2",
		     "\"status\":\"ESTABLISHED\"");
	history_tell(62, "call", "s2", CALL);
	history_tell(63, "ConnectionStatusEvent", "s1",
		     "\"status\":\"DISCONNECTED\"");
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT id, live FROM connection"),
	    "n@1 s1|0\nn@1 s2|1\n");
	ck_assert_str_eq(history_query("state", "SELECT live FROM call"),
			 "1\n");
}

TEST(calls_of_two_sessions_with_one_id_are_two)
{
	history_tell(0, "OnCallEvent", "s1", CALL);
	history_tell(1, "OnCallEvent", "s2", CALL);
	history_tell(2, "CallStatusEvent", "s1", CALL ",\"status\":\"FINISH\"");
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT live FROM call ORDER BY row"),
	    "0\n1\n");
}

TEST(a_connection_opened_again_carries_what_comes_then)
{
	tell_connection(0);
	history_tell(5, "call", S, "\"callId\":\"old\"");
	history_tell(10, "ConnectionStatusEvent", S,
		     "\"status\":\"DISCONNECTED\"");
	tell_connection(100);
	history_tell(105, "call", S, "\"callId\":\"new\"");
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT id, live FROM call"),
			 "old|0\nnew|1\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT live, status FROM connection"),
	    "1|ESTABLISHED\n");
	history_tell(110, "ConnectionStatusEvent", S,
		     "\"status\":\"DISCONNECTED\"");
	history_fold();
	ck_assert_str_eq(history_query("state",
				       "SELECT id, live, cut - %lld FROM call",
				       (long long)NOON_US),
			 "old|0|10000000\nnew|0|110000000\n");
}

TEST(an_account_registered_again_after_that_is_live)
{
	tell_connection(0);
	history_tell(10, "ConnectionStatusEvent", S,
		     "\"status\":\"DISCONNECTED\"");
	tell_connection(100);
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT status, live FROM registration"),
	    "REGISTERED|1\n");
}

TEST(what_comes_just_before_a_connection_opened_again_lives_with_it)
{
	tell_connection(0);
	history_tell(10, "ConnectionStatusEvent", S,
		     "\"status\":\"DISCONNECTED\"");
	history_tell(100.001, "call", S, CALL);
	history_tell(100, "connect", S, "");
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT live FROM call"),
			 "1\n");
}

TEST(ids_that_differ_in_their_last_letter_alone_are_two)
{
	char one[1000], other[1000], members[1100];

	memset(one, 'x', sizeof one - 1);
	one[sizeof one - 1] = '\0';
	memcpy(other, one, sizeof other);
	other[sizeof other - 2] = 'y';
	history_tell(0, "call", one, CALL);
	history_tell(0, "call", other, CALL);
	history_tell(1, "ConnectionStatusEvent", one,
		     "\"status\":\"DISCONNECTED\"");
	snprintf(members, sizeof members, "\"id\":\"%s\"", one);
	history_tell(2, "sendMessage", other, members);
	history_tell(3, "OnMessageEvent", other, members);
	history_fold();
	ck_assert_str_eq(history_query("state",
				       "SELECT live FROM connection UNION ALL"
				       " SELECT live FROM call"),
			 "0\n1\n0\n1\n");
	ck_assert_str_eq(history_query("state", "SELECT status FROM message"),
			 "PENDING\nRECEIVED\n");
}

TEST(hooks_are_counted_by_name_and_answer)
{
	static const char warned[] =
	    "{\"time\":\"2026-03-01T12:00:05Z\",\"hook\":\"connect\","
	    "\"status\":200,\"us\":30,\"warnings\":[\"a\",\"b\"],\"lost\":3}\n";

	history_tell(0, "connect", "s1", "");
	history_tell(1, "connect", "s2", "");
	history_tell_refused(2, "connect", "s3", "", "no", "rule 1");
	history_append("state", DAY_FILE, warned, strlen(warned));
	history_fold();
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT hook, status, count, warnings, lost,"
			  " took, last - %lld FROM hook_count"
			  " ORDER BY status",
			  (long long)NOON_US),
	    "connect|200|3|1|3|70|5000000\n"
	    "connect|403|1|0|0|20|2000000\n");
}

TEST(refusals_that_were_not_recorded_are_counted)
{
	static const char held[] =
	    "{\"time\":\"2026-03-01T12:00:05Z\",\"hook\":\"call\","
	    "\"status\":405,\"us\":3,\"reason\":\"no\",\"bytes\":0,"
	    "\"suppressed\":35699}\n";

	history_append("state", DAY_FILE, held, strlen(held));
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT hook, status, count"
						" FROM hook_count"),
			 "call|405|35700\n");
}

TEST(hooks_of_many_names_are_all_counted)
{
	char name[128];
	int i;

	for (i = 0; i < 600; i++) {
		snprintf(name, sizeof name, "%shook%d",
			 i % 2 ? "a name that is longer than anybody needs it "
			       : "",
			 i);
		history_tell(i, name, "s1", "");
		history_tell(i, "connect", "s1", "");
	}
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT sum(count) FROM hook_count"),
	    "1200\n");
	ck_assert_str_eq(history_query("state", "SELECT count FROM hook_count"
						" WHERE hook = 'connect'"),
			 "600\n");
}

TEST(lines_that_are_none_are_counted_as_strange)
{
	static const char garbage[] = "no JSON\n\n[1]\n{\"time\":1}\n{}\n"
				      "{\"time\":\"2026-03-01T12:00:00Z\"}\n";

	history_tell(0, "connect", "s1", "");
	history_append("state", DAY_FILE, garbage, strlen(garbage));
	history_append("state", DAY_FILE, "\0\0\n", 3);
	history_tell(1, "connect", "s2", "");
	ck_assert_uint_eq(history_fold().malformed, 6);
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT count FROM hook_count WHERE hook <> ''"),
	    "2\n");
	ck_assert_uint_eq(history_fold().malformed, 0);
}

TEST(a_torn_last_line_waits_for_its_end)
{
	char *line = history_line(NOON_US, "connect", 200, "s1", "");
	size_t half = strlen(line) / 2;

	history_tell(0, "connect", "s2", "");
	history_append("state", DAY_FILE, line, half);
	ck_assert_uint_eq(history_fold().lines, 1);
	ck_assert_uint_eq(history_fold().lines, 0);
	history_append("state", DAY_FILE, line + half, strlen(line) - half);
	ck_assert_uint_eq(history_fold().lines, 1);
	ck_assert_str_eq(
	    history_query("state", "SELECT count(*) FROM connection"), "2\n");
}

TEST(a_line_of_megabytes_is_one)
{
	size_t len = 3 << 20;
	char *members = malloc(len + 16);

	memset(members, 'x', len);
	memcpy(members, "\"pad\":\"", 7);
	memcpy(members + len, "\"", 2);
	history_tell(0, "connect", "s1", members);
	history_tell(1, "connect", "s2", "");
	ck_assert_uint_eq(history_fold().lines, 2);
	ck_assert_str_eq(
	    history_query("state", "SELECT count(*) FROM connection"), "2\n");
}

TEST(so_many_lines_at_a_time_and_behind_until_the_last)
{
	struct fold_result done;
	int i;

	for (i = 0; i < 10; i++)
		history_tell(i, "connect", "s1", "");
	done = history_fold_upto("state", &history_patient, 4);
	ck_assert(done.lines == 4 && done.unfinished);
	done = history_fold_upto("state", &history_patient, 4);
	ck_assert(done.lines == 4 && done.unfinished);
	done = history_fold_upto("state", &history_patient, 4);
	ck_assert(done.lines == 2 && !done.unfinished);
	ck_assert_str_eq(history_query("state", "SELECT count FROM hook_count"),
			 "10\n");
}

TEST(late_lines_of_yesterday_are_read_after_todays)
{
	char *late = history_line(NOON_US + SECOND_US, "CallStatusEvent", 200,
				  "s1", CALL ",\"status\":\"ESTABLISHED\"");
	char *end = history_line(NOON_US + 86400 * SECOND_US, "CallStatusEvent",
				 200, "s1", CALL ",\"status\":\"FINISH\"");

	history_tell(0, "call", "s1", CALL);
	history_append("state", "20260302.ndjson", end, strlen(end));
	history_fold();
	ck_assert_str_eq(history_query("state", "SELECT disposition FROM cdr"),
			 "NO ANSWER\n");
	history_append("state", DAY_FILE, late, strlen(late));
	ck_assert_uint_eq(history_fold().lines, 1);
	ck_assert_str_eq(
	    history_query("state", "SELECT disposition, billsec FROM cdr"),
	    "ANSWERED|86399000000\n");
}

TEST(other_files_in_the_journal_are_left_alone)
{
	char *line = history_line(NOON_US, "connect", 200, "s9", "");

	history_tell(0, "connect", "s1", "");
	history_append("state", "20260301.ndjson.bak", line, strlen(line));
	history_append("state", ".20260301.ndjson", line, strlen(line));
	history_append("state", "notes.txt", line, strlen(line));
	history_append("state", "2026030x.ndjson", line, strlen(line));
	ck_assert_uint_eq(history_fold().lines, 1);
}
