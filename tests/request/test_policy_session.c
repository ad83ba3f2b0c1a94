/* policy: what a connect was let through with counts for its whole session. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/history.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"
#include "support/state_fixture.h"
#include "support/token.h"

#define PROOF                                                                  \
	"prove connect custom.token jwt secret\n"                              \
	"set connect sipLogin \"$jwt.sub\"\n"                                  \
	"set connect custom.room \"r1\" sipPassword \"hush\" sipDomain "       \
	"@domain\n"

static void
put_secret(const char *path, const char *text)
{
	write_file(path, text);
	ck_assert_int_eq(chmod(path, 0600), 0);
}

static void
start(const char *rules)
{
	char *all;

	put_secret("secret", TOKEN_SECRET);
	put_secret("domain", "sip.example.com");
	ck_assert_int_gt(asprintf(&all, "%s%s", PROOF, rules), 0);
	hook_start(all, "");
	free(all);
}

const struct test_setup test_setup = {
	.after = hook_end,
};

/* Connects a session with a token of these claims. */
static void
connect_session(const char *session, const char *claims)
{
	char members[2048];

	snprintf(members, sizeof members,
		 "\"sipLogin\":\"mallory\",\"custom\":{\"token\":\"%s\","
		 "\"role\":\"root\"}",
		 token_of(claims));
	hook_check_status(200, "connect", session, members);
}

static void
call(int status, const char *session, const char *members)
{
	static unsigned count;
	char all[256];

	snprintf(all, sizeof all, "\"callId\":\"c%u\"%s%s", count++,
		 members[0] ? "," : "", members);
	hook_check_status(status, "call", session, all);
}

/* In every second round the index has folded the connect. */
TEST_LOOP(a_session_has_what_rules_set_and_proved, 2)
{
	start("deny call if not session.sipLogin is alice\n"
	      "deny call if not session.jwt.role is host\n"
	      "deny call if not session.custom.room is r1\n");
	connect_session("a", "{\"sub\":\"alice\",\"role\":\"host\"}");
	connect_session("b", "{\"sub\":\"bob\",\"role\":\"host\"}");
	connect_session("c", "{\"sub\":\"alice\"}");
	hook_settle(_i);
	call(200, "a", "");
	call(403, "b", "");
	call(403, "c", "");
	call(200, "a", "\"session\":{\"sipLogin\":\"bob\"}");
	call(403, "b", "\"session\":{\"sipLogin\":\"alice\"}");
}

TEST_LOOP(nothing_else_is_a_fact_of_a_session, 2)
{
	start("deny call if session.custom.role exists\n"
	      "deny call if session.custom.token exists\n"
	      "deny call if session.sipPassword exists\n"
	      "deny call if session.sipDomain exists\n"
	      "deny call if session.jwt.password exists\n"
	      "deny call if session.nodeId exists\n"
	      "deny call if session.appKey exists\n"
	      "deny call if session.restClientConfig exists\n");
	connect_session("a", "{\"sub\":\"alice\",\"password\":\"hush\","
			     "\"x\":[{\"token\":\"hush\"}]}");
	hook_settle(_i);
	call(200, "a", "");
	ck_assert_ptr_nonnull(strstr(journal_text(),
				     ",\"facts\":{\"sipLogin\":\"alice\","
				     "\"custom\":{\"room\":\"r1\"},\"jwt\":{"
				     "\"sub\":\"alice\",\"x\":[{}]}}"));
	ck_assert_ptr_null(strstr(journal_text(), "hush"));
	ck_assert_ptr_null(strstr(journal_text(), "sip.example.com"));
}

TEST_LOOP(a_limit_counts_by_what_a_session_has, 2)
{
	start("limit call 2 active by session.sipLogin\n");
	connect_session("a", "{\"sub\":\"alice\"}");
	connect_session("b", "{\"sub\":\"alice\"}");
	connect_session("c", "{\"sub\":\"bob\"}");
	hook_settle(_i);
	call(200, "a", "\"caller\":\"1\"");
	call(200, "b", "\"caller\":\"2\"");
	call(403, "a", "\"caller\":\"3\"");
	hook_settle(_i);
	call(403, "b", "\"sipLogin\":\"4\",\"caller\":\"5\"");
	call(200, "c", "\"caller\":\"1\"");
	ck_assert_ptr_nonnull(
	    strstr(journal_text(),
		   "\"slots\":[\"call by session.sipLogin = alice\"]"));
}

