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
bool params_timestamp(const struct url_query *, const char *name, timestamp *);
#define PARAMS_TIMESTAMP                                                       \
	"a date or a time in UTC: 2026-11-23, 2026-11-23T10:48:07Z"

bool params_number(const struct url_query *, const char *name, long low,
		   long high, long *);

/* 1: yes; 0: no. */
bool params_flag(const struct url_query *, const char *name, int *);
#define PARAMS_FLAG "yes or no"

/* "1795430400000000.12" */
bool params_pair(const struct url_query *, const char *name, int64_t *,
		 int64_t *);

#endif
