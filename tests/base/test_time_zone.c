/* time_zone, and time_text in other zones than UTC. */

#include "base/time_zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/time_text.h"
#include "support/harness.h"

#define HOUR (INT64_C(3600) * TIMESTAMP_SECOND)

static void
use(const char *name)
{
	struct error e = { 0 };

	ck_assert_msg(time_zone_use(name, &e) == 0, "%s: %s", name, e.text);
	ck_assert_str_eq(time_zone_name(), name);
}

static timestamp
utc(const char *text)
{
	timestamp t;

	ck_assert_int_eq(time_text_parse_utc(text, &t), 0);
	return t;
}

/* For tests that share a process. */
static void
use_default_zones(void)
{
	unsetenv("TZDIR");
	use("UTC");
}

const struct test_setup test_setup = { .after = use_default_zones };

/* What the text means in UTC at that time. */
static const char *
meaning(const char *text, timestamp now)
{
	static char printed[TIMESTAMP_SIZE];
	timestamp t;

	ck_assert_msg(time_text_parse_at(text, now, &t) == 0, "%s", text);
	timestamp_format(printed, sizeof printed, t);
	ck_assert_str_eq(printed + strlen("2026-11-23T10:48:07"), ".000000Z");
	strcpy(printed + strlen("2026-11-23T10:48:07"), "Z");
	return printed;
}

static const struct {
	const char *zone, *local, *utc;
} rules[] = {
	{ "UTC", "2026-11-23", "2026-11-23T00:00:00Z" },
	{ "Europe/Berlin", "2026-11-23", "2026-11-22T23:00:00Z" },
	{ "Europe/Berlin", "2026-07-23T10:00", "2026-07-23T08:00:00Z" },
	{ "America/New_York", "2026-11-23", "2026-11-23T05:00:00Z" },
	{ "Asia/Kolkata", "2026-11-23", "2026-11-22T18:30:00Z" },
	{ "Asia/Kathmandu", "2026-11-23", "2026-11-22T18:15:00Z" },
	{ "Australia/Lord_Howe", "2026-01-23", "2026-01-22T13:00:00Z" },
	/* As written, whatever the zone. */
	{ "America/New_York", "2026-11-23T10:00Z", "2026-11-23T10:00:00Z" },
	{ "Asia/Kolkata", "2026-11-23 10:00:07+02:00", "2026-11-23T08:00:07Z" },
	/* Skipped by clocks: the moment at which they skip it. */
	{ "Europe/Berlin", "2026-03-29T01:59:59", "2026-03-29T00:59:59Z" },
	{ "Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00Z" },
	{ "Europe/Berlin", "2026-03-29T02:59:59", "2026-03-29T01:00:00Z" },
	{ "Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00Z" },
	{ "America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00Z" },
	/* There twice: the first. */
	{ "Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00:00Z" },
	{ "Europe/Berlin", "2026-10-25T02:59:59", "2026-10-25T00:59:59Z" },
	{ "Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00Z" },
	{ "America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z" },
	/* A day without a midnight, one after 25 hours, one with two. */
	{ "Asia/Tehran", "2021-03-22", "2021-03-21T20:30:00Z" },
	{ "Asia/Tehran", "2021-09-22", "2021-09-21T20:30:00Z" },
	{ "America/Havana", "2026-11-01", "2026-11-01T04:00:00Z" },
	{ "America/Havana", "2026-11-02", "2026-11-02T05:00:00Z" },
	/* A day that was left out. */
	{ "Pacific/Apia", "2011-12-29T23:59:59", "2011-12-30T09:59:59Z" },
	{ "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z" },
	{ "Pacific/Apia", "2011-12-30T23:59", "2011-12-30T10:00:00Z" },
	{ "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z" },
	/* The epoch is in 1970 everywhere. */
	{ "Europe/Berlin", "1970-01-01", "1970-01-01T00:00:00Z" },
	{ "America/New_York", "1970-01-01", "1970-01-01T05:00:00Z" },
};

TEST_LOOP(a_local_time_means_one_moment, ROWS(rules))
{
	use(rules[_i].zone);
	ck_assert_str_eq(meaning(rules[_i].local, 0), rules[_i].utc);
}

