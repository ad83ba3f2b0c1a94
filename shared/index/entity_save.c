/*
 * entity_save - writes entities to the index.
 *
 * A statement writes a group of rows of one table, because to begin a
 * statement, and to open a table and all its indexes, takes as long as a few
 * rows.
 */

#include "entity_save.h"

#include "base/buffer.h"
#include "call_records.h"
#include "entity_outcome.h"
#include "entity_ranks.h"
#include "index_query.h"
#include "limit_slots.h"
#include "schema.h"

/* Rows of one statement; fewer are written one by one. */
#define GROUP 8

struct row {
	struct entity *entity;
	bool live;
	timestamp expires;
	unsigned char ranks[ENTITY_RANKS_SIZE];
};

struct group {
	struct row rows[GROUP];
	size_t count;
};

struct saver {
	struct index *index;
	const struct timeouts *timeouts;
	timestamp now;
	struct group added[ENTITY_KINDS];
	struct group replaced[ENTITY_KINDS];
};

/* The parameters of one row. */
struct values {
	struct sql_query *query;
	int first;
};

static void
set_number(const struct values *v, int column, int64_t n)
{
	sql_query_set_number(v->query, v->first + column, n);
}

static void
set_timestamp(const struct values *v, int column, timestamp t)
{
	if (t != TIMESTAMP_NONE)
		set_number(v, column, t);
}

static void
set_flag(const struct values *v, int column, int flag)
{
	if (flag >= 0)
		set_number(v, column, flag);
}

static void
set_text(const struct values *v, int column, const char *text)
{
	if (text)
		sql_query_set_text(v->query, v->first + column, text);
}

static void
set_outcome(const struct values *v, const struct entity *e)
{
	const struct entity_outcome o = entity_outcome_of(e);

	set_timestamp(v, COLUMN_STOP, o.stop);
	set_timestamp(v, COLUMN_BEGIN, o.begin);
	set_timestamp(v, COLUMN_ANSWER, o.answer);
	set_timestamp(v, COLUMN_BILLSEC, o.billsec);
	set_text(v, COLUMN_DIRECTION, o.direction);
	set_text(v, COLUMN_DISPOSITION, o.disposition);
	set_text(v, COLUMN_TRANSFERRED_BY, o.transferred_by);
	set_text(v, COLUMN_HANGUP, o.hangup);
}

static void
set_record(const struct values *v, const struct entity *e, bool live)
{
	set_number(v, COLUMN_IDENTITY, (int64_t)e->key);
	if (e->born != e->first)
		set_number(v, COLUMN_BORN, e->born);
	set_timestamp(v, COLUMN_RECORDED, e->recorded);
	set_number(v, COLUMN_REVISION, e->revision);
	if (live || e->due != TIMESTAMP_NONE)
		set_number(v, COLUMN_DIGEST, (int64_t)e->digest);
	set_timestamp(v, COLUMN_DUE, e->due);
}

static void
set_texts(const struct values *v, const struct entity *e)
{
	size_t i;

	set_text(v, COLUMN_ID, e->id);
	for (i = 0; i < TEXTS; i++)
		set_text(v, COLUMN_FIRST_TEXT + (int)i, e->text[i]);
	set_text(v, COLUMN_STATUS, e->status);
	sql_query_set_text_len(v->query, v->first + COLUMN_HISTORY,
			       e->history.at ? e->history.at : "",
			       e->history.len);
}

/* A session that has ended needs its facts no more. */
static void
set_facts(const struct values *v, const struct entity *e)
{
	set_timestamp(v, COLUMN_FACTS_AT, e->facts_at);
	if (!entity_has_ended(e))
		set_text(v, COLUMN_FACTS, e->facts);
}

static void
set_times(const struct values *v, const struct entity *e)
{
	set_timestamp(v, COLUMN_FIRST, e->first);
	set_timestamp(v, COLUMN_LAST, e->last);
	set_timestamp(v, COLUMN_SINCE, e->since);
	set_timestamp(v, COLUMN_BEGUN, e->begun);
	set_timestamp(v, COLUMN_REPORTED, e->reported);
	set_timestamp(v, COLUMN_ANSWERED, e->answered);
	set_timestamp(v, COLUMN_IN_CALL, e->in_call);
	set_timestamp(v, COLUMN_ENDED, e->ended);
	set_timestamp(v, COLUMN_CUT, e->cut);
	set_timestamp(v, COLUMN_HUNG_UP, e->hung_up);
	set_timestamp(v, COLUMN_DENIED_AT, e->denied_at);
	set_timestamp(v, COLUMN_OVER_AT, e->over_at);
}

static void
set_row(const struct values *v, struct row *r)
{
	const struct entity *e = r->entity;
	bool unended = entity_is_unended(e);

	set_number(v, COLUMN_ROW, e->row);
	set_number(v, COLUMN_CONNECTION, e->connection);
	set_number(v, COLUMN_INSTANCE, e->instance);
	set_texts(v, e);
	set_times(v, e);
	set_number(v, COLUMN_STAGE, e->stage);
	set_number(v, COLUMN_WAS_UP, e->was_up | e->answer_asked << 1);
	set_number(v, COLUMN_PROGRESSED, e->progressed);
	set_flag(v, COLUMN_INCOMING, e->incoming);
	set_number(v, COLUMN_STEPS, e->steps);
	set_number(v, COLUMN_HAS_SLOTS, e->has_slots);
	set_number(v, COLUMN_LIVE, r->live);
	/* A zero takes no room; only what is unended expires. */
	set_number(v, COLUMN_EXPIRES, unended || r->live ? r->expires : 0);
	set_number(v, COLUMN_REFUSED, entity_is_refused(e));
	set_number(v, COLUMN_UNENDED, unended);
	sql_query_set_bytes(v->query, v->first + COLUMN_RANKS, r->ranks,
			    entity_ranks_encode(e, r->ranks));
	set_outcome(v, e);
	if (e->kind == ENTITY_CALL)
		set_record(v, e, r->live);
	if (e->kind == ENTITY_CONNECTION)
		set_facts(v, e);
}

