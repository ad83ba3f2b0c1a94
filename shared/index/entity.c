/* entity - a connection, registration, call, message or stream. */

#include "entity.h"

#include <string.h>

struct entity *
entity_new(struct arena *arena, enum entity_kind kind, const char *id)
{
	struct entity *e = arena_alloc(arena, sizeof *e);
	size_t i;

	e->arena = arena;
	e->id = arena_strdup(arena, id);
	e->kind = kind;
	for (i = 0; i < TEXTS; i++)
		e->rank[i] = INT64_MAX;
	e->first = e->last = e->begun = e->answered = e->reported =
	    TIMESTAMP_NONE;
	e->in_call = e->ended = e->cut = e->since = e->denied_at = e->hung_up =
	    TIMESTAMP_NONE;
	e->facts_at = e->over_at = TIMESTAMP_NONE;
	e->born = e->recorded = e->due = TIMESTAMP_NONE;
	e->incoming = -1;
	return e;
}

void
entity_keep_earliest(timestamp *kept, timestamp when)
{
	if (*kept == TIMESTAMP_NONE || when < *kept)
		*kept = when;
}

void
entity_drop(struct entity *e)
{
	arena_rewind(e->arena, e);
}

bool
entity_has_ended(const struct entity *e)
{
	return entity_ended_at(e) != TIMESTAMP_NONE;
}

timestamp
entity_opened_at(const struct entity *e)
{
	return e->stage == STAGE_ESTABLISHED && e->since > e->begun ? e->since
								    : e->begun;
}

bool
entity_is_nominal(const struct entity *e)
{
	switch (e->kind) {
	case ENTITY_CONNECTION:
		return e->id[strlen(e->id) - 1] == ' ';
	case ENTITY_STREAM:
		return e->since == TIMESTAMP_NONE &&
		       e->begun == TIMESTAMP_NONE && !e->was_up &&
		       strcmp(e->status, "SNAPSHOT_COMPLETE") == 0;
	default:
		return false;
	}
}

bool
entity_is_refused(const struct entity *e)
{
	return e->denied && e->begun == TIMESTAMP_NONE && !e->progressed;
}

bool
entity_is_denied(const struct entity *e)
{
	return entity_is_refused(e) && e->stage == STAGE_PENDING;
}

bool
entity_is_unended(const struct entity *e)
{
	return e->stage < STAGE_ENDED && e->cut == TIMESTAMP_NONE &&
	       !entity_is_refused(e) && !entity_is_nominal(e);
}

timestamp
entity_ended_at(const struct entity *e)
{
	/* Opened again. */
	if (e->kind == ENTITY_CONNECTION && e->ended != TIMESTAMP_NONE &&
	    e->stage != STAGE_ENDED)
		return TIMESTAMP_NONE;
	if (e->ended != TIMESTAMP_NONE)
		return e->ended;
	return entity_is_refused(e) ? e->denied_at : e->cut;
}
