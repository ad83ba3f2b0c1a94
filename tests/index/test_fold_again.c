/* fold: connections that are opened again under the same name. */

#include <stdio.h>

#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define CALL "\"callId\":\"c\""

static void
connection_becomes(double seconds, const char *status)
{
	char members[64];

	snprintf(members, sizeof members, "\"status\":\"%s\"", status);
	history_tell(seconds, "ConnectionStatusEvent", "s", members);
}

static void
open_at(double seconds)
{
	history_tell(seconds, "connect", "s", "");
	connection_becomes(seconds + 0.1, "ESTABLISHED");
}

static void
call_becomes(double seconds, const char *status)
{
	char members[64];

	snprintf(members, sizeof members, CALL ",\"status\":\"%s\"", status);
	history_tell(seconds, "CallStatusEvent", "s", members);
}

static void
check_calls(const char *expected)
{
	history_fold();
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT live, cdr.disposition, cdr.billsec FROM call"
			  " LEFT JOIN cdr USING (row)"),
	    expected);
}

/* With a fold after each line, or at once. */
TEST_LOOP(a_connection_may_be_opened_again_within_seconds, 2)
{
	open_at(0);
	history_tell(0.5, "RegistrationStatusEvent", "s",
		     "\"status\":\"REGISTERED\"");
	history_tell(1, "call", "s", "\"callId\":\"old\"");
	connection_becomes(10, "DISCONNECTED");
	if (_i)
		history_fold();
	open_at(11);
	history_tell(11.5, "RegistrationStatusEvent", "s",
		     "\"status\":\"REGISTERED\"");
	if (_i)
		history_fold();
	/* What is late or repeated belongs to the connection before. */
	connection_becomes(10.2, "DISCONNECTED");
	history_tell(11.6, "CallStatusEvent", "s",
		     "\"callId\":\"old\",\"status\":\"RING\"");
	history_tell(12, "call", "s", "\"callId\":\"new\"");
	history_fold();
	ck_assert_str_eq(history_query("state",
				       "SELECT live, status, answer - begin"
				       " FROM connection"),
			 "1|ESTABLISHED|100000\n");
	ck_assert_str_eq(history_query("state", "SELECT id, live FROM call"),
			 "old|0\nnew|1\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT live FROM registration"), "1\n");
	connection_becomes(20, "DISCONNECTED");
	history_fold();
	ck_assert_str_eq(
	    history_query("state",
			  "SELECT id, live, cut - %lld FROM call UNION ALL"
			  " SELECT 'r', live, cut - %lld FROM registration"
			  " UNION ALL SELECT 'c', live, ended - %lld"
			  " FROM connection",
			  (long long)NOON_US, (long long)NOON_US,
			  (long long)NOON_US),
	    "old|0|10000000\nnew|0|20000000\nr|0|20000000\nc|0|20000000\n");
}

TEST(a_call_that_comes_just_before_its_connect_is_of_the_new_connection)
{
	open_at(0);
	connection_becomes(10, "DISCONNECTED");
	history_tell(12.001, "call", "s", CALL);
	open_at(12);
	check_calls("1|-|-\n");
}

/* Soon after the end, or when a hook was sent again and again. */
static const double late[] = { 10.005, 55 };

TEST_LOOP(what_was_late_after_its_end_is_none_of_the_next_ones, 2)
{
	open_at(0);
	call_becomes(4, "ESTABLISHED");
	connection_becomes(10, "DISCONNECTED");
	call_becomes(late[_i], "HOLD");
	check_calls("0|ANSWERED|6000000\n");
	open_at(100);
	check_calls("0|ANSWERED|6000000\n");
	connection_becomes(5000, "DISCONNECTED");
	check_calls("0|ANSWERED|6000000\n");
}

TEST(what_the_next_one_carried_ends_with_it_though_told_of_late)
{
	open_at(0);
	history_tell(1, "RegistrationStatusEvent", "s",
		     "\"status\":\"REGISTERED\"");
	connection_becomes(10, "DISCONNECTED");
	history_fold();
	open_at(100);
	connection_becomes(110, "DISCONNECTED");
	history_tell(101, "RegistrationStatusEvent", "s",
		     "\"status\":\"REGISTERED\"");
	history_fold();
	ck_assert_str_eq(
	    history_query("state", "SELECT live, cut - %lld FROM registration",
			  (long long)NOON_US),
	    "0|110000000\n");
}

TEST(what_the_next_one_did_not_carry_ended_with_the_first)
{
	open_at(0);
	history_tell(1, "RegistrationStatusEvent", "s",
		     "\"status\":\"REGISTERED\"");
	call_becomes(4, "ESTABLISHED");
	connection_becomes(10, "DISCONNECTED");
	open_at(100);
	connection_becomes(110, "DISCONNECTED");
	check_calls("0|ANSWERED|6000000\n");
	ck_assert_str_eq(
	    history_query("state", "SELECT live, cut - %lld FROM registration",
			  (long long)NOON_US),
	    "0|10000000\n");
}
