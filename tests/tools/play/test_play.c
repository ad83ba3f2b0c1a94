/* Scenarios against the real server with all our programs. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/web_server.h"

static const char *
url(void)
{
	static char text[64];

	snprintf(text, sizeof text, "http://127.0.0.1:%d/EchoApp/", web_port());
	return text;
}

static const char *const shipped[] = {
	"connect",     "call",		"messages",  "incoming-call",
	"busy",	       "no-answer",	"failed",    "dtmf",
	"hold-unhold", "transfer",	"publish",   "play",
	"data",	       "register-fail", "reconnect", "video-call",
};

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
	.seconds = 60,
};

TEST_LOOP(a_shipped_scenario_runs_as_expected, ROWS(shipped))
{
	const char *before = web_journal();
	size_t lines = count_lines(before);
	const char *out = ctl_output(
	    ctl_run("play", shipped[_i], "--speed", "0", "--url", url(), NULL));
	char wanted[64];

	lines = count_lines(web_journal()) - lines;
	snprintf(wanted, sizeof wanted,
		 "as the scenario expects: %zu hooks, %zu answered, 0 errors\n",
		 lines, lines);
	ck_assert_uint_ge(lines, 3);
	ck_assert_msg(strstr(out, wanted) != NULL, "%s", out);
	/* EchoApp records no warning about the scenario. */
	ck_assert_ptr_null(
	    strstr(web_journal() + strlen(before), "\"warnings\""));
}

TEST(every_shipped_scenario_is_listed_and_tested)
{
	const char *list = ctl_output(ctl_run("play", "--list", NULL));
	DIR *d = opendir(source_path("scenarios"));
	struct dirent *e;
	size_t files = 0;

	while ((e = readdir(d)))
		files += strstr(e->d_name, ".json") != NULL;
	closedir(d);
	ck_assert_uint_eq(files, ROWS(shipped));
	ck_assert_uint_eq(count_lines(list), ROWS(shipped));
	ck_assert_ptr_null(strstr(list, "(broken)"));
	ck_assert_ptr_nonnull(strstr(list, "  call "));
	list = ctl_output(ctl_run("play", "--list", "--json", NULL));
	ck_assert_uint_eq(count_lines(list), ROWS(shipped));
	ck_assert_str_eq(json_text_of(json_line_of(list, 1), "name"), "call");
	ck_assert_ptr_nonnull(strstr(
	    json_text_of(json_line_of(list, 1), "about"), "outgoing call"));
}

TEST(the_captured_call_keeps_its_times)
{
	struct outcome r = ctl_run("play", "call", "--speed", "10", "--json",
				   "--url", url(), NULL);
	static const char *const at[] = { "TRYING", "RING", "ESTABLISHED",
					  "FINISH" };
	/* Seconds after `call` in the capture. */
	static const double after[] = { 0.111, 0.183, 0.417, 7.783 };
	static const size_t lines[] = { 4, 5, 6, 8 };
	size_t i;

	ck_assert_int_eq(r.code, 0);
	for (i = 0; i < 4; i++) {
		struct json_object *o = json_line_of(r.out, lines[i]);

		ck_assert_ptr_nonnull(
		    strstr(json_text_of(o, "browser"), at[i]));
		/* No hook is early; on a slow machine a hook may be late. */
		ck_assert_double_ge(strtod(json_text_of(o, "at"), NULL),
				    (1.3 + after[i]) / 10 - 1e-5);
	}
}

/* The bodies in the journal, from this line on. */
static char *
bodies(size_t from)
{
	char *text = web_journal() + from, *line, *all;
	size_t len;
	FILE *f = open_memstream(&all, &len);

	while ((line = strsep(&text, "\n")) && *line) {
		struct json_object *o = json_tokener_parse(line);

		fprintf(f, "%s %s %s\n", json_text_of(o, "hook"),
			json_text_of(o, "status"), json_text_of(o, "body"));
	}
	fclose(f);
	return all;
}

static const char odd_one[] =
    "{\"vars\":{\"q\":\"it's \\\"$HOME\\\" `id` \\\\ \\u001b[2J \\u202e \\t"
    "\xc3\xa9\xe2\x80\xae\"},\"steps\":[{\"hook\":\"call\",\"body\":"
    "{\"callId\":\"${q}\",\"caller\":\"a' b\"}},{\"hook\":\"hangup\","
    "\"body\":{\"callId\":\"!x*?\"}}]}";