/* What `yesterday` and `today` cover at a time. */
static const struct {
	const char *zone, *now, *from, *to;
	int hours;
} days[] = {
	{ "UTC", "2026-11-23T00:00", "2026-11-22T00:00:00Z",
	  "2026-11-23T00:00:00Z", 24 },
	{ "Europe/Berlin", "2026-11-22T22:59:59", "2026-11-20T23:00:00Z",
	  "2026-11-21T23:00:00Z", 24 },
	{ "Europe/Berlin", "2026-11-22T23:00", "2026-11-21T23:00:00Z",
	  "2026-11-22T23:00:00Z", 24 },
	{ "Europe/Berlin", "2026-03-29T22:05", "2026-03-28T23:00:00Z",
	  "2026-03-29T22:00:00Z", 23 },
	{ "Europe/Berlin", "2026-10-25T23:05", "2026-10-24T22:00:00Z",
	  "2026-10-25T23:00:00Z", 25 },
	{ "America/New_York", "2026-03-09T04:05", "2026-03-08T05:00:00Z",
	  "2026-03-09T04:00:00Z", 23 },
	{ "America/New_York", "2026-11-02T05:05", "2026-11-01T04:00:00Z",
	  "2026-11-02T05:00:00Z", 25 },
	{ "Asia/Tehran", "2021-03-22T20:00", "2021-03-21T20:30:00Z",
	  "2021-03-22T19:30:00Z", 23 },
	{ "Asia/Kolkata", "2026-11-23T18:30", "2026-11-22T18:30:00Z",
	  "2026-11-23T18:30:00Z", 24 },
	/* Yesterday is the day that ended, not one that never was. */
	{ "Pacific/Apia", "2011-12-30T10:05", "2011-12-29T10:00:00Z",
	  "2011-12-30T10:00:00Z", 24 },
	/* In the hour that comes again, it is today already. */
	{ "America/Havana", "2026-11-01T05:30", "2026-10-31T04:00:00Z",
	  "2026-11-01T04:00:00Z", 24 },
};

TEST_LOOP(yesterday_is_the_whole_day_that_ended_when_today_began, ROWS(days))
{
	const timestamp now = utc(days[_i].now);

	use(days[_i].zone);
	ck_assert_str_eq(meaning("yesterday", now), days[_i].from);
	ck_assert_str_eq(meaning("today", now), days[_i].to);
	ck_assert_int_eq(utc(days[_i].to) - utc(days[_i].from),
			 days[_i].hours * HOUR);
}

static const struct {
	const char *zone, *utc, *printed, *brief;
} printed[] = {
	{ "UTC", "2026-11-23T10:48:07.123456", "2026-11-23T10:48:07.123456Z",
	  "2026-11-23 10:48:07.123Z" },
	{ "Europe/Berlin", "2026-11-23T10:48:07.123456",
	  "2026-11-23T11:48:07.123456+01:00", "2026-11-23 11:48:07.123+01:00" },
	{ "Europe/London", "2026-11-23T10:48:07.123456",
	  "2026-11-23T10:48:07.123456+00:00", "2026-11-23 10:48:07.123+00:00" },
	{ "Asia/Kolkata", "2026-11-23T20:48:07",
	  "2026-11-24T02:18:07.000000+05:30", "2026-11-24 02:18:07.000+05:30" },
	{ "America/St_Johns", "2026-01-01T01:00:00",
	  "2025-12-31T21:30:00.000000-03:30", "2025-12-31 21:30:00.000-03:30" },
	{ "Europe/Berlin", "2026-10-25T00:59:59",
	  "2026-10-25T02:59:59.000000+02:00", "2026-10-25 02:59:59.000+02:00" },
	{ "Europe/Berlin", "2026-10-25T01:00",
	  "2026-10-25T02:00:00.000000+01:00", "2026-10-25 02:00:00.000+01:00" },
};

TEST_LOOP(a_printed_time_has_its_offset_and_reads_back, ROWS(printed))
{
	const timestamp t = utc(printed[_i].utc);
	char text[TIME_TEXT_SIZE];
	timestamp back;

	use(printed[_i].zone);
	ck_assert_uint_eq(time_text_format(text, t),
			  strlen(printed[_i].printed));
	ck_assert_str_eq(text, printed[_i].printed);
	ck_assert_int_eq(time_text_parse(text, &back), 0);
	ck_assert_int_eq(back, t);
	ck_assert_uint_eq(time_text_short(text, t, 3),
			  strlen(printed[_i].brief));
	ck_assert_str_eq(text, printed[_i].brief);
	ck_assert_int_eq(time_text_parse(text, &back), 0);
	ck_assert_int_eq(back, t / 1000 * 1000);
	ck_assert_uint_eq(time_text_short(text, t, 0),
			  strlen(printed[_i].brief) - strlen(".123"));
	ck_assert_ptr_null(strchr(text, '.'));
}

