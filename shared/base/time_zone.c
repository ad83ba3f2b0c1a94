/* time_zone - the zone of the times that are printed and typed. */

#include "time_zone.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "buffer.h"
#include "str.h"

#define DIRECTORY "/usr/share/zoneinfo"
#define DAY INT64_C(86400)

/* No two changes of an offset are nearer to each other; seconds. */
#define AROUND (INT64_C(16) * 3600)

/* Local times of others may be of years that cannot be written. */
#define FIRST_LOCAL (TIMESTAMP_MIN + DAY * TIMESTAMP_SECOND)
#define LAST_LOCAL (TIMESTAMP_MAX - DAY * TIMESTAMP_SECOND)

static char current[TIME_ZONE_SIZE] = "UTC";
static bool is_utc = true;

/*
 * Seconds since the epoch with one offset; at most a day, because no day has
 * two changes.  Days that adjoin have different places.
 */
static struct span {
	int64_t from, until; /* equal: empty */
	int offset;
} spans[8];

/* The last span that was asked for; in UTC it is all time. */
static struct {
	timestamp from, until;
	struct time_zone_offset offset;
} last = { INT64_MIN, INT64_MAX, { .len = 1, .text = "Z" } };

bool
time_zone_is_name(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_+-/";
	size_t len = strlen(name);

	return len > 0 && len < TIME_ZONE_SIZE &&
	       strspn(name, allowed) == len && name[0] != '/' &&
	       name[len - 1] != '/' && !strstr(name, "//");
}

static const char *
directory(void)
{
	const char *dir = getenv("TZDIR");

	return dir && dir[0] ? dir : DIRECTORY;
}

char *
time_zone_path(const char *name)
{
	struct buffer b = { 0 };

	buffer_printf(&b, "%s/%s", directory(), name);
	buffer_add(&b, "", 1);
	return b.at;
}

/* Is there a file of that name which the C library can read? */
static bool
has_file(const char *name)
{
	char path[4096], magic[4];
	struct stat st;
	bool good;
	int fd;

	if (snprintf(path, sizeof path, "%s/%s", directory(), name) >=
	    (int)sizeof path)
		return false;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return false;
	good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	       read(fd, magic, sizeof magic) == sizeof magic &&
	       memcmp(magic, "TZif", sizeof magic) == 0;
	close(fd);
	return good;
}

int
time_zone_check(const char *name, struct error *e)
{
	if (strcmp(name, "UTC") == 0)
		return 0;
	if (!time_zone_is_name(name))
		return error_set(e, "\"%.80s\" is not " TIME_ZONE_FORMS, name);
	if (has_file(name))
		return 0;
	if (!has_file("Etc/UTC"))
		return error_set(e,
				 "the time zone %s is not known, because %s has"
				 " no time zones: install the package tzdata",
				 name, directory());
	return error_set(e,
			 "there is no time zone \"%s\": give one such as"
			 " Europe/Berlin, or UTC; timedatectl list-timezones"
			 " lists them",
			 name);
}

int
time_zone_use(const char *name, struct error *e)
{
	if (strcmp(name, current) == 0)
		return 0;
	if (time_zone_check(name, e))
		return -1;
	snprintf(current, sizeof current, "%s", name);
	is_utc = strcmp(name, "UTC") == 0;
	memset(spans, 0, sizeof spans);
	last.from = last.until = 0;
	return 0;
}

const char *
time_zone_name(void)
{
	return current;
}

/* Sets TZ; NULL removes it.  The text is copied. */
static void
set_tz(const char *value)
{
	if (value)
		setenv("TZ", value, 1);
	else
		unsetenv("TZ");
	tzset();
}

/* The offset while TZ is set. */
static int
offset_at(int64_t second)
{
	const time_t t = second;
	struct tm tm;

	/* The year may not fit into an int. */
	if (!localtime_r(&t, &tm))
		return 0;
	return (int)(tm.tm_gmtoff - tm.tm_gmtoff % 60);
}

