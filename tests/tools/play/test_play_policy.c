/* restPolicy, restExclude and clientExclude. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/policy_scenario.h"

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(notify_ignores_the_answer)
{
	static const char *const fields[] = {
		"",
		"\"restPolicy\":\"NOTIFY\"",
		"\"restPolicy\":\"NOTIFY\",\"restOverwrite\":\"callee\"",
		"\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":\"\"",
		"\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":\"caller\"",
		"\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":\"Callee\"",
	};
	size_t i;

	for (i = 0; i < ROWS(fields); i++) {
		const struct fake_response rows[] = {
			{ .hook = "connect",
			  .body = policy_scenario_rule("call", fields[i]) },
			{ .hook = "call", .body = "{\"callee\":\"666\"}" },
			{ 0 },
		};
		struct json_object *o;

		policy_scenario_write("call", "{\"callee\":\"10002\"}");
		o = policy_scenario_play(rows);
		ck_assert_str_eq(json_text_of(o, "sip"), "INVITE sip:10002");
		ck_assert_ptr_null(strstr(fake_server_requests(), "\"666\""));
	}
}

TEST(overwrite_takes_listed_members_and_later_hooks_use_them)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = policy_scenario_rule(
		      "call", "\"restPolicy\":\"OVERWRITE\","
			      "\"restOverwrite\":\"callee, new\"") },
		{ .hook = "call",
		  .body = "{\"callee\":\"10003\",\"caller\":\"777\","
			  "\"new\":{\"a\" : 12345678901234567890123.10},"
			  "\"sessionId\":\"other\"}" },
		{ 0 },
	};
	const char *heard;

	policy_scenario_write("call",
			      "{\"callee\":\"10002\",\"caller\":\"10001\"}");
	ck_assert_str_eq(json_text_of(policy_scenario_play(rows), "sip"),
			 "INVITE sip:10003");
	ck_assert_ptr_nonnull(
	    strstr(json_text_of(policy_scenario_play(rows), "changes"),
		   "{ \"name\": \"caller\", \"before\": \"10001\", \"after\": "
		   "\"777\", \"fate\": \"not taken: not in restOverwrite\" }"));
	heard = strstr(fake_server_requests(), "/pushLogs");
	ck_assert_ptr_nonnull(
	    strstr(heard, "\"callee\":\"10003\",\"caller\":\"10001\","
			  "\"new\":{\"a\":12345678901234567890123.10}}"));
	ck_assert_ptr_null(strstr(heard, "other"));
}

TEST(a_member_of_one_hook_is_changed_for_that_hook_only)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = policy_scenario_rule(
		      "call", "\"restPolicy\":\"OVERWRITE\","
			      "\"restOverwrite\":\"status,callee\"") },
		{ .hook = "call",
		  .body = "{\"status\":\"NEW\",\"callee\":\"10003\"}" },
		{ 0 },
	};
	const char *heard;

	write_file("it.json",
		   "{\"objects\":{\"it\":{\"callee\":\"10002\"}},"
		   "\"steps\":[{\"hook\":\"connect\"},{\"hook\":\"call\","
		   "\"of\":\"it\",\"body\":{\"status\":\"PENDING\"},"
		   "\"expect\":{\"uses\":{\"status\":\"NEW\"}}},"
		   "{\"hook\":\"hangup\",\"of\":\"it\"}]}");
	ctl_output(ctl_run("play", "./it.json", "--url",
			   fake_server_start(rows), NULL));
	heard = strstr(fake_server_requests(), "/hangup");
	ck_assert_ptr_nonnull(strstr(heard, "\"callee\":\"10003\"}"));
	ck_assert_ptr_null(strstr(heard, "status"));
}

TEST(no_member_is_taken_from_an_error)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = policy_scenario_rule(
		      "call", "\"restPolicy\":\"OVERWRITE\","
			      "\"restOverwrite\":\"callee\"") },
		{ .hook = "call", .status = 403, .body = "{\"callee\":\"6\"}" },
		{ 0 },
	};

	policy_scenario_write("call", "{\"callee\":\"10002\"}");
	ck_assert_str_eq(json_text_of(policy_scenario_play(rows), "sip"),
			 "INVITE sip:10002");
}

TEST(with_overwrite_an_unreadable_response_is_an_error)
{
	static const struct fake_response answers[] = {
		{ .hook = "call", .type = "text/html" },
		{ .hook = "call", .type = "" },
		{ .hook = "call", .type = "application/jsonp" },
		{ .hook = "call", .body = "" },
		{ .hook = "call", .body = "[]" },
		{ .hook = "call", .body = "{\"callee\":\"1\"} x" },
	};
	size_t i;

	for (i = 0; i < ROWS(answers); i++) {
		struct fake_response rows[] = {
			{ .hook = "connect",
			  .body = policy_scenario_rule(
			      "call", FAIL ",\"restPolicy\":\"OVERWRITE\","
					   "\"restOverwrite\":\"callee\"") },
			answers[i],
			{ 0 },
		};

		policy_scenario_write("call", "{\"callee\":\"10002\"}");
		ck_assert_str_eq(
		    json_text_of(policy_scenario_play(rows), "next"), "stops");
		/*
		 * With NOTIFY WCS reads no members, so that play prints only a
		 * note.
		 */
		rows[0].body = policy_scenario_rule("call", FAIL);
		ck_assert_str_eq(
		    json_text_of(policy_scenario_play(rows), "next"),
		    "goes on");
		ck_assert_ptr_nonnull(json_object_object_get(
		    policy_scenario_play(rows), "notes"));
	}
}