/* " VALUES (?,...),..." for so many rows; made once, for each row is written.
 */
static const char *
values_of(size_t rows)
{
	static struct buffer texts[GROUP + 1];
	struct buffer *text = &texts[rows];
	size_t i;

	if (text->len)
		return text->at;
	for (i = 0; i < rows * COLUMNS; i++)
		buffer_str(text, i == 0	       ? " VALUES (?"
				 : i % COLUMNS ? ",?"
					       : "),(?");
	buffer_add(text, ")", 2);
	return text->at;
}

static struct sql_query *
query_of(struct index *ix, const struct entity *e, size_t rows)
{
	const char *before =
	    e->stored ? "REPLACE INTO " : "INSERT OR FAIL INTO ";
	enum index_query one = e->stored ? QUERY_SAVE : QUERY_ADD;
	enum index_query group = e->stored ? QUERY_SAVE_GROUP : QUERY_ADD_GROUP;

	return index_query(ix, rows == 1 ? one : group, e->kind, before,
			   values_of(rows));
}

static int
write_rows(struct index *ix, struct row *rows, size_t count)
{
	struct values v = { query_of(ix, rows[0].entity, count), 1 };
	size_t i;

	if (!v.query)
		return -1;
	for (i = 0; i < count; i++, v.first += COLUMNS)
		set_row(&v, &rows[i]);
	return sql_query_run(v.query) ? index_failed(ix, "write to") : 0;
}

/* Notes that two calls have this callId; see the view cdr. */
static int
note_shared_id(struct index *ix, const struct entity *e)
{
	struct sql_query *q = index_query(
	    ix, QUERY_HAS_CALL_ID, 0,
	    "SELECT 1 FROM call WHERE id = ? AND row <> ? LIMIT 1", NULL);
	int step;

	if (!q)
		return -1;
	sql_query_set_text(q, 1, e->id);
	sql_query_set_number(q, 2, e->row);
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

/* In a rebuild, there is no index on ids yet. */
static int
note_shared_ids(struct index *ix, const struct group *g)
{
	size_t i;

	for (i = 0; i < g->count; i++)
		if (g->rows[i].entity->kind == ENTITY_CALL &&
		    !g->rows[i].entity->stored &&
		    !call_records_rebuild(index_call_records(ix)) &&
		    note_shared_id(ix, g->rows[i].entity))
			return -1;
	return 0;
}

static int
write_group(struct index *ix, struct group *g)
{
	size_t i;
	int bad = 0;

	if (g->count == GROUP)
		bad = write_rows(ix, g->rows, GROUP);
	for (i = 0; i < g->count && g->count < GROUP && !bad; i++)
		bad = write_rows(ix, &g->rows[i], 1);
	bad = bad || note_shared_ids(ix, g) ? -1 : 0;
	g->count = 0;
	return bad;
}

static int
add(struct saver *s, struct entity *e, bool live, timestamp expires)
{
	struct group *g =
	    e->stored ? &s->replaced[e->kind] : &s->added[e->kind];

	g->rows[g->count].entity = e;
	g->rows[g->count].live = live;
	g->rows[g->count].expires = expires;
	g->count++;
	return g->count == GROUP ? write_group(s->index, g) : 0;
}

/* A connection that was stale has become live again. */
static int
revive_registrations(struct saver *s, const struct entity *connection,
		     timestamp expires)
{
	struct sql_query *q =
	    index_query(s->index, QUERY_REVIVE, 0,
			"UPDATE registration SET live = 1, expires = ?2"
			" WHERE connection = ?1 AND unended",
			NULL);

	if (!q || write_group(s->index, &s->added[ENTITY_REGISTRATION]) ||
	    write_group(s->index, &s->replaced[ENTITY_REGISTRATION]))
		return -1;
	sql_query_set_number(q, 1, connection->row);
	sql_query_set_number(q, 2, expires);
	if (sql_query_run(q))
		return index_failed(s->index, "write to");
	return limit_slots_revive(s->index, ENTITY_REGISTRATION);
}

static int
save(struct saver *s, struct entity *e)
{
	timestamp expires = expiry_at(e, s->timeouts);
	bool live = expiry_is_live(e, s->timeouts, s->now);

	if (limit_slots_save(s->index, e, live, s->now))
		return -1;
	if (e->kind == ENTITY_CALL)
		call_records_settle(index_call_records(s->index), e, live,
				    expires);
	if (e->kind == ENTITY_CONNECTION && e->stored && live &&
	    !e->stored_live && revive_registrations(s, e, expires))
		return -1;
	return add(s, e, live, expires);
}

int
entity_save_all(struct index *ix, struct entity *const *all, size_t count,
		const struct timeouts *t, timestamp now)
{
	struct saver s = { .index = ix, .timeouts = t, .now = now };
	enum entity_kind kind;
	size_t i;

	for (i = 0; i < count; i++)
		if (all[i]->dirty && save(&s, all[i]))
			return -1;
	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (write_group(ix, &s.added[kind]) ||
		    write_group(ix, &s.replaced[kind]))
			return -1;
	return 0;
}
