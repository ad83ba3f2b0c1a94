/* time_text - a time as a person reads and writes it, in the zone in force. */
#ifndef ECHOAPP_TIME_TEXT_H
#define ECHOAPP_TIME_TEXT_H

#include <stddef.h>

#include "timestamp.h"

/* What time_text_parse() accepts, for messages. */
#define TIME_TEXT_FORMS                                                        \
	"2026-11-23, 2026-11-23T10:00, 2026-11-23T10:00Z, today, yesterday, "  \
	"or so long ago: 90s, 15m, 1h, 7d"

/*
 * Reads a date, a date with a time, `today`, `yesterday`, or how long ago: 90s,
 * 15m, 1h, 7d (24 hours each) or 2w.  A date means its midnight.  Seconds may
 * be left out, and so may the offset: dates and times are then in the zone
 * (time_zone.h).  A blank may separate date and time.  `yesterday` is the day
 * that ended when today began.
 *
 * Returns 0, or -1 for any other text and for times before 1970.
 */
int time_text_parse(const char *text, timestamp *);

/* The same at another time than now. */
int time_text_parse_at(const char *text, timestamp now, timestamp *);

/* The same now, in UTC; for the days of the journal. */
int time_text_parse_utc(const char *text, timestamp *);

#define TIME_TEXT_SIZE sizeof "2026-11-23T10:48:07.123456+01:00"

/*
 * Writes the time with its offset as RFC 3339 has it: 10:48:07.123456Z in UTC,
 * 11:48:07.123456+01:00 in another zone.  Returns the length.
 */
size_t time_text_format(char into[TIME_TEXT_SIZE], timestamp);

/*
 * Writes "2026-11-23 10:48:07.123Z" with so many digits of a second, up to 6.
 * Returns the length.
 */
size_t time_text_short(char into[TIME_TEXT_SIZE], timestamp, unsigned digits);

#endif
