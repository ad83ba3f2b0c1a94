/* rows - entities as rows of the index. */

#include "entity_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "index_query.h"
#include "limit_slots.h"
#include "schema.h"

static moment
moment_of(struct query *q, int column)
{
	moment m = NEVER;

	query_get(q, column, &m);
	return m;
}

static int
flag_of(struct query *q, int column)
{
	int64_t flag = -1;

	query_get(q, column, &flag);
	return (int)flag;
}

static struct entity *
entity_from(struct query *q, struct arena *arena, enum about about)
{
	struct entity *e = entity_new(arena, about, query_text(q, ID));
	const char *history = query_text(q, HISTORY);
	const void *marks;
	size_t i, len;

	e->row = query_number(q, ROW);
	e->connection = query_number(q, CONNECTION_ROW);
	for (i = 0; i < TEXTS; i++) {
		const char *text = query_text(q, FIRST_TEXT + (int)i);

		e->text[i] = text ? arena_text(arena, text) : NULL;
	}
	text_copy(e->status, sizeof e->status, query_text(q, STATUS));
	e->stage = (enum stage)query_number(q, STAGE);
	e->since = moment_of(q, SINCE);
	e->first = moment_of(q, FIRST);
	e->last = moment_of(q, LAST);
	e->begun = moment_of(q, BEGUN);
	e->answered = moment_of(q, ANSWERED);
	e->was_up = query_number(q, WAS_UP) != 0;
	e->tried = query_number(q, TRIED) != 0;
	e->ended = moment_of(q, ENDED);
	e->cut = moment_of(q, CUT);
	e->incoming = flag_of(q, INCOMING);
	e->hung_up = moment_of(q, HUNG_UP);
	e->denied_at = moment_of(q, DENIED);
	e->denied = e->denied_at != NEVER;
	arena_room(arena, &e->history, strlen(history));
	buffer_str(&e->history, history);
	e->steps = (unsigned)query_number(q, STEPS);
	e->takes_places = query_number(q, PLACES) != 0;
	marks = query_bytes(q, MARKS, &len);
	if (len <= sizeof e->mark && len > 0)
		memcpy(e->mark, marks, len);
	e->stored = true;
	e->stored_live = query_number(q, LIVE) != 0;
	e->stored_expires = query_number(q, EXPIRES);
	return e;
}

struct entity *
rows_load(struct index *ix, struct arena *arena, enum about about,
	  const char *id, int64_t connection)
{
	struct query *q = index_ask(ix, LOAD, about, schema_load(),
				    " WHERE id = ? AND connection = ?");
	struct entity *e = NULL;

	if (!q)
		return NULL;
	query_set_text(q, 1, id);
	query_set(q, 2, connection);
	if (query_step(q) == 1)
		e = entity_from(q, arena, about);
	query_again(q);
	return e;
}

struct entity *
rows_load_row(struct index *ix, struct arena *arena, enum about about,
	      int64_t row)
{
	struct query *q =
	    index_ask(ix, LOAD_ROW, about, schema_load(), " WHERE row = ?");
	struct entity *e = NULL;

	if (!q)
		return NULL;
	query_set(q, 1, row);
	if (query_step(q) == 1)
		e = entity_from(q, arena, about);
	query_again(q);
	return e;
}

void
rows_load_open(struct index *ix, struct arena *arena, enum about about,
	       int64_t connection, void (*each)(void *, struct entity *),
	       void *arg)
{
	struct query *q = index_ask(ix, LOAD_OPEN, about, schema_load(),
				    " WHERE connection = ? AND ended IS NULL");

	if (!q)
		return;
	query_set(q, 1, connection);
	while (query_step(q) == 1)
		each(arg, entity_from(q, arena, about));
	query_again(q);
}

static void
set_moment(struct query *q, int column, moment m)
{
	if (m != NEVER)
		query_set(q, column + 1, m);
}

static void
set_flag(struct query *q, int column, int flag)
{
	if (flag >= 0)
		query_set(q, column + 1, flag);
}

moment
patience_end(const struct patience *p, const struct entity *e)
{
	return e->last + (e->was_up ? p->after : p->before)[e->about];
}

bool
is_live(const struct entity *e, const struct patience *p, moment now)
{
	return e->about != MESSAGE && !entity_is_over(e) &&
	       patience_end(p, e) >= now;
}