TEST(json_types_that_wcs_accepts_are_read)
{
	static const char *const types[] = {
		"application/json",
		"Application/JSON ; charset=utf-8",
		"application/json;charset=UTF-8",
		"application/hal+json",
	};
	size_t i;

	for (i = 0; i < ROWS(types); i++) {
		const struct fake_response rows[] = {
			{ .hook = "connect",
			  .body = policy_scenario_rule(
			      "call", FAIL ",\"restPolicy\":\"OVERWRITE\","
					   "\"restOverwrite\":\"callee\"") },
			{ .hook = "call",
			  .type = types[i],
			  .body = "{\"callee\":\"10003\"}" },
			{ 0 },
		};

		policy_scenario_write("call", "{\"callee\":\"10002\"}");
		ck_assert_str_eq(
		    json_text_of(policy_scenario_play(rows), "sip"),
		    "INVITE sip:10003");
	}
}

TEST(disable_sends_nothing_and_goes_on)
{
	static const char *const spellings[] = { "DISABLE", "DISABLED" };
	size_t i;

	for (i = 0; i < 2; i++) {
		char field[64];
		struct fake_response rows[] = {
			{ .hook = "connect" },
			{ .hook = "call", .status = 403 },
			{ 0 },
		};

		snprintf(field, sizeof field, "\"restPolicy\":\"%s\"",
			 spellings[i]);
		rows[0].body = policy_scenario_rule("call", field);
		policy_scenario_write("call", "{\"callee\":\"10002\"}");
		ck_assert_str_eq(
		    json_text_of(policy_scenario_play(rows), "sip"),
		    "INVITE sip:10002");
		ck_assert_str_eq(fake_server_hooks(), "connect pushLogs");
	}
}

TEST(rest_exclude_keeps_members_from_the_web_server_only)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = policy_scenario_rule(
		      "CallStatusEvent", "\"restExclude\":\"caller,sdp\"") },
		{ 0 },
	};
	const char *heard, *told;

	policy_scenario_write("CallStatusEvent",
			      "{\"caller\":\"10001\",\"callee\":\"10002\"}");
	told = json_text_of(policy_scenario_play(rows), "browser");
	ck_assert_ptr_nonnull(strstr(told, "10001"));
	heard = strstr(fake_server_requests(), "/CallStatusEvent");
	ck_assert_ptr_nonnull(heard);
	*strchr(heard, '\n') = '\0';
	ck_assert_ptr_null(strstr(heard, "caller"));
	ck_assert_ptr_nonnull(strstr(heard, "\"callee\":\"10002\""));
}