TEST(the_printed_curl_commands_send_the_same_hooks)
{
	static const char *const scenarios[] = { "./odd.json", "call",
						 "messages" };
	size_t i;

	write_file("odd.json", odd_one);
	for (i = 0; i < 3; i++) {
		size_t start = strlen(web_journal()), middle;
		const char *played;
		char output[4096];
		struct outcome r;

		ctl_output(ctl_run("play", scenarios[i], "--speed", "0",
				   "--seed", "5", "--url", url(), NULL));
		middle = strlen(web_journal());
		played = bodies(start);
		r = ctl_run("play", scenarios[i], "--speed", "0", "--seed", "5",
			    "--curl", "--url", url(), NULL);
		ck_assert_uint_eq(strlen(web_journal()), middle);
		write_file("paste.sh", ctl_output(r));
		ck_assert_int_eq(
		    run_shell("sh paste.sh 2>&1", output, sizeof output), 0);
		ck_assert_str_eq(bodies(middle), played);
		ck_assert_ptr_null(strchr(r.out, '\x1b'));
	}
}

TEST(think_times_are_printed_as_sleep)
{
	const char *out =
	    ctl_output(ctl_run("play", "call", "--speed", "2", "--curl", NULL));

	ck_assert_ptr_nonnull(strstr(out, "\nsleep 3.661\n"));
}

static void
put_body(timestamp when, const char *hook, int status, const char *session,
	 const char *id)
{
	state_put(when, hook, status, session,
		  "\"callId\":\"%s\",\"sipPassword\":\"***\","
		  "\"big\":12345678901234567890123",
		  id);
}

TEST(recorded_traffic_is_replayed)
{
	timestamp t = state_now() / DAY_US * DAY_US;
	const char *before, *again;
	char path[64];
	size_t start;

	put_body(t + 1, "call", 200, "one", "a");
	put_body(t + 2, "call", 200, "two", "b");
	put_body(t + 3, "CallStatusEvent", 200, "one", "a");
	put_body(t + 4, "hangup", 200, "one", "a");
	snprintf(path, sizeof path, "state/journal/%s", state_day_file(t));
	before = harness_read_file(path, NULL);
	start = strlen(web_journal());
	ctl_output(
	    ctl_run("play", "--from-journal", "today", "--url", url(), NULL));
	again = bodies(start);
	ck_assert_uint_eq(count_lines(again), 4);
	ck_assert_ptr_nonnull(strstr(again, "\"***\""));
	ck_assert_uint_eq(
	    count_of(web_journal() + start, "\"big\":12345678901234567890123}"),
	    4);
	start = strlen(web_journal());
	ctl_output(ctl_run("play", "--from-journal", "today", "--session",
			   "two", "--url", url(), NULL));
	ck_assert_uint_eq(count_lines(bodies(start)), 1);
	/* Replay does not change the recorded day. */
	ck_assert_str_eq(harness_read_file(path, NULL), before);
	ck_assert_int_ne(access("state/index.db", F_OK), 0);
}

TEST(a_response_unlike_the_recorded_one_is_reported)
{
	timestamp t = state_now() / DAY_US * DAY_US;
	struct outcome r;

	put_body(t + 1, "call", 403, "one", "a");
	r = ctl_run("play", "--from-journal", "today", "--url", url(), NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "status 403 is expected"));
}

TEST(a_missing_day_is_named)
{
	struct outcome r;

	put_body(state_now(), "call", 200, "one", "a");
	r = ctl_run("play", "--from-journal", "2020-01-01", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "/journal/20200101.ndjson: No"));
	r = ctl_run("play", "--from-journal", "today", "--session", "x", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "no hook of session x"));
}

TEST(an_unreachable_server_is_reported)
{
	char at[64];
	struct outcome r;

	snprintf(at, sizeof at, "http://127.0.0.1:%d/EchoApp", web_free_port());
	r = ctl_run("play", "call", "--url", at, NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, at));
	r = ctl_run("play", "call", "--url", at, "--sessions", "2", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, at));
}