TEST(a_value_may_name_what_a_session_has)
{
	start("set call caller \"sip:${session.sipLogin}\"\n"
	      "deny call if callee is \"$session.sipLogin\"\n");
	connect_session("a", "{\"sub\":\"alice\"}");
	hook_check_answer("call",
			  "{\"nodeId\":\"n@1\",\"sessionId\":\"a\",\"callId\":"
			  "\"c\",\"caller\":\"x\",\"callee\":\"bob\"}",
			  "{\"nodeId\":\"n@1\",\"sessionId\":\"a\",\"callId\":"
			  "\"c\",\"caller\":\"sip:alice\",\"callee\":\"bob\"}");
	call(403, "a", "\"callee\":\"alice\"");
}

/* Of such a session, it is unknown whether a condition holds. */
TEST_LOOP(a_session_of_unknown_connect_is_denied, 2)
{
	start("allow call if session.vip exists\n"
	      "deny call if session.blocked is yes\n"
	      "deny hangup if not session.blocked is yes\n"
	      "set hold caller \"$session.sipLogin\"\n"
	      "limit publishStream 1 active by session.sipLogin\n");
	connect_session("known", "{\"sub\":\"alice\"}");
	hook_settle(_i);
	call(200, "known", "");
	call(403, "unknown", "");
	hook_check_status(403, "hangup", "unknown", "\"callId\":\"c\"");
	hook_check_status(200, "hold", "unknown", "\"callId\":\"c\"");
	hook_check_status(403, "publishStream", "unknown",
			  "\"mediaSessionId\":\"m\",\"name\":\"x\"");
	hook_check_denied("call", "{\"nodeId\":\"n@1\",\"callId\":\"c\"}", 403,
			  "denied by");
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(),
		   "rules.conf:5: the connect of this session is not known; "
		   "this deny counts as a match"));
}

/* A line of an older version, or of another program, has no facts. */
TEST_LOOP(a_connect_without_facts_leaves_them_unknown, 2)
{
	start("deny call if session.blocked is yes\n");
	connect_session("s", "{\"sub\":\"alice\"}");
	call(200, "s", "");
	state_put(state_now(), "connect", 200, "s", "\"custom\":{}");
	hook_settle(_i);
	call(403, "s", "");
}

TEST_LOOP(the_latest_connect_of_a_session_counts, 2)
{
	start("deny call if not session.sipLogin is alice\n"
	      "deny connect if custom.token is x\n");
	connect_session("a", "{\"sub\":\"alice\"}");
	call(200, "a", "");
	connect_session("a", "{\"sub\":\"bob\"}");
	hook_settle(_i);
	call(403, "a", "");
	connect_session("a", "{\"sub\":\"alice\"}");
	call(200, "a", "");
	hook_check_status(403, "connect", "a", "\"custom\":{\"token\":\"x\"}");
	hook_settle(_i);
	call(403, "a", "");
}

/* Another program has the connect, with a cache of its own. */
TEST(a_connect_in_another_program_is_known_at_once)
{
	int i;

	start("deny call if not session.sipLogin is alice\n");
	for (i = 0; i < 20; i++) {
		const bool is_alice = i % 3 != 1;
		pid_t child = fork();
		int status;

		if (child == 0) {
			connect_session("a", is_alice ? "{\"sub\":\"alice\"}"
						      : "{\"sub\":\"bob\"}");
			_exit(0);
		}
		ck_assert(waitpid(child, &status, 0) == child && status == 0);
		call(is_alice ? 200 : 403, "a", "");
		call(is_alice ? 200 : 403, "a", "");
	}
}

TEST(facts_survive_a_restart_and_a_new_index)
{
	const char *rules = "deny call if not session.sipLogin is alice\n";

	start(rules);
	connect_session("a", "{\"sub\":\"alice\"}");
	start(rules);
	call(200, "a", "");
	history_fold();
	start(rules);
	call(200, "a", "");
	output_of("rm state/index.db*");
	call(200, "a", "");
	start(rules);
	call(200, "a", "");
	history_fold();
	call(200, "a", "");
}

TEST(a_member_that_the_journal_redacts_is_no_fact)
{
	put_secret("secret", TOKEN_SECRET);
	hook_start("prove connect custom.token jwt secret\n"
		   "set connect sipLogin \"$jwt.sub\"\n"
		   "deny call if session.sipLogin exists\n",
		   "redact = sipLogin\n");
	connect_session("a", "{\"sub\":\"alice\"}");
	call(200, "a", "");
	hook_start("deny call if session.sipLogin is alice\n",
		   "redact = sessionId\n");
	connect_session("a", "{\"sub\":\"alice\"}");
	call(403, "a", "");
}
