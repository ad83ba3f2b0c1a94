/* client_config_step: the restClientConfig in the response to connect. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"

#define BODY                                                                   \
	"{ \"appKey\" : \"a\",\"nodeId\":\"n\",\"sessionId\":\"s\","           \
	"\"origin\":\"http://x\",\"n\":1.50 }\n"
#define HEAD                                                                   \
	"{ \"appKey\" : \"a\",\"nodeId\":\"n\",\"sessionId\":\"s\","           \
	"\"origin\":\"http://x\",\"n\":1.50 "

#define GIVEN "rest_client_config = given.json\n"

/* The configuration of the hook "call" only. */
#define CALL(error, policy)                                                    \
	HEAD ",\"restClientConfig\":{\"call\":{\"clientExclude\":\"\","        \
	     "\"restExclude\":\"\",\"restOnError\":\"" error                   \
	     "\",\"restPolicy\":\"" policy "\",\"restOverwrite\":\"\"}}}\n"

TEST(without_rules_for_wcs_connect_gets_its_own_bytes)
{
	hook_start(NULL, NULL);
	hook_check_answer("connect", BODY, NULL);
	hook_start("allow call\nallow connect if origin is http://x\n", NULL);
	hook_check_answer("connect", BODY, NULL);
	hook_start("deny connect if origin is http://y\n", NULL);
	hook_check_answer("connect", BODY, NULL);
}

TEST(only_the_response_to_connect_has_the_configuration)
{
	hook_start("deny call\n", NULL);
	hook_check_answer("connect", BODY, CALL("FAIL", "NOTIFY"));
	hook_check_answer("connect", BODY, CALL("FAIL", "NOTIFY"));
	hook_check_answer("hangup", BODY, NULL);
	hook_check_answer("ConnectionStatusEvent", BODY, NULL);
	hook_check_denied("call", BODY, 403, "denied by rules.conf:1");
}

TEST(a_refused_connect_gets_no_configuration)
{
	hook_start("deny connect\ndeny call\n", NULL);
	hook_check_denied("connect", BODY, 403, "denied by rules.conf:1");
	ck_assert_ptr_null(
	    strstr(hook_post("connect", BODY).body, "restClientConfig"));
}

TEST(it_replaces_a_configuration_in_the_request)
{
	hook_start("mute call\n", NULL);
	hook_check_answer(
	    "connect", "{\"restClientConfig\":{\"call\":1},\"b\":2}",
	    "{\"restClientConfig\":{\"call\":{\"clientExclude\":\"\","
	    "\"restExclude\":\"\",\"restOnError\":\"LOG\","
	    "\"restPolicy\":\"DISABLE\",\"restOverwrite\":\"\"}},"
	    "\"b\":2}");
}

TEST(the_operators_file_is_sent_even_without_rules)
{
	write_file("given.json", "{\"call\":{\"restPolicy\":\"DISABLE\"}}\n");
	hook_start(NULL, GIVEN);
	hook_check_answer("connect", BODY, CALL("LOG", "DISABLE"));
}

TEST(a_file_that_overrides_a_rule_causes_one_warning)
{
	write_file("given.json", "{\"call\":{\"restOnError\":\"LOG\"}}");
	hook_start("# one\ndeny call\n", GIVEN);
	hook_check_answer("connect", BODY, CALL("LOG", "NOTIFY"));
	hook_check_answer("connect", BODY, CALL("LOG", "NOTIFY"));
	ck_assert_uint_eq(log_capture_count(), 1);
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(),
		   "/given.json overrides rules.conf:2, \"deny call\": "
		   "restOnError LOG: WCS carries on after a refusal\n"));
}

/* Files that cannot be used, and the reason in the refusal of connect. */
static const struct {
	const char *given; /* NULL: no file */
	const char *why;
} broken[] = {
	{ NULL, "/given.json: " },
	{ "", "/given.json: byte 0: the text is empty" },
	{ "{\"call\":{\"restOnErr\":\"FAIL\"}}",
	  "/given.json: \\\"call\\\" has a member other than clientExclude" },
};

TEST_LOOP(
    with_a_broken_file_at_the_start_connect_is_refused_until_it_is_repaired,
    ROWS(broken))
{
	int tries;

	if (broken[_i].given)
		write_file("given.json", broken[_i].given);
	hook_start("deny call\n", GIVEN);
	hook_check_denied("connect", BODY, 503, broken[_i].why);
	hook_check_answer("hangup", BODY, NULL);
	write_file("given.json", "{}");
	for (tries = 0; tries < 500 && hook_post("connect", BODY).status != 200;
	     tries++)
		usleep(10000);
	hook_check_answer("connect", BODY, CALL("FAIL", "NOTIFY"));
}

/*
 * Posts until the response has this body, because files are checked once a
 * second.
 */
static void
becomes(const char *answer)
{
	struct response r;
	int tries;

	for (tries = 0; tries < 500; tries++) {
		r = hook_post("connect", BODY);
		ck_assert_int_eq(r.status, 200);
		if (strcmp(r.body, answer) == 0)
			return;
		usleep(10000);
	}
	ck_assert_str_eq(r.body, answer);
}

TEST(a_changed_file_is_used_and_a_broken_one_is_not)
{
	int tries;

	write_file("given.json", "{\"call\":{\"restPolicy\":\"DISABLE\"}}");
	hook_start(NULL, GIVEN);
	hook_check_answer("connect", BODY, CALL("LOG", "DISABLE"));
	replace_file("given.json", "{\"call\":{\"restOnError\":\"FAIL\"}}",
		     0644);
	becomes(CALL("FAIL", "NOTIFY"));
	replace_file("given.json", "{\"call\":{\"restOnError\":\"NO\"}}", 0644);
	for (tries = 0; tries < 500 && !log_capture_text()[0]; tries++) {
		hook_check_answer("connect", BODY, CALL("FAIL", "NOTIFY"));
		usleep(10000);
	}
	ck_assert_ptr_nonnull(
	    strstr(log_capture_text(), "/given.json: \"call\" has a "));
	ck_assert_ptr_nonnull(strstr(
	    log_capture_text(), "; its last good version stays in force\n"));
	hook_check_answer("connect", BODY, CALL("FAIL", "NOTIFY"));
	ck_assert_uint_eq(log_capture_count(), 1);
	replace_file("given.json", "{\"call\":{\"restOnError\":\"LOG\"}}",
		     0644);
	becomes(CALL("LOG", "NOTIFY"));
}

TEST(changed_rules_are_sent_even_while_the_file_is_broken)
{
	int tries;

	write_file("given.json", "{\"call\":{\"restPolicy\":\"OVERWRITE\"}}");
	hook_start("# none\n", GIVEN);
	hook_check_answer("connect", BODY, CALL("LOG", "OVERWRITE"));
	replace_file("given.json", "{", 0644);
	for (tries = 0; tries < 500 && !log_capture_text()[0]; tries++) {
		hook_check_answer("connect", BODY, CALL("LOG", "OVERWRITE"));
		usleep(10000);
	}
	replace_file("rules.conf", "deny call\n", 0644);
	becomes(CALL("FAIL", "OVERWRITE"));
	ck_assert_int_eq(unlink("given.json"), 0);
	replace_file("rules.conf", "# none again\n", 0644);
	becomes(CALL("LOG", "OVERWRITE"));
}
