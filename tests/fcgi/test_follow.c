/* Several pages follow the events, each at its own pace. */

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/web_server.h"

#define FOLLOWERS 5
#define TURNS 120

static int posted; /* hooks so far; the last callId */

struct follower {
	const char *filter;
	long limit;
	char next[64];
	int seen;    /* the number of the last event */
	int skipped; /* events that were left out of a cut response */
};

static void
post_some(void)
{
	char body[256];
	int i;

	for (i = rand() % 4; i > 0; i--) {
		snprintf(body, sizeof body,
			 "{\"nodeId\":\"n\",\"sessionId\":\"s\",\"callId\":"
			 "\"%d\",\"status\":\"RING\"}",
			 ++posted);
		ck_assert_int_eq(
		    web_post("/EchoApp/CallStatusEvent", body).status, 200);
	}
}

static struct json_object *
ask(const struct follower *f)
{
	struct client *c = client_new();
	struct json_object *o;
	struct response g;
	char path[512];

	snprintf(path, sizeof path,
		 "/status/batch?ask=events%%3Flimit%%3D%ld%s%s%s", f->limit,
		 f->filter, f->next[0] ? "%26after%3D" : "", f->next);
	g = client_send(c, "GET", path, NULL, "", 0);
	client_free(c);
	ck_assert_int_eq(g.status, 200);
	o = json_tokener_parse(g.body);
	json_object_object_get_ex(o, "answers", &o);
	o = json_object_array_get_idx(o, 0);
	ck_assert_msg(json_object_object_get_ex(o, "body", &o), "%s", g.body);
	return o;
}

static const char *
text_of(struct json_object *o, const char *name)
{
	json_object_object_get_ex(o, name, &o);
	return json_object_get_string(o);
}

/* Each response continues the last one; a gap is marked as a cut. */
static void
follow(struct follower *f)
{
	struct json_object *o = ask(f), *all, *cut;
	size_t i;

	ck_assert(json_object_object_get_ex(o, "events", &all));
	ck_assert(json_object_object_get_ex(o, "cut", &cut));
	for (i = json_object_array_length(all); i-- > 0;) {
		struct json_object *e = json_object_array_get_idx(all, i);
		int number = atoi(text_of(e, "id"));

		ck_assert_int_gt(number, f->seen);
		if (number > f->seen + 1) {
			ck_assert_msg(json_object_get_boolean(cut),
				      "%d comes after %d", number, f->seen);
			f->skipped += number - f->seen - 1;
		}
		f->seen = number;
	}
	snprintf(f->next, sizeof f->next, "%s", text_of(o, "next"));
}

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
	.seconds = 60,
};

TEST(each_follower_gets_each_event_once)
{
	struct follower all[FOLLOWERS] = {
		{ .filter = "", .limit = 500 },
		{ .filter = "", .limit = 500 },
		{ .filter = "%26hook%3DcallStatusEvent", .limit = 500 },
		{ .filter = "", .limit = 3 },
		{ .filter = "", .limit = 3 },
	};
	int turn, i, tries;

	srand(7);
	for (turn = 0; turn < TURNS; turn++) {
		post_some();
		for (i = 0; i < FOLLOWERS; i++)
			if (rand() % (5 * i + 2) == 0)
				follow(&all[i]);
		/* The server reuses a response for a quarter of a second. */
		usleep((useconds_t)(rand() % 50000));
	}
	for (i = 0; i < FOLLOWERS; i++) {
		for (tries = 0; tries < 100 && all[i].seen < posted; tries++) {
			follow(&all[i]);
			usleep(20000);
		}
		ck_assert_int_eq(all[i].seen, posted);
		ck_assert_msg((all[i].skipped > 0) == (all[i].limit == 3),
			      "%d of %d", all[i].skipped, i);
	}
}
