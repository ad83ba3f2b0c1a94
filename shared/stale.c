/* stale - how long silence may last, as echoapp.conf sets them. */

#include "stale.h"

struct patience
stale_patience(const struct conf *c)
{
	const moment second = 1000000;
	const moment connection = c->stale.connection * second;
	const moment stream = c->stale.stream * second;

	return (struct patience){
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
