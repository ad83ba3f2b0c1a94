/* Purge makes no false records, and changes no counts. */

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/conf_keys.h"
#include "index/expiry.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

#define MINUTE_US (60 * SECOND_US)

/* The midnight that the tests purge up to; and its date. */
static timestamp midnight;
static char date[TIMESTAMP_SIZE];

static void
set_midnight(void)
{
	midnight = state_now() / DAY_US * DAY_US - 5 * DAY_US;
	timestamp_format(date, sizeof date, midnight);
	date[10] = '\0';
}

const struct test_setup test_setup = {
	.before = set_midnight,
	.seconds = 120,
};

static void
put_status(timestamp when, const char *session, const char *id,
	   const char *status)
{
	state_put(when, "CallStatusEvent", 200, session,
		  "\"callId\":\"%s\",\"incoming\":false,\"caller\":\"10001\","
		  "\"callee\":\"10002\",\"status\":\"%s\"",
		  id, status);
}

/* A call from the one time to the other, which is answered after 10 s. */
static void
put_call(timestamp from, timestamp to, const char *session, const char *id)
{
	state_put(from, "call", 200, session,
		  "\"callId\":\"%s\",\"incoming\":false,\"caller\":\"10001\","
		  "\"callee\":\"10002\"",
		  id);
	put_status(from + 10 * SECOND_US, session, id, "ESTABLISHED");
	put_status(to, session, id, "FINISH");
}

static void
put_connect(timestamp when, const char *session)
{
	state_put(when, "connect", 200, session, "\"sipLogin\":\"10001\"");
}

static void
put_disconnect(timestamp when, const char *session)
{
	state_put(when, "ConnectionStatusEvent", 200, session,
		  "\"status\":\"DISCONNECTED\"");
}

/* A name of that night; never freed. */
static char *
named(const char *name)
{
	char *text;

	ck_assert_int_ge(asprintf(&text, "%s-%lld", name,
				  (long long)(midnight / DAY_US % 100)),
			 0);
	return text;
}

/* Two sessions over midnight, and what there was before and after it. */
static void
put_night(void)
{
	const timestamp m = 60 * SECOND_US;
	const char *over = named("over"), *cut = named("cut");
	const char *gone = named("gone"), *after = named("after");

	put_connect(midnight - 90 * m, over);
	put_call(midnight - 80 * m, midnight - 70 * m, over, named("early"));
	put_call(midnight - 10 * m, midnight + 10 * m, over, named("through"));
	put_disconnect(midnight + 20 * m, over);
	/* This call has lines before midnight only, and is cut after it. */
	put_connect(midnight - 50 * m, cut);
	state_put(midnight - 40 * m, "call", 200, cut,
		  "\"callId\":\"%s\",\"caller\":\"1\",\"callee\":\"2\"", cut);
	put_status(midnight - 39 * m, cut, cut, "ESTABLISHED");
	put_disconnect(midnight + 5 * m, cut);
	put_connect(midnight - 60 * m, gone);
	put_call(midnight - 50 * m, midnight - 45 * m, gone, gone);
	put_disconnect(midnight - 30 * m, gone);
	state_put(midnight - 30 * m, "echo", 200, gone, "\"a\":1");
	state_put(midnight - 20 * m, "call", 403, gone,
		  "\"callId\":\"no\",\"caller\":\"1\",\"callee\":\"3\"");
	put_connect(midnight + 30 * m, after);
	put_call(midnight + 40 * m, midnight + 50 * m, after, after);
	put_disconnect(midnight + 60 * m, after);
	history_append("state", state_day_file(midnight - m), "garbage\n", 8);
}

static void
fold_all(void)
{
	ctl_output(ctl_run("calls", NULL));
}

