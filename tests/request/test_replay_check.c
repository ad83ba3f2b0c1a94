/* replay_check: signed hooks that come again and again. */

#include "request/replay_check.h"

#include <stdio.h>
#include <string.h>

#include "auth/replays.h"
#include "base/digest.h"
#include "protocol/methods.h"
#include "support/handler.h"
#include "support/harness.h"
#include "support/log_capture.h"
#include "support/state_fixture.h"

#define SECRET "s3cret"

static struct service *service;

static void
start(void)
{
	log_capture_start();
	replace_file("secrets", SECRET "\n", 0600);
	write_file("echoapp.conf", "log = server\nauth = hmac\n"
				   "secret_file = secrets\nstrict = yes\n");
	service = serve_open("echoapp.conf", "state", NULL);
}

const struct test_setup test_setup = {
	.before = start,
};

/* Sends a hook as WCS signs it. */
static struct response
send(const char *hook, const char *body)
{
	struct request r = handler_request(body, strlen(body));
	char header[4 + 2 * DIGEST_MD5 + 1] = "WCS ";
	uint8_t md5[DIGEST_MD5];
	size_t i;

	digest_hmac_md5(md5, (struct bytes){ SECRET, strlen(SECRET) },
			(struct bytes){ body, strlen(body) });
	for (i = 0; i < sizeof md5; i++)
		sprintf(header + 4 + 2 * i, "%02x", md5[i]);
	r.authorization = header;
	return handler_serve(service, methods_find(hook), &r);
}

#define CONTEXT "\"appKey\":\"a\",\"nodeId\":\"n\",\"sessionId\":\"s\""

static const struct {
	const char *hook;
	const char *body;
	bool comes_once;
} hooks[] = {
	{ "hangup", "{" CONTEXT ",\"callId\":\"c\"}", true },
	{ "CallStatusEvent",
	  "{" CONTEXT ",\"callId\":\"c\",\"status\":\"RING\"}", true },
	{ "StreamKeepAliveEvent", "{" CONTEXT ",\"mediaSessionId\":\"m\"}",
	  false },
	{ "sendDtmf",
	  "{" CONTEXT ",\"callId\":\"c\",\"dtmf\":\"1\",\"type\":\"INFO\"}",
	  false },
};

TEST_LOOP(what_comes_more_often_than_wcs_repeats_it_is_marked, ROWS(hooks))
{
	unsigned i;

	for (i = 0; i < 2 * REPLAYS_OF_WCS; i++) {
		struct response r = send(hooks[_i].hook, hooks[_i].body);

		ck_assert_msg(r.status == 200, "%s", r.body);
		ck_assert_msg(
		    (strstr(journal_last_line(), "\"warnings\":[\"replay\"]") !=
		     NULL) == (hooks[_i].comes_once && i > REPLAYS_OF_WCS),
		    "%u: %s", i, journal_last_line());
	}
}

TEST(a_connect_that_comes_too_often_is_refused)
{
	static const char body[] =
	    "{" CONTEXT ",\"origin\":\"https://a.example\"}";
	struct response r;
	unsigned i;

	for (i = 0; i <= REPLAYS_OF_WCS; i++)
		ck_assert_int_eq(send("connect", body).status, 200);
	r = send("connect", body);
	ck_assert_int_eq(r.status, 403);
	ck_assert_ptr_nonnull(strstr(r.body, "came 5 times within a minute"));
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"rule\":\"auth\""));
	/* Another session is not concerned. */
	ck_assert_int_eq(send("connect", "{\"appKey\":\"a\",\"nodeId\":\"n\","
					 "\"sessionId\":\"other\"}")
			     .status,
			 200);
}

#define UNIQUE                                                                 \
	"/192.0.2.1:5060/192.0.2.2:8443-123e4567-e89b-12d3-a456-426614174000"
#define REUSED "/192.0.2.1:5060/192.0.2.2:8443"
#define MINUTE (60 * TIMESTAMP_SECOND)

static int
connect_status(const char *session)
{
	char body[256];

	snprintf(body, sizeof body,
		 "{\"appKey\":\"a\",\"nodeId\":\"n@1\",\"sessionId\":\"%s\"}",
		 session);
	return send("connect", body).status;
}

static const struct {
	const char *session;
	timestamp ago;
	bool is_over;
	int status;
} sessions[] = {
	{ UNIQUE, 10 * MINUTE, false, 403 },
	{ UNIQUE, 10 * MINUTE, true, 403 },
	/* WCS may not have had the answer yet. */
	{ UNIQUE, MINUTE, false, 200 },
	{ UNIQUE, MINUTE, true, 200 },
	/* An address and a port come again. */
	{ REUSED, 10 * MINUTE, true, 200 },
	{ REUSED, 10 * MINUTE, false, 200 },
};

TEST_LOOP(a_session_is_connected_once, 2 * ROWS(sessions))
{
	const timestamp began = state_now() - sessions[_i / 2].ago;
	struct response r;

	state_put(began, "connect", 200, sessions[_i / 2].session, "%s",
		  "\"status\":\"PENDING\"");
	if (sessions[_i / 2].is_over)
		state_put(began + TIMESTAMP_SECOND, "ConnectionStatusEvent",
			  200, sessions[_i / 2].session,
			  "\"status\":\"DISCONNECTED\"");
	if (_i % 2)
		history_fold();
	ck_assert_int_eq(connect_status(sessions[_i / 2].session),
			 sessions[_i / 2].status);
	ck_assert_int_eq(connect_status("123e4567-e89b-12d3-a456-42661417400f"),
			 200);
	if (sessions[_i / 2].status == 200)
		return;
	/* As another session, or unsigned, it is none. */
	r = send("connect", "{\"appKey\":\"a\",\"nodeId\":\"n@2\","
			    "\"sessionId\":\"" UNIQUE "\"}");
	ck_assert_int_eq(r.status, 200);
	ck_assert_int_eq(connect_status(UNIQUE), 403);
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"replay\""));
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"rule\":\"auth\""));
}
