/* echoappctl doctor finds each fault that a server has. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/methods.h"
#include "support/doctor_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"

#define SWAP(from, to) .swaps = { { from, to } }

static const struct {
	struct fake_response row;
	const char *troubles;
	const char *check; /* a part of the finding */
	const char *says;
} faults[] = {
	{ { 0 }, "", "mirror", "OK all that was sent" },
	{ { .swaps = { { "1.50", "15e-1" }, { "\\/", "/" }, { "\xc3\xa9", "\\u00E9" }, { ",", " ,\n" }, } }, "", "mirror", "OK all" },
	{ { .type = "text/html" },
	  "media type:FAIL",
	  "media type",
	  "FAIL Content-Type: text/html" },
	{ { .type = "" },
	  "media type:FAIL",
	  "media type",
	  "FAIL there is no Content-Type" },
	{ { .type = "application/json; charset=utf-8" },
	  "",
	  "media type",
	  "OK" },
	{ { .status = 201 },
	  "hooks:FAIL numbers:WARN framing:WARN large body:FAIL",
	  "hooks",
	  "FAIL status 201" },
	{ { SWAP("9007199254740993", "9007199254740992") },
	  "mirror:FAIL",
	  "mirror",
	  "connect,Connect: FAIL custom.big is another number: "
	  "9007199254740993 became 9007199254740992" },
	{ { SWAP("1e400", "null") },
	  "numbers:WARN",
	  "numbers",
	  "connect: WARN custom.huge has another type: 1e400 became null" },
	{ { SWAP("{}", "[]") },
	  "mirror:FAIL",
	  "mirror",
	  "connect,Connect: FAIL custom.empty has another type: {} became []" },
	{ { SWAP(":1.50", ":\"1.50\"") },
	  "mirror:FAIL",
	  "mirror",
	  "FAIL custom.price has another type: 1.50 became \"1.50\"" },
	{ { SWAP("\\ud83d\\ude00", "?") },
	  "mirror:FAIL",
	  "mirror",
	  "FAIL custom.text changed: " },
	{ { SWAP("\"digits\":\"0123\",", "") },
	  "mirror:FAIL",
	  "mirror",
	  "FAIL custom.digits is missing" },
	{ { .hook = "hangup",
	    .status = 404,
	    .type = "text/html",
	    .body = "<html>Not Found</html>" },
	  "hooks:FAIL",
	  "hooks",
	  "hangup: FAIL status 404" },
	{ { .hook = "hangup", .status = 403, .body = "{\"reason\":\"no\"}" },
	  "hooks:WARN",
	  "hooks",
	  "hangup,Hangup: WARN status 403: no" },
	{ { .hook = "connect", .status = 403, .body = "{\"reason\":\"no\"}" },
	  "hooks:FAIL numbers:WARN",
	  "hooks",
	  "connect: FAIL status 403: no" },
	{ { .type = "text/html", .body = "<html>Log in</html>" },
	  "media type:FAIL config:FAIL mirror:FAIL numbers:WARN framing:WARN "
	  "large body:WARN",
	  "mirror",
	  "FAIL the response is not one JSON object: byte 0" },
	{ { .hook = "call", .in_this_case = true, .late = 1100 },
	  "latency:WARN",
	  "latency",
	  "call: WARN slower than 1 s" },
	{ { .hook = "connect", .body = "hello" },
	  "config:FAIL mirror:FAIL numbers:WARN",
	  "config",
	  "FAIL the response to connect is not one JSON object" },
	{ { .hook = "connect", .body = "" },
	  "config:FAIL mirror:FAIL numbers:WARN",
	  "mirror",
	  "FAIL the response is empty" },
	{ { .hook = "connect", SWAP("{\"nodeId\"", "{\"sipLogin\":\"1\",\"sipPassword\":\"x\",\"nodeId\"") },
	  "credentials:FAIL",
	  "credentials",
	  "FAIL connect's response adds sipPassword, and" },
	{ { .hook = "connect", SWAP("{\"nodeId\"", "{\"sipLogin\":\"1\",\"sipPassword\":\"x\","
		    "\"restClientConfig\":{\"ConnectionStatusEvent\":{"
		    "\"clientExclude\":\"sipLogin, sipPassword\"}},\"nodeId\"") },
	  "",
	  "credentials",
	  "OK" },
	{ { .hook = "hangup", .body = "" },
	  "mirror:WARN",
	  "mirror",
	  "hangup,Hangup: WARN the response is empty" },
	{ { .hook = "CallStatusEvent", .body = "{}" },
	  "mirror:WARN",
	  "mirror",
	  "CallStatusEvent,callStatusEvent: WARN the response is empty: {}" },
	{ { .hook = "connect",
	    .status = 302,
	    .type = "text/html\r\nLocation: /login" },
	  "hooks:FAIL numbers:WARN",
	  "hooks",
	  "connect: FAIL status 302, a redirection to http://" },
	{ { .hook = "connect",
	    .begins = true,
	    SWAP("{\"nodeId\"", "{\"restClientConfig\":{\"call\":{\"restOnError\":"
		    "\"FAIL\"}},\"nodeId\"") },
	  "mirror:WARN routes:FAIL",
	  "routes",
	  "ConnectionStatusEvent,connectionStatusEvent: FAIL the response has a "
	  "restClientConfig: connect's" },
	{ { .does = BREAKS },
	  "port:FAIL",
	  "port",
	  "FAIL the server does not speak HTTP" },
	{ { .does = CLOSES },
	  "port:FAIL",
	  "port",
	  "FAIL the server does not speak HTTP" },
};

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST_LOOP(a_planted_fault_is_the_only_finding, ROWS(faults))
{
	struct fake_response rows[] = { faults[_i].row, { 0 } };
	struct outcome r = doctor_run(fake_server_start(rows), NULL);
	const char *found = doctor_run_findings(r, faults[_i].check);

	ck_assert_str_eq(doctor_run_troubles(r), faults[_i].troubles);
	ck_assert_msg(strstr(found, faults[_i].says) != NULL, "%s", found);
}