/* Bisects for the end of the offset that `from` has; `until` has another. */
static int64_t
find_change(int64_t from, int64_t until)
{
	const int offset = offset_at(from);

	while (until - from > 1) {
		int64_t middle = from + (until - from) / 2;

		if (offset_at(middle) == offset)
			from = middle;
		else
			until = middle;
	}
	return until;
}

static void
fill(struct span *s, int64_t second, int64_t day)
{
	char *saved = str_dup(getenv("TZ")), tz[TIME_ZONE_SIZE + 1];
	int64_t change;

	snprintf(tz, sizeof tz, ":%s", current);
	set_tz(tz);
	*s = (struct span){ .from = day * DAY, .until = (day + 1) * DAY };
	if (offset_at(s->from) != offset_at(s->until - 1)) {
		change = find_change(s->from, s->until - 1);
		if (second < change)
			s->until = change;
		else
			s->from = change;
	}
	s->offset = offset_at(second);
	set_tz(saved);
	free(saved);
}

/* Rounds down, before the epoch, too. */
static int64_t
divide(int64_t n, int64_t by)
{
	return n / by - (n % by < 0);
}

static const struct span *
span_of(int64_t second)
{
	const int64_t day = divide(second, DAY);
	struct span *s = &spans[(uint64_t)day % 8];

	if (second < s->from || second >= s->until)
		fill(s, second, day);
	return s;
}

/* Keeps the span that holds the time as the last one. */
static void
keep_span(timestamp t)
{
	struct time_zone_offset *o = &last.offset;
	const struct span *s;
	int minutes;

	if (is_utc || t < FIRST_LOCAL || t > LAST_LOCAL) {
		last.from = !is_utc && t > LAST_LOCAL ? t : INT64_MIN;
		last.until = !is_utc && t < FIRST_LOCAL ? t + 1 : INT64_MAX;
		*o = (struct time_zone_offset){ .len = 1, .text = "Z" };
		return;
	}
	s = span_of(divide(t, TIMESTAMP_SECOND));
	last.from = s->from * TIMESTAMP_SECOND;
	last.until = s->until * TIMESTAMP_SECOND;
	minutes = abs(s->offset) / 60;
	o->ahead = s->offset * TIMESTAMP_SECOND;
	o->len = (size_t)snprintf(o->text, sizeof o->text, "%c%02d:%02d",
				  s->offset < 0 ? '-' : '+', minutes / 60 % 24,
				  minutes % 60);
}

const struct time_zone_offset *
time_zone_offset(timestamp t)
{
	if (t < last.from || t >= last.until)
		keep_span(t);
	return &last.offset;
}

/* In a zone that has more than one offset. */
static timestamp
from_local(timestamp local)
{
	const int64_t second = divide(local, TIMESTAMP_SECOND);
	int64_t from = second - AROUND, until = second + AROUND;
	int before, after;

	before = span_of(from)->offset;
	after = span_of(until)->offset;
	if (span_of(second - before)->offset == before)
		return local - before * TIMESTAMP_SECOND;
	if (span_of(second - after)->offset == after)
		return local - after * TIMESTAMP_SECOND;
	/* Clocks skip it. */
	while (until - from > 1) {
		int64_t middle = from + (until - from) / 2;

		if (span_of(middle)->offset == before)
			from = middle;
		else
			until = middle;
	}
	return until * TIMESTAMP_SECOND;
}

timestamp
time_zone_from_local(timestamp local)
{
	timestamp t = is_utc ? local : from_local(local);

	return t < TIMESTAMP_MAX ? t : TIMESTAMP_MAX;
}

timestamp
time_zone_midnight(timestamp t)
{
	const timestamp day = DAY * TIMESTAMP_SECOND;
	const timestamp local = t + time_zone_offset(t)->ahead;

	return time_zone_from_local(divide(local, day) * day);
}
