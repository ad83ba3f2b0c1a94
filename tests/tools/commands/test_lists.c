/* Lists and call records: filters and output. */

#include <string.h>

#include "base/buffer.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

static const char header[] =
    "src,dst,dcontext,clid,direction,start,answer,end,duration,billsec,"
    "disposition,uniqueid,hangup,info,rule,"
    "transferred_by,transferred_to,transfer,"
    "callid,node,session,app,linkedid,revision,recorded\r\n";

/* The ids in a list of JSON, separated by blanks. */
static const char *
ids_of(char *lines)
{
	static char ids[1024];
	size_t n = count_lines(lines), i;

	ids[0] = '\0';
	for (i = 0; i < n; i++) {
		strcat(ids, i ? " " : "");
		strcat(ids, json_text_of(json_line_of(lines, i), "callid"));
	}
	return ids;
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(filters_choose_the_rows_of_a_list)
{
	state_put_calls();
	ck_assert_str_eq(ids_of(ctl_output(ctl_run("calls", "--json", NULL))),
			 "no on new old");
	ck_assert_str_eq(
	    ids_of(ctl_output(ctl_run("--json", "calls", "--live", NULL))),
	    "on");
	ck_assert_str_eq(ids_of(ctl_output(ctl_run("calls", "--json", "--user",
						   "10001", NULL))),
			 "new old");
	ck_assert_str_eq(ids_of(ctl_output(
			     ctl_run("calls", "--json", "--limit", "1", NULL))),
			 "no");
	ck_assert_str_eq(ids_of(ctl_output(ctl_run("calls", "--json", "--app",
						   "other", NULL))),
			 "");
	ck_assert_str_eq(
	    ids_of(ctl_output(ctl_run("calls", "--json", "--app", "defaultApp",
				      "--user", "10002", NULL))),
	    "old");
	ck_assert_str_eq(ids_of(ctl_output(ctl_run("calls", "--json", "--until",
						   "yesterday", NULL))),
			 "old");
	ck_assert_str_eq(
	    ids_of(ctl_output(ctl_run("calls", "--json", "--since", "yesterday",
				      "--user", "10001", NULL))),
	    "new");
}

TEST(values_keep_their_types_in_json)
{
	struct json_object *o, *live;

	state_put_calls();
	o = json_line_of(ctl_output(ctl_run("calls", "--json", "--live", NULL)),
			 0);
	json_object_object_get_ex(o, "live", &live);
	ck_assert(json_object_is_type(live, json_type_boolean));
	json_object_object_get_ex(o, "duration", &live);
	ck_assert(json_object_is_type(live, json_type_double));
	ck_assert_uint_eq(strlen(json_text_of(o, "start")), TIMESTAMP_SIZE - 1);
	ck_assert_str_eq(json_text_of(o, "info"), "");
}

TEST(a_refused_call_is_denied_and_an_expired_one_stale)
{
	char *lines;

	state_put_calls();
	state_put(state_now() - 5 * HOUR_US, "call", 200, "s",
		  "\"callId\":\"silent\"");
	lines = ctl_output(ctl_run("calls", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "status"),
			 "DENIED");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "status"),
			 "PENDING");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 2), "status"),
			 "FINISH");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 3), "status"),
			 "STALE");
}

TEST(a_registration_has_the_account_of_its_connection)
{
	timestamp t = state_now() - HOUR_US;
	struct json_object *o;

	state_put(t, "connect", 200, "s",
		  "\"sipLogin\":\"10001\",\"sipDomain\":\"sip.example\"");
	state_put(t + 1, "RegistrationStatusEvent", 200, "s",
		  "\"status\":\"REGISTERED\"");
	o = json_line_of(
	    ctl_output(ctl_run("registrations", "--json", "--live", NULL)), 0);
	ck_assert_str_eq(json_text_of(o, "user"), "10001");
	ck_assert_str_eq(json_text_of(o, "domain"), "sip.example");
	ck_assert_str_eq(json_text_of(o, "status"), "REGISTERED");
}

TEST(reap_counts_live_and_stale_entities)
{
	timestamp t = state_now();
	char *lines;

	state_put(t - 30 * HOUR_US, "connect", 200, "old",
		  "\"sipLogin\":\"1\"");
	state_put(t - HOUR_US, "connect", 200, "s", "\"sipLogin\":\"1\"");
	state_put(t - HOUR_US, "call", 200, "s", "\"callId\":\"silent\"");
	state_put(t - HOUR_US, "call", 403, "s", "\"callId\":\"refused\"");
	state_put(t - SECOND_US, "call", 200, "s", "\"callId\":\"rings\"");
	lines = ctl_output(ctl_run("reap", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 4);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "about"),
			 "connection");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "live"), "1");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "stale"), "1");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 2), "about"), "call");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 2), "live"), "1");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 2), "stale"), "1");
	ck_assert_ptr_nonnull(strstr(ctl_output(ctl_run("reap", NULL)),
				     "call                1 live        1 "
				     "stale\n"));
}

