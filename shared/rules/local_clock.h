/*
 * local_clock - the time of day, the day of the week and the date in a zone,
 * which are the facts now.time, now.weekday and now.date.
 */
#ifndef ECHOAPP_LOCAL_CLOCK_H
#define ECHOAPP_LOCAL_CLOCK_H

#include "base/timestamp.h"
#include "field_path.h"

enum clock_part { CLOCK_NONE, CLOCK_TIME, CLOCK_WEEKDAY, CLOCK_DATE };

/* Which part the fact means; CLOCK_NONE: there is no such fact. */
enum clock_part local_clock_part(const struct field_path *);

/*
 * "14:05", "Mon" or "2026-11-23"; good until the next call.  `zone` NULL: UTC.
 * NULL: the zone cannot be read.
 */
const char *local_clock_text(const char *zone, timestamp, enum clock_part);

#endif
