/* api_zone - the time zone of one query: its parameter tz, or `timezone`. */
#ifndef ECHOAPP_API_ZONE_H
#define ECHOAPP_API_ZONE_H

#include "api.h"
#include "base/time_zone.h"

#define API_ZONE_PARAMETER                                                     \
	{                                                                      \
		"tz", TIME_ZONE_FORMS ": the zone of times without an offset," \
				      " and of CSV; JSON is in UTC"            \
	}

/*
 * Sets the zone (base/time_zone.h) for a query that has times without an offset
 * or prints CSV.  False: the query was refused, because there is no such zone.
 */
bool api_zone_enter(const struct api *, const struct resource *,
		    const struct url_query *, struct api_response *);

/* Back to UTC, for the next query. */
void api_zone_leave(void);

#endif