TEST(a_refused_call_stays_denied_when_wcs_reports_it_as_failed)
{
	timestamp t = state_now() - HOUR_US;

	state_put(t, "call", 403, "s", "\"callId\":\"c\"");
	state_put(t + 1, "CallStatusEvent", 200, "s",
		  "\"callId\":\"c\",\"status\":\"FAILED\"");
	state_put(t, "sendMessage", 403, "s", "\"id\":\"m\"");
	state_put(t + 1, "MessageStatusEvent", 200, "s",
		  "\"id\":\"m\",\"status\":\"FAILED\"");
	ck_assert_str_eq(
	    json_text_of(
		json_line_of(ctl_output(ctl_run("calls", "--json", NULL)), 0),
		"status"),
	    "DENIED");
	ck_assert_str_eq(
	    json_text_of(
		json_line_of(ctl_output(ctl_run("messages", "--json", NULL)),
			     0),
		"status"),
	    "DENIED");
	ck_assert_str_eq(
	    json_text_of(
		json_line_of(ctl_output(ctl_run("show", "c", "--json", NULL)),
			     0),
		"status"),
	    "DENIED");
}

TEST(a_table_has_its_columns_aligned)
{
	char *text, *line;
	long at;

	state_put_calls();
	text = ctl_output(ctl_run("calls", NULL));
	ck_assert_uint_eq(count_lines(text), 5);
	at = strstr(text, "status") - text;
	for (line = text; *line; line = strchr(line, '\n') + 1) {
		ck_assert_int_eq(line[at - 1], ' ');
		ck_assert_int_ne(line[at], ' ');
	}
	ck_assert_ptr_nonnull(strstr(text, "  yes  "));
	ck_assert_ptr_nonnull(strstr(text, "Z  "));
}

TEST(call_records_are_csv_with_a_header)
{
	timestamp t = state_now() - HOUR_US;
	char *text, *end;

	t -= t % SECOND_US;
	state_put(t, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	state_put_call(t, "a", "He said \\\"hi\\\"", "one, two");
	state_put_call(t + SECOND_US, "b", "line\\nfeed", "=1+1");
	text = ctl_output(ctl_run("cdr", "--csv", NULL));
	ck_assert(strncmp(text, header, strlen(header)) == 0);
	ck_assert_ptr_nonnull(strstr(text,
				     "\r\n\"He said \"\"hi\"\"\",\"one, two\","
				     "defaultApp,,out,"));
	ck_assert_ptr_nonnull(strstr(text, "\r\n\"line\nfeed\",=1+1,"));
	ck_assert_ptr_nonnull(strstr(text, ",61.000,60.000,ANSWERED,"));
	end = text + strlen(text);
	ck_assert_str_eq(end - 2, "\r\n");
	/* The header, two rows, and a line break within a value. */
	ck_assert_uint_eq(count_lines(text), 4);
	ck_assert_uint_eq(count_of(text, "\r\n"), 3);
}

TEST(call_records_are_of_ended_calls)
{
	char *lines;

	state_put_calls();
	lines = ctl_output(ctl_run("cdr", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 3);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "callid"), "old");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 2), "disposition"),
			 "DENIED");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 2), "billsec"), "");
	lines =
	    ctl_output(ctl_run("cdr", "--json", "--until", "yesterday", NULL));
	ck_assert_uint_eq(count_lines(lines), 1);
	lines =
	    ctl_output(ctl_run("cdr", "--csv", "--since", "2999-01-01", NULL));
	ck_assert_str_eq(lines, header);
}

TEST(connections_messages_and_streams_are_listed)
{
	timestamp t = state_now() - HOUR_US;
	char *lines;

	state_put(t, "connect", 200, "s",
		  "\"sipLogin\":\"10001\",\"sipDomain\":\"example.org\"");
	state_put(t, "sendMessage", 200, "s",
		  "\"id\":\"m\",\"from\":\"10001\",\"to\":\"10002\"");
	state_put(t, "OnMessageEvent", 200, "s",
		  "\"id\":\"m\",\"from\":\"10001\",\"to\":\"10002\"");
	state_put(t, "publishStream", 200, "s",
		  "\"mediaSessionId\":\"x\",\"name\":\"room\"");
	lines = ctl_output(ctl_run("connections", "--json", "--live", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "id"), "n@1 s");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "user"), "10001");
	lines = ctl_output(ctl_run("messages", "--json", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "direction"),
			 "in");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "direction"),
			 "out");
	lines = ctl_output(ctl_run("streams", "--json", "--live", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "name"), "room");
	/*
	 * Filtered by the user of the connection, or by the stream's own name.
	 */
	state_put(t, "publishStream", 200, "other",
		  "\"mediaSessionId\":\"y\",\"name\":\"hall\"");
	lines =
	    ctl_output(ctl_run("streams", "--json", "--user", "10001", NULL));
	ck_assert_uint_eq(count_lines(lines), 1);
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "name"), "room");
	lines =
	    ctl_output(ctl_run("streams", "--json", "--user", "hall", NULL));
	ck_assert_uint_eq(count_lines(lines), 1);
}

