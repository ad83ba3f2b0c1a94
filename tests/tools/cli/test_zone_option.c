/* Time zones of echoappctl: --tz and `timezone`, and what is printed. */

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time_text.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/state_fixture.h"

const struct test_setup test_setup = {
	.seconds = 120,
};

/* How each command is run; all but the last two do their work. */
static const struct {
	const char *arguments[4];
	bool prints_times;
} runs[] = {
	{ { "calls" }, true },
	{ { "connections" }, true },
	{ { "messages" }, true },
	{ { "registrations" }, false },
	{ { "streams" }, true },
	{ { "cdr" }, true },
	{ { "cdr", "--csv" }, true },
	{ { "show", "new" }, true },
	{ { "tail" }, true },
	{ { "hooks" }, true },
	{ { "status" }, true },
	{ { "purge", "--before", "today" }, true },
	{ { "compress" }, true },
	{ { "check" }, false },
	{ { "explain", "call", "body.json" }, false },
	{ { "reap" }, false },
	{ { "help" }, false },
	{ { "reload" }, false },
	{ { "keys", "fetch" }, false },
	{ { "users", "fetch" }, false },
	{ { "sign-link", "playHLS", "name=x" }, false },
	{ { "reindex" }, false },
	{ { "play", "--from-journal", "yesterday", "--curl" }, false },
	{ { "doctor", "http://127.0.0.1:1/EchoApp" }, false },
	{ { "deliveries" }, false },
	{ { "erase", "--user", "10003", "--yes" }, false },
};

static void
put_one_of_each(void)
{
	const timestamp t = state_now() - HOUR_US;

	state_put_calls();
	state_put(t, "connect", 200, "s", "\"sipLogin\":\"10001\"");
	state_put(t, "sendMessage", 200, "s",
		  "\"id\":\"m1\",\"from\":\"1\",\"to\":\"2\"");
	state_put(t, "publishStream", 200, "s",
		  "\"mediaSessionId\":\"x1\",\"name\":\"cam\"");
	state_put(t, "call", 403, "s", "\"callId\":\"no\"");
	write_file("body.json", "{\"callId\":\"c\"}");
}

/* Does the text begin with this form?  A 0 stands for any digit. */
static bool
has_form(const char *text, const char *form)
{
	for (; *form; text++, form++)
		if (*form == '0' ? !isdigit((unsigned char)*text)
				 : *text != *form)
			return false;
	return true;
}

/*
 * Checks that each time is followed by the offset, and each date without a time
 * by UTC, unless it is JSON.  Returns how many times there are.
 */
static size_t
check_times(const char *text, const char *offset, bool json)
{
	size_t count = 0;
	const char *at;

	for (at = text; *at; at++) {
		const char *end = at + strlen("0000-00-00");

		if (!has_form(at, "0000-00-00"))
			continue;
		if (!has_form(end, " 00:00:00") &&
		    !has_form(end, "T00:00:00")) {
			ck_assert_msg(json || strncmp(end, " UTC", 4) == 0,
				      "a date without a zone: %.40s", at);
			continue;
		}
		end += strlen(" 00:00:00");
		end += *end == '.' ? 1 + strspn(end + 1, "0123456789") : 0;
		ck_assert_msg(strncmp(end, offset, strlen(offset)) == 0,
			      "not %s: %.40s in: %s", offset, at, text);
		count++;
	}
	return count;
}

static struct outcome
run_in(const char *zone, size_t i, bool json)
{
	const char *const *a = runs[i].arguments;
	const char *arguments[] = { "--state",
				    "state",
				    "--conf",
				    "empty.conf",
				    "--tz",
				    zone,
				    json ? "--json" : a[0],
				    json ? a[0] : a[1],
				    json ? a[1] : a[2],
				    json ? a[2] : a[3],
				    json ? a[3] : NULL,
				    NULL };

	write_file("empty.conf", "");
	return ctl_run_bare(arguments);
}

