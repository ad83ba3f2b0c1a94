/* batch: several queries in one request. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

static void
put_calls(void)
{
	state_put(state_now() - DAY_US, "connect", 200, "s",
		  "\"sipLogin\":\"a&b %%\"");
	state_put_call(state_now() - HOUR_US, "c/1", "10001", "10002");
	state_put(
	    state_now() - SECOND_US, "call", 403, "s",
	    "\"callId\":\"no\",\"caller\":\"10004\",\"callee\":\"10006\"");
}

/* An answer to the queries `asks`, and a member of an answer. */
static struct json_object *
answer_to(const char *asks, size_t number)
{
	struct json_object *all, *one;

	all = status_json("/status/batch?%s", asks);
	ck_assert(json_object_object_get_ex(all, "answers", &all));
	one = json_object_array_get_idx(all, number);
	ck_assert_msg(one != NULL, "%s has no %zu", asks, number);
	return one;
}

static struct json_object *
body_of(struct json_object *answer)
{
	struct json_object *body = NULL;

	json_object_object_get_ex(answer, "body", &body);
	return body;
}

/* Compares a response with the same part of a batch. */
static const char *const questions[][2] = {
	{ "calls", "calls" },
	{ "calls?limit=1&user=10001", "calls%3Flimit%3D1%26user%3D10001" },
	{ "calls/c%2F1", "calls%2Fc%252F1" },
	{ "connections?user=a%26b+%25",
	  "connections%3Fuser%3Da%2526b%2B%2525" },
	{ "events?outcome=refused", "events%3Foutcome%3Drefused" },
	{ "refusals", "refusals" },
	{ "streams", "streams" },
};

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST(each_query_is_answered_as_if_it_were_alone)
{
	char asks[1024] = "";
	size_t i;

	put_calls();
	for (i = 0; i < ROWS(questions); i++)
		sprintf(asks + strlen(asks), "&ask=%s", questions[i][1]);
	for (i = 0; i < ROWS(questions); i++) {
		struct json_object *alone =
		    status_json("/status/%s", questions[i][0]);
		struct json_object *one = answer_to(asks, i);

		ck_assert_str_eq(json_text_of(one, "status"), "200");
		ck_assert_str_eq(json_object_to_json_string(body_of(one)),
				 json_object_to_json_string(alone));
	}
	ck_assert_ptr_nonnull(strstr(
	    json_object_to_json_string(body_of(answer_to(asks, 3))), "a&b %"));
}

TEST(an_invalid_query_does_not_affect_the_others)
{
	const char *asks = "ask=calls&ask=secrets&ask=calls%3Flimit%3D0"
			   "&ask=calls%2Fnobody&ask=%2525zz&ask=&ask=refusals";

	put_calls();
	ck_assert_str_eq(json_text_of(answer_to(asks, 0), "status"), "200");
	ck_assert_str_eq(json_text_of(answer_to(asks, 1), "status"), "404");
	ck_assert_str_eq(json_text_of(answer_to(asks, 2), "status"), "400");
	ck_assert_str_eq(json_text_of(answer_to(asks, 3), "status"), "404");
	ck_assert_str_eq(json_text_of(answer_to(asks, 4), "status"), "404");
	ck_assert_str_eq(json_text_of(answer_to(asks, 5), "status"), "404");
	ck_assert_str_eq(json_text_of(answer_to(asks, 6), "status"), "200");
	ck_assert_ptr_nonnull(
	    strstr(json_text_of(body_of(answer_to(asks, 2)), "reason"),
		   "limit is \"0\""));
}

TEST(unchanged_answers_are_not_sent_again)
{
	struct json_object *one;
	char asks[256];

	put_calls();
	one = answer_to("ask=health&ask=calls", 1);
	snprintf(asks, sizeof asks, "ask=calls&known=%s&ask=refusals&known=x",
		 json_text_of(one, "tag"));
	ck_assert_str_eq(json_text_of(answer_to(asks, 0), "status"), "304");
	ck_assert_str_eq(json_text_of(answer_to(asks, 0), "tag"),
			 json_text_of(one, "tag"));
	ck_assert_ptr_null(body_of(answer_to(asks, 0)));
	ck_assert_str_eq(json_text_of(answer_to(asks, 1), "status"), "200");
	state_put_call(state_now() - HOUR_US, "another", "10001", "10002");
	ck_assert_str_eq(json_text_of(answer_to(asks, 0), "status"), "200");
	ck_assert_str_ne(json_text_of(answer_to(asks, 0), "tag"),
			 json_text_of(one, "tag"));
}

TEST(csv_metrics_and_batch_cannot_be_in_a_batch)
{
	static const char *const names[] = { "cdr.csv", "metrics",
					     "batch%3Fask%3Dhealth" };
	char asks[64];
	size_t i;

	put_calls();
	for (i = 0; i < 3; i++) {
		snprintf(asks, sizeof asks, "ask=%s", names[i]);
		ck_assert_str_eq(json_text_of(answer_to(asks, 0), "status"),
				 "400");
		ck_assert_ptr_nonnull(
		    strstr(json_text_of(body_of(answer_to(asks, 0)), "reason"),
			   "part of a batch"));
	}
}

TEST(a_batch_has_one_to_eight_queries)
{
	struct response h;

	answer_to("ask=a&known=1&ask=a&known=1&ask=a&known=1&ask=a&known=1"
		  "&ask=a&known=1&ask=a&known=1&ask=a&known=1&ask=a&known=1",
		  7);
	h = status_get("/status/batch?ask=a&ask=a&ask=a&ask=a&ask=a"
		       "&ask=a&ask=a&ask=a&ask=a&ask=a&ask=a&ask=a&ask=a"
		       "&ask=a&ask=a&ask=a&ask=a");
	ck_assert_int_eq(h.status, 400);
	h = status_get("/status/batch?known=a");
	ck_assert_int_eq(h.status, 400);
	ck_assert_ptr_nonnull(strstr(h.body, "give at least one ask"));
	ck_assert_ptr_nonnull(strstr(h.body, "\"accepted\":{\"ask\":"));
	h = status_get("/status/batch?asks=a");
	ck_assert_ptr_nonnull(strstr(h.body, "no parameter \\\"asks\\\""));
}
