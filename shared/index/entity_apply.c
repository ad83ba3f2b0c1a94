/* entity_apply - applies a journal line to the entities. */

#include "entity_apply.h"

#include "entity_id.h"
#include "entity_update.h"
#include "reused_id.h"

/* Did it begin after `end`, when the connection was opened again? */
static bool
is_begun_after_reopen(const struct entity *connection, const struct entity *e,
		      timestamp end)
{
	/* An account registers again and again. */
	timestamp begun = e->kind == ENTITY_REGISTRATION ? e->since : e->first;

	return begun != TIMESTAMP_NONE && begun > end &&
	       connection->begun != TIMESTAMP_NONE &&
	       begun + HOOK_DISORDER > connection->begun;
}

/*
 * Was a hook about it since the connection was opened again after `end`?  Hooks
 * within REOPEN_AFTER of that end may have been late, and not of the new
 * connection, unless they began it.
 */
static bool
is_seen_after_reopen(const struct entity *connection, const struct entity *e,
		     timestamp end)
{
	return is_begun_after_reopen(connection, e, end) ||
	       (e->last > end + REOPEN_AFTER &&
		e->last + REOPEN_AFTER > entity_opened_at(connection));
}

/* Ends what the ended connection carried. */
static void
end_with_connection(const struct entity *connection, struct entity *e,
		    timestamp end)
{
	if (e->hung_up < end && e->hung_up != TIMESTAMP_NONE)
		end = e->hung_up;
	if (end < e->first)
		end = e->first;
	if (e->cut != TIMESTAMP_NONE && e->cut <= end &&
	    !is_seen_after_reopen(connection, e, e->cut))
		return;
	e->dirty |= e->cut != end;
	e->cut = end;
}

/* The connection was opened again: revives what hooks were about since. */
static void
revive(const struct entity *connection, struct entity *e)
{
	if (e->cut == TIMESTAMP_NONE ||
	    !is_seen_after_reopen(connection, e, connection->ended))
		return;
	e->cut = TIMESTAMP_NONE;
	e->dirty = true;
}

static void
follow_connection(const struct entity *connection, struct entity *e)
{
	/* Its own end has priority over that of its connection. */
	if (e->ended != TIMESTAMP_NONE) {
		e->dirty |= e->cut != TIMESTAMP_NONE;
		e->cut = TIMESTAMP_NONE;
	} else if (entity_has_ended(connection)) {
		end_with_connection(connection, e, entity_ended_at(connection));
	} else if (connection->ended != TIMESTAMP_NONE) {
		revive(connection, e);
	}
}

/* Which of those with this id the line is about; perhaps a new one. */
static struct entity *
choose_instance(struct entity_cache *c, struct entity *e,
		struct entity *connection, const struct journal_line *v)
{
	struct entity *before;

	if (reused_id_begins_another(e, v))
		return entity_cache_add_instance(c, e, connection);
	while (e->instance > 0 &&
	       (before = entity_cache_instance_before(c, e, connection)) &&
	       reused_id_is_about_before(e, before, v))
		e = before;
	return e;
}

struct entity *
entity_apply_line(struct entity_cache *c, const struct journal_line *v)
{
	struct entity *connection, *e;
	enum entity_kind kind;
	const char *id;

	if (!entity_id_find(v, &kind, &id))
		return NULL;
	connection = entity_cache_get(c, ENTITY_CONNECTION,
				      entity_id_connection(v), NULL);
	if (kind == ENTITY_CONNECTION) {
		entity_update(connection, v);
		if (connection->ended == TIMESTAMP_NONE &&
		    !entity_has_ended(connection))
			return connection;
		e = entity_cache_children(c, connection);
		for (; e; e = e->sibling)
			follow_connection(connection, e);
		return connection;
	}
	entity_update_connection(connection, v);
	e = choose_instance(c, entity_cache_get(c, kind, id, connection),
			    connection, v);
	entity_update(e, v);
	follow_connection(connection, e);
	return e;
}
