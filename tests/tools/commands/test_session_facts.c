/* What a connect proved outlives purge and reindex, and erase takes names out.
 */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/state_fixture.h"

/* A connect of 30 hours ago, with facts, and a sign of life of just now. */
static void
put_session(void)
{
	const timestamp then = state_now() - 30 * HOUR_US;
	char time[TIMESTAMP_SIZE], line[600];

	timestamp_format(time, sizeof time, then);
	snprintf(
	    line, sizeof line,
	    "{\"time\":\"%s\",\"hook\":\"connect\",\"status\":200,\"us\":9,"
	    "\"appKey\":\"a\",\"nodeId\":\"n@1\",\"sessionId\":\"s\","
	    "\"facts\":{\"sipLogin\":\"alice\",\"jwt\":{\"sub\":\"alice\"}"
	    "},\"body\":{\"nodeId\":\"n@1\",\"sessionId\":\"s\"}}\n",
	    time);
	history_append("state", state_day_file(then), line, strlen(line));
	state_put(then + HOUR_US, "pushLogs", 200, "other", "\"x\":1");
	state_put(then + HOUR_US + SECOND_US, "ConnectionStatusEvent", 200,
		  "other", "\"status\":\"DISCONNECTED\"");
	state_put(state_now() - SECOND_US, "ConnectionStatusEvent", 200, "s",
		  "\"status\":\"ESTABLISHED\"");
	write_file("call.json", "{\"nodeId\":\"n@1\",\"sessionId\":\"s\","
				"\"callId\":\"c\"}");
	write_file("rules.conf", "deny call if not session.sipLogin is alice\n"
				 "deny call if not session.jwt.sub is alice\n");
	write_file("echoapp.conf", "state_dir = state\nrules = rules.conf\n"
				   "stale_connection = 7d\n");
}

static struct outcome
run(const char *command, const char *one, const char *two, const char *three)
{
	return ctl_run("--conf", "echoapp.conf", command, one, two, three,
		       NULL);
}

static int
explain(void)
{
	return run("explain", "call", "call.json", NULL).code;
}

TEST(a_session_keeps_its_facts_when_the_day_of_its_connect_is_purged)
{
	put_session();
	ctl_output(run("reindex", NULL, NULL, NULL));
	ck_assert_int_eq(explain(), 0);
	ctl_output(run("purge", "--before", "today", "--yes"));
	ck_assert_uint_eq(state_count("\"sessionId\":\"other\""), 0);
	ck_assert_int_eq(explain(), 0);
	ctl_output(run("reindex", NULL, NULL, NULL));
	ck_assert_int_eq(explain(), 0);
}

TEST(a_session_that_has_ended_has_no_facts_in_the_index)
{
	put_session();
	ctl_output(run("reindex", NULL, NULL, NULL));
	ck_assert_uint_gt(state_count("{\"sub\":\"alice\"}"), 1);
	state_put(state_now(), "ConnectionStatusEvent", 200, "s",
		  "\"status\":\"DISCONNECTED\"");
	ctl_output(run("reindex", NULL, NULL, NULL));
	ck_assert_int_eq(
	    run_shell("! grep -q '\"sub\":\"alice\"' state/index.db",
		      (char[64]){ "" }, 64),
	    0);
	ck_assert_int_eq(explain(), 1);
}

TEST(a_person_is_erased_from_what_a_connect_proved)
{
	put_session();
	ctl_output(run("erase", "--yes", "--user", "alice"));
	ck_assert_uint_eq(state_count("\"sipLogin\":\"alice\""), 0);
	ck_assert_uint_gt(state_count("\"sipLogin\":\"erased\""), 0);
	ctl_output(ctl_run("--conf", "echoapp.conf", "erase", "--yes",
			   "--everywhere", "--user", "alice", NULL));
	ck_assert_uint_eq(state_count("alice"), 0);
}