static const char *const bad[] = {
	"",
	"Europe/Berln",
	"europe/berlin",
	"Europe",
	"Europe/",
	"/etc/localtime",
	"../../../etc/localtime",
	"Europe/../Europe/Berlin",
	"./UTC",
	"Etc//UTC",
	"zone.tab",
	"tzdata.zi",
	"CET-1CEST",
	"CET-1CEST,M3.5.0,M10.5.0/3",
	":Europe/Berlin",
	"Europe/Berlin ",
	"Europe/Berlin\n",
	"Europe/Berl\xc3\xadn",
	"%s",
	"UTC0",
	"utc",
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
};

TEST_LOOP(what_is_no_zone_is_refused_and_changes_nothing, ROWS(bad))
{
	struct error e = { 0 };

	use("Asia/Kolkata");
	ck_assert_int_eq(time_zone_use(bad[_i], &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "Europe/Berlin"));
	if (bad[_i][0])
		ck_assert_ptr_nonnull(strstr(e.text, bad[_i]));
	ck_assert_str_eq(time_zone_name(), "Asia/Kolkata");
	ck_assert_str_eq(meaning("2026-11-23", 0), "2026-11-22T18:30:00Z");
}

TEST(without_a_database_the_package_is_named_and_utc_works)
{
	struct error e = { 0 };

	setenv("TZDIR", path_here("none"), 1);
	ck_assert_int_eq(time_zone_use("Europe/Berlin", &e), -1);
	ck_assert_ptr_nonnull(strstr(e.text, "install the package tzdata"));
	ck_assert_ptr_nonnull(strstr(e.text, path_here("none")));
	use("UTC");
	ck_assert_str_eq(meaning("2026-11-23", 0), "2026-11-23T00:00:00Z");
}

TEST(the_zone_of_the_process_stays)
{
	static const char *const values[] = { "America/New_York", "", NULL };
	size_t i;

	for (i = 0; i < ROWS(values); i++) {
		if (values[i])
			setenv("TZ", values[i], 1);
		else
			unsetenv("TZ");
		tzset();
		use(i % 2 ? "Europe/Berlin" : "Asia/Kolkata");
		time_zone_offset(utc("2026-11-23"));
		if (values[i])
			ck_assert_str_eq(getenv("TZ"), values[i]);
		else
			ck_assert_ptr_null(getenv("TZ"));
	}
	setenv("TZ", "America/New_York", 1);
	tzset();
	time_zone_offset(utc("2026-06-23"));
	ck_assert_int_eq(timezone, 5 * 3600);
}

static const char *const zones[] = {
	"America/New_York",	"Europe/Berlin",     "Asia/Kolkata",
	"Pacific/Apia",		"Asia/Tehran",	     "Australia/Lord_Howe",
	"America/St_Johns",	"America/Havana",    "Africa/Casablanca",
	"Asia/Kathmandu",	"America/Sao_Paulo", "Africa/Monrovia",
	"Pacific/Chatham",	"Asia/Gaza",	     "Africa/Cairo",
	"America/Scoresbysund",
};

#define INSTANTS 1000

/* Local time and offset of all the instants by date(1), one in each line. */
static char *
ask_date(const char *zone, const timestamp *at)
{
	char command[256];
	FILE *f = fopen("instants", "w");
	size_t i;

	ck_assert_ptr_nonnull(f);
	for (i = 0; i < INSTANTS; i++)
		fprintf(f, "@%lld\n", (long long)(at[i] / TIMESTAMP_SECOND));
	ck_assert_int_eq(fclose(f), 0);
	snprintf(command, sizeof command,
		 "TZ=%s date -f instants +%%Y-%%m-%%dT%%H:%%M:%%S.000000%%:z",
		 zone);
	return output_of(command);
}

/* Half of the instants are near to one another, in days with a change. */
TEST_LOOP(times_are_those_of_date, ROWS(zones))
{
	static timestamp at[INSTANTS];
	const timestamp begin = utc("1972-01-08"), end = utc("2038-01-01");
	uint64_t seed = (uint64_t)_i + 1;
	char *lines, *line;
	size_t i;

	for (i = 0; i < INSTANTS; i++) {
		uint64_t range = (uint64_t)(end - begin) / TIMESTAMP_SECOND;

		at[i] = begin + (timestamp)(next_random(&seed) % range) *
				    TIMESTAMP_SECOND;
		if (i % 2)
			at[i] = at[i - 1] +
				(timestamp)(next_random(&seed) % 200000) *
				    TIMESTAMP_SECOND;
	}
	lines = ask_date(zones[_i], at);
	use(zones[_i]);
	for (i = 0; i < INSTANTS; i++) {
		char text[TIME_TEXT_SIZE];

		line = strsep(&lines, "\n");
		ck_assert_ptr_nonnull(line);
		time_text_format(text, at[i]);
		ck_assert_str_eq(text, line);
	}
}