/* All counters. */
static char *
counts(void)
{
	char *hooks, *times, *both;

	fold_all();
	/* Unreadable lines and lost hooks have a row of their own after a
	 * purge.
	 */
	hooks = history_query(
	    "state",
	    "SELECT hook, status, iif(hook = '', '', rule), sum(count),"
	    " sum(warnings), sum(took), max(last) FROM hook_count"
	    " WHERE count > 0 GROUP BY 1, 2, 3 UNION ALL SELECT 'lost', 0, '',"
	    " sum(lost), 0, 0, 0 FROM hook_count ORDER BY 1, 2, 3");
	times = history_query(
	    "state", "SELECT * FROM series WHERE unit = 0 ORDER BY 3, 4");
	ck_assert_int_ge(asprintf(&both, "%s%s", hooks, times), 0);
	return both;
}

static char *
records(void)
{
	return ctl_output(ctl_run("cdr", "--csv", NULL));
}

static const char *
purge(const char *before)
{
	return ctl_output(ctl_run("purge", "--before", before, "--yes", NULL));
}

/* Is each line of the one text also in the other? */
static void
check_subset(const char *few, const char *many)
{
	size_t len;

	for (; *few; few += len) {
		len = strcspn(few, "\n") + 1;
		ck_assert_msg(memmem(many, strlen(many), few, len) != NULL,
			      "%.*s is not in\n%s", (int)len, few, many);
	}
}

/* Does the pattern match one line? */
static bool
has_line(const char *csv, const char *pattern)
{
	char *copy = strdup(csv), *rest = copy, *line;
	bool found = false;

	while (!found && (line = strsep(&rest, "\n")))
		found = fnmatch(pattern, line, 0) == 0;
	free(copy);
	return found;
}

/* How many files of the journal have a carried line. */
static size_t
carriers(void)
{
	return state_count("\"purged\":");
}

TEST(a_call_over_midnight_stays_whole)
{
	char *before, *counted, *after;

	put_night();
	before = records();
	counted = counts();
	purge(date);
	after = records();
	check_subset(after, before);
	/* A header, and these calls. */
	ck_assert_uint_eq(count_lines(after), 4);
	ck_assert(has_line(after, "*,1190.000,ANSWERED,*,through-*"));
	ck_assert(has_line(after, "*,ANSWERED,*,cut-*"));
	ck_assert(has_line(after, "*,ANSWERED,*,after-*"));
	ck_assert_str_eq(counts(), counted);
	ck_assert_uint_eq(state_count("\"gone-"), 0);
	ck_assert_uint_eq(state_count("\"early-"), 0);
	ck_assert_uint_eq(
	    count_lines(ctl_output(ctl_run("connections", "--json", NULL))), 3);
}

TEST(both_legs_of_a_call_stay)
{
	put_connect(midnight - HOUR_US, "a");
	put_connect(midnight - HOUR_US, "b");
	put_call(midnight - HOUR_US / 2, midnight + HOUR_US, "a", "sip@1");
	/* This leg was over long before. */
	put_call(midnight - HOUR_US / 2, midnight - HOUR_US / 3, "b", "sip@1");
	put_disconnect(midnight - HOUR_US / 4, "b");
	purge(date);
	ck_assert_uint_eq(count_lines(records()), 3);
}

/* What is live; `expires` shows what keeps the connection so. */
#define LIVE                                                                   \
	"SELECT id, status, answered, last, expires FROM call WHERE live"      \
	" UNION ALL SELECT id, status, begun, last, expires FROM connection"   \
	" WHERE live"

TEST(what_is_live_stays_and_ends_as_it_would)
{
	timestamp begun = midnight - HOUR_US;
	const char *live;
	char *counted;

	write_file("echoapp.conf",
		   "stale_connection = 30d\nstale_call = 30d\n");
	setenv("ECHOAPP_CONF", "echoapp.conf", 1);
	put_connect(begun, "s");
	put_call(begun, begun + HOUR_US / 2, "s", "over");
	state_put(begun, "call", 200, "s",
		  "\"callId\":\"live\",\"caller\":\"1\",\"callee\":\"2\"");
	put_status(begun + 40 * MINUTE_US, "s", "live", "ESTABLISHED");
	fold_all();
	live = history_query("state", LIVE);
	ck_assert_uint_eq(count_lines(live), 2);
	counted = counts();
	purge("today");
	ck_assert_str_eq(counts(), counted);
	ck_assert_str_eq(history_query("state", LIVE), live);
	ck_assert_uint_eq(state_count("\"over\""), 0);
	put_status(begun + DAY_US, "s", "live", "FINISH");
	ck_assert(
	    has_line(records(), "*,86400.000,84000.000,ANSWERED,*,live,*"));
}

