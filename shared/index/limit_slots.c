/* limit_slots - what limits count. */

#include "limit_slots.h"

#include "index_query.h"
#include "slot_name.h"

static int
add(struct index *ix, const char *key, const char *name, timestamp time,
    const struct entity *e, bool active)
{
	struct sql_query *q =
	    index_query(ix, QUERY_ADD_SLOT, 0,
			"INSERT INTO limit_slot VALUES (?,?,?,?,?,?)"
			" ON CONFLICT DO UPDATE SET time ="
			" min(time, excluded.time), kind = excluded.kind,"
			" row = excluded.row, active = excluded.active",
			NULL);

	if (!q)
		return -1;
	sql_query_set_text(q, 1, key);
	sql_query_set_text(q, 2, name);
	sql_query_set_number(q, 3, time);
	sql_query_set_number(q, 4, e ? (int64_t)e->kind : -1);
	sql_query_set_number(q, 5, e ? e->row : 0);
	sql_query_set_number(q, 6, active);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

static void
add_to_entity(struct entity *e, const char *key, const struct journal_line *v)
{
	struct new_slot *t = arena_alloc(e->arena, sizeof *t);

	t->key = arena_strdup(e->arena, key);
	t->name = arena_strdup(e->arena, slot_name(v, key, e->instance));
	t->time = v->time;
	t->next = e->new_slots;
	e->new_slots = t;
	e->dirty = true;
}

int
limit_slots_take(struct index *ix, const struct journal_line *v,
		 struct entity *e, timestamp now)
{
	unsigned i;

	for (i = 0; i < v->slot_count && v->status == 200; i++) {
		const char *key = v->slots[i];

		if (key && e)
			add_to_entity(e, key, v);
		else if (key && v->time >= now - SLOT_KEPT &&
			 add(ix, key, slot_name(v, key, 0), v->time, NULL,
			     false))
			return -1;
	}
	return 0;
}

static int
set_active(struct index *ix, const struct entity *e, bool active)
{
	struct sql_query *q = index_query(ix, QUERY_SET_ACTIVE, 0,
					  "UPDATE limit_slot SET active = ?3"
					  " WHERE kind = ?1 AND row = ?2",
					  NULL);

	if (!q)
		return -1;
	sql_query_set_number(q, 1, e->kind);
	sql_query_set_number(q, 2, e->row);
	sql_query_set_number(q, 3, active);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

int
limit_slots_save(struct index *ix, struct entity *e, bool live, timestamp now)
{
	const struct new_slot *t;

	if (e->has_slots && e->stored && live != e->stored_live &&
	    set_active(ix, e, live))
		return -1;
	/* A rebuild reads slots that limits no longer look at. */
	for (t = e->new_slots; t; t = t->next) {
		if (!live && t->time < now - SLOT_KEPT)
			continue;
		if (add(ix, t->key, t->name, t->time, e, live))
			return -1;
		e->has_slots = true;
	}
	return 0;
}

int
limit_slots_revive(struct index *ix, enum entity_kind kind)
{
	struct sql_query *q = index_query(
	    ix, QUERY_REVIVE_SLOTS, kind,
	    "UPDATE limit_slot SET active = 1 WHERE NOT active AND kind = ?1"
	    " AND row IN (SELECT row FROM ",
	    " WHERE live)");

	if (!q)
		return -1;
	sql_query_set_number(q, 1, kind);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

int
limit_slots_expire(struct index *ix, enum entity_kind kind, timestamp now)
{
	struct sql_query *q = index_query(
	    ix, QUERY_EXPIRE_SLOTS, kind,
	    "UPDATE limit_slot SET active = 0 WHERE active AND kind = ?1"
	    " AND row IN (SELECT row FROM ",
	    " WHERE live AND expires < ?2)");

	if (!q)
		return -1;
	sql_query_set_number(q, 1, kind);
	sql_query_set_number(q, 2, now);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

int
limit_slots_purge(struct index *ix, timestamp now)
{
	struct sql_query *q = index_query(
	    ix, QUERY_PURGE_SLOTS, 0,
	    "DELETE FROM limit_slot WHERE NOT active AND time < ?", NULL);

	if (!q)
		return -1;
	sql_query_set_number(q, 1, now - SLOT_KEPT);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

/* The one number that a query returns; -1 on failure. */
static int64_t
read_count(struct index *ix, struct sql_query *q)
{
	int64_t n = sql_query_step(q) == 1 ? sql_query_number(q, 0)
					   : index_failed(ix, "query");

	sql_query_reset(q);
	return n;
}

int64_t
limit_slots_count_active(struct index *ix, enum entity_kind kind,
			 const char *key, timestamp now)
{
	struct sql_query *q = index_query(
	    ix, QUERY_COUNT_ACTIVE, kind,
	    "SELECT count(*) FROM limit_slot CROSS JOIN ",
	    " AS e ON e.row = limit_slot.row WHERE key = ?1 AND active"
	    " AND limit_slot.kind = ?2 AND live AND expires >= ?3"
	    " AND last <= ?4");

	if (!q)
		return -1;
	sql_query_set_text(q, 1, key);
	sql_query_set_number(q, 2, kind);
	sql_query_set_number(q, 3, now);
	sql_query_set_number(q, 4, now + SLOT_AHEAD_MAX);
	return read_count(ix, q);
}

bool
limit_slots_is_within(timestamp taken, timestamp within, timestamp now)
{
	return taken > now - within && taken < now + SLOT_CLOCK_SLACK;
}

int64_t
limit_slots_count_since(struct index *ix, const char *key, timestamp within,
			timestamp now)
{
	struct sql_query *q =
	    index_query(ix, QUERY_COUNT_SINCE, 0,
			"SELECT count(*) FROM limit_slot"
			" WHERE key = ? AND time > ? AND time < ?",
			NULL);

	if (!q)
		return -1;
	sql_query_set_text(q, 1, key);
	sql_query_set_number(q, 2, now - within);
	sql_query_set_number(q, 3, now + SLOT_CLOCK_SLACK);
	return read_count(ix, q);
}

/* The prefix ends in a space, and "!" is the next character. */
int64_t
limit_slots_count_retries(struct index *ix, const char *key, const char *prefix,
			  timestamp within, timestamp now)
{
	struct sql_query *q = index_query(
	    ix, QUERY_COUNT_RETRIES, 0,
	    "SELECT count(*) FROM limit_slot WHERE key = ?1 AND name >= ?2"
	    " AND name < rtrim(?2) || '!' AND time > ?3 AND time < ?4",
	    NULL);

	if (!q)
		return -1;
	sql_query_set_text(q, 1, key);
	sql_query_set_text(q, 2, prefix);
	sql_query_set_number(q, 3, now - within);
	sql_query_set_number(q, 4, now + SLOT_CLOCK_SLACK);
	return read_count(ix, q);
}

bool
limit_slots_is_active(struct index *ix, enum entity_kind kind, const char *key,
		      const char *name, timestamp now)
{
	struct sql_query *q = index_query(
	    ix, QUERY_IS_ACTIVE, kind,
	    "SELECT count(*) FROM limit_slot CROSS JOIN ",
	    " AS e ON e.row = limit_slot.row WHERE key = ?1"
	    " AND limit_slot.name = ?2 AND active AND limit_slot.kind = ?3"
	    " AND live AND expires >= ?4 AND last <= ?5");

	if (!q)
		return false;
	sql_query_set_text(q, 1, key);
	sql_query_set_text(q, 2, name);
	sql_query_set_number(q, 3, kind);
	sql_query_set_number(q, 4, now);
	sql_query_set_number(q, 5, now + SLOT_AHEAD_MAX);
	return read_count(ix, q) > 0;
}

void
limit_slots_each(struct index *ix, enum entity_kind kind, int64_t row,
		 void (*each)(void *, const char *, const char *, timestamp),
		 void *arg)
{
	struct sql_query *q =
	    index_query(ix, QUERY_SLOTS_OF, 0,
			"SELECT key, name, time FROM limit_slot"
			" WHERE kind = ? AND row = ?",
			NULL);

	if (!q)
		return;
	sql_query_set_number(q, 1, kind);
	sql_query_set_number(q, 2, row);
	while (sql_query_step(q) == 1)
		each(arg, sql_query_text(q, 0), sql_query_text(q, 1),
		     sql_query_number(q, 2));
	sql_query_reset(q);
}