TEST(hooks_lists_known_hooks_and_those_in_the_journal)
{
	char *lines;
	size_t i, n;
	int seen = 0;

	state_put_calls();
	state_put(state_now(), "someNewHook", 200, "s", "\"a\":1");
	lines = ctl_output(ctl_run("hooks", "--json", NULL));
	n = count_lines(lines);
	ck_assert_uint_ge(n, 47);
	for (i = 0; i < n; i++) {
		struct json_object *o = json_line_of(lines, i);
		const char *hook = json_text_of(o, "hook");

		if (strcmp(hook, "call") == 0) {
			ck_assert_str_eq(json_text_of(o, "count"), "4");
			ck_assert_str_eq(json_text_of(o, "refused"), "1");
			ck_assert_str_eq(json_text_of(o, "mean_us"), "20");
			ck_assert_str_eq(json_text_of(o, "type"), "direct");
			seen++;
		} else if (strcmp(hook, "someNewHook") == 0) {
			ck_assert_str_eq(json_text_of(o, "type"), "unknown");
			seen++;
		} else if (strcmp(hook, "hangup") == 0) {
			ck_assert_str_eq(json_text_of(o, "count"), "0");
			ck_assert_str_eq(json_text_of(o, "last"), "");
			seen++;
		}
		if (strcmp(hook, "connect") == 0)
			ck_assert_str_eq(json_text_of(o, "a_403_now"),
					 "declines the connection");
	}
	ck_assert_int_eq(seen, 3);
}

TEST(hooks_shows_the_effect_of_a_refusal)
{
	static const char *const effects[][2] = {
		{ "call", "stops it" },
		{ "hangup", "nothing: WCS only logs it" },
		{ "CallStatusEvent", "goes on, and tells the browser" },
		{ "StreamKeepAliveEvent", "ends the stream" },
	};
	char *lines;
	size_t i, k, n, found = 0;

	state_put_calls();
	write_file("echoapp.conf", "rules = rules.conf\n");
	write_file("rules.conf", "deny call\ndeny CallStatusEvent\n"
				 "deny StreamKeepAliveEvent\n");
	lines = ctl_output(
	    ctl_run("--conf", "echoapp.conf", "hooks", "--json", NULL));
	n = count_lines(lines);
	for (i = 0; i < n; i++)
		for (k = 0; k < ROWS(effects); k++) {
			struct json_object *o = json_line_of(lines, i);

			if (strcmp(json_text_of(o, "hook"), effects[k][0]) != 0)
				continue;
			ck_assert_str_eq(json_text_of(o, "a_403_now"),
					 effects[k][1]);
			found++;
		}
	ck_assert_uint_eq(found, ROWS(effects));
}

/* Adds a hook of an hour ago that may last for so many seconds. */
static void
put_lasting(const char *hook, const char *members, unsigned seconds)
{
	const timestamp when = state_now() - 3600 * SECOND_US;
	char *line = history_line(when, hook, 200, "s", members);
	char *body = strstr(line, ",\"body\":");
	struct buffer b = { 0 };

	buffer_add(&b, line, (size_t)(body - line));
	buffer_printf(&b, ",\"lasting\":%u%s", seconds, body);
	history_append("state", state_day_file(when), b.at, b.len);
	buffer_free(&b);
}

/* Is the first row of the list over its time? */
static bool
is_over(const char *list)
{
	const char *out = ctl_output(ctl_run(list, "--json", NULL));

	ck_assert_msg(strstr(out, "\"over\":"), "%s", out);
	return strstr(out, "\"over\":null") == NULL;
}

TEST(what_is_live_for_longer_than_a_rule_allows_is_marked_in_lists)
{
	static const char call[] =
	    "\"callId\":\"c\",\"caller\":\"1\",\"status\":\"PENDING\"";
	static const char stream[] =
	    "\"mediaSessionId\":\"m\",\"name\":\"x\",\"status\":\"NEW\"";

	put_lasting("connect", "\"sipLogin\":\"a\"", 7200);
	put_lasting("call", call, 60);
	put_lasting("publishStream", stream, 60);
	ck_assert(!is_over("connections"));
	ck_assert(is_over("streams"));
	/* It is silent for so long that it counts as ended. */
	ck_assert(!is_over("calls"));
	state_put(state_now(), "CallStatusEvent", 200, "s",
		  "\"callId\":\"c\",\"status\":\"ESTABLISHED\"");
	ck_assert(is_over("calls"));
	state_put(state_now(), "CallStatusEvent", 200, "s",
		  "\"callId\":\"c\",\"status\":\"FINISH\"");
	ck_assert(!is_over("calls"));
}
