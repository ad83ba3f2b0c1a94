/* The API's rules and limits. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

const struct test_setup test_setup = {
	.seconds = 60,
};

static struct json_object *
row(struct json_object *o, size_t i)
{
	struct json_object *rows = NULL;

	ck_assert(json_object_object_get_ex(o, "rows", &rows));
	ck_assert_uint_lt(i, json_object_array_length(rows));
	return json_object_array_get_idx(rows, i);
}

static int64_t
number(struct json_object *o, const char *name)
{
	struct json_object *n = NULL;

	ck_assert(json_object_object_get_ex(o, name, &n));
	return json_object_get_int64(n);
}

static void
use_rules(const char *rules)
{
	write_file("echoapp.conf", "rules = rules.conf\nredact = pin\n");
	write_file("rules.conf", rules);
}

static void
put_call(timestamp t, const char *id, const char *slot)
{
	char members[64];

	snprintf(members, sizeof members, "\"callId\":\"%s\"", id);
	state_put_placed(t, "call", "s", slot, members);
}

TEST(rules_are_listed_by_their_places)
{
	struct json_object *o;

	use_rules("# Mine.\ndeny call if callee ~ \"^900\" reason \"no\"\n"
		  "limit call 2 active by caller\n");
	o = status_json("/status/rules");
	ck_assert_str_eq(status_values(o, "rows", "rule"),
			 "rules.conf:2 rules.conf:3");
	ck_assert_str_eq(json_text_of(row(o, 0), "text"),
			 "deny call if callee ~ \"^900\" reason \"no\"");
	o = status_json("/status/limits");
	ck_assert_str_eq(status_values(o, "rows", "rule"), "rules.conf:3");
}

TEST(a_rule_about_a_secret_is_listed_without_it)
{
	struct response r;

	use_rules("deny connect if not pin is \"s3cret1\"\n"
		  "set connect sipPassword \"s3cret2\"\n"
		  "limit connect 2 active by appKey if token is \"s3cret3\"\n");
	put_call(state_now(), "a", "connect by appKey: 00s3cret4");
	r = status_get("/status/rules");
	ck_assert_int_eq(r.status, 200);
	ck_assert_ptr_null(strstr(r.body, "s3cret"));
	ck_assert_ptr_nonnull(strstr(r.body, "deny connect"));
	ck_assert_ptr_nonnull(strstr(r.body, "set connect"));
	r = status_get("/status/limits");
	ck_assert_ptr_null(strstr(r.body, "s3cret"));
}

TEST(a_limit_tells_who_has_most_slots)
{
	timestamp t = state_now() - 10 * SECOND_US;
	struct json_object *o, *first, *all = NULL;

	use_rules("limit call 2 active by caller\n");
	put_call(t, "a", "call by caller = 10001");
	put_call(t, "b", "call by caller = 10001");
	put_call(t, "c", "call by caller = 10002");
	put_call(t, "d", "call by callerid = 1");
	/* Its slot is free again. */
	put_call(t, "e", "call by caller = 10003");
	state_put(t + SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"e\",\"status\":\"FINISH\"");
	o = row(status_json("/status/limits"), 0);
	ck_assert_int_eq(number(o, "max"), 2);
	ck_assert_str_eq(json_text_of(o, "window"), "active");
	ck_assert_int_eq(number(o, "keys"), 2);
	ck_assert_int_eq(number(o, "full"), 1);
	ck_assert_str_eq(status_values(o, "fullest", "key"), "10001 10002");
	ck_assert_str_eq(status_values(o, "fullest", "slots"), "2 1");
	ck_assert(json_object_object_get_ex(o, "fullest", &all));
	first = json_object_array_get_idx(all, 0);
	ck_assert_str_eq(json_text_of(first, "key"), "10001");
}

TEST(a_limit_with_conditions_has_its_own_slots)
{
	timestamp t = state_now() - 10 * SECOND_US;
	struct json_object *o;

	use_rules("limit call 5 active by caller\n"
		  "limit call 1 active by caller if callee ~ \"^00\"\n");
	put_call(t, "a", "call by caller = 10001");
	put_call(t, "b", "call by caller if if callee ~ \\\"^00\\\" = 10001");
	o = status_json("/status/limits");
	ck_assert_int_eq(number(row(o, 0), "keys"), 1);
	ck_assert_int_eq(number(row(o, 0), "full"), 0);
	ck_assert_int_eq(number(row(o, 1), "keys"), 1);
	ck_assert_int_eq(number(row(o, 1), "full"), 1);
}

TEST(a_rate_counts_the_slots_of_its_time)
{
	timestamp now = state_now();
	struct json_object *o;

	use_rules("limit call 3 per hour by caller\n");
	put_call(now - 2 * HOUR_US, "a", "call rate by caller = 10001");
	put_call(now - 60 * SECOND_US, "b", "call rate by caller = 10001");
	put_call(now - 50 * SECOND_US, "c", "call rate by caller = 10001");
	state_put(now - 10 * SECOND_US, "CallStatusEvent", 200, "s",
		  "\"callId\":\"b\",\"status\":\"FINISH\"");
	o = row(status_json("/status/limits"), 0);
	ck_assert_str_eq(json_text_of(o, "window"), "hour");
	ck_assert_str_eq(status_values(o, "fullest", "slots"), "2");
	ck_assert_int_eq(number(o, "full"), 0);
}

TEST(without_rules_there_is_no_limit)
{
	ck_assert_str_eq(
	    status_values(status_json("/status/limits"), "rows", "rule"), "");
}