TEST_LOOP(every_command_prints_the_offset_of_every_time, ROWS(runs))
{
	static const struct {
		const char *zone, *offset;
	} zones[] = {
		{ "UTC", "Z" },
		{ "Asia/Kolkata", "+05:30" },
		{ "America/Bogota", "-05:00" },
	};
	size_t i;

	put_one_of_each();
	for (i = 0; i < ROWS(zones); i++) {
		struct outcome r = run_in(zones[i].zone, (size_t)_i, false);
		size_t times = check_times(r.out, zones[i].offset, false);

		ck_assert_ptr_null(strstr(r.err, "unknown option"));
		check_times(r.err, zones[i].offset, false);
		/* These print days, and a second time there are none. */
		if (strcmp(runs[_i].arguments[0], "purge") == 0 ||
		    strcmp(runs[_i].arguments[0], "compress") == 0)
			ck_assert(i > 0 || strstr(r.out, " UTC "));
		else if (runs[_i].prints_times)
			ck_assert_msg(times > 0, "no time in: %s%s", r.out,
				      r.err);
	}
}

/* Programs need not know of zones; the lines of tail are the journal's. */
TEST_LOOP(json_is_in_utc_and_says_so, ROWS(runs))
{
	struct outcome r;

	put_one_of_each();
	if (runs[_i].arguments[1] &&
	    (strcmp(runs[_i].arguments[1], "--csv") == 0 ||
	     strcmp(runs[_i].arguments[0], "play") == 0 ||
	     strcmp(runs[_i].arguments[0], "doctor") == 0))
		return;
	r = run_in("Asia/Kolkata", (size_t)_i, true);
	check_times(r.out, "Z", true);
	if (runs[_i].prints_times)
		ck_assert_str_ne(r.out, "");
}

TEST(every_command_is_among_those_that_are_tested)
{
	char *help = ctl_output(ctl_run("--help", NULL)), *line;
	size_t count = 0, i;

	while ((line = strsep(&help, "\n"))) {
		char name[32];

		if (strncmp(line, "  ", 2) != 0 ||
		    sscanf(line, " %31[a-z-]", name) != 1)
			continue;
		for (i = 0; i < ROWS(runs); i++)
			if (strcmp(runs[i].arguments[0], name) == 0)
				break;
		ck_assert_msg(i < ROWS(runs), "%s is not tested", name);
		count++;
	}
	ck_assert_uint_ge(count, 17);
}

TEST(a_time_without_a_zone_would_be_noticed)
{
	ck_assert(has_form("2026-11-23 10:48:07Z", "0000-00-00 00:00:00"));
	ck_assert(!has_form("2026-11-2", "0000-00-00"));
	ck_assert_uint_eq(check_times("a 2026-11-23T10:48:07.5Z b 2026-11-23 "
				      "10:48:07Z, 2026-11-23 UTC",
				      "Z", false),
			  2);
}

static timestamp
utc(const char *text)
{
	timestamp t;

	ck_assert_int_eq(time_text_parse_utc(text, &t), 0);
	return t;
}

/* A denied call is over at once; its record is final half a second later. */
static void
put_denied(timestamp t, const char *id)
{
	state_put(t - SECOND_US / 2, "call", 403, "s", "\"callId\":\"%s\"", id);
}

/* The callids, in the order of the records. */
static const char *
callids(const char *zone, const char *since, const char *until)
{
	static char all[256];
	char *lines =
		 ctl_output(ctl_run("--tz", zone, "cdr", "--csv", "--since",
				    since, "--until", until, NULL)),
	     *line;

	all[0] = '\0';
	strsep(&lines, "\n");
	while ((line = strsep(&lines, "\n")) && *line) {
		const char *id = strstr(line, "id-");

		ck_assert_ptr_nonnull(id);
		snprintf(all + strlen(all), sizeof all - strlen(all), "%.*s ",
			 (int)strcspn(id, ","), id);
	}
	return all;
}

static const struct {
	const char *zone, *day, *next, *from, *to;
	int hours;
} days[] = {
	{ "UTC", "2024-03-31", "2024-04-01", "2024-03-31", "2024-04-01", 24 },
	{ "Europe/Berlin", "2024-03-31", "2024-04-01", "2024-03-30T23:00",
	  "2024-03-31T22:00", 23 },
	{ "Europe/Berlin", "2024-10-27", "2024-10-28", "2024-10-26T22:00",
	  "2024-10-27T23:00", 25 },
	{ "America/New_York", "2024-03-10", "2024-03-11", "2024-03-10T05:00",
	  "2024-03-11T04:00", 23 },
	{ "America/New_York", "2024-11-03", "2024-11-04", "2024-11-03T04:00",
	  "2024-11-04T05:00", 25 },
	{ "Asia/Kolkata", "2024-03-31", "2024-04-01", "2024-03-30T18:30",
	  "2024-03-31T18:30", 24 },
	{ "Asia/Tehran", "2021-03-22", "2021-03-23", "2021-03-21T20:30",
	  "2021-03-22T19:30", 23 },
	{ "Pacific/Apia", "2011-12-29", "2011-12-31", "2011-12-29T10:00",
	  "2011-12-30T10:00", 24 },
};

