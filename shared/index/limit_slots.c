/* place - what limits count: one row for whom a limit let pass. */

#include "limit_slots.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "index_query.h"
#include "protocol/hook_roles.h"

/* A longer one ends in its digest, lest two that begin alike be one. */
static void
shorten(char *taker, size_t size, const char *session, const char *id)
{
	const struct run parts[] = {
		{ taker, strlen(taker) },
		{ session, strlen(session) },
		{ " ", 1 },
		{ id, strlen(id) },
	};
	uint8_t digest[DIGEST_SHA256];
	char *end = taker + size - sizeof digest * 2 - 1;
	size_t i;

	digest_hmac_sha256(digest, (struct run){ "", 0 }, parts,
			   sizeof parts / sizeof *parts);
	for (i = 0; i < sizeof digest; i++)
		snprintf(end + i * 2, 3, "%02x", digest[i]);
}

/* The second word of a key says so. */
static bool
is_rate(const char *key)
{
	const char *word = strchr(key, ' ');

	return word && strncmp(word, " rate ", 6) == 0;
}

static bool
begins(const struct event *v)
{
	const struct hook_roles *h = hook_roles_find(v->hook);

	return h && (h->role == ROLE_BEGINS || h->role == ROLE_ARRIVES);
}

const char *
place_again(const struct event *v)
{
	static char again[PLACE_AGAIN_SIZE];
	const char *node = v->node ? v->node : "";
	const char *session = v->session ? v->session : "";
	uint8_t digest[DIGEST_SHA256];
	enum about about;
	const char *id;
	size_t i;

	if (!begins(v) || !entity_of(v, &about, &id))
		return NULL;
	digest_hmac_sha256(digest, (struct run){ "", 0 },
			   (const struct run[]){
			       { node, strlen(node) },
			       { "", 1 },
			       { session, strlen(session) },
			       { "", 1 },
			       { id, strlen(id) },
			   },
			   5);
	for (i = 0; i < PLACE_AGAIN_SIZE / 2 - 1; i++)
		snprintf(again + i * 2, 3, "%02x", digest[i]);
	again[PLACE_AGAIN_SIZE - 2] = ' ';
	again[PLACE_AGAIN_SIZE - 1] = '\0';
	return again;
}

const char *
place_taker(const struct event *v, const char *key)
{
	static char taker[1200];
	const char *node = v->node ? v->node : "";
	const char *session = v->session ? v->session : "";
	const char *again = is_rate(key) ? place_again(v) : NULL;
	enum about about;
	const char *id;

	if (again)
		snprintf(taker, sizeof taker, "%s%lld", again,
			 (long long)v->time);
	else if (is_rate(key) || !begins(v) || !entity_of(v, &about, &id))
		snprintf(taker, sizeof taker, "%lld %s %s", (long long)v->time,
			 node, session);
	else if (snprintf(taker, sizeof taker, "%s %s %s %s",
			  about_names[about], node, session,
			  id) >= (int)sizeof taker)
		shorten(taker, sizeof taker, session, id);
	return taker;
}

static int
add(struct index *ix, const char *key, const char *taker, moment time,
    const struct entity *e, bool active)
{
	struct query *q =
	    index_ask(ix, ADD_PLACE, 0,
		      "INSERT INTO place VALUES (?,?,?,?,?,?)"
		      " ON CONFLICT DO UPDATE SET time ="
		      " min(time, excluded.time), about = excluded.about,"
		      " row = excluded.row, active = excluded.active",
		      NULL);

	if (!q)
		return -1;
	query_set_text(q, 1, key);
	query_set_text(q, 2, taker);
	query_set(q, 3, time);
	query_set(q, 4, e ? (int64_t)e->about : -1);
	query_set(q, 5, e ? e->row : 0);
	query_set(q, 6, active);
	return query_do(q) ? index_failed(ix, "write to") : 0;
}

static void
keep(struct entity *e, const char *key, const struct event *v)
{
	struct taken *t = arena_get(e->arena, sizeof *t);

	t->key = arena_text(e->arena, key);
	t->taker = arena_text(e->arena, place_taker(v, key));
	t->time = v->time;
	t->next = e->taken;
	e->taken = t;
	e->dirty = true;
}

int
place_take(struct index *ix, const struct event *v, struct entity *e,
	   moment now)
{
	unsigned i;

	for (i = 0; i < v->place_count && v->status == 200; i++) {
		const char *key = v->places[i];

		if (key && e)
			keep(e, key, v);
		else if (key && v->time >= now - PLACE_KEPT &&
			 add(ix, key, place_taker(v, key), v->time, NULL,
			     false))
			return -1;
	}
	return 0;
}

static int
set_active(struct index *ix, const struct entity *e, bool active)
{
	struct query *q = index_ask(ix, SET_ACTIVE, 0,
				    "UPDATE place SET active = ?3"
				    " WHERE about = ?1 AND row = ?2",
				    NULL);

	if (!q)
		return -1;
	query_set(q, 1, e->about);
	query_set(q, 2, e->row);
	query_set(q, 3, active);
	return query_do(q) ? index_failed(ix, "write to") : 0;
}

