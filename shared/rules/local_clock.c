/* local_clock - the time of day, the day of the week and the date in a zone. */

#include "local_clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "base/time_zone.h"

/* Offsets change at a quarter of an hour; microseconds. */
#define QUARTER (INT64_C(900) * TIMESTAMP_SECOND)
/* Rules name the same few zones again and again. */
#define ZONES 4

enum clock_part
local_clock_part(const struct field_path *p)
{
	static const char *const names[] = {
		[CLOCK_TIME] = "time",
		[CLOCK_WEEKDAY] = "weekday",
		[CLOCK_DATE] = "date",
	};
	int i;

	for (i = CLOCK_TIME; p->depth == 2 && i <= CLOCK_DATE; i++)
		if (strcmp(p->names[1], names[i]) == 0)
			return (enum clock_part)i;
	return CLOCK_NONE;
}

/* Asks the C library, and leaves the zone of what is printed as it was. */
static int
ask(const char *zone, timestamp t, timestamp *ahead)
{
	char before[TIME_ZONE_SIZE];
	struct error why;

	str_copy(before, sizeof before, time_zone_name());
	if (time_zone_use(zone, &why))
		return -1;
	*ahead = time_zone_offset(t)->ahead;
	return time_zone_use(before, &why);
}

static int
offset_of(const char *zone, timestamp t, timestamp *ahead)
{
	static struct {
		char zone[TIME_ZONE_SIZE];
		timestamp quarter, ahead;
	} cache[ZONES];
	static size_t next;
	size_t i;

	for (i = 0; i < ZONES; i++)
		if (cache[i].quarter == t / QUARTER &&
		    strcmp(cache[i].zone, zone) == 0) {
			*ahead = cache[i].ahead;
			return 0;
		}
	if (ask(zone, t, ahead))
		return -1;
	i = next++ % ZONES;
	str_copy(cache[i].zone, sizeof cache[i].zone, zone);
	cache[i].quarter = t / QUARTER;
	cache[i].ahead = *ahead;
	return 0;
}

const char *
local_clock_text(const char *zone, timestamp t, enum clock_part part)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed",
					    "Thu", "Fri", "Sat" };
	static char text[16];
	timestamp ahead = 0;
	struct tm tm;
	time_t local;

	if (zone && offset_of(zone, t, &ahead))
		return NULL;
	local = (time_t)((t + ahead) / TIMESTAMP_SECOND);
	gmtime_r(&local, &tm);
	if (part == CLOCK_WEEKDAY)
		return days[tm.tm_wday];
	strftime(text, sizeof text, part == CLOCK_TIME ? "%H:%M" : "%Y-%m-%d",
		 &tm);
	return text;
}