TEST_LOOP(an_export_of_a_local_day_has_exactly_its_records, ROWS(days))
{
	const timestamp from = utc(days[_i].from), to = utc(days[_i].to);

	ck_assert_int_eq(to - from, days[_i].hours * HOUR_US);
	put_denied(from - 1, "id-before");
	put_denied(from, "id-first");
	put_denied(to - 1, "id-last");
	put_denied(to, "id-after");
	ck_assert_str_eq(callids(days[_i].zone, days[_i].day, days[_i].next),
			 "id-first id-last ");
	ck_assert_str_eq(callids(days[_i].zone, "2010-01-01", days[_i].day),
			 "id-before ");
	ck_assert_str_eq(callids(days[_i].zone, days[_i].next, "today"),
			 "id-after ");
}

/* date(1) says what yesterday and today are. */
static const char *const zones[] = { "UTC", "Asia/Kolkata", "America/New_York",
				     "Pacific/Apia" };

TEST_LOOP(yesterday_is_that_of_the_zone, ROWS(zones))
{
	char command[128], *today = NULL;
	timestamp midnight;

	/* Again, where midnight came between. */
	do {
		snprintf(command, sizeof command, "TZ=%s date +%%Y-%%m-%%d",
			 zones[_i]);
		today = output_of(command);
		today[strcspn(today, "\n")] = '\0';
		snprintf(command, sizeof command,
			 "TZ=%s date -d \"$(TZ=%s date +%%Y-%%m-%%d) 00:00\""
			 " +%%s",
			 zones[_i], zones[_i]);
		midnight = atoll(output_of(command)) * SECOND_US;
		remove_tree("state");
		put_denied(midnight - 60 * SECOND_US, "id-yesterday");
		put_denied(midnight, "id-today");
		ck_assert_str_eq(callids(zones[_i], "yesterday", today),
				 "id-yesterday ");
		ck_assert_str_eq(callids(zones[_i], "yesterday", "today"),
				 "id-yesterday ");
		snprintf(command, sizeof command, "TZ=%s date +%%Y-%%m-%%d",
			 zones[_i]);
	} while (strncmp(output_of(command), today, 10) != 0);
}

static struct outcome
calls_with(const char *conf, const char *option, const char *zone)
{
	const char *arguments[] = { "--state",	    "state", "--conf",
				    "echoapp.conf", "calls", option,
				    zone,	    NULL };

	write_file("echoapp.conf", conf);
	return ctl_run_bare(arguments);
}

TEST(an_option_comes_before_the_configuration_and_that_before_utc)
{
	static const char india[] = "timezone = Asia/Kolkata\n";

	put_denied(utc("2024-03-31T10:00"), "a");
	ck_assert_ptr_nonnull(strstr(ctl_output(calls_with("", NULL, NULL)),
				     "2024-03-31 09:59:59Z"));
	ck_assert_ptr_nonnull(strstr(ctl_output(calls_with(india, NULL, NULL)),
				     "2024-03-31 15:29:59+05:30"));
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(calls_with(india, "--tz", "America/New_York")),
		   "2024-03-31 05:59:59-04:00"));
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(calls_with(india, "--tz=UTC", NULL)),
		   "2024-03-31 09:59:59Z"));
}

TEST(an_unknown_zone_is_named_with_what_to_type)
{
	static const char *const options[] = {
		"--tz=Europe/Berln",
		"--tz=../../etc/passwd",
		"--tz=/etc/localtime",
	};
	struct outcome r;
	size_t i;

	put_denied(utc("2024-03-31T10:00"), "a");
	for (i = 0; i < ROWS(options); i++) {
		r = calls_with("", options[i], NULL);
		ck_assert_int_eq(r.code, 2);
		ck_assert_str_eq(r.out, "");
		ck_assert_ptr_nonnull(strstr(r.err, options[i] + 5));
		ck_assert_ptr_nonnull(strstr(r.err, "such as Europe/Berlin"));
	}
	r = calls_with("", "--tz", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "--tz needs a value"));
	r = calls_with("", "--tz=", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "--tz needs a value"));
}

