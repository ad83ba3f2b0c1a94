/*
 * day_resume - where a reader continues in a day of the journal that erase or
 * purge has written anew.
 */
#ifndef ECHOAPP_DAY_RESUME_H
#define ECHOAPP_DAY_RESUME_H

#include "delivery/delivery_position.h"
#include "journal/day_reader.h"

/*
 * Moves d->offset if the bytes before it are others than they were: after the
 * same bytes elsewhere in the day, as after purge; or after as many lines, if
 * the last of them has the same time, as after erase; or to the first line that
 * is later than d->time less DAY_RESUME_SLACK, so that no line is left out.
 * Returns 0, or -1 with errno.
 */
int day_resume(struct day_reader *, struct delivery_day *);

/* Lines of one day are in the order of their times but for this; microseconds.
 */
#define DAY_RESUME_SLACK (5 * TIMESTAMP_SECOND)

#endif