TEST(a_connection_stays_as_long_live_as_it_would)
{
	const char *live;

	write_file("echoapp.conf", "stale_connection = 30d\n");
	setenv("ECHOAPP_CONF", "echoapp.conf", 1);
	put_connect(midnight - HOUR_US, "s");
	put_call(midnight - HOUR_US, midnight - HOUR_US / 2, "s", "first");
	put_call(midnight - HOUR_US / 2, midnight - HOUR_US / 3, "s", "last");
	fold_all();
	live = history_query("state", LIVE);
	ck_assert_uint_eq(count_lines(live), 1);
	purge("today");
	ck_assert_str_eq(history_query("state", LIVE), live);
	ck_assert_uint_eq(state_count("\"first\""), 0);
}

TEST(a_second_purge_finds_nothing)
{
	char path[64], *left;

	put_night();
	purge(date);
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(midnight - 1));
	left = harness_read_file(path, NULL);
	ck_assert_ptr_nonnull(strstr(purge(date), "nothing to remove"));
	ck_assert_str_eq(harness_read_file(path, NULL), left);
}

TEST(sums_move_on_with_each_purge)
{
	timestamp first = midnight;
	char *counted;
	int i;

	for (i = 0; i < 4; i++) {
		put_night();
		midnight += DAY_US;
	}
	counted = counts();
	for (i = 0; i < 4; i++) {
		timestamp_format(date, sizeof date, first + i * DAY_US);
		date[10] = '\0';
		purge(date);
		ck_assert_str_eq(counts(), counted);
		ck_assert_uint_eq(carriers(), 1);
	}
	/* The night of each but the last day is gone. */
	ck_assert_uint_eq(count_lines(records()), 4);
}

TEST(an_index_made_anew_is_the_same)
{
	struct conf defaults;
	struct timeouts timeouts;

	conf_keys_set_defaults(&defaults);
	timeouts = expiry_timeouts(&defaults);
	put_night();
	purge(date);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &timeouts), "anew");
}

TEST(erase_leaves_the_sums)
{
	char *counted;
	const char *lines;
	size_t i;

	put_night();
	counted = counts();
	purge(date);
	lines = ctl_output(
	    ctl_run("erase", "--user", "10001", "--yes", "--json", NULL));
	for (i = 0; i < count_lines(lines); i++)
		ck_assert_str_eq(
		    json_text_of(json_line_of(lines, i), "garbled"), "0");
	ck_assert_str_eq(counts(), counted);
	ck_assert_uint_eq(state_count("10001"), 0);
	purge("today");
	ck_assert_str_eq(counts(), counted);
}

TEST(names_that_strangers_make_up_do_not_grow_the_sums)
{
	char *before, *after;
	char name[32];
	int i;

	for (i = 0; i < 1500; i++) {
		snprintf(name, sizeof name, "stranger%d", i);
		state_put(midnight - HOUR_US, name, 200, "s", "\"a\":1");
	}
	state_put(midnight - HOUR_US / 2, "call", 200, "s", "\"callId\":\"c\"");
	fold_all();
	before = history_query("state", "SELECT sum(count) FROM hook_count");
	purge("today");
	after = history_query("state", "SELECT sum(count) FROM hook_count");
	ck_assert_str_eq(after, before);
	ck_assert_str_eq(
	    history_query("state", "SELECT count FROM hook_count WHERE hook IN"
				   " ('call', 'unknown') ORDER BY hook"),
	    "1\n500\n");
}

/* So many days, each with the same. */
#define DAYS 20

/*
 * A purge that is killed at any time: then all counts and records are as they
 * were, or gone; and the next purge does the rest.
 */
