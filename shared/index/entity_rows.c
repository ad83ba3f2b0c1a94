/* entity_rows - entities as rows of the index. */

#include "entity_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "call_records.h"
#include "index_query.h"
#include "limit_slots.h"
#include "schema.h"

static timestamp
timestamp_of(struct sql_query *q, int column)
{
	timestamp t = TIMESTAMP_NONE;

	sql_query_get_number(q, column, &t);
	return t;
}

static int
flag_of(struct sql_query *q, int column)
{
	int64_t flag = -1;

	sql_query_get_number(q, column, &flag);
	return (int)flag;
}

/* The ranks as they are saved: encode_ranks(). */
#define RANKS_SIZE (3 + TEXTS * sizeof(timestamp))

static void
decode_ranks(struct entity *e, const unsigned char *bytes, size_t len)
{
	unsigned there = len > 2 ? bytes[1] | bytes[2] << 8U : 0;
	size_t i, at = 3;

	for (i = 0; len > 2 && i < bytes[0] && i < TEXTS; i++) {
		if (i > 0)
			e->rank[i] = e->rank[i - 1];
		if ((there >> i & 1) && at + sizeof *e->rank <= len) {
			memcpy(&e->rank[i], bytes + at, sizeof *e->rank);
			at += sizeof *e->rank;
		}
	}
}

_Static_assert(TEXTS <= 16, "the bits of the ranks");

