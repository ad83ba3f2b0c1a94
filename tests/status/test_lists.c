/* Lists of the API: filters and pages. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

static const char *
ids(const char *parameters)
{
	return status_values(status_json("/status/calls%s", parameters), "rows",
			     "callid");
}

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST(filters_choose_the_entities_of_a_list)
{
	char since[64], time[TIMESTAMP_SIZE];

	state_put_calls();
	timestamp_format(time, sizeof time, state_now() - DAY_US);
	snprintf(since, sizeof since, "?since=%s", time);
	ck_assert_str_eq(ids(""), "no on new old");
	ck_assert_str_eq(ids("?live=yes"), "on");
	ck_assert_str_eq(ids("?live=no"), "no new old");
	ck_assert_str_eq(ids("?user=10001"), "new old");
	ck_assert_str_eq(ids("?user=10001&live=yes"), "");
	ck_assert_str_eq(ids("?user=10004&live=yes"), "on");
	ck_assert_str_eq(ids("?app=defaultApp"), "no on new old");
	ck_assert_str_eq(ids("?app=defaultApp&user=10002"), "old");
	ck_assert_str_eq(ids("?app=other"), "");
	ck_assert_str_eq(ids("?app=default%41pp&live=yes"), "on");
	ck_assert_str_eq(ids(since), "no on new");
	memcpy(since, "?until", 6);
	ck_assert_str_eq(ids(since), "old");
	ck_assert_str_eq(ids("?limit=1"), "no");
	ck_assert_str_eq(ids("?user=&app="), "");
}

TEST(times_are_written_as_for_echoappctl)
{
	static const char *const times[] = { "yesterday", "2026-01-01T10:00",
					     "2026-01-01%2010:00:07",
					     "2026-01-01T10:00%2B02:00" };
	size_t i;

	state_put_calls();
	ck_assert_str_eq(ids("?since=yesterday"), "no on new");
	ck_assert_str_eq(ids("?until=yesterday"), "old");
	for (i = 0; i < ROWS(times); i++)
		status_json("/status/calls?since=%s", times[i]);
}

TEST(a_call_from_a_user_to_the_same_user_is_listed_once)
{
	state_put(state_now() - DAY_US, "connect", 200, "s",
		  "\"sipLogin\":\"10001\"");
	state_put_call(state_now() - HOUR_US, "self", "10001", "10001");
	ck_assert_str_eq(ids("?user=10001"), "self");
}

TEST(live_entities_are_sorted_by_any_member)
{
	static const struct {
		const char *sort, *ids;
	} orders[] = {
		{ "", "c b a" },       { "start", "a b c" },
		{ "-start", "c b a" }, { "src", "b c a" },
		{ "-src", "a c b" },   { "dst", "c a b" },
		{ "-dst", "a c b" },   { "callid", "a b c" },
	};
	timestamp t = state_now() - 20 * SECOND_US;
	size_t i;

	state_put_call(t, "over", "0", "0");
	state_put(t, "call", 200, "s",
		  "\"callId\":\"a\",\"caller\":\"3\",\"callee\":\"2\"");
	state_put(t + 1, "call", 200, "s", "\"callId\":\"b\",\"caller\":\"1\"");
	state_put(t + 2, "call", 200, "s",
		  "\"callId\":\"c\",\"caller\":\"2\",\"callee\":\"1\"");
	for (i = 0; i < ROWS(orders); i++) {
		char text[64];

		snprintf(text, sizeof text, "?live=yes&sort=%s",
			 orders[i].sort);
		ck_assert_str_eq(ids(text), orders[i].ids);
	}
	ck_assert_str_eq(ids("?live=yes&sort=src&limit=2"), "b c");
}

TEST(each_kind_of_entity_has_a_list)
{
	timestamp t = state_now() - HOUR_US;
	struct json_object *o;

	state_put(t, "connect", 200, "s",
		  "\"sipLogin\":\"10001\",\"sipDomain\":\"example.org\"");
	state_put(t, "RegistrationStatusEvent", 200, "s",
		  "\"status\":\"REGISTERED\"");
	state_put(t, "sendMessage", 200, "s",
		  "\"id\":\"m\",\"from\":\"10001\",\"to\":\"10002\"");
	state_put(t, "publishStream", 200, "s",
		  "\"mediaSessionId\":\"x\",\"name\":\"room\"");
	o = status_json("/status/connections?live=yes");
	ck_assert_str_eq(status_values(o, "rows", "id"), "n@1 s");
	ck_assert_str_eq(status_values(o, "rows", "dst"), "example.org");
	o = status_json("/status/registrations?user=10001");
	ck_assert_str_eq(status_values(o, "rows", "status"), "REGISTERED");
	ck_assert_str_eq(status_values(o, "rows", "src"), "10001");
	o = status_json("/status/registrations?user=10002");
	ck_assert_str_eq(status_values(o, "rows", "status"), "");
	o = status_json("/status/messages?user=10002");
	ck_assert_str_eq(status_values(o, "rows", "direction"), "out");
	o = status_json("/status/streams");
	ck_assert_str_eq(status_values(o, "rows", "src"), "room");
	ck_assert_str_eq(status_values(o, "rows", "connection"), "n@1 s");
	/* Filtered by the user of the connection, and by the stream's name. */
	o = status_json("/status/streams?user=10001");
	ck_assert_str_eq(status_values(o, "rows", "src"), "room");
	o = status_json("/status/streams?user=room");
	ck_assert_str_eq(status_values(o, "rows", "src"), "room");
	o = status_json("/status/streams?user=example.org");
	ck_assert_str_eq(status_values(o, "rows", "src"), "");
}

