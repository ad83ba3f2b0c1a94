/* stale - how long silence may last, as echoapp.conf sets them. */

#include "expiry.h"

/*
 * A connection hears of all that it carries, so what has been silent for as
 * long as it may be goes no later than the connection.
 */
static timestamp
cap_to_connection(const struct conf *c, int64_t seconds)
{
	const timestamp second = 1000000;

	return (seconds < c->timeouts.connection ? seconds
						 : c->timeouts.connection) *
	       second;
}

struct timeouts
expiry_timeouts(const struct conf *c)
{
	const timestamp connection =
	    cap_to_connection(c, c->timeouts.connection);
	const timestamp stream = cap_to_connection(c, c->timeouts.stream);

	return (struct timeouts){
		.pending = {
			[ENTITY_CONNECTION] = connection,
			[ENTITY_REGISTRATION] = connection,
			[ENTITY_CALL] = cap_to_connection(c, c->timeouts.ringing),
			[ENTITY_STREAM] = stream,
		},
		.established = {
			[ENTITY_CONNECTION] = connection,
			[ENTITY_REGISTRATION] = connection,
			[ENTITY_CALL] = cap_to_connection(c, c->timeouts.call),
			[ENTITY_STREAM] = stream,
		},
	};
}
