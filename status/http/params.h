/* given - the values of parameters, read. */
#ifndef ECHOAPP_GIVEN_H
#define ECHOAPP_GIVEN_H

#include <stdbool.h>

#include "base/timestamp.h"
#include "url_query.h"

/*
 * Each leaves alone what was not given, and returns false when the value is
 * none of those it takes.
 */

/* A date, or a time of RFC 3339; a date is its first moment, in UTC. */
bool given_moment(const struct inquiry *, const char *name, moment *);
#define GIVEN_MOMENT "a date or a time in UTC: 2026-11-23, 2026-11-23T10:48:07Z"

bool given_number(const struct inquiry *, const char *name, long low, long high,
		  long *);

/* 1: yes; 0: no. */
bool given_flag(const struct inquiry *, const char *name, int *);
#define GIVEN_FLAG "yes or no"

/* "1795430400000000.12" */
bool given_pair(const struct inquiry *, const char *name, int64_t *, int64_t *);

#endif