/* How many marks there are up to the last one of a text that is known. */
static size_t
marks_set(const struct entity *e)
{
	size_t n = TEXTS;

	while (n > 0 && e->mark[n - 1] == INT64_MAX)
		n--;
	return n;
}

/* Did nobody say that it ended, be it live or silent? */
static bool
is_unended(const struct entity *e)
{
	return e->stage < STAGE_OVER && e->cut == NEVER &&
	       !entity_is_refused(e);
}

int
rows_save(struct index *ix, struct entity *e, const struct patience *p,
	  moment now)
{
	struct query *q =
	    index_ask(ix, e->stored ? SAVE : ADD, e->about,
		      e->stored ? "REPLACE INTO " : "INSERT INTO ",
		      " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		      "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
	moment expires = patience_end(p, e);
	bool live = is_live(e, p, now);
	size_t i;

	if (!q || place_save(ix, e, live, now))
		return -1;
	query_set(q, ROW + 1, e->row);
	query_set(q, CONNECTION_ROW + 1, e->connection);
	query_set_text(q, ID + 1, e->id);
	for (i = 0; i < TEXTS; i++)
		query_set_text(q, FIRST_TEXT + (int)i + 1, e->text[i]);
	query_set_text(q, STATUS + 1, e->status);
	query_set(q, STAGE + 1, e->stage);
	set_moment(q, SINCE, e->since);
	set_moment(q, FIRST, e->first);
	set_moment(q, LAST, e->last);
	set_moment(q, BEGUN, e->begun);
	set_moment(q, ANSWERED, e->answered);
	query_set(q, WAS_UP + 1, e->was_up);
	query_set(q, TRIED + 1, e->tried);
	set_moment(q, ENDED, e->ended);
	set_moment(q, CUT, e->cut);
	set_flag(q, INCOMING, e->incoming);
	set_moment(q, HUNG_UP, e->hung_up);
	set_moment(q, DENIED, e->denied_at);
	query_set_string(q, HISTORY + 1, e->history.at ? e->history.at : "",
			 e->history.len);
	query_set(q, STEPS + 1, e->steps);
	query_set_bytes(q, MARKS + 1, e->mark, marks_set(e) * sizeof *e->mark);
	query_set(q, PLACES + 1, e->takes_places);
	query_set(q, LIVE + 1, live);
	query_set(q, EXPIRES + 1, expires);
	query_set(q, REFUSED + 1, entity_is_refused(e));
	query_set(q, UNENDED + 1, is_unended(e));
	return query_do(q) ? index_failed(ix, "write to") : 0;
}

static int
limit_one(struct index *ix, enum about about, moment before, moment after)
{
	char known[128];

	snprintf(known, sizeof known,
		 "SELECT count(*) FROM patience WHERE about = %d AND"
		 " before = %lld AND after = %lld",
		 (int)about, (long long)before, (long long)after);
	if (sql_number(index_sql(ix), known) == 1)
		return 0;
	return sql_run(index_sql(ix),
		       "REPLACE INTO patience VALUES (%d, %lld, %lld);"
		       "UPDATE %s SET live = %d, expires = last +"
		       " CASE WHEN was_up THEN %lld ELSE %lld END"
		       " WHERE unended",
		       (int)about, (long long)before, (long long)after,
		       about_names[about], about != MESSAGE, (long long)after,
		       (long long)before)
		   ? index_failed(ix, "change")
		   : 0;
}

int
rows_set_patience(struct index *ix, const struct patience *l)
{
	enum about about;

	for (about = 0; about < ABOUTS; about++)
		if (limit_one(ix, about, l->before[about], l->after[about]))
			return -1;
	return 0;
}

int64_t
rows_last(struct index *ix, enum about about)
{
	char query[64];
	int64_t row;

	snprintf(query, sizeof query, "SELECT max(row) FROM %s",
		 about_names[about]);
	row = sql_number(index_sql(ix), query);
	return row > 0 ? row : 0;
}

int
rows_reap(struct index *ix, enum about about, moment now)
{
	struct query *q = index_ask(ix, REAP, about, "UPDATE ",
				    " SET live = 0 WHERE live AND expires < ?");

	if (!q || place_end_stale(ix, about, now))
		return -1;
	query_set(q, 1, now);
	return query_do(q) ? index_failed(ix, "reap in")
			   : sql_changes(index_sql(ix));
}
