/* time_text - a time as a person writes it. */
#ifndef ECHOAPP_TIME_TEXT_H
#define ECHOAPP_TIME_TEXT_H

#include "timestamp.h"

/* What time_text_parse() accepts, for messages. */
#define TIME_TEXT_FORMS "2026-11-23, 2026-11-23T10:00Z, today or yesterday"

/*
 * Reads a date, a date with a time, `today` or `yesterday`.  A date means its
 * midnight.  Seconds may be left out, and so may the zone: both dates and
 * times are then in UTC.  A blank may separate date and time.
 *
 * Returns 0, or -1 for any other text and for times before 1970.
 */
int time_text_parse(const char *text, timestamp *);

#endif
