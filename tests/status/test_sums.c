/* Counts of the API: series, refusals, call records and metrics. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "journal/losses.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

/* Adds a hook that a rule refused. */
static void
put_refused(const char *hook, const char *rule)
{
	char line[512], time[TIMESTAMP_SIZE];
	FILE *f;
	char path[128];

	state_put(state_now() - SECOND_US, "ping", 200, "s", "\"a\":1");
	timestamp_format(time, sizeof time, state_now());
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"%s\",\"status\":403,\"us\":9,"
		 "\"sessionId\":\"s\",\"rule\":\"%s\",\"body\":{}}\n",
		 time, hook, rule);
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(state_now()));
	f = fopen(path, "a");
	ck_assert_ptr_nonnull(f);
	fputs(line, f);
	fclose(f);
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(refusals_are_counted_by_rule)
{
	struct json_object *o;

	put_refused("call", "rules.conf:3");
	put_refused("call", "rules.conf:3");
	put_refused("connect", "auth");
	o = status_json("/status/refusals");
	ck_assert_str_eq(status_values(o, "rows", "rule"), "auth rules.conf:3");
	ck_assert_str_eq(status_values(o, "rows", "count"), "1 2");
	ck_assert_str_eq(status_values(o, "rows", "hook"), "connect call");
}

/* The sum of a column over all points of a span. */
static int64_t
sum_of(const char *span, size_t column)
{
	struct json_object *o = status_json("/status/series?span=%s", span),
			   *all;
	int64_t sum = 0;
	size_t i;

	json_object_object_get_ex(o, "points", &all);
	for (i = 0; i < json_object_array_length(all); i++)
		sum += json_object_get_int64(json_object_array_get_idx(
		    json_object_array_get_idx(all, i), column));
	return sum;
}

TEST(series_have_calls_hooks_and_refusals)
{
	timestamp t = state_now();

	state_put(t - 20 * DAY_US, "call", 200, "s", "\"callId\":\"old\"");
	state_put_call(t - 10 * HOUR_US, "a", "1", "2");
	state_put_call(t - 30 * 60 * SECOND_US, "b", "1", "2");
	state_put(t - 30 * 60 * SECOND_US, "OnCallEvent", 200, "s",
		  "\"callId\":\"c\"");
	state_put(t - 30 * 60 * SECOND_US, "call", 403, "s",
		  "\"callId\":\"d\"");
	ck_assert_int_eq(sum_of("hour", 1), 3);
	ck_assert_int_eq(sum_of("hour", 2), 6);
	ck_assert_int_eq(sum_of("hour", 3), 1);
	ck_assert_int_eq(sum_of("day", 1), 4);
	ck_assert_int_eq(sum_of("day", 2), 10);
	ck_assert_int_eq(sum_of("month", 1), 5);
	ck_assert_int_eq(sum_of("month", 2), 11);
}