/* Calls of the same moment are ordered by row. */
static void
put_many(unsigned from, unsigned to)
{
	static timestamp t;
	unsigned i;

	/* Recent enough to be live. */
	if (!t)
		t = state_now() - 60 * SECOND_US;
	for (i = from; i < to; i++)
		state_put(
		    t + i / 7 * SECOND_US, "call", 200, "s",
		    "\"callId\":\"c%u\",\"caller\":\"u%u\",\"callee\":\"u%u\"",
		    i, i % 2, i % 3);
}

/* Reads all pages while calls are added; each call must come once. */
static void
page_through(const char *parameters, bool (*belongs)(unsigned))
{
	bool seen[200] = { false };
	const char *cursor = "";
	unsigned added = 100, i, pages = 0;

	put_many(0, added);
	do {
		struct json_object *o =
		    status_json("/status/calls?limit=7%s%s%s", parameters,
				cursor[0] ? "&cursor=" : "", cursor);
		char *all = strdup(status_values(o, "rows", "callid")), *id;

		for (id = strtok(all, " "); id; id = strtok(NULL, " ")) {
			i = (unsigned)strtoul(id + 1, NULL, 10);
			ck_assert_msg(!seen[i], "%s came twice", id);
			ck_assert_msg(belongs(i), "%s does not belong", id);
			seen[i] = true;
		}
		cursor = json_text_of(o, "next");
		put_many(added, added + 3);
		added += 3;
		ck_assert_uint_lt(++pages, 30);
	} while (cursor[0]);
	for (i = 0; i < 100; i++)
		ck_assert_msg(seen[i] == belongs(i), "c%u was left out", i);
}

static bool
all(unsigned i)
{
	(void)i;
	return true;
}

static bool
of_first_user(unsigned i)
{
	return i % 2 == 1 || i % 3 == 1;
}

TEST(paging_neither_repeats_nor_skips_while_calls_come)
{
	page_through("", all);
}

TEST(paging_through_live_calls_neither_repeats_nor_skips)
{
	page_through("&live=yes&app=defaultApp", all);
}

TEST(paging_through_a_users_calls_neither_repeats_nor_skips)
{
	page_through("&user=u1", of_first_user);
}

