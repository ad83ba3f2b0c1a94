/* stale - the limits of silence, as echoapp.conf sets them. */

#include "stale.h"

struct limits
stale_limits(const struct conf *c)
{
	const moment second = 1000000;
	const moment connection = c->stale.connection * second;
	const moment stream = c->stale.stream * second;

	return (struct limits){
		.before = {
			[CONNECTION] = connection,
			[REGISTRATION] = connection,
			[CALL] = c->stale.ringing * second,
			[STREAM] = stream,
		},
		.after = {
			[CONNECTION] = connection,
			[REGISTRATION] = connection,
			[CALL] = c->stale.call * second,
			[STREAM] = stream,
		},
	};
}
