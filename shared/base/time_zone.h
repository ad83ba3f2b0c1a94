/*
 * time_zone - the zone of the times that are printed and typed; UTC at first.
 *
 * Zones are those of the IANA database, as the C library reads it from
 * /usr/share/zoneinfo (the package tzdata) or from $TZDIR.  TZ is changed for a
 * moment at a time only, so that neither children nor the log notice.
 */
#ifndef ECHOAPP_TIME_ZONE_H
#define ECHOAPP_TIME_ZONE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "timestamp.h"

/* With the NUL; the longest name of the database has 32 characters. */
#define TIME_ZONE_SIZE 64

/* An example for messages and help. */
#define TIME_ZONE_FORMS "a time zone such as Europe/Berlin, or UTC"

/* Is it spelled like a zone, whether there is one or not?  Never a path. */
bool time_zone_is_name(const char *name);

/* The path of the zone's file, which the caller frees. */
char *time_zone_path(const char *name);

/* 0, or -1 with a message that says what to do: there is no such zone. */
int time_zone_check(const char *name, struct error *);

/* The same, and makes it the zone, unless it returns -1. */
int time_zone_use(const char *name, struct error *);

/* The name of the zone; good until the next time_zone_use(). */
const char *time_zone_name(void);

/* The offset of local time at a time. */
struct time_zone_offset {
	timestamp ahead; /* of UTC, in whole minutes */
	size_t len;
	char text[sizeof "+01:00"]; /* in UTC, Z */
};

/*
 * Good until the next call of a function of this file.  UTC's for times on the
 * first and the last day that can be written (timestamp.h), and beyond.
 */
const struct time_zone_offset *time_zone_offset(timestamp);

/*
 * When clocks show a local time, which is given as if it were UTC.  Of a time
 * that is there twice, that is the first; of a time that clocks skip, the
 * moment at which they skip it.  So a later local time is never earlier.
 */
timestamp time_zone_from_local(timestamp local);

/* The beginning of the local day that holds the time. */
timestamp time_zone_midnight(timestamp);

#endif