TEST(an_invalid_parameter_is_named)
{
	static const struct {
		const char *uri;
		int status;
		const char *says;
	} bad[] = {
		{ "/status/calls?limit=0", 400, "limit is \\\"0\\\"" },
		{ "/status/calls?limit=1001", 400, "1 to 1000" },
		{ "/status/calls?limit=-1", 400, "1 to 1000" },
		{ "/status/calls?limit=+1", 400, "1 to 1000" },
		{ "/status/calls?limit=9999999999999999999", 400, "1 to" },
		{ "/status/calls?live=maybe", 400, "yes or no" },
		{ "/status/calls?since=soon", 400, "2026-11-23T10:00Z" },
		{ "/status/calls?until=2026-13-01", 400, "2026-11-23" },
		{ "/status/calls?cursor=1", 400, "next" },
		{ "/status/calls?cursor=1.-2", 400, "next" },
		{ "/status/calls?live=yes&sort=colour", 400, "live=yes" },
		{ "/status/calls?sort=src", 400, "live=yes" },
		{ "/status/calls?live=yes&sort=src&cursor=1.1", 400, "cursor" },
		{ "/status/calls?colour=red", 400, "no parameter" },
		{ "/status/calls?user=a&user=b", 400, "twice" },
		{ "/status/calls?user=%zz", 400, "%" },
		{ "/status/calls?user=%00", 400, "%" },
		{ "/status/calls?a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=1&k=1"
		  "&l=1&m=1&n=1&o=1&p=1&q=1",
		  400, "too many" },
		{ "/status/events?outcome=fine", 400, "answered, refused" },
		{ "/status/events?outcome=20", 400, "answered, refused" },
		{ "/status/events?after=x", 400, "next" },
		{ "/status/series?span=year", 400, "hour, day or month" },
		{ "/status/cdr.csv?since=x", 400, "2026-11-23" },
		{ "/status/refusals?limit=x", 400, "1 to 1000" },
		{ "/status/secrets", 404, "there are health calls" },
		{ "/status/health/x", 404,
		  "no \\\"health/x\\\"; there are health" },
		{ "/status/calls/nobody", 404, "no call with this id" },
		{ "/status/calls/..%2F..%2Fechoapp.conf", 404, "no call" },
		{ "/etc/passwd", 400, "/status/" },
	};
	size_t i;

	state_put_calls();
	for (i = 0; i < ROWS(bad); i++) {
		struct response h = status_get("%s", bad[i].uri);

		ck_assert_msg(h.status == bad[i].status, "%s: %d: %s",
			      bad[i].uri, h.status, h.body);
		ck_assert_msg(strstr(h.body, bad[i].says) != NULL, "%s: %s",
			      bad[i].uri, h.body);
		ck_assert_msg(response_json(&h) != NULL, "%s: no JSON",
			      bad[i].uri);
		ck_assert_int_eq(
		    atoi(json_text_of(response_json(&h), "status")), h.status);
	}
}

TEST(an_entity_has_all_its_hooks)
{
	struct json_object *o, *rows, *one;

	state_put_calls();
	o = status_json("/status/calls/old");
	json_object_object_get_ex(o, "rows", &rows);
	ck_assert_uint_eq(json_object_array_length(rows), 1);
	one = json_object_array_get_idx(rows, 0);
	ck_assert_str_eq(json_text_of(one, "src"), "10001");
	ck_assert_str_eq(status_values(one, "history", "hook"),
			 "call CallStatusEvent CallStatusEvent "
			 "CallStatusEvent");
	ck_assert_str_eq(status_values(one, "history", "status"),
			 "PENDING RING ESTABLISHED FINISH");
	ck_assert_str_eq(status_values(one, "history", "http"),
			 "200 200 200 200");
	o = status_json("/status/connections/n@1%%20s");
	json_object_object_get_ex(o, "rows", &rows);
	ck_assert_str_eq(status_values(json_object_array_get_idx(rows, 0),
				       "history", "hook"),
			 "connect");
}

TEST(the_root_lists_all_addresses)
{
	struct json_object *o = status_json("/status/");

	ck_assert_ptr_nonnull(
	    strstr(status_values(o, "resources", "path"), "/status/calls"));
	ck_assert_str_eq(status_values(status_json("/any/base/status/"),
				       "resources", "path"),
			 status_values(o, "resources", "path"));
}

TEST(before_the_first_hook_lists_are_empty)
{
	static const char *const lists[] = { "calls", "streams", "refusals",
					     "connections?user=1" };
	size_t i;

	for (i = 0; i < ROWS(lists); i++)
		ck_assert_str_eq(
		    status_values(status_json("/status/%s", lists[i]), "rows",
				  "rule"),
		    "");
	ck_assert_str_eq(
	    status_values(status_json("/status/series"), "points", "point"),
	    "");
	ck_assert_int_eq(status_get("/status/calls/a").status, 404);
	ck_assert_uint_eq(count_lines(status_get("/status/cdr.csv").body), 1);
	ck_assert_int_ne(access("state", F_OK), 0);
}
