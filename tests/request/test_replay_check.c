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