TEST(call_records_equal_those_of_echoappctl)
{
	timestamp t = state_now() - HOUR_US;
	struct response h;

	state_put(t, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	state_put_call(t, "a", "He said \\\"hi\\\"", "one, two");
	state_put_call(t + SECOND_US, "b", "line\\nfeed", "=1+1");
	state_put(t, "call", 403, "s",
		  "\"callId\":\"no\",\"caller\":\"\\u202e\"");
	state_put(t - 9 * DAY_US, "call", 200, "s", "\"callId\":\"stale\"");
	h = status_get("/status/cdr.csv?raw=yes");
	ck_assert_str_eq(h.body, ctl_output(ctl_run("cdr", "--csv", NULL)));
	ck_assert_uint_eq(count_of(h.body, "\r\n"), 5);
	ck_assert_ptr_nonnull(
	    strstr(response_header(&h, "Content-Disposition"), "attachment"));
	h = status_get("/status/cdr.csv?since=2999-01-01");
	ck_assert_uint_eq(count_lines(h.body), 1);
}

static const struct {
	const char *dst; /* as in a hook's JSON */
	const char *field;
} formulas[] = {
	{ "=HYPERLINK(1)", ",'=HYPERLINK(1)," },
	{ "@SUM(1)", ",'@SUM(1)," },
	{ "+1+cmd|x", ",'+1+cmd|x," },
	{ "-1-1", ",'-1-1," },
	{ "-", ",'-," },
	{ "\\t=1", ",'\t=1," },
	{ "\\r=1", ",\"'\r=1\"," },
	{ "=\\\"a\\\",1", ",\"'=\"\"a\"\",1\"," },
	{ "+4915112345678", ",+4915112345678," },
	{ "-12", ",-12," },
	{ "a=1", ",a=1," },
};

TEST_LOOP(a_downloaded_record_runs_nothing_in_a_spreadsheet, ROWS(formulas))
{
	struct response h;

	state_put_call(state_now() - HOUR_US, "a", "10001", formulas[_i].dst);
	h = status_get("/status/cdr.csv");
	ck_assert_msg(strstr(h.body, formulas[_i].field) != NULL, "%s", h.body);
	ck_assert_int_eq(status_get("/status/cdr.csv?raw=no").status, 200);
	ck_assert_int_eq(status_get("/status/cdr.csv?raw=1").status, 400);
}

TEST(many_call_records_are_sent_in_parts)
{
	struct response h;
	unsigned i;

	state_put(state_now() - DAY_US, "connect", 200, "s",
		  "\"sipLogin\":\"1\"");
	for (i = 0; i < 4000; i++)
		state_put(state_now() - HOUR_US, "call", 403, "s",
			  "\"callId\":\"a-long-enough-call-id-%08u\"", i);
	h = status_get("/status/cdr.csv");
	ck_assert_str_eq(response_header(&h, "Content-Length"), "");
	ck_assert_uint_eq(count_lines(h.body), 4001);
	ck_assert_str_eq(h.body, ctl_output(ctl_run("cdr", "--csv", NULL)));
}

TEST(prometheus_accepts_the_metrics)
{
	static const char *const lines[] = {
		"echoapp_hooks_total{hook=\"call\",status=\"200\"} 1\n",
		"echoapp_hooks_total{hook=\"unknown\",status=\"200\"} 3\n",
		"echoapp_refusals_total{rule=\"rules.conf:3\"} 1\n",
		"echoapp_refusals_total{rule=\"a \\\\ b\"} 1\n",
		"echoapp_auth_failures_total 1\n",
		"echoapp_live{kind=\"call\"} 1\n",
		"echoapp_stale{kind=\"call\"} 0\n",
		"echoapp_journal_lost_hooks_total 0\n",
		"echoapp_index_lag_bytes 0\n",
		"echoapp_config_valid{file=\"rules\"} 1\n",
		"echoapp_answer_seconds_bucket{hook=\"call\",le=\"1e-05\"} 1\n",
		"echoapp_answer_seconds_bucket{hook=\"call\",le=\"2e-05\"} 2\n",
		"echoapp_answer_seconds_bucket{hook=\"call\",le=\"+Inf\"} 2\n",
		"echoapp_answer_seconds_count{hook=\"call\"} 2\n",
		"echoapp_answer_seconds_sum{hook=\"call\"} 0.000029\n",
	};
	struct response h;
	size_t i;

	put_refused("call", "rules.conf:3");
	put_refused("connect", "auth");
	put_refused("connect", "a \\\\ b");
	state_put(state_now(), "call", 200, "s",
		  "\"callId\":\"on\",\"caller\":\"10077\"");
	h = status_get("/metrics");
	ck_assert_int_eq(h.status, 200);
	for (i = 0; i < ROWS(lines); i++)
		ck_assert_msg(strstr(h.body, lines[i]) != NULL, "%s in %s",
			      lines[i], h.body);
	ck_assert_ptr_null(strstr(h.body, "10077"));
	write_file("metrics", h.body);
	ck_assert_str_eq(output_of("promtool check metrics < metrics 2>&1"),
			 "");
}

/* Is this the name of a metric, or of a part of a histogram? */
static bool
is_metric(const char *metrics, const char *name, size_t len)
{
	static const char *const parts[] = { "", "_bucket", "_sum", "_count" };
	char type[128];
	size_t i;

	for (i = 0; i < ROWS(parts); i++) {
		size_t part = strlen(parts[i]);

		if (len < part ||
		    memcmp(name + len - part, parts[i], part) != 0)
			continue;
		snprintf(type, sizeof type, "# TYPE %.*s ", (int)(len - part),
			 name);
		if (strstr(metrics, type))
			return true;
	}
	return false;
}

/* Counts the metrics that a file names; fails if one does not exist. */
static unsigned
count_named(const char *path, const char *metrics)
{
	const char *at = harness_read_file(source_path(path), NULL);
	unsigned count = 0;
	size_t len;

	for (; (at = strstr(at, "echoapp_")); at += len, count++) {
		len = strspn(at, "abcdefghijklmnopqrstuvwxyz_");
		ck_assert_msg(is_metric(metrics, at, len), "%s: %.*s", path,
			      (int)len, at);
	}
	return count;
}

TEST(alerts_dashboard_and_manual_name_existing_metrics)
{
	const char *metrics, *manual, *at;

	/* So that there are those of deliveries, too. */
	write_file("echoapp.conf", "deliver = deliver.conf\n");
	write_file("deliver.conf", "destination a csv a.csv\n");
	state_put(state_now(), "call", 200, "s", "\"callId\":\"on\"");
	metrics = status_get("/metrics").body;
	ck_assert_uint_ge(count_named("deploy/prometheus-rules.yml", metrics),
			  9);
	ck_assert_uint_ge(count_named("deploy/grafana.json", metrics), 12);
	ck_assert_ptr_nonnull(
	    json_object_from_file(source_path("deploy/grafana.json")));
	ck_assert_uint_ge(count_named("man/echoapp.7", metrics), 12);
	/* The manual names all metrics. */
	manual = harness_read_file(source_path("man/echoapp.7"), NULL);
	for (at = metrics; (at = strstr(at, "# TYPE ")); at++) {
		char name[64];

		ck_assert_int_eq(sscanf(at, "# TYPE %63s", name), 1);
		ck_assert_msg(strstr(manual, name) != NULL, "%s", name);
	}
}

TEST(calls_are_counted_by_disposition_and_talk)
{
	static const char *const expected[] = {
		"echoapp_calls_total{disposition=\"ANSWERED\"} 2\n",
		"echoapp_calls_total{disposition=\"NO ANSWER\"} 0\n",
		"echoapp_calls_total{disposition=\"DENIED\"} 1\n",
		"echoapp_call_talk_seconds_bucket{le=\"+Inf\"} 2\n",
		"echoapp_call_talk_seconds_count 2\n",
	};
	const timestamp t = state_now() - HOUR_US;
	const char *metrics;
	size_t i;

	state_put_call(t, "a", "1", "2");
	state_put_call(t + SECOND_US, "b", "1", "2");
	state_put(t, "call", 403, "s", "\"callId\":\"no\"");
	metrics = status_get("/metrics").body;
	for (i = 0; i < ROWS(expected); i++)
		ck_assert_msg(strstr(metrics, expected[i]) != NULL, "%s%s",
			      expected[i], metrics);
}

TEST(metrics_exist_before_the_first_hook)
{
	struct response h = status_get("/metrics");

	ck_assert_int_eq(h.status, 200);
	ck_assert_ptr_nonnull(strstr(h.body, "echoapp_build_info{version="));
	/* An empty state is not a fault. */
	ck_assert_ptr_nonnull(strstr(h.body, "echoapp_index_up 1\n"));
	write_file("metrics", h.body);
	ck_assert_str_eq(output_of("promtool check metrics < metrics 2>&1"),
			 "");
}

TEST(an_index_that_cannot_be_opened_is_in_the_metrics)
{
	struct response h;

	write_file("state", "this is no directory");
	h = status_get("/metrics");
	ck_assert_int_eq(h.status, 200);
	ck_assert_ptr_nonnull(strstr(h.body, "echoapp_index_up 0\n"));
}

#define MOST "9223372036854775807"

/* Programs of others write what they like: a hook, or a line of purge. */
static void
put_large(bool purged, int status)
{
	char line[1024], time[TIMESTAMP_SIZE];

	timestamp_format(time, sizeof time, state_now());
	if (purged)
		snprintf(line, sizeof line,
			 "{\"time\":\"%s\",\"hook\":\"\",\"status\":0,"
			 "\"us\":0,\"purged\":{\"run\":1,\"before\":"
			 "\"2020-01-01\",\"counts\":[{\"hook\":\"call\","
			 "\"status\":%d,\"count\":" MOST ",\"warnings\":" MOST
			 ",\"lost\":" MOST ",\"us\":" MOST
			 "}],\"answer_times\":[{\"hook\":"
			 "\"call\",\"status\":%d,\"count\":" MOST
			 ",\"us\":" MOST ",\"buckets\":[" MOST "]}]}}\n",
			 time, status, status);
	else
		snprintf(line, sizeof line,
			 "{\"time\":\"%s\",\"hook\":\"call\","
			 "\"status\":%d,\"us\":" MOST
			 ",\"lost\":4294967295,\"body\":{}}\n",
			 time, status);
	history_append("state", state_day_file(state_now()), line,
		       strlen(line));
}

TEST_LOOP(numbers_that_are_too_large_make_no_sum_that_fails, 2)
{
	struct stat before, after;
	int status;

	for (status = 200; status < 220; status++)
		put_large(_i == 1, status);
	ck_assert_int_eq(status_get("/metrics").status, 200);
	ck_assert_int_eq(stat("state/index.db", &before), 0);
	ck_assert_int_eq(status_get("/metrics").status, 200);
	ck_assert_int_eq(status_get("/status/health").status, 200);
	ck_assert_int_eq(status_get("/status/series").status, 200);
	ck_assert_int_eq(ctl_run("hooks", NULL).code, 0);
	ck_assert_str_eq(ctl_run("status", NULL).err, "");
	ck_assert_int_eq(stat("state/index.db", &after), 0);
	ck_assert_int_eq(before.st_ino, after.st_ino);
}

/* Even root cannot write to a directory. */
TEST(metrics_tell_an_outage_of_the_journal_while_it_lasts)
{
	char path[128];
	const char *metrics;

	state_put(state_now() - DAY_US, "ping", 200, "s", "\"a\":1");
	metrics = status_get("/metrics").body;
	ck_assert_ptr_nonnull(
	    strstr(metrics, "\nechoapp_journal_writable 1\n"));
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(state_now()));
	remove_tree(path);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(losses_add("state", 299, "Is a directory"), 0);
	metrics = status_get("/metrics").body;
	ck_assert_ptr_nonnull(
	    strstr(metrics, "\nechoapp_journal_writable 0\n"));
	ck_assert_ptr_nonnull(
	    strstr(metrics, "\nechoapp_journal_lost_hooks_total 299\n"));
}

TEST(hooks_that_the_journal_tells_as_lost_are_counted_once)
{
	char line[256], time[TIMESTAMP_SIZE], path[128];
	FILE *f;

	state_put(state_now() - SECOND_US, "ping", 200, "s", "\"a\":1");
	ck_assert_int_eq(losses_add("state", 3, "x"), 0);
	timestamp_format(time, sizeof time, state_now());
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"call\",\"status\":200,\"us\":9,"
		 "\"lost\":5,\"counted\":3,\"body\":{}}\n",
		 time);
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(state_now()));
	f = fopen(path, "a");
	ck_assert_ptr_nonnull(f);
	fputs(line, f);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(status_get("/metrics").body,
				     "\nechoapp_journal_lost_hooks_total 5\n"));
}
