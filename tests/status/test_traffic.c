/* The API's live calls over time, answer rate and mean duration. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

const struct test_setup test_setup = {
	.seconds = 60,
};

static struct json_object *
member(struct json_object *o, const char *name)
{
	struct json_object *found = NULL;

	ck_assert_msg(json_object_object_get_ex(o, name, &found), "no %s",
		      name);
	return found;
}

static int64_t
number(struct json_object *o, const char *name)
{
	return json_object_get_int64(member(o, name));
}

static int64_t
ended(struct json_object *o, const char *disposition)
{
	return number(member(o, "dispositions"), disposition);
}

static void
put_status(timestamp t, const char *id, const char *status)
{
	state_put(t, "CallStatusEvent", 200, "s",
		  "\"callId\":\"%s\",\"status\":\"%s\"", id, status);
}

/* A call that rang for two seconds and then ended so. */
static void
put_failed(timestamp t, const char *id, const char *status)
{
	state_put(t, "call", 200, "s", "\"callId\":\"%s\"", id);
	put_status(t + 2 * SECOND_US, id, status);
}

TEST(the_answer_rate_leaves_out_denied_calls)
{
	timestamp t = state_now() - 10 * 60 * SECOND_US;
	struct json_object *o;

	state_put_call(t, "a", "1", "2");
	state_put_call(t, "b", "1", "2");
	put_failed(t, "c", "BUSY");
	put_failed(t, "d", "FAILED");
	state_put(t, "call", 403, "s", "\"callId\":\"e\"");
	o = status_json("/status/traffic?span=hour");
	ck_assert_int_eq(number(o, "ended"), 5);
	ck_assert_int_eq(ended(o, "ANSWERED"), 2);
	ck_assert_int_eq(ended(o, "BUSY"), 1);
	ck_assert_int_eq(ended(o, "FAILED"), 1);
	ck_assert_int_eq(ended(o, "DENIED"), 1);
	ck_assert_double_eq(json_object_get_double(member(o, "answer_rate")),
			    0.5);
	/* Talked from the second second to the end of the minute. */
	ck_assert_double_eq(json_object_get_double(member(o, "mean_billsec")),
			    60);
}

TEST(a_span_has_the_calls_that_ended_in_it)
{
	timestamp now = state_now();

	state_put_call(now - 5 * 60 * SECOND_US, "a", "1", "2");
	state_put_call(now - 30 * 60 * SECOND_US, "b", "1", "2");
	state_put_call(now - 5 * HOUR_US, "c", "1", "2");
	state_put_call(now - 3 * DAY_US, "d", "1", "2");
	ck_assert_int_eq(
	    number(status_json("/status/traffic?span=15min"), "ended"), 1);
	ck_assert_int_eq(
	    number(status_json("/status/traffic?span=hour"), "ended"), 2);
	ck_assert_int_eq(
	    number(status_json("/status/traffic?span=day"), "ended"), 3);
}

/* The largest number of live calls among the points. */
static int64_t
most(struct json_object *o)
{
	struct json_object *points = member(o, "points");
	size_t i, count = json_object_array_length(points);
	int64_t found = -1, n;

	ck_assert_uint_eq(count, (size_t)number(o, "count"));
	for (i = 0; i < count; i++) {
		n = json_object_get_int64(json_object_array_get_idx(points, i));
		if (n > found)
			found = n;
	}
	return found;
}

static int64_t
last_point(struct json_object *o)
{
	struct json_object *points = member(o, "points");

	return json_object_get_int64(json_object_array_get_idx(
	    points, json_object_array_length(points) - 1));
}

TEST(live_calls_are_counted_back_from_now)
{
	timestamp now = state_now();
	struct json_object *o;
	char id[8];
	int i;

	/* Eight overlapped half an hour ago; two are live. */
	for (i = 0; i < 8; i++) {
		snprintf(id, sizeof id, "c%d", i);
		state_put_call(now - 30 * 60 * SECOND_US + i * SECOND_US, id,
			       "1", "2");
	}
	for (i = 0; i < 2; i++)
		state_put(now - 20 * SECOND_US, "call", 200, "s",
			  "\"callId\":\"live%d\"", i);
	o = status_json("/status/traffic?span=hour");
	ck_assert_int_eq(number(o, "live"), 2);
	ck_assert_int_eq(number(o, "peak"), 8);
	ck_assert_int_eq(most(o), 8);
	ck_assert_int_eq(last_point(o), 2);
	o = status_json("/status/traffic?span=15min");
	ck_assert_int_eq(number(o, "peak"), 2);
	ck_assert_int_eq(most(o), 2);
}

TEST(before_the_first_hook_nothing_is_live)
{
	struct json_object *o = status_json("/status/traffic");

	ck_assert_int_eq(number(o, "live"), 0);
	ck_assert_int_eq(most(o), 0);
	ck_assert_ptr_null(member(o, "answer_rate"));
	ck_assert_ptr_null(member(o, "mean_billsec"));
	ck_assert_ptr_null(member(o, "since"));
}

TEST(another_span_is_refused_with_the_spans_there_are)
{
	struct response r = status_get("/status/traffic?span=month");

	ck_assert_int_eq(r.status, 400);
	ck_assert_ptr_nonnull(strstr(r.body, "15min, hour or day"));
}