TEST(client_exclude_keeps_members_from_the_browser_only)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = policy_scenario_rule(
		      "ConnectionStatusEvent",
		      "\"clientExclude\":\"sipPassword,sipLogin\"") },
		{ 0 },
	};
	const char *told;

	policy_scenario_write(
	    "ConnectionStatusEvent",
	    "{\"sipPassword\":\"secret\",\"sipLogin\":\"10001\","
	    "\"status\":\"ESTABLISHED\"}");
	told = json_text_of(policy_scenario_play(rows), "browser");
	ck_assert_ptr_null(strstr(told, "sipPassword"));
	ck_assert_ptr_null(strstr(told, "sipLogin"));
	ck_assert_ptr_nonnull(strstr(told, "ESTABLISHED"));
	ck_assert_ptr_nonnull(strstr(fake_server_requests(), "secret"));
}

TEST(the_response_to_connect_is_taken_without_a_policy)
{
	const struct fake_response rows[] = {
		{ .hook = "connect",
		  .body = "{\"sipLogin\":\"4711\",\"sipDomain\":\"d\","
			  "\"sipRegisterRequired\":true,\"nodeId\":\"x\"}" },
		{ 0 },
	};
	struct outcome r;
	const char *heard;

	write_file("it.json",
		   "{\"objects\":{\"c\":{\"sipLogin\":null}},\"steps\":["
		   "{\"hook\":\"connect\",\"of\":\"c\",\"then\":["
		   "{\"hook\":\"ConnectionStatusEvent\",\"of\":\"c\"}]}]}");
	r = ctl_run("play", "./it.json", "--json", "--url",
		    fake_server_start(rows), NULL);
	ck_assert_int_eq(r.code, 0);
	ck_assert_str_eq(json_text_of(json_line_of(r.out, 0), "sip"),
			 "REGISTER sip:4711@d");
	heard = strstr(fake_server_requests(), "/ConnectionStatusEvent");
	ck_assert_ptr_nonnull(strstr(heard, "\"sipLogin\":\"4711\""));
	ck_assert_ptr_null(strstr(heard, "\"nodeId\":\"x\""));
	ck_assert_ptr_nonnull(strstr(
	    json_text_of(json_line_of(r.out, 0), "notes"), "lacks sessionId"));
}

TEST(an_invalid_policy_is_reported)
{
	static const char *const rules[][3] = {
		{ "callStatusEvent", FAIL, "WCS calls it CallStatusEvent" },
		{ "dance", FAIL, "no hook of that name" },
		{ "call", "\"restOnError\":\"fail\"", "knows LOG, FAIL" },
		{ "call", "\"restPolicy\":\"TAKE\"", "knows OVERWRITE" },
		{ "call", "\"restpolicy\":\"NOTIFY\"", "knows restPolicy" },
		{ "call", "\"restExclude\":[\"a\"]", "is not a string" },
		{ "call", "\"restPolicy\":\"OVERWRITE\"", "changes nothing" },
		{ "call", "\"restOverwrite\":\"callee\"", "under NOTIFY" },
		{ "call",
		  "\"restPolicy\":\"OVERWRITE\",\"restOverwrite\":\"appKey\"",
		  "appKey is never overwritten" },
	};
	size_t i;

	for (i = 0; i < ROWS(rules); i++) {
		const struct fake_response rows[] = {
			{ .hook = "connect",
			  .body =
			      policy_scenario_rule(rules[i][0], rules[i][1]) },
			{ 0 },
		};
		struct outcome r;
		const char *notes;

		policy_scenario_write("call", "{}");
		r = ctl_run("play", "./it.json", "--json", "--url",
			    fake_server_start(rows), NULL);
		notes = json_text_of(json_line_of(r.out, 0), "notes");
		ck_assert_msg(strstr(notes, rules[i][2]) != NULL, "%s", notes);
	}
}
