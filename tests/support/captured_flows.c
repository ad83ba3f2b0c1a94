/* captured_flows - the flows of a real WCS. */

#include "captured_flows.h"

#include <check.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include "harness.h"
#include "http_client.h"

#define CONTEXT                                                                \
	"\"nodeId\":\"Hw47CFMBEchVOpBMDr29IxjudnJ1sjOY@192.168.1.101\","       \
	"\"appKey\":\"defaultApp\","                                           \
	"\"sessionId\":\"/192.168.1.102:4388/192.168.1.101:8443\""

#define CALL                                                                   \
	CONTEXT ",\"callId\":\"2f1b1a40-1d0c-11e7-9b9e-3d6b0f6a9c11\","        \
		"\"incoming\":false,\"caller\":\"10001\","                     \
		"\"callee\":\"10002\",\"hasAudio\":true,\"hasVideo\":false"

#define MESSAGE                                                                \
	CONTEXT ",\"id\":\"b7a3c2d1-6f0e-4b8a-9c55-0a1b2c3d4e5f\","            \
		"\"from\":\"10001\",\"to\":\"10002\",\"body\":\"Hello\","      \
		"\"contentType\":\"text/plain\",\"isImdnRequired\":false"

const struct step flow_connection[] = {
	{ 0, "/EchoApp/connect",
	  "{" CONTEXT ",\"sipLogin\":\"10001\",\"sipPassword\":\"secret\","
	  "\"sipPort\":5060,\"sipRegisterRequired\":true}" },
	{ 0.1, "/EchoApp/ConnectionStatusEvent",
	  "{" CONTEXT ",\"status\":\"ESTABLISHED\"}" },
	{ 0.3, "/EchoApp/RegistrationStatusEvent",
	  "{" CONTEXT ",\"status\":\"REGISTERED\"}" },
	{ 0, NULL, NULL },
};

const struct step flow_call[] = {
	{ 8.571 - 8.571, "/EchoApp/call", "{" CALL ",\"status\":\"PENDING\"}" },
	{ 8.682 - 8.571, "/EchoApp/callStatusEvent",
	  "{" CALL ",\"status\":\"TRYING\"}" },
	{ 8.754 - 8.571, "/EchoApp/callStatusEvent",
	  "{" CALL ",\"status\":\"RING\"}" },
	{ 8.988 - 8.571, "/EchoApp/callStatusEvent",
	  "{" CALL ",\"status\":\"ESTABLISHED\",\"sdp\":\"v=0\\r\\n"
	  "o=- 1 1 IN IP4 192.168.1.101\\r\\ns=-\\r\\nt=0 0\\r\\n"
	  "m=audio 31002 RTP/AVP 8 0 101\\r\\nc=IN IP4 192.168.1.101\\r\\n"
	  "a=rtpmap:8 PCMA/8000\\r\\na=rtpmap:0 PCMU/8000\\r\\n"
	  "a=rtpmap:101 telephone-event/8000\\r\\na=fmtp:101 0-15\\r\\n"
	  "a=sendrecv\\r\\n\"}" },
	{ 16.310 - 8.571, "/EchoApp/hangup",
	  "{" CONTEXT ",\"callId\":\"2f1b1a40-1d0c-11e7-9b9e-3d6b0f6a9c11\"}" },
	{ 16.354 - 8.571, "/EchoApp/callStatusEvent",
	  "{" CALL ",\"status\":\"FINISH\"}" },
	{ 0, NULL, NULL },
};

const struct step flow_messages[] = {
	{ 0, "/EchoApp/sendMessage", "{" MESSAGE "}" },
	{ 0.040, "/EchoApp/MessageStatusEvent",
	  "{" MESSAGE ",\"status\":\"SENT\"}" },
	{ 0.101, "/EchoApp/onMessageEvent",
	  "{" MESSAGE ",\"status\":\"RECEIVED\"}" },
	{ 0.276, "/EchoApp/MessageStatusEvent",
	  "{" MESSAGE ",\"status\":\"ACCEPTED\"}" },
	{ 0, NULL, NULL },
};

static void
wait_until(double when)
{
	double left = when - seconds_now();
	struct timespec t;

	if (left <= 0)
		return;
	t.tv_sec = (time_t)left;
	t.tv_nsec = (long)((left - (double)t.tv_sec) * 1e9);
	nanosleep(&t, NULL);
}

void
flow_play(const struct step *steps, bool hurry)
{
	struct client *c = client_new();
	double start = seconds_now();
	long local_port = 0;
	size_t i;

	for (i = 0; steps[i].path; i++) {
		size_t len = strlen(steps[i].body);
		struct response g;

		if (!hurry)
			wait_until(start + steps[i].at);
		g = client_post(c, steps[i].path, steps[i].body, len);
		ck_assert_msg(g.status == 200, "%s: %d %s", steps[i].path,
			      g.status, g.error ? g.error : g.body);
		ck_assert_str_eq(g.body, steps[i].body);
		ck_assert_uint_eq(g.len, len);
		ck_assert_str_eq(g.type, "application/json");
		ck_assert_int_eq(g.connects, i == 0);
		if (i == 0)
			local_port = g.local_port;
		ck_assert_int_eq(g.local_port, local_port);
	}
	client_free(c);
}