TEST(a_server_that_closes_idle_connections_is_found)
{
	struct outcome r;

	fake_server_patience(300);
	r = doctor_run(fake_server_start(&(struct fake_response){ 0 }),
		       "--silence", "1", NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "keep-alive:WARN");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "keep-alive"),
				     "WARN the server closes the connection "
				     "within 1 s of silence"));
	fake_server_patience(0);
	r = doctor_run(fake_server_start(&(struct fake_response){ 0 }),
		       "--silence", "1", NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "keep-alive"),
				     "used again after 1 s"));
}

TEST(routes_for_lower_case_only_are_found)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct fake_response rows[27] = { 0 };
	const char *found;
	struct outcome r;
	size_t i;

	for (i = 0; i < 26; i++)
		rows[i] =
		    (struct fake_response){ .hook = strndup(letters + i, 1),
					    .begins = true,
					    .in_this_case = true,
					    .status = 404 };
	r = doctor_run(fake_server_start(rows), NULL);
	found = doctor_run_findings(r, "hooks");
	/* The check of framing uses this spelling, too. */
	ck_assert_str_eq(doctor_run_troubles(r), "hooks:FAIL framing:WARN");
	ck_assert_ptr_nonnull(strstr(found, "CallStatusEvent"));
	ck_assert_ptr_nonnull(strstr(found, "FAIL status 404"));
	/* WCS writes call with a small letter. */
	ck_assert_ptr_nonnull(strstr(found, "Call,"));
	ck_assert_ptr_null(strstr(found, "callStatusEvent"));
}

