/* timestamp - a point in time, read and written as RFC 3339 has it. */

#include "timestamp.h"

#include <string.h>
#include <time.h>

timestamp
timestamp_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (timestamp)now.tv_sec * TIMESTAMP_SECOND + now.tv_nsec / 1000;
}

/* The value of two digits, or -1. */
static int
two_digits(const char *at)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return -1;
	return (at[0] - '0') * 10 + at[1] - '0';
}

/*
 * Reads YYYY-MM-DD; returns the seconds from the epoch to its midnight in UTC,
 * or -1.  Remembers the last date, because most lines of a journal file have
 * the same.
 */
static int64_t
read_date(const char *t)
{
	static char last[] = "1970-01-01";
	static int64_t last_midnight;
	struct tm date = { 0 };
	int century, year, month, day;
	int64_t midnight;

	if (strncmp(t, last, strlen(last)) == 0)
		return last_midnight;
	/* Each part is read only if the part before it is there. */
	if ((century = two_digits(t)) < 0 || (year = two_digits(t + 2)) < 0 ||
	    t[4] != '-' || (month = two_digits(t + 5)) < 1 || month > 12 ||
	    t[7] != '-' || (day = two_digits(t + 8)) < 1)
		return -1;
	date.tm_year = century * 100 + year - 1900;
	date.tm_mon = month - 1;
	date.tm_mday = day;
	midnight = timegm(&date);
	/* timegm() makes March 2 of February 30. */
	if (date.tm_mday != day)
		return -1;
	memcpy(last, t, strlen(last));
	return last_midnight = midnight;
}

/* Reads Z or +hh:mm; *east gets seconds to the east of Greenwich.  0 or -1. */
static int
read_zone(const char *t, int *east)
{
	int hours, minutes;

	*east = 0;
	if ((*t | 32) == 'z')
		return t[1] ? -1 : 0;
	if ((*t != '+' && *t != '-') || (hours = two_digits(t + 1)) < 0 ||
	    hours > 23 || t[3] != ':' || (minutes = two_digits(t + 4)) < 0 ||
	    minutes > 59 || t[6])
		return -1;
	*east = (hours * 60 + minutes) * (*t == '-' ? -60 : 60);
	return 0;
}

timestamp
timestamp_parse(const char *t)
{
	int hour, minute, second, east, digits = 0;
	const int64_t midnight = read_date(t);
	timestamp micros = 0, all;

	if (midnight == -1 || (t[10] | 32) != 't' ||
	    (hour = two_digits(t + 11)) < 0 || hour > 23 || t[13] != ':' ||
	    (minute = two_digits(t + 14)) < 0 || minute > 59 || t[16] != ':' ||
	    (second = two_digits(t + 17)) < 0 || second > 60)
		return -1;
	t += 19;
	if (*t == '.') {
		for (t++; *t >= '0' && *t <= '9'; t++)
			if (digits++ < 6)
				micros = micros * 10 + *t - '0';
		if (digits == 0)
			return -1;
		for (; digits < 6; digits++)
			micros *= 10;
	}
	if (read_zone(t, &east))
		return -1;
	all = (midnight + INT64_C(3600) * hour + INT64_C(60) * minute + second -
	       east) *
		  TIMESTAMP_SECOND +
	      micros;
	return all > TIMESTAMP_MAX ? -1 : all;
}

/* Writes two digits of a value below 100; returns where they end. */
static char *
put_two(char *at, unsigned value)
{
	static const char digits[] = "0001020304050607080910111213141516171819"
				     "2021222324252627282930313233343536373839"
				     "4041424344454647484950515253545556575859"
				     "6061626364656667686970717273747576777879"
				     "8081828384858687888990919293949596979899";

	memcpy(at, digits + 2 * (size_t)value, 2);
	return at + 2;
}

/*
 * Writes YYYY-MM-DD of a day counted from the epoch.  By hand, because
 * strftime() would be half the work of printing a day's calls.  The year
 * begins in March here, so that a leap day is its last.
 */
static char *
put_date(char *at, int64_t day)
{
	int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t m = (5 * of_year + 2) / 153;
	unsigned civil = (unsigned)(year + era * 400 + (m >= 10)) % 10000;

	at = put_two(put_two(at, civil / 100), civil % 100);
	*at++ = '-';
	at = put_two(at, (unsigned)(m < 10 ? m + 3 : m - 9));
	*at++ = '-';
	return put_two(at, (unsigned)(of_year - (153 * m + 2) / 5 + 1));
}

void
timestamp_format(char *into, size_t size, timestamp t)
{
	const timestamp day = 86400 * TIMESTAMP_SECOND;
	static char date[10]; /* of the last time that was written */
	static timestamp midnight = -1;
	unsigned second, rest;
	timestamp at;

	if (size < TIMESTAMP_SIZE)
		return;
	if (midnight < 0 || t < midnight || t - midnight >= day) {
		t = t < TIMESTAMP_MIN ? TIMESTAMP_MIN : t;
		t = t > TIMESTAMP_MAX ? TIMESTAMP_MAX : t;
		midnight = t - (t % day + day) % day;
		put_date(date, midnight / day);
	}
	at = t - midnight;
	second = (unsigned)(at / TIMESTAMP_SECOND);
	rest = (unsigned)(at % TIMESTAMP_SECOND);
	memcpy(into, date, sizeof date);
	into += sizeof date;
	*into++ = 'T';
	into = put_two(into, second / 3600);
	*into++ = ':';
	into = put_two(into, second / 60 % 60);
	*into++ = ':';
	into = put_two(into, second % 60);
	*into++ = '.';
	into = put_two(into, rest / 10000);
	into = put_two(into, rest / 100 % 100);
	into = put_two(into, rest % 100);
	memcpy(into, "Z", 2);
}
