/* expiry - after how much silence an entity counts as stale. */

#include "expiry.h"

#include "conf/conf.h"

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
		.hangup = cap_to_connection(c, c->timeouts.hangup),
	};
}

timestamp
expiry_at(const struct entity *e, const struct timeouts *t)
{
	const bool up = e->was_up || e->answer_asked;
	timestamp silent =
	    e->last + (up ? t->established : t->pending)[e->kind];

	return e->hung_up != TIMESTAMP_NONE && e->hung_up + t->hangup < silent
		   ? e->hung_up + t->hangup
		   : silent;
}

bool
expiry_is_live(const struct entity *e, const struct timeouts *t, timestamp now)
{
	return e->kind != ENTITY_MESSAGE && !entity_has_ended(e) &&
	       !entity_is_nominal(e) &&
	       (e->kind == ENTITY_REGISTRATION || expiry_at(e, t) >= now);
}