/* A server that answers known hooks only. */
static size_t
know_hooks(struct fake_response *rows)
{
	const struct named_method *m;
	size_t n = 0;

	for (m = methods; m->program; m++)
		if (m->method->name)
			rows[n++] =
			    (struct fake_response){ .hook = m->method->name,
						    .status = 200 };
	rows[n++] =
	    (struct fake_response){ .hook = "sendBugReport", .status = 200 };
	rows[n++] =
	    (struct fake_response){ .hook = "ErrorEvent", .status = 200 };
	return n;
}

TEST(a_route_that_catches_other_hooks_is_found)
{
	struct fake_response rows[64] = { 0 };
	size_t n = know_hooks(rows);
	struct outcome r;

	rows[n] = (struct fake_response){ .status = 404 };
	r = doctor_run(fake_server_start(rows), NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "routes"), "OK"));
	rows[n] = (struct fake_response){ .hook = "call",
					  .begins = true,
					  .status = 200 };
	rows[n + 1] = (struct fake_response){ .status = 404 };
	r = doctor_run(fake_server_start(rows), NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "routes:FAIL");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "routes"),
				     "call: FAIL its handler takes every name "
				     "that begins like this, such as "
				     "CallStatusEvent"));
}

TEST(checks_that_are_impossible_are_skipped_with_a_reason)
{
	struct outcome r =
	    doctor_run(fake_server_start(&(struct fake_response){ 0 }), NULL);

	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "routes"),
				     "SKIP the server answers unknown hooks"));
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "modes"),
				     "SKIP the server is not EchoApp"));
}

TEST(a_server_that_accepts_anything_is_reported)
{
	struct outcome r =
	    doctor_run(fake_server_start(&(struct fake_response){ 0 }), NULL);
	const char *found = doctor_run_findings(r, "no hooks");

	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(found, "WARN a GET is answered with 200"));
	ck_assert_ptr_nonnull(strstr(found, "not JSON is answered with 200"));
	ck_assert_ptr_nonnull(strstr(found, "type text/plain is answered"));
	ck_assert_ptr_nonnull(
	    strstr(found, "Origin: http://echoapp-doctor.example is answered"));
}

TEST(doctor_gives_up_a_server_that_does_not_answer)
{
	const struct fake_response rows[] = {
		{ .hook = "connect", .status = 200 },
		{ .hook = "StreamKeepAliveEvent", .status = 200 },
		{ .does = STALLS },
		{ 0 },
	};
	struct outcome r =
	    doctor_run(fake_server_start(rows), "--timeout", "0.2", NULL);

	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "hooks"),
				     "FAIL gave up after 3 of "));
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "latency"),
				     "FAIL no answer within 0.2 s"));
	r = doctor_run(
	    fake_server_start(&(struct fake_response){ .does = STALLS }),
	    "--timeout", "0.2", NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "port:FAIL");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "port"),
				     "does not answer connect within 0.2 s"));
}

TEST(a_server_that_needs_no_proof_is_found)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	struct outcome r;

	write_file("key", "secret\n");
	r = doctor_run(url, "--sign", "key", NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "proof:FAIL");
	ck_assert_ptr_nonnull(
	    strstr(fake_server_requests(), "Authorization: WCS "));
	ck_assert_str_eq(doctor_run_troubles(doctor_run(
			     url, "--user", "u", "--password", "p", NULL)),
			 "proof:FAIL");
}

TEST(doctors_hooks_can_be_recognized)
{
	const char *url = fake_server_start(&(struct fake_response){ 0 });
	const char *heard;

	doctor_run(url, "--set", "origin=https://app.example.com", NULL);
	heard = fake_server_requests();
	ck_assert_uint_ge(count_of(heard, "\"appKey\":\"echoapp-doctor\""),
			  count_lines(heard) - 3);
	ck_assert_uint_ge(count_of(heard, "\"sessionId\":\"echoapp-doctor-"),
			  count_lines(heard) - 3);
	ck_assert_uint_ge(
	    count_of(heard, "\"origin\":\"https://app.example.com\""),
	    count_lines(heard) - 4);
	ck_assert_ptr_null(strstr(heard, "sipPassword"));
}
