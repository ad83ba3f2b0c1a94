/* affect - what a line of the journal does to entities. */

#include "entity_apply.h"

/*
 * Was it heard of since the connection was opened again after `end`?  What
 * came a while after that end was late, and is none of the new connection's.
 */
static bool
has_come_again(const struct entity *connection, const struct entity *e,
	       moment end)
{
	return e->last > end + AGAIN_AFTER &&
	       e->last + AGAIN_AFTER > entity_opened(connection);
}

/* The connection has ended; so has what it carried. */
static void
cut(const struct entity *connection, struct entity *e, moment end)
{
	if (end < e->first)
		end = e->first;
	if (e->cut != NEVER && e->cut <= end &&
	    !has_come_again(connection, e, e->cut))
		return;
	e->dirty |= e->cut != end;
	e->cut = end;
}

/* It was opened again; what was heard of since lives with it. */
static void
mend(const struct entity *connection, struct entity *e)
{
	if (e->cut == NEVER ||
	    !has_come_again(connection, e, connection->ended))
		return;
	e->cut = NEVER;
	e->dirty = true;
}

static void
settle(const struct entity *connection, struct entity *e)
{
	/* Its own end counts more than that of its connection. */
	if (e->ended != NEVER) {
		e->dirty |= e->cut != NEVER;
		e->cut = NEVER;
	} else if (entity_is_over(connection)) {
		cut(connection, e, entity_end(connection));
	} else if (connection->ended != NEVER) {
		mend(connection, e);
	}
}

struct entity *
affect(struct cache *c, const struct event *v)
{
	struct entity *connection, *e;
	enum about about;
	const char *id;

	if (!entity_of(v, &about, &id))
		return NULL;
	connection = cache_get(c, CONNECTION, entity_connection(v), NULL);
	if (about == CONNECTION) {
		entity_apply(connection, v);
		if (connection->ended == NEVER && !entity_is_over(connection))
			return connection;
		e = cache_children(c, connection);
		for (; e; e = e->sibling)
			settle(connection, e);
		return connection;
	}
	entity_hear(connection, v);
	e = cache_get(c, about, id, connection);
	entity_apply(e, v);
	settle(connection, e);
	return e;
}