static timestamp
ahead(int64_t second)
{
	return time_zone_offset(second * TIMESTAMP_SECOND)->ahead;
}

/* The nearest second at which the offset differs from that of `from`. */
static int64_t
next_change(int64_t from)
{
	const int64_t year_after = from + INT64_C(400) * 86400;
	const timestamp offset = ahead(from);
	int64_t until = from;

	while (ahead(until) == offset)
		if ((until += 3600) > year_after)
			return 0;
	for (from = until - 3600; until - from > 1;) {
		int64_t middle = from + (until - from) / 2;

		if (ahead(middle) == offset)
			from = middle;
		else
			until = middle;
	}
	return until;
}

/* Reading what is printed gives the same time, or the first of two. */
TEST_LOOP(local_times_around_changes_read_back_in_order, ROWS(zones))
{
	int64_t change = utc("2004-01-01") / TIMESTAMP_SECOND;
	int changes = 0;

	use(zones[_i]);
	while (changes < 20 && (change = next_change(change))) {
		timestamp last = 0;
		int minutes;

		changes++;
		for (minutes = -30 * 60; minutes <= 30 * 60; minutes += 10) {
			const timestamp t =
			    (change + minutes * 60) * TIMESTAMP_SECOND;
			const timestamp local = t + time_zone_offset(t)->ahead;
			const timestamp back = time_zone_from_local(local);

			ck_assert_int_le(back, t);
			ck_assert_int_eq(back + time_zone_offset(back)->ahead,
					 local);
			if (back != t)
				ck_assert_int_lt(back,
						 change * TIMESTAMP_SECOND);
		}
		for (minutes = -30 * 60; minutes <= 30 * 60; minutes += 10) {
			const timestamp back = time_zone_from_local(
			    (change + minutes * 60) * TIMESTAMP_SECOND);

			ck_assert_int_ge(back, last);
			last = back;
		}
	}
}

/* Days follow each other without a gap, and hold the times of their date. */
TEST_LOOP(each_day_ends_where_the_next_begins, ROWS(zones))
{
	timestamp begin = utc("2010-06-01"), next;
	char today[TIME_TEXT_SIZE], text[TIME_TEXT_SIZE];
	int i;

	use(zones[_i]);
	begin = time_zone_midnight(begin);
	for (i = 0; i < 800; i++, begin = next) {
		next = time_zone_midnight(begin + 30 * HOUR);
		ck_assert_int_ge(next - begin, 20 * HOUR);
		ck_assert_int_le(next - begin, 30 * HOUR);
		ck_assert_int_eq(time_zone_midnight(next), next);
		ck_assert_int_eq(time_zone_midnight(next - 1), begin);
		time_text_format(today, begin);
		time_text_format(text, next - 1);
		ck_assert_int_eq(strncmp(text, today, 10), 0);
	}
}

TEST(the_last_times_of_all_read_back_in_each_zone)
{
	static const char *const far[] = { "Pacific/Kiritimati",
					   "Pacific/Pago_Pago" };
	char text[TIME_TEXT_SIZE];
	timestamp t, again;
	size_t i;

	for (i = 0; i < ROWS(far); i++) {
		use(far[i]);
		for (t = TIMESTAMP_MAX - 50 * HOUR; t <= TIMESTAMP_MAX;
		     t += HOUR) {
			time_text_format(text, t);
			ck_assert_int_eq(time_text_parse_at(text, t, &again),
					 0);
			ck_assert_int_eq(again, t);
			ck_assert_int_le(time_zone_from_local(t),
					 TIMESTAMP_MAX);
		}
	}
}

TEST(times_of_other_years_are_written_in_utc)
{
	char text[TIME_TEXT_SIZE];

	use("Asia/Tokyo");
	time_text_format(text, INT64_MIN);
	ck_assert_str_eq(text, "0000-01-01T00:00:00.000000Z");
	time_text_format(text, 0);
	ck_assert_str_eq(text, "1970-01-01T09:00:00.000000+09:00");
	time_text_format(text, INT64_MAX);
	ck_assert_str_eq(text, "9999-12-31T23:59:59.999999Z");
	time_text_format(text, 0);
	ck_assert_str_eq(text, "1970-01-01T09:00:00.000000+09:00");
}
