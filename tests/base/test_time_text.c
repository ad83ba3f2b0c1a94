/* time_text: times as a person writes them. */

#include "base/time_text.h"

#include <string.h>
#include <time.h>

#include "support/harness.h"

static const struct {
	const char *text, *means;
} good[] = {
	{ "2026-11-23", "2026-11-23T00:00:00.000000Z" },
	{ "2026-11-23T10:00Z", "2026-11-23T10:00:00.000000Z" },
	{ "2026-11-23T10:00", "2026-11-23T10:00:00.000000Z" },
	{ "2026-11-23T10:00:07", "2026-11-23T10:00:07.000000Z" },
	{ "2026-11-23T10:00:07.5Z", "2026-11-23T10:00:07.500000Z" },
	{ "2026-11-23T10:00:07+02:00", "2026-11-23T08:00:07.000000Z" },
	{ "2026-11-23T10:00-01:30", "2026-11-23T11:30:00.000000Z" },
	/* As our tables and histories have it. */
	{ "2026-11-23 10:00:07", "2026-11-23T10:00:07.000000Z" },
	{ "2026-11-23 10:00:07.123", "2026-11-23T10:00:07.123000Z" },
	{ "2026-11-23 10:00", "2026-11-23T10:00:00.000000Z" },
};

TEST_LOOP(these_are_moments, ROWS(good))
{
	char text[TIMESTAMP_SIZE];
	timestamp m;

	ck_assert_msg(time_text_parse(good[_i].text, &m) == 0, "%s",
		      good[_i].text);
	timestamp_format(text, sizeof text, m);
	ck_assert_str_eq(text, good[_i].means);
}

static const struct {
	const char *text;
	int64_t seconds; /* ago */
} spans[] = {
	{ "0s", 0 },	  { "90s", 90 },     { "15m", 900 },  { "1h", 3600 },
	{ "7d", 604800 }, { "2w", 1209600 }, { "01h", 3600 },
};

TEST_LOOP(a_number_with_a_unit_is_so_long_ago, ROWS(spans))
{
	const timestamp now = INT64_C(1790000000) * TIMESTAMP_SECOND;
	timestamp m;

	ck_assert_int_eq(time_text_parse_at(spans[_i].text, now, &m), 0);
	ck_assert_int_eq(m, now - spans[_i].seconds * TIMESTAMP_SECOND);
}

TEST(nothing_is_longer_ago_than_1970)
{
	timestamp m;

	ck_assert_int_eq(time_text_parse_at("999999999w", 1, &m), 0);
	ck_assert_int_eq(m, 0);
}

static const char *const bad[] = {
	"1",
	"h",
	"1y",
	"-1h",
	"1.5h",
	"1h30m",
	"1 h",
	"9999999999s",
	"",
	"soon",
	"2026",
	"2026-11",
	"2026-1-23",
	"2026-13-23",
	"2026-02-29",
	"2026-11-23T",
	"2026-11-23T10",
	"2026-11-23T24:00",
	"2026-11-23T10:00:",
	"2026-11-23T10:00:07.",
	"2026-11-23T10:00X",
	"2026-11-23T10:00Zulu",
	"2026-11-23T10:00:07+2",
	"2026-11-23  10:00",
	"2026-11-23T10:00:00.00000000000000000000000000000000000000000000000Z",
	"1969-12-31",
};

TEST_LOOP(these_are_none, ROWS(bad))
{
	timestamp m;

	ck_assert_msg(time_text_parse(bad[_i], &m) != 0, "%s", bad[_i]);
}

TEST(days_have_names)
{
	const timestamp day = INT64_C(86400000000);
	timestamp today, yesterday, now = (timestamp)time(NULL) * 1000000;

	ck_assert_int_eq(time_text_parse("yesterday", &yesterday), 0);
	ck_assert_int_eq(time_text_parse("today", &today), 0);
	ck_assert_int_eq(today % day, 0);
	ck_assert_int_eq(yesterday % day, 0);
	/* Two, when midnight was between. */
	ck_assert(today - yesterday == day || today - yesterday == 2 * day);
	ck_assert(now - today >= 0 && now - today < 2 * day);
}