int
place_save(struct index *ix, struct entity *e, bool live, moment now)
{
	const struct taken *t;

	if (e->takes_places && e->stored && live != e->stored_live &&
	    set_active(ix, e, live))
		return -1;
	/* Of what is long past, as when all is read anew, nothing is kept. */
	for (t = e->taken; t; t = t->next) {
		if (!live && t->time < now - PLACE_KEPT)
			continue;
		if (add(ix, t->key, t->taker, t->time, e, live))
			return -1;
		e->takes_places = true;
	}
	return 0;
}

int
place_end_stale(struct index *ix, enum about about, moment now)
{
	struct query *q =
	    index_ask(ix, END_STALE, about,
		      "UPDATE place SET active = 0 WHERE active AND about = ?1"
		      " AND row IN (SELECT row FROM ",
		      " WHERE live AND expires < ?2)");

	if (!q)
		return -1;
	query_set(q, 1, about);
	query_set(q, 2, now);
	return query_do(q) ? index_failed(ix, "write to") : 0;
}

int
place_forget(struct index *ix, moment now)
{
	struct query *q =
	    index_ask(ix, FORGET_PLACES, 0,
		      "DELETE FROM place WHERE NOT active AND time < ?", NULL);

	if (!q)
		return -1;
	query_set(q, 1, now - PLACE_KEPT);
	return query_do(q) ? index_failed(ix, "write to") : 0;
}

/* The one number that a query returns. */
static int64_t
number(struct index *ix, struct query *q)
{
	int64_t n =
	    query_step(q) == 1 ? query_number(q, 0) : index_failed(ix, "ask");

	query_again(q);
	return n;
}

int64_t
place_count_active(struct index *ix, enum about about, const char *key,
		   moment now)
{
	struct query *q = index_ask(
	    ix, COUNT_ACTIVE, about, "SELECT count(*) FROM place CROSS JOIN ",
	    " AS it ON it.row = place.row WHERE key = ?1 AND active"
	    " AND place.about = ?2 AND live AND expires >= ?3");

	if (!q)
		return -1;
	query_set_text(q, 1, key);
	query_set(q, 2, about);
	query_set(q, 3, now);
	return number(ix, q);
}

bool
place_is_within(moment taken, moment within, moment now)
{
	return taken > now - within && taken < now + PLACE_LATER;
}

int64_t
place_count_since(struct index *ix, const char *key, moment within, moment now)
{
	struct query *q = index_ask(ix, COUNT_SINCE, 0,
				    "SELECT count(*) FROM place"
				    " WHERE key = ? AND time > ? AND time < ?",
				    NULL);

	if (!q)
		return -1;
	query_set_text(q, 1, key);
	query_set(q, 2, now - within);
	query_set(q, 3, now + PLACE_LATER);
	return number(ix, q);
}

/* What begins with a space ends before what begins with the next character. */
int64_t
place_count_again(struct index *ix, const char *key, const char *again,
		  moment within, moment now)
{
	struct query *q =
	    index_ask(ix, COUNT_AGAIN, 0,
		      "SELECT count(*) FROM place WHERE key = ?1 AND id >= ?2"
		      " AND id < rtrim(?2) || '!' AND time > ?3 AND time < ?4",
		      NULL);

	if (!q)
		return -1;
	query_set_text(q, 1, key);
	query_set_text(q, 2, again);
	query_set(q, 3, now - within);
	query_set(q, 4, now + PLACE_LATER);
	return number(ix, q);
}

bool
place_find_active(struct index *ix, enum about about, const char *key,
		  const char *taker, moment now)
{
	struct query *q = index_ask(
	    ix, FIND_ACTIVE, about, "SELECT count(*) FROM place CROSS JOIN ",
	    " AS it ON it.row = place.row WHERE key = ?1 AND place.id = ?2"
	    " AND active AND place.about = ?3 AND live AND expires >= ?4");

	if (!q)
		return false;
	query_set_text(q, 1, key);
	query_set_text(q, 2, taker);
	query_set(q, 3, about);
	query_set(q, 4, now);
	return number(ix, q) > 0;
}

void
place_each_of(struct index *ix, enum about about, int64_t row,
	      void (*each)(void *, const char *, const char *, moment),
	      void *arg)
{
	struct query *q = index_ask(ix, PLACES_OF, 0,
				    "SELECT key, id, time FROM place"
				    " WHERE about = ? AND row = ?",
				    NULL);

	if (!q)
		return;
	query_set(q, 1, about);
	query_set(q, 2, row);
	while (query_step(q) == 1)
		each(arg, query_text(q, 0), query_text(q, 1),
		     query_number(q, 2));
	query_again(q);
}