TEST_LOOP(who_is_killed_leaves_every_count_and_record, 30)
{
	char *before, *counted, *left;
	int i, status;
	pid_t child;

	midnight -= DAYS * DAY_US;
	for (i = 0; i < DAYS; i++) {
		put_night();
		midnight += DAY_US;
	}
	before = records();
	counted = counts();
	timestamp_format(date, sizeof date, midnight - DAY_US);
	date[10] = '\0';
	child = ctl_start("purged", "purge", "--before", date, "--yes", NULL);
	usleep((useconds_t)(4000 + 1500 * _i));
	kill(child, SIGKILL);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_str_eq(counts(), counted);
	left = records();
	check_subset(left, before);
	purge(date);
	ck_assert_str_eq(counts(), counted);
	ck_assert_uint_eq(carriers(), 1);
	check_subset(records(), left);
	ck_assert_uint_eq(count_lines(records()), 4);
}

/* As when the disk was full, or the power went, when the file was made. */
TEST_LOOP(a_torn_file_of_a_purge_stops_nothing, 3)
{
	static const char *const texts[] = { "", "2026", "garbage!x" };
	char *before;

	put_night();
	before = records();
	write_file("state/journal/.purge", texts[_i]);
	/* 1: of the unreadable line. */
	ck_assert_int_eq(ctl_run("reindex", NULL).code, 1);
	ck_assert_str_eq(records(), before);
	purge(date);
	ck_assert_int_ne(access("state/journal/.purge", F_OK), 0);
	check_subset(records(), before);
}

static void
put_lost_hooks(timestamp when)
{
	char time[TIMESTAMP_SIZE], *line;
	int len;

	timestamp_format(time, sizeof time, when);
	len = asprintf(&line,
		       "{\"time\":\"%s\",\"hook\":\"echo\",\"status\":200,"
		       "\"us\":9,\"lost\":3,\"body\":{}}\n",
		       time);
	ck_assert_int_gt(len, 0);
	history_append("state", state_day_file(when), line, (size_t)len);
	free(line);
}

/* The number of problems that `status` lists. */
static size_t
problems(void)
{
	struct outcome r = ctl_run("status", NULL);
	const char *line = strstr(r.out, "problems\n");
	size_t count = 0;

	ck_assert_int_eq(r.code, line ? 1 : 0);
	if (!line)
		return 0;
	while (line = strchr(line, '\n') + 1, strncmp(line, "  ", 2) == 0)
		count++;
	return count;
}

TEST(what_was_wrong_with_purged_lines_is_no_problem)
{
	char *counted;

	put_night();
	put_lost_hooks(midnight - HOUR_US);
	put_lost_hooks(midnight + HOUR_US);
	counted = counts();
	ck_assert_uint_eq(problems(), 2);
	purge(date);
	/* Of the lost hooks after the date. */
	ck_assert_uint_eq(problems(), 1);
	ck_assert_str_eq(counts(), counted);
	purge("today");
	ck_assert_uint_eq(problems(), 0);
	ck_assert_str_eq(counts(), counted);
	ck_assert_ptr_null(
	    strstr(ctl_output(ctl_run("status", "--json", NULL)), "purged"));
}

/* Versions before wrote such sums with the hooks that lines were of. */
TEST(sums_of_earlier_versions_are_no_problem_either)
{
	const char *file = state_day_file(midnight - DAY_US);
	const char *line =
	    "{\"time\":\"2026-01-01T00:00:00Z\",\"hook\":\"\",\"status\":0,"
	    "\"us\":0,\"purged\":{\"run\":1,\"all\":true,\"before\":\"\","
	    "\"counts\":[{\"hook\":\"\",\"status\":0,\"rule\":\"\",\"count\":2,"
	    "\"warnings\":0,\"lost\":0,\"us\":0},{\"hook\":\"echo\","
	    "\"status\":200,\"rule\":\"\",\"count\":5,\"warnings\":0,"
	    "\"lost\":3,\"us\":9}],\"answer_times\":[]}}\n";

	history_append("state", file, line, strlen(line));
	put_connect(midnight, "s");
	ck_assert_uint_eq(problems(), 0);
	ck_assert_str_eq(history_query("state",
				       "SELECT hook, rule, count, lost FROM"
				       " hook_count ORDER BY 1"),
			 "|purged|2|3\nconnect||1|0\necho||5|0\n");
}
