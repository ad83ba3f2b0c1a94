/* stale - how long silence may last, as echoapp.conf sets them. */

#include "expiry.h"

/*
 * A connection hears of all that it carries, so what has been silent for as
 * long as it may be goes no later than the connection.
 */
static moment
carried(const struct conf *c, int64_t seconds)
{
	const moment second = 1000000;

	return (seconds < c->stale.connection ? seconds : c->stale.connection) *
	       second;
}

struct patience
stale_patience(const struct conf *c)
{
	const moment connection = carried(c, c->stale.connection);
	const moment stream = carried(c, c->stale.stream);

	return (struct patience){
		.before = {
			[CONNECTION] = connection,
			[REGISTRATION] = connection,
			[CALL] = carried(c, c->stale.ringing),
			[STREAM] = stream,
		},
		.after = {
			[CONNECTION] = connection,
			[REGISTRATION] = connection,
			[CALL] = carried(c, c->stale.call),
			[STREAM] = stream,
		},
	};
}
