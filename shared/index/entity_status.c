/* entity_status - how a status changes an entity. */

#include "entity_status.h"

#include <string.h>

#include "base/str.h"

/* See REOPEN_AFTER. */
static bool
connection_goes_forward(const struct entity *e, enum stage stage,
			bool is_another_connect, timestamp when)
{
	bool ends = stage == STAGE_ENDED, ended = e->stage == STAGE_ENDED;

	if (ends && ended)
		return when < e->since ? e->since - when <= REOPEN_AFTER
				       : when - e->since > REOPEN_AFTER;
	if (ended)
		return when - e->since >
		       (is_another_connect ? 0 : REOPEN_AFTER);
	/* The end of the connection before, repeated, does not end this one. */
	if (ends && e->ended != TIMESTAMP_NONE && when < e->since)
		return false;
	if (ends)
		return e->since - when <= REOPEN_AFTER;
	return stage == e->stage ? when < e->since : stage > e->stage;
}

static bool
goes_forward(const struct entity *e, enum stage stage, bool is_another_connect,
	     timestamp when)
{
	if (e->since == TIMESTAMP_NONE)
		return true;
	if (e->kind == ENTITY_CONNECTION)
		return connection_goes_forward(e, stage, is_another_connect,
					       when);
	/* Accounts register again and again; the latest hook holds. */
	if (e->kind == ENTITY_REGISTRATION)
		return when > e->since ||
		       (when == e->since && stage > e->stage);
	if (stage != e->stage)
		return stage > e->stage;
	/* The first end stays; of alternating statuses the latest holds. */
	return stage == STAGE_ESTABLISHED || stage == STAGE_IMDN
		   ? when > e->since
		   : when < e->since;
}

/* WCS reports a refused call as FAILED; BUSY comes from a phone. */
static bool
shows_progress(const char *status, enum stage stage)
{
	return stage == STAGE_ENDED ? strcmp(status, "BUSY") == 0
				    : stage > STAGE_PENDING;
}

/*
 * WCS may report FINISH of a call before FAILED or BUSY, which says more; the
 * first of them is still when it ended.
 */
static bool
is_failed_already(const struct entity *e, const char *status)
{
	return e->kind == ENTITY_CALL && e->stage == STAGE_ENDED &&
	       strcmp(status, "FINISH") == 0;
}

static bool
reports_failure(const struct entity *e, const char *status, enum stage stage)
{
	return e->kind == ENTITY_CALL && e->stage == STAGE_ENDED &&
	       stage == STAGE_ENDED && strcmp(e->status, "FINISH") == 0 &&
	       strcmp(status, "FINISH") != 0;
}

void
entity_status_apply(struct entity *e, const char *status, enum stage stage,
		    bool is_another_connect, timestamp when)
{
	/* HOLD says that it was answered, not when. */
	const bool holds = strcmp(status, "HOLD") == 0;
	bool forward;

	if (stage == STAGE_NONE) {
		e->was_up =
		    e->was_up || strcmp(status, "SNAPSHOT_COMPLETE") != 0;
		if (e->since == TIMESTAMP_NONE)
			str_copy(e->status, sizeof e->status, status);
		return;
	}
	if (reports_failure(e, status, stage)) {
		str_copy(e->status, sizeof e->status, status);
		e->dirty = true;
	}
	forward = goes_forward(e, stage, is_another_connect, when);
	/* Opened again: what was before is over. */
	if (e->kind == ENTITY_CONNECTION && e->stage == STAGE_ENDED &&
	    stage != STAGE_ENDED && forward)
		e->answered = TIMESTAMP_NONE;
	e->progressed = e->progressed || shows_progress(status, stage);
	if (stage < STAGE_ENDED && !holds)
		entity_keep_earliest(&e->reported, when);
	if (stage == STAGE_ESTABLISHED) {
		e->was_up = true;
		entity_keep_earliest(holds ? &e->in_call : &e->answered, when);
	}
	if ((stage == STAGE_PENDING && entity_is_denied(e)) || !forward)
		return;
	if (!is_failed_already(e, status))
		str_copy(e->status, sizeof e->status, status);
	e->stage = stage;
	e->since = when;
	if (stage == STAGE_ENDED)
		e->ended = when;
	else if (e->kind == ENTITY_REGISTRATION)
		e->ended = TIMESTAMP_NONE;
}
