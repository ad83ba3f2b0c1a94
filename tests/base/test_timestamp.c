/* timestamp: each day of 400 years and random times, as the C library has them.
 */

#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "support/harness.h"

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)

/* From 0000-01-01 to 9999-12-31. */
#define FIRST_DAY (-719528)
#define DAYS 3652425

/* The calendar repeats itself after these days, which begin at 1800-01-01. */
#define CYCLE_FIRST (-62091)
#define CYCLE_DAYS 146097

/* The C library's text of a time, to the second. */
static void
print(char *into, size_t size, int64_t seconds)
{
	const time_t t = seconds;
	struct tm tm;

	ck_assert_ptr_nonnull(gmtime_r(&t, &tm));
	snprintf(into, size, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* A time of those years, in microseconds. */
static timestamp
any_time(uint64_t *seed)
{
	const uint64_t micros = next_random(seed) % (uint64_t)(DAYS * DAY);

	return FIRST_DAY * DAY + (timestamp)micros;
}

static int64_t
seconds_of(timestamp t)
{
	return (t - (t % SECOND + SECOND) % SECOND) / SECOND;
}

TEST(each_day_is_read_and_written)
{
	char text[64], want[64];
	int64_t day;

	for (day = CYCLE_FIRST; day < CYCLE_FIRST + CYCLE_DAYS; day++) {
		print(want, sizeof want, day * 86400);
		strcat(want, ".000000Z");
		timestamp_format(text, sizeof text, day * DAY);
		if (strcmp(text, want) != 0 ||
		    timestamp_parse(text) != day * DAY)
			ck_abort_msg("%s is written as %s, read as %lld", want,
				     text, (long long)timestamp_parse(text));
	}
}

TEST(no_other_date_is_read)
{
	char text[64];
	int year, month, day, count = 0;

	for (year = 1800; year < 2200; year++)
		for (month = 0; month < 14; month++)
			for (day = 0; day < 33; day++) {
				snprintf(text, sizeof text,
					 "%04d-%02d-%02dT12:00:00Z", year,
					 month, day);
				count += timestamp_parse(text) != -1;
			}
	ck_assert_int_eq(count, CYCLE_DAYS);
}

TEST(random_times_agree_with_the_c_library)
{
	char text[64], want[64], end[16];
	uint64_t seed = 7;
	int i;

	for (i = 0; i < 200000; i++) {
		const timestamp t = any_time(&seed);
		const int64_t seconds = seconds_of(t);

		print(want, sizeof want, seconds);
		snprintf(end, sizeof end, ".%06dZ",
			 (int)(t - seconds * SECOND));
		strcat(want, end);
		timestamp_format(text, sizeof text, t);
		ck_assert_str_eq(text, want);
		ck_assert_int_eq(timestamp_parse(text), t);
	}
}

TEST(random_zones_are_subtracted)
{
	char text[64], zone[32];
	uint64_t seed = 8;
	int i;

	for (i = 0; i < 50000; i++) {
		const int64_t local = seconds_of(any_time(&seed));
		const int east = (int)(next_random(&seed) % 2879) - 1439;
		const int minutes = east < 0 ? -east : east;

		print(text, sizeof text, local);
		snprintf(zone, sizeof zone, "%c%02d:%02d", east < 0 ? '-' : '+',
			 minutes / 60, minutes % 60);
		strcat(text, zone);
		ck_assert_msg(timestamp_parse(text) ==
				  (local - east * INT64_C(60)) * SECOND,
			      "%s", text);
	}
}

/* Cut off or with one byte replaced, after each prefix of a good text. */
/* It would be written as a time of the year 0000. */
TEST(a_time_after_the_year_9999_is_refused)
{
	ck_assert_int_eq(timestamp_parse("9999-12-31T23:59:59.999999Z"),
			 TIMESTAMP_MAX);
	ck_assert_int_eq(timestamp_parse("9999-12-31T23:59:00+23:59"),
			 TIMESTAMP_MAX + 1 - (24 * 3600 * SECOND));
	ck_assert_int_eq(timestamp_parse("9999-12-31T23:59:60Z"), -1);
	ck_assert_int_eq(timestamp_parse("9999-12-31T23:59:59-00:01"), -1);
}

TEST(a_time_of_another_year_is_written_as_the_nearest)
{
	static const timestamp times[] = { INT64_MIN, TIMESTAMP_MIN - 1,
					   TIMESTAMP_MAX + 1, INT64_MAX };
	char text[TIMESTAMP_SIZE];
	size_t i;

	for (i = 0; i < ROWS(times); i++) {
		timestamp_format(text, sizeof text, times[i]);
		ck_assert_str_eq(text, times[i] < 0
					   ? "0000-01-01T00:00:00.000000Z"
					   : "9999-12-31T23:59:59.999999Z");
	}
}

TEST(a_text_that_is_cut_or_spoilt_is_refused)
{
	static const char good[] = "2026-11-23T10:48:07.123456+01:00";
	char text[sizeof good];
	size_t i;

	for (i = 0; i < sizeof good - 1; i++) {
		memcpy(text, good, sizeof good);
		text[i] = 'x';
		ck_assert_msg(timestamp_parse(text) == -1, "%s", text);
		text[i] = '\0';
		ck_assert_msg(timestamp_parse(text) == -1, "%s", text);
	}
	ck_assert(timestamp_parse(good) != -1);
}

TEST(a_date_that_was_read_before_does_not_make_a_text_good)
{
	ck_assert_int_ne(timestamp_parse("2026-11-23T00:00:00Z"), -1);
	ck_assert_int_eq(timestamp_parse("2026-11-23"), -1);
	ck_assert_int_eq(timestamp_parse("2026-11-2"), -1);
	ck_assert_int_eq(timestamp_parse("2026-11-23T24:00:00Z"), -1);
	ck_assert_int_eq(timestamp_parse("2026-11-31T00:00:00Z"), -1);
	ck_assert_int_eq(timestamp_parse("2026-11-31T00:00:00Z"), -1);
}

TEST(nothing_is_written_where_there_is_too_little_room)
{
	char text[TIMESTAMP_SIZE] = "x";

	timestamp_format(text, sizeof text - 1, 0);
	ck_assert_str_eq(text, "x");
	timestamp_format(text, sizeof text, 0);
	ck_assert_str_eq(text, "1970-01-01T00:00:00.000000Z");
}

TEST(now_is_the_clock_of_the_system)
{
	const int64_t before = time(NULL) * SECOND;
	const timestamp now = timestamp_now();

	/* time() may be behind by a tick of the kernel. */
	ck_assert_int_ge(now, before);
	ck_assert_int_lt(now, before + 60 * SECOND);
}
