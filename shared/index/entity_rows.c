/* entity_rows - entities as rows of the index. */

#include "entity_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "call_records.h"
#include "entity_ranks.h"
#include "index_query.h"
#include "limit_slots.h"
#include "schema.h"

/*
 * A fold stores no time that cannot be written (timestamp.h).  One that
 * somebody else stored becomes the nearest, so that sums cannot overflow.
 */
static timestamp
timestamp_of(struct sql_query *q, int column)
{
	timestamp t = TIMESTAMP_NONE;

	sql_query_get_number(q, column, &t);
	if (t == TIMESTAMP_NONE)
		return t;
	if (t < TIMESTAMP_MIN)
		return TIMESTAMP_MIN;
	return t < TIMESTAMP_MAX ? t : TIMESTAMP_MAX;
}

static int
flag_of(struct sql_query *q, int column)
{
	int64_t flag = -1;

	sql_query_get_number(q, column, &flag);
	return (int)flag;
}

static struct entity *
entity_from(struct sql_query *q, struct arena *arena, enum entity_kind kind)
{
	struct entity *e =
	    entity_new(arena, kind, sql_query_text(q, COLUMN_ID));
	const char *history = sql_query_text(q, COLUMN_HISTORY);
	const void *ranks;
	size_t i, len;
	int64_t was_up;

	e->row = sql_query_number(q, COLUMN_ROW);
	e->connection = sql_query_number(q, COLUMN_CONNECTION);
	e->instance = sql_query_number(q, COLUMN_INSTANCE);
	for (i = 0; i < TEXTS; i++) {
		const char *text =
		    sql_query_text(q, COLUMN_FIRST_TEXT + (int)i);

		e->text[i] = text ? arena_strdup(arena, text) : NULL;
	}
	str_copy(e->status, sizeof e->status, sql_query_text(q, COLUMN_STATUS));
	e->stage = (enum stage)sql_query_number(q, COLUMN_STAGE);
	e->since = timestamp_of(q, COLUMN_SINCE);
	e->first = timestamp_of(q, COLUMN_FIRST);
	e->last = timestamp_of(q, COLUMN_LAST);
	e->begun = timestamp_of(q, COLUMN_BEGUN);
	e->reported = timestamp_of(q, COLUMN_REPORTED);
	e->answered = timestamp_of(q, COLUMN_ANSWERED);
	e->in_call = timestamp_of(q, COLUMN_IN_CALL);
	was_up = sql_query_number(q, COLUMN_WAS_UP);
	e->was_up = was_up & 1;
	e->answer_asked = was_up & 2;
	e->progressed = sql_query_number(q, COLUMN_PROGRESSED) != 0;
	e->ended = timestamp_of(q, COLUMN_ENDED);
	e->cut = timestamp_of(q, COLUMN_CUT);
	e->incoming = flag_of(q, COLUMN_INCOMING);
	e->hung_up = timestamp_of(q, COLUMN_HUNG_UP);
	e->denied_at = timestamp_of(q, COLUMN_DENIED_AT);
	e->denied = e->denied_at != TIMESTAMP_NONE;
	arena_reserve(arena, &e->history, strlen(history));
	buffer_str(&e->history, history);
	e->steps = (unsigned)sql_query_number(q, COLUMN_STEPS);
	e->has_slots = sql_query_number(q, COLUMN_HAS_SLOTS) != 0;
	ranks = sql_query_bytes(q, COLUMN_RANKS, &len);
	entity_ranks_decode(e, ranks, len);
	e->over_at = timestamp_of(q, COLUMN_OVER_AT);
	if (kind == ENTITY_CONNECTION) {
		const char *facts = sql_query_text(q, COLUMN_FACTS);

		e->facts = facts ? arena_strdup(arena, facts) : NULL;
		e->facts_at = timestamp_of(q, COLUMN_FACTS_AT);
	}
	if (kind == ENTITY_CALL) {
		e->key = (uint64_t)sql_query_number(q, COLUMN_IDENTITY);
		e->born = timestamp_of(q, COLUMN_BORN);
		e->recorded = timestamp_of(q, COLUMN_RECORDED);
		e->revision = (unsigned)sql_query_number(q, COLUMN_REVISION);
		e->digest = (uint64_t)sql_query_number(q, COLUMN_DIGEST);
		e->due = timestamp_of(q, COLUMN_DUE);
		call_records_complete(e);
	}
	e->stored = true;
	e->stored_live = sql_query_number(q, COLUMN_LIVE) != 0;
	e->stored_expires = sql_query_number(q, COLUMN_EXPIRES);
	e->stored_last = e->last;
	return e;
}

struct entity *
entity_rows_load(struct index *ix, struct arena *arena, enum entity_kind kind,
		 const char *id, int64_t connection, int64_t instance)
{
	struct sql_query *q = index_query(ix, QUERY_LOAD, kind, schema_select(),
					  " WHERE id = ? AND connection = ?"
					  " AND instance <= ?"
					  " ORDER BY instance DESC LIMIT 1");
	struct entity *e = NULL;

	if (!q)
		return NULL;
	sql_query_set_text(q, 1, id);
	sql_query_set_number(q, 2, connection);
	sql_query_set_number(q, 3, instance);
	if (sql_query_step(q) == 1)
		e = entity_from(q, arena, kind);
	sql_query_reset(q);
	return e;
}