static struct entity *
entity_from(struct sql_query *q, struct arena *arena, enum entity_kind kind)
{
	struct entity *e =
	    entity_new(arena, kind, sql_query_text(q, COLUMN_ID));
	const char *history = sql_query_text(q, COLUMN_HISTORY);
	const void *ranks;
	size_t i, len;

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
	e->was_up = sql_query_number(q, COLUMN_WAS_UP) != 0;
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
	decode_ranks(e, ranks, len);
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

static void
set_timestamp(struct sql_query *q, int column, timestamp t)
{
	if (t != TIMESTAMP_NONE)
		sql_query_set_number(q, column + 1, t);
}

static void
set_flag(struct sql_query *q, int column, int flag)
{
	if (flag >= 0)
		sql_query_set_number(q, column + 1, flag);
}

/*
 * The ranks up to that of the last text that is set.  Most texts come from one
 * line, so a rank is saved only if it differs from the one before: after a byte
 * with the count, and two with a bit for each rank that is there.
 */
static size_t
encode_ranks(const struct entity *e, unsigned char bytes[RANKS_SIZE])
{
	size_t i, count = TEXTS, len = 3;
	unsigned there = 0;

	while (count > 0 && e->rank[count - 1] == INT64_MAX)
		count--;
	if (count == 0)
		return 0;
	for (i = 0; i < count; i++)
		if (i == 0 || e->rank[i] != e->rank[i - 1]) {
			there |= 1U << i;
			memcpy(bytes + len, &e->rank[i], sizeof *e->rank);
			len += sizeof *e->rank;
		}
	bytes[0] = (unsigned char)count;
	bytes[1] = (unsigned char)there;
	bytes[2] = (unsigned char)(there >> 8);
	return len;
}

/* Notes that two calls have this callId; see the view cdr. */
static int
note_shared_id(struct index *ix, const struct entity *e)
{
	struct sql_query *q =
	    index_query(ix, QUERY_HAS_CALL_ID, 0,
			"SELECT 1 FROM call WHERE id = ? LIMIT 1", NULL);
	int step;

	if (!q)
		return -1;
	sql_query_set_text(q, 1, e->id);
	step = sql_query_step(q);
	sql_query_reset(q);
	if (step < 1)
		return step < 0 ? index_failed(ix, "read") : 0;
	q = index_query(ix, QUERY_SHARE_CALL_ID, 0,
			"INSERT OR IGNORE INTO shared_call_id VALUES (?)",
			NULL);
	if (!q)
		return -1;
	sql_query_set_text(q, 1, e->id);
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

static int
prepare_call(struct index *ix, struct sql_query *q, struct entity *e, bool live,
	     timestamp expires)
{
	struct call_records *r = index_call_records(ix);

	/* In a rebuild, there is no index on ids yet. */
	if (!e->stored && !call_records_rebuild(r) && note_shared_id(ix, e))
		return -1;
	call_records_settle(r, e, live, expires);
	sql_query_set_number(q, COLUMN_IDENTITY + 1, (int64_t)e->key);
	if (e->born != e->first)
		sql_query_set_number(q, COLUMN_BORN + 1, e->born);
	set_timestamp(q, COLUMN_RECORDED, e->recorded);
	sql_query_set_number(q, COLUMN_REVISION + 1, e->revision);
	if (live || e->due != TIMESTAMP_NONE)
		sql_query_set_number(q, COLUMN_DIGEST + 1, (int64_t)e->digest);
	set_timestamp(q, COLUMN_DUE, e->due);
	return 0;
}

/* A connection that was stale has become live again. */
static int
revive_registration(struct index *ix, const struct entity *connection,
		    timestamp expires)
{
	struct sql_query *q =
	    index_query(ix, QUERY_REVIVE, 0,
			"UPDATE registration SET live = 1, expires = ?2"
			" WHERE connection = ?1 AND unended",
			NULL);

	if (!q)
		return -1;
	sql_query_set_number(q, 1, connection->row);
	sql_query_set_number(q, 2, expires);
	if (sql_query_run(q))
		return index_failed(ix, "write to");
	return limit_slots_revive(ix, ENTITY_REGISTRATION);
}

int
entity_rows_save(struct index *ix, struct entity *e, const struct timeouts *t,
		 timestamp now)
{
	struct sql_query *q =
	    index_query(ix, e->stored ? QUERY_SAVE : QUERY_ADD, e->kind,
			e->stored ? "REPLACE INTO " : "INSERT INTO ",
			" VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
			"?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	timestamp expires = expiry_at(e, t);
	bool live = expiry_is_live(e, t, now);
	unsigned char ranks[RANKS_SIZE];
	size_t i;

	if (!q || limit_slots_save(ix, e, live, now))
		return -1;
	if (e->kind == ENTITY_CALL && prepare_call(ix, q, e, live, expires))
		return -1;
	if (e->kind == ENTITY_CONNECTION && e->stored && live &&
	    !e->stored_live && revive_registration(ix, e, expires))
		return -1;
	sql_query_set_number(q, COLUMN_ROW + 1, e->row);
	sql_query_set_number(q, COLUMN_CONNECTION + 1, e->connection);
	sql_query_set_text(q, COLUMN_ID + 1, e->id);
	sql_query_set_number(q, COLUMN_INSTANCE + 1, e->instance);
	for (i = 0; i < TEXTS; i++)
		if (e->text[i])
			sql_query_set_text(q, COLUMN_FIRST_TEXT + (int)i + 1,
					   e->text[i]);
	sql_query_set_text(q, COLUMN_STATUS + 1, e->status);
	sql_query_set_number(q, COLUMN_STAGE + 1, e->stage);
	set_timestamp(q, COLUMN_SINCE, e->since);
	set_timestamp(q, COLUMN_FIRST, e->first);
	set_timestamp(q, COLUMN_LAST, e->last);
	set_timestamp(q, COLUMN_BEGUN, e->begun);
	set_timestamp(q, COLUMN_REPORTED, e->reported);
	set_timestamp(q, COLUMN_ANSWERED, e->answered);
	sql_query_set_number(q, COLUMN_WAS_UP + 1, e->was_up);
	sql_query_set_number(q, COLUMN_PROGRESSED + 1, e->progressed);
	set_timestamp(q, COLUMN_ENDED, e->ended);
	set_timestamp(q, COLUMN_CUT, e->cut);
	set_flag(q, COLUMN_INCOMING, e->incoming);
	set_timestamp(q, COLUMN_HUNG_UP, e->hung_up);
	set_timestamp(q, COLUMN_DENIED_AT, e->denied_at);
	sql_query_set_text_len(q, COLUMN_HISTORY + 1,
			       e->history.at ? e->history.at : "",
			       e->history.len);
	sql_query_set_number(q, COLUMN_STEPS + 1, e->steps);
	sql_query_set_bytes(q, COLUMN_RANKS + 1, ranks, encode_ranks(e, ranks));
	sql_query_set_number(q, COLUMN_HAS_SLOTS + 1, e->has_slots);
	sql_query_set_number(q, COLUMN_LIVE + 1, live);
	/* A zero takes no room; only what is unended expires. */
	sql_query_set_number(q, COLUMN_EXPIRES + 1,
			     entity_is_unended(e) || live ? expires : 0);
	sql_query_set_number(q, COLUMN_REFUSED + 1, entity_is_refused(e));
	sql_query_set_number(q, COLUMN_UNENDED + 1, entity_is_unended(e));
	return sql_query_run(q) ? index_failed(ix, "write to") : 0;
}

static int
set_timeout(struct index *ix, enum entity_kind kind, const struct timeouts *t)
{
	const long long pending = t->pending[kind];
	const long long established = t->established[kind];
	const long long hangup = t->hangup;
	char query[160];

	snprintf(query, sizeof query,
		 "SELECT count(*) FROM timeouts WHERE kind = %d AND"
		 " pending = %lld AND established = %lld AND hangup = %lld",
		 (int)kind, pending, established, hangup);
	if (sql_number(index_sql(ix), query) == 1)
		return 0;
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
	enum entity_kind kind;

	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (set_timeout(ix, kind, t))
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

int
entity_rows_reap(struct index *ix, enum entity_kind kind, timestamp now)
{
	struct sql_query *q = index_query(
	    ix, QUERY_REAP, kind, "UPDATE ",
	    kind == ENTITY_CALL ? " SET live = 0, due = ?1"
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
