/* time_text - a time as a person reads and writes it, in the zone in force. */

#include "time_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "time_zone.h"

static const timestamp one_day = INT64_C(86400) * 1000000;

/*
 * Completes the text to a time of RFC 3339; -1: the text is too long.  Without
 * an offset the time gets a Z, and *is_local.
 */
static int
complete(char *full, size_t size, const char *text, bool *is_local)
{
	const size_t to_date = strlen("2026-11-23");
	const size_t to_minute = strlen("2026-11-23T10:00");
	size_t len = strlen(text);
	int n;

	*is_local = len == to_date ||
		    (len >= to_minute && !strpbrk(text + to_minute, "Zz+-"));
	if (len == to_date)
		n = snprintf(full, size, "%sT00:00:00Z", text);
	else if (len >= to_minute)
		n = snprintf(full, size, "%.16s%s%s%s", text,
			     text[to_minute] == ':' ? "" : ":00",
			     text + to_minute, *is_local ? "Z" : "");
	else
		return -1;
	if (n < 0 || (size_t)n >= size)
		return -1;
	if (full[to_date] == ' ')
		full[to_date] = 'T';
	return 0;
}

static timestamp
midnight(timestamp t, bool utc)
{
	return utc ? t / one_day * one_day : time_zone_midnight(t);
}

/* Reads a whole number and a unit: how long ago. */
static int
parse_ago(const char *text, timestamp now, timestamp *m)
{
	static const struct {
		char name;
		int64_t seconds;
	} units[] = {
		{ 's', 1 },	{ 'm', 60 },	 { 'h', 3600 },
		{ 'd', 86400 }, { 'w', 604800 },
	};
	const size_t digits = strspn(text, "0123456789");
	int64_t n = 0;
	size_t i;

	/* So many digits of weeks fit into 64 bits. */
	if (digits == 0 || digits > 9 || !text[digits] || text[digits + 1])
		return -1;
	for (i = 0; i < digits; i++)
		n = n * 10 + (text[i] - '0');
	for (i = 0; i < sizeof units / sizeof *units; i++) {
		if (units[i].name != text[digits])
			continue;
		n *= units[i].seconds;
		*m =
		    n > now / TIMESTAMP_SECOND ? 0 : now - n * TIMESTAMP_SECOND;
		return 0;
	}
	return -1;
}

static int
parse(const char *text, timestamp now, bool utc, timestamp *m)
{
	const timestamp today = midnight(now, utc);
	char full[64];
	bool is_local;

	if (strcmp(text, "today") == 0) {
		*m = today;
		return 0;
	}
	if (strcmp(text, "yesterday") == 0) {
		*m = midnight(today - 1, utc);
		return 0;
	}
	if (parse_ago(text, now, m) == 0)
		return 0;
	if (complete(full, sizeof full, text, &is_local))
		return -1;
	*m = timestamp_parse(full);
	if (*m < 0)
		return -1;
	if (is_local && !utc)
		*m = time_zone_from_local(*m);
	/* East of Greenwich, 1970 began before the epoch. */
	if (*m < 0)
		*m = 0;
	return 0;
}

int
time_text_parse_at(const char *text, timestamp now, timestamp *m)
{
	return parse(text, now, false, m);
}

int
time_text_parse(const char *text, timestamp *m)
{
	return parse(text, timestamp_now(), false, m);
}

int
time_text_parse_utc(const char *text, timestamp *m)
{
	return parse(text, timestamp_now(), true, m);
}

size_t
time_text_format(char into[TIME_TEXT_SIZE], timestamp t)
{
	const size_t to_offset = TIMESTAMP_SIZE - sizeof "Z";
	const struct time_zone_offset *offset = time_zone_offset(t);

	timestamp_format(into, TIME_TEXT_SIZE, t + offset->ahead);
	memcpy(into + to_offset, offset->text, sizeof offset->text);
	return to_offset + offset->len;
}

size_t
time_text_short(char into[TIME_TEXT_SIZE], timestamp t, unsigned digits)
{
	const size_t to_second = strlen("2026-11-23 10:48:07");
	const size_t kept = to_second + (digits ? 1 + digits : 0);
	const size_t to_offset = TIMESTAMP_SIZE - sizeof "Z";
	const size_t len = time_text_format(into, t);

	into[strlen("2026-11-23")] = ' ';
	memmove(into + kept, into + to_offset, len - to_offset + 1);
	return kept + len - to_offset;
}