TEST(an_unknown_zone_of_the_configuration_is_named_with_its_line)
{
	static const char conf[] = "strict = no\ntimezone = Europe/Berln\n";
	const char *check[] = { "--conf", "echoapp.conf", "check", NULL };
	const char *status[] = { "--state",	 "state",  "--conf",
				 "echoapp.conf", "status", NULL };
	struct outcome r;

	put_denied(utc("2024-03-31T10:00"), "a");
	r = calls_with(conf, NULL, NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_str_eq(r.out, "");
	ck_assert_ptr_nonnull(strstr(r.err, "/echoapp.conf:2: timezone: "));
	ck_assert_ptr_nonnull(strstr(r.err, "\"Europe/Berln\""));
	ctl_output(calls_with(conf, "--tz", "UTC"));
	r = ctl_run_bare(check);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.out, "/echoapp.conf:2: "));
	r = ctl_run_bare(status);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "/echoapp.conf:2: timezone: "));
	check_times(r.out, "Z", false);
}

/* Today began at a half hour of UTC: minutes count up to the next hour. */
TEST(status_counts_the_hooks_of_today_in_the_zone)
{
	static const char *const zone_names[] = {
		"UTC",
		"Asia/Kolkata",
		"Asia/Kathmandu",
		"America/New_York",
	};
	size_t i;

	for (i = 0; i < ROWS(zone_names); i++) {
		char command[128], *out, *at;
		timestamp midnight;
		int k;

		snprintf(command, sizeof command,
			 "TZ=%s date -d \"$(TZ=%s date +%%Y-%%m-%%d) 00:00\""
			 " +%%s",
			 zone_names[i], zone_names[i]);
		midnight = atoll(output_of(command)) * SECOND_US;
		remove_tree("state");
		for (k = 1; k <= 3; k++)
			state_put(midnight - k, "call", 200, "s", "\"x\":1");
		state_put(midnight, "call", 200, "s", "\"x\":1");
		state_put(midnight + 1, "call", 403, "s", "\"x\":1");
		out = ctl_run("--tz", zone_names[i], "status", NULL).out;
		at = strstr(out, "answered_today");
		ck_assert_msg(at && atoi(at + strlen("answered_today")) == 1,
			      "%s: %s", zone_names[i], out);
		at = strstr(out, "refused_today");
		ck_assert_int_eq(atoi(at + strlen("refused_today")), 1);
	}
}

/* East and west of Greenwich; the files of the days are those of UTC. */
TEST(days_of_the_journal_are_in_utc_whatever_the_zone_is)
{
	static const char *const zone_names[] = { "Asia/Kolkata",
						  "America/New_York" };
	const timestamp noon = state_now() / DAY_US * DAY_US + 12 * HOUR_US;
	char day[4][TIMESTAMP_SIZE];
	struct outcome r;
	size_t i;

	for (i = 0; i < ROWS(day); i++) {
		const timestamp t = noon - (timestamp)(5 - i) * DAY_US;

		timestamp_format(day[i], sizeof day[i], t);
		day[i][strlen("2026-11-23")] = '\0';
		state_put_call(t, day[i], "10001", "10002");
	}
	for (i = 0; i < ROWS(zone_names); i++) {
		const char *zone = zone_names[i];

		r = ctl_run("--tz", zone, "purge", "--before", day[2], NULL);
		ck_assert_ptr_nonnull(strstr(r.out, day[1]));
		ck_assert_ptr_null(strstr(r.out, day[2]));
		r = ctl_run("--tz", zone, "play", "--curl", "--from-journal",
			    day[2], NULL);
		ck_assert_ptr_nonnull(strstr(r.out, day[2]));
		ck_assert_ptr_null(strstr(r.out, day[1]));
		r = ctl_run("--tz", zone, "compress", "--before", day[i + 1],
			    NULL);
		ck_assert_ptr_nonnull(strstr(r.out, day[i]));
		ck_assert_ptr_null(strstr(r.out, day[i + 1]));
	}
}
