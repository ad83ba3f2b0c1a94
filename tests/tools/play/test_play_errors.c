/* WCS's reaction to errors: restOnError for each type of hook. */

#include <stdbool.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/policy_scenario.h"

static const char *
member_or(struct json_object *o, const char *name, const char *otherwise)
{
	return json_object_object_get(o, name) ? json_text_of(o, name)
					       : otherwise;
}

/* Checks a cell of the table of (PROTOCOL.md, Errors). */
static void
check_row(const char *hook, const char *on_error,
	  const struct fake_response *fault, const char *next,
	  const char *event, const char *sip)
{
	struct fake_response rows[] = {
		{ .hook = "connect",
		  .body =
		      policy_scenario_rule(hook, on_error[0] ? on_error : "") },
		*fault,
		{ 0 },
	};
	bool stops = strcmp(next, "stops") == 0;
	struct json_object *o;

	rows[1].hook = hook;
	policy_scenario_write(hook,
			      "{\"callId\":\"c1\",\"status\":\"PENDING\"}");
	o = policy_scenario_play(rows);
	ck_assert_str_eq(json_text_of(o, "hook"), hook);
	ck_assert_str_eq(json_text_of(o, "next"), next);
	ck_assert_str_eq(member_or(o, "event", "nothing"), event);
	ck_assert_str_eq(member_or(o, "sip", "nothing"), sip);
	ck_assert_msg(!strstr(fake_server_hooks(), "pushLogs") == stops,
		      "%s: %s", hook, fake_server_hooks());
}

/* All responses that are errors for WCS. */
static const struct fake_response faults[] = {
	{ .status = 403 },  { .status = 500 },	{ .status = 404 },
	{ .status = 204 },  { .status = 201 },	{ .status = 302 },
	{ .does = CLOSES }, { .does = BREAKS }, { .does = RESETS },
};

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST_LOOP(with_fail_a_direct_hook_stops_with_the_matching_event, ROWS(faults))
{
	check_row("call", FAIL, &faults[_i], "stops", "CallStatusEvent",
		  "nothing");
	check_row("publishStream", FAIL, &faults[_i], "stops",
		  "StreamStatusEvent", "nothing");
}

TEST_LOOP(with_log_a_direct_hook_goes_on, ROWS(faults))
{
	check_row("hold", LOG, &faults[_i], "goes on", "nothing",
		  "INVITE again, a=sendonly");
	check_row("hold", "", &faults[_i], "goes on", "nothing",
		  "INVITE again, a=sendonly");
}

TEST_LOOP(with_fail_an_event_goes_on_with_an_error_event, ROWS(faults))
{
	check_row("CallStatusEvent", FAIL, &faults[_i], "goes on", "ErrorEvent",
		  "nothing");
}

TEST_LOOP(with_fail_only_403_to_a_keep_alive_ends_the_stream, ROWS(faults))
{
	bool refused = faults[_i].status == 403;

	check_row("StreamKeepAliveEvent", FAIL, &faults[_i],
		  refused ? "stops" : "goes on",
		  refused ? "StreamStatusEvent" : "ErrorEvent", "nothing");
	check_row("StreamKeepAliveEvent", LOG, &faults[_i], "goes on",
		  "StreamKeepAliveEvent", "nothing");
}

TEST_LOOP(a_failed_dtmf_is_reported_by_an_error_event, ROWS(faults))
{
	check_row("sendDtmf", FAIL, &faults[_i], "stops", "ErrorEvent",
		  "nothing");
}

TEST_LOOP(with_log_an_event_goes_on, ROWS(faults))
{
	check_row("CallStatusEvent", LOG, &faults[_i], "goes on",
		  "CallStatusEvent", "nothing");
	check_row("CallStatusEvent", "", &faults[_i], "goes on",
		  "CallStatusEvent", "nothing");
}

TEST_LOOP(with_fail_an_incoming_hook_stops_with_sip_403, ROWS(faults))
{
	check_row("OnCallEvent", FAIL, &faults[_i], "stops", "CallStatusEvent",
		  "403 FORBIDDEN");
	check_row("OnMessageEvent", FAIL, &faults[_i], "stops",
		  "MessageStatusEvent", "403 FORBIDDEN");
}

TEST_LOOP(with_log_an_incoming_hook_goes_on, ROWS(faults))
{
	check_row("OnCallEvent", LOG, &faults[_i], "goes on", "OnCallEvent",
		  "nothing");
}

TEST_LOOP(connect_is_declined_by_any_error, ROWS(faults))
{
	struct fake_response rows[] = { faults[_i], { 0 } };
	struct json_object *o;
	struct outcome r;

	rows[0].hook = "connect";
	policy_scenario_write("call", "{}");
	r = ctl_run("play", "./it.json", "--speed", "0", "--json", "--url",
		    fake_server_start(rows), NULL);
	/* Without a response play reports an error, and exits with 2. */
	ck_assert_int_eq(r.code, rows[0].does ? 2 : 0);
	o = json_line_of(r.out, 0);
	ck_assert_str_eq(json_text_of(o, "next"), "declines");
	ck_assert_str_eq(json_text_of(o, "event"), "ConnectionStatusEvent");
	ck_assert_ptr_null(strstr(fake_server_hooks(), "call"));
}
