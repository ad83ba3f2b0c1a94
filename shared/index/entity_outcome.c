/* entity_outcome - what an entity came to, as lists and call records show it.
 */

#include "entity_outcome.h"

#include <string.h>

timestamp
entity_outcome_stop(const struct entity *e)
{
	if (entity_is_unended(e))
		return e->hung_up != TIMESTAMP_NONE ? e->hung_up : e->last;
	if (e->ended != TIMESTAMP_NONE)
		return e->ended;
	if (entity_is_refused(e))
		return e->denied_at;
	return e->cut != TIMESTAMP_NONE ? e->cut : e->last;
}

/*
 * A time within an entity that stopped at `stop`.  A hook may overtake another
 * by a moment: what is less than HOOK_DISORDER after the stop was at the stop.
 * A later time comes from a clock that was set back, and is TIMESTAMP_NONE.
 */
static timestamp
limit(timestamp time, timestamp stop)
{
	if (time <= stop)
		return time;
	return time <= stop + HOOK_DISORDER ? stop : TIMESTAMP_NONE;
}

/*
 * A status that came after a hook of an answered call, such as ESTABLISHED
 * after HOLD, tells when the call went on, not when it began or was answered.
 */
static bool
went_on_before(const struct entity *e, timestamp time)
{
	return e->in_call != TIMESTAMP_NONE && e->in_call < time;
}

static timestamp
answer_of(const struct entity *e, timestamp stop)
{
	return went_on_before(e, e->answered) ? TIMESTAMP_NONE
					      : limit(e->answered, stop);
}

/*
 * A call began with its request; if that was lost, with the first status before
 * its end.  `bound`: its answer or its end.
 */
static timestamp
begin_of_call(const struct entity *e, timestamp bound)
{
	if (e->begun != TIMESTAMP_NONE)
		return limit(e->begun, bound);
	if (entity_is_refused(e))
		return e->first;
	return went_on_before(e, e->reported) ? TIMESTAMP_NONE
					      : limit(e->reported, bound);
}

/* When anything else began: its first hook is part of it. */
static timestamp
begin_of_other(const struct entity *e, timestamp stop)
{
	return e->begun != TIMESTAMP_NONE && e->begun <= stop ? e->begun
							      : e->first;
}

static const char *
disposition_of(const struct entity *e)
{
	if (entity_is_refused(e))
		return "DENIED";
	if (entity_is_unended(e) && e->hung_up == TIMESTAMP_NONE)
		return "STALE";
	if (e->was_up)
		return "ANSWERED";
	if (strcmp(e->status, "BUSY") == 0 || strcmp(e->status, "FAILED") == 0)
		return e->status;
	/* A client answered it, and nothing tells whether WCS came to do so. */
	if (e->answer_asked ||
	    (e->begun == TIMESTAMP_NONE && e->reported == TIMESTAMP_NONE))
		return "UNKNOWN";
	return "NO ANSWER";
}

static const char *
transferred_by(const struct entity *e)
{
	const char *side = e->text[TEXT_TRANSFER_SIDE];

	if (!side || e->incoming < 0)
		return NULL;
	return (strcmp(side, "ours") == 0) == (e->incoming == 0)
		   ? e->text[TEXT_SRC]
		   : e->text[TEXT_DST];
}

/* How long a stale call was talked is unknown. */
static timestamp
billsec_of(const struct entity *e, const struct entity_outcome *o)
{
	bool has_ended = e->hung_up != TIMESTAMP_NONE || !entity_is_unended(e);

	return has_ended && o->answer != TIMESTAMP_NONE ? o->stop - o->answer
							: TIMESTAMP_NONE;
}

static const char *
hangup_of(const struct entity *e, timestamp stop)
{
	if (e->hung_up == TIMESTAMP_NONE || e->hung_up > stop ||
	    e->incoming < 0)
		return NULL;
	return e->incoming ? "callee" : "caller";
}

struct entity_outcome
entity_outcome_of(const struct entity *e)
{
	const timestamp stop = entity_outcome_stop(e);
	struct entity_outcome o = {
		.stop = stop,
		.answer = answer_of(e, stop),
		.billsec = TIMESTAMP_NONE,
	};

	if (e->incoming >= 0)
		o.direction = e->incoming ? "in" : "out";
	if (e->kind != ENTITY_CALL) {
		o.begin = begin_of_other(e, stop);
		return o;
	}
	o.begin =
	    begin_of_call(e, o.answer != TIMESTAMP_NONE ? o.answer : stop);
	o.billsec = billsec_of(e, &o);
	o.disposition = disposition_of(e);
	o.transferred_by = transferred_by(e);
	o.hangup = hangup_of(e, stop);
	return o;
}