struct entity *
entity_rows_load_row(struct index *ix, struct arena *arena,
		     enum entity_kind kind, int64_t row)
{
	struct sql_query *q = index_query(ix, QUERY_LOAD_ROW, kind,
					  schema_select(), " WHERE row = ?");
	struct entity *e = NULL;

	if (!q)
		return NULL;
	sql_query_set_number(q, 1, row);
	if (sql_query_step(q) == 1)
		e = entity_from(q, arena, kind);
	sql_query_reset(q);
	return e;
}

void
entity_rows_load_open(struct index *ix, struct arena *arena,
		      enum entity_kind kind, int64_t connection,
		      void (*each)(void *, struct entity *), void *arg)
{
	struct sql_query *q =
	    index_query(ix, QUERY_LOAD_OPEN, kind, schema_select(),
			" WHERE connection = ? AND ended IS NULL");

	if (!q)
		return;
	sql_query_set_number(q, 1, connection);
	while (sql_query_step(q) == 1)
		each(arg, entity_from(q, arena, kind));
	sql_query_reset(q);
}

static int
set_timeout(struct index *ix, enum entity_kind kind, const struct timeouts *t)
{
	const long long pending = t->pending[kind];
	const long long established = t->established[kind];
	const long long hangup = t->hangup;

	if (sql_exec(index_sql(ix),
		     "REPLACE INTO timeouts VALUES (%d, %lld, %lld, %lld);"
		     "UPDATE %s SET live = %d, expires = min(last +"
		     " CASE WHEN was_up THEN %lld ELSE %lld END,"
		     " coalesce(hung_up + %lld, %lld)) WHERE unended",
		     (int)kind, pending, established, hangup,
		     entity_kind_names[kind], kind != ENTITY_MESSAGE,
		     established, pending, hangup, (long long)INT64_MAX))
		return index_failed(ix, "write to");
	return limit_slots_revive(ix, kind);
}

int
entity_rows_set_timeouts(struct index *ix, const struct timeouts *t)
{
	struct sql_query *q =
	    sql_prepare(index_sql(ix), "SELECT kind, pending, established,"
				       " hangup FROM timeouts");
	bool is_set[ENTITY_KINDS] = { false };
	enum entity_kind kind;

	if (!q)
		return index_failed(ix, "read");
	while (sql_query_step(q) == 1) {
		int64_t n = sql_query_number(q, 0);

		if (n >= 0 && n < ENTITY_KINDS)
			is_set[n] =
			    sql_query_number(q, 1) == t->pending[n] &&
			    sql_query_number(q, 2) == t->established[n] &&
			    sql_query_number(q, 3) == t->hangup;
	}
	sql_query_free(q);
	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (!is_set[kind] && set_timeout(ix, kind, t))
			return -1;
	return 0;
}

int64_t
entity_rows_last(struct index *ix, enum entity_kind kind)
{
	char query[64];
	int64_t row;

	snprintf(query, sizeof query, "SELECT max(row) FROM %s",
		 entity_kind_names[kind]);
	row = sql_number(index_sql(ix), query);
	return row > 0 ? row : 0;
}

/* A registration lives as long as its connection is not stale. */
static int
extend_registrations(struct index *ix, timestamp now)
{
	struct sql_query *q = index_query(
	    ix, QUERY_EXTEND, 0,
	    "UPDATE registration SET expires = (SELECT c.expires"
	    " FROM connection AS c WHERE c.row = registration.connection)"
	    " WHERE live AND expires < ?1 AND (SELECT c.expires"
	    " FROM connection AS c WHERE c.row = registration.connection)"
	    " > expires",
	    NULL);

	if (!q)
		return -1;
	sql_query_set_number(q, 1, now);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

/* 1, 0: none has expired, or -1. */
static int
has_expired(struct index *ix, enum entity_kind kind, timestamp now)
{
	struct sql_query *q =
	    index_query(ix, QUERY_HAS_EXPIRED, kind, "SELECT 1 FROM ",
			" WHERE live AND expires < ? LIMIT 1");
	int step;

	if (!q)
		return -1;
	sql_query_set_number(q, 1, now);
	step = sql_query_step(q);
	sql_query_reset(q);
	return step < 0 ? index_failed(ix, "read") : step;
}

int
entity_rows_reap(struct index *ix, enum entity_kind kind, timestamp now)
{
	/* Seldom: preparing the statements below takes longer. */
	const int expired = has_expired(ix, kind, now);
	struct sql_query *q;

	if (expired < 1)
		return expired;
	q = index_query(ix, QUERY_REAP, kind, "UPDATE ",
			kind == ENTITY_CALL
			    ? " SET live = 0, due = ?1"
			      " WHERE live AND expires < ?1"
			    : " SET live = 0 WHERE live AND expires < ?1");
	if (!q ||
	    (kind == ENTITY_REGISTRATION && extend_registrations(ix, now)) ||
	    limit_slots_expire(ix, kind, now))
		return -1;
	sql_query_set_number(q, 1, now);
	return sql_query_run(q) ? index_failed(ix, "write to")
				: sql_changes(index_sql(ix));
}
