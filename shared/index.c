/* index - what the journal tells, as tables: STATE/index.db (SQLite). */

#include "index.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "schema.h"
#include "sql.h"

struct index {
	char path[PATH_MAX];
	struct sql *db;
	struct query *load[ABOUTS];
	struct query *load_row[ABOUTS];
	struct query *load_open[ABOUTS];
	struct query *save[ABOUTS];
	struct query *reap[ABOUTS];
	struct query *tally;
};

static char error[PATH_MAX + 128];
static bool broken, busy;

const char *
index_error(void)
{
	return error;
}

static int
failed(struct index *ix, const char *doing)
{
	snprintf(error, sizeof error, "cannot %s %s: %s", doing, ix->path,
		 sql_error(ix->db));
	broken = sql_is_broken(ix->db);
	busy = sql_is_busy(ix->db);
	return -1;
}

bool
index_is_broken(void)
{
	return broken;
}

/* Prepares a statement when it is first wanted. */
/* Prepares a statement when it is first wanted. */
#define PREPARED(ix, kept, ...)                                                \
	((kept) || ((kept) = sql_prepare((ix)->db, __VA_ARGS__))               \
	     ? (kept)                                                          \
	     : (failed(ix, "ask"), NULL))

static void
close_db(struct index *ix)
{
	size_t i;

	for (i = 0; i < ABOUTS; i++) {
		query_free(ix->load[i]);
		query_free(ix->load_row[i]);
		query_free(ix->load_open[i]);
		query_free(ix->save[i]);
		query_free(ix->reap[i]);
		ix->load[i] = ix->load_row[i] = ix->load_open[i] = NULL;
		ix->save[i] = ix->reap[i] = NULL;
	}
	query_free(ix->tally);
	ix->tally = NULL;
	if (ix->db)
		sql_close(ix->db);
	ix->db = NULL;
}

void
index_close(struct index *ix)
{
	close_db(ix);
	free(ix);
}

/*
 * synchronous=OFF would risk a broken file, NORMAL only the latest
 * transactions, which the journal can tell again.
 */
static int
try_open(struct index *ix)
{
	int64_t layout, tables;
	const char *why;

	broken = busy = false;
	ix->db = sql_open(ix->path, true, &why);
	if (!ix->db) {
		snprintf(error, sizeof error, "cannot open %s: %s", ix->path,
			 why);
		return -1;
	}
	if (sql_run(ix->db, "PRAGMA journal_mode = WAL;"
			    "PRAGMA synchronous = NORMAL;"
			    "PRAGMA cache_size = -65536;"
			    "PRAGMA temp_store = MEMORY"))
		return failed(ix, "read");
	layout = sql_number(ix->db, "PRAGMA user_version");
	if (layout == LAYOUT)
		return 0;
	if (layout < 0)
		return failed(ix, "read");
	tables = sql_number(ix->db, "SELECT count(*) FROM sqlite_master");
	if (tables < 0)
		return failed(ix, "read");
	if (tables > 0) {
		failed(ix, "use");
		broken = true;
		return -1;
	}
	if (sql_run(ix->db, "BEGIN IMMEDIATE"))
		return failed(ix, "change");
	/* Another may have been faster. */
	if (sql_number(ix->db, "PRAGMA user_version") != LAYOUT &&
	    schema_create(ix->db)) {
		failed(ix, "create");
		sql_run(ix->db, "ROLLBACK");
		return -1;
	}
	return sql_run(ix->db, "COMMIT") ? failed(ix, "create") : 0;
}

int
index_renew(struct index *ix)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char gone[PATH_MAX + 8];
	size_t i;

	close_db(ix);
	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(gone, sizeof gone, "%s%s", ix->path, ends[i]);
		unlink(gone);
	}
	return try_open(ix);
}

/* Some of what is done in opening SQLite does not wait for. */
static int
open_patiently(struct index *ix)
{
	const struct timespec nap = { .tv_nsec = 20000000 };
	int tries;

	for (tries = 0; tries < 250; tries++) {
		if (try_open(ix) == 0)
			return 0;
		if (!busy)
			return -1;
		close_db(ix);
		nanosleep(&nap, NULL);
	}
	return -1;
}

/* It can be told again: what cannot be used is thrown away. */
struct index *
index_open(const char *state_dir)
{
	struct index *ix = calloc(1, sizeof *ix);

	if (!ix)
		die(EXIT_AGAIN, "the index:");
	if (snprintf(ix->path, sizeof ix->path, "%s/index.db", state_dir) <
		(int)sizeof ix->path &&
	    (open_patiently(ix) == 0 || (broken && index_renew(ix) == 0)))
		return ix;
	index_close(ix);
	return NULL;
}

int
index_begin(struct index *ix)
{
	return sql_run(ix->db, "BEGIN IMMEDIATE") ? failed(ix, "change") : 0;
}

int
index_commit(struct index *ix)
{
	return sql_run(ix->db, "COMMIT") ? failed(ix, "change") : 0;
}

void
index_rollback(struct index *ix)
{
	sql_run(ix->db, "ROLLBACK");
}

int
index_clear(struct index *ix)
{
	size_t i;

	sql_run(ix->db, "PRAGMA cache_size = -524288");
	for (i = 0; i < ABOUTS; i++)
		if (sql_run(ix->db,
			    "DROP INDEX IF EXISTS %s_id; DELETE FROM %s",
			    about_names[i], about_names[i]))
			return failed(ix, "empty");
	return sql_run(ix->db, "DELETE FROM position; DELETE FROM tally")
		   ? failed(ix, "empty")
		   : 0;
}

static int
index_ids(struct index *ix, const char *name)
{
	return sql_run(ix->db,
		       "CREATE UNIQUE INDEX IF NOT EXISTS %s_id ON %s"
		       " (id, connection)",
		       name, name);
}

int
index_finish(struct index *ix)
{
	size_t i;

	for (i = 0; i < ABOUTS; i++)
		if (index_ids(ix, about_names[i]))
			return failed(ix, "finish");
	return 0;
}

bool
index_is_unfinished(struct index *ix)
{
	return sql_number(ix->db, "SELECT count(*) FROM sqlite_master"
				  " WHERE name LIKE '%_id'") != ABOUTS;
}

static moment
moment_of(struct query *q, int column)
{
	return query_is_null(q, column) ? NEVER : query_number(q, column);
}

static int
flag_of(struct query *q, int column)
{
	return query_is_null(q, column) ? -1 : (int)query_number(q, column);
}

static struct entity *
entity_from(struct query *q, enum about about)
{
	struct entity *e = entity_new(about, query_text(q, ID));
	const void *marks;
	size_t i, len;

	e->row = query_number(q, ROW);
	e->connection = query_number(q, CONNECTION_ROW);
	for (i = 0; i < TEXTS; i++) {
		const char *text = query_text(q, FIRST_TEXT + (int)i);

		if (text && !(e->text[i] = strdup(text)))
			die(EXIT_AGAIN, "a text:");
	}
	snprintf(e->status, sizeof e->status, "%s", query_text(q, STATUS));
	e->stage = (enum stage)query_number(q, STAGE);
	e->since = moment_of(q, SINCE);
	e->first = moment_of(q, FIRST);
	e->last = moment_of(q, LAST);
	e->begun = moment_of(q, BEGUN);
	e->answered = moment_of(q, ANSWERED);
	e->was_up = query_number(q, WAS_UP) != 0;
	e->ended = moment_of(q, ENDED);
	e->cut = moment_of(q, CUT);
	e->incoming = flag_of(q, INCOMING);
	e->by_us = flag_of(q, BY_US);
	e->denied_at = moment_of(q, DENIED);
	e->denied = e->denied_at != NEVER;
	buffer_str(&e->history, query_text(q, HISTORY));
	e->steps = (unsigned)query_number(q, STEPS);
	marks = query_bytes(q, MARKS, &len);
	if (len == sizeof e->mark)
		memcpy(e->mark, marks, len);
	e->stored = true;
	return e;
}

struct entity *
index_load(struct index *ix, enum about about, const char *id,
	   int64_t connection)
{
	struct query *q =
	    PREPARED(ix, ix->load[about],
		     "SELECT * FROM %s WHERE id = ? AND connection = ?",
		     about_names[about]);
	struct entity *e = NULL;

	if (!q)
		return NULL;
	query_set_text(q, 1, id);
	query_set(q, 2, connection);
	if (query_step(q) == 1)
		e = entity_from(q, about);
	query_again(q);
	return e;
}

struct entity *
index_load_row(struct index *ix, enum about about, int64_t row)
{
	struct query *q =
	    PREPARED(ix, ix->load_row[about], "SELECT * FROM %s WHERE row = ?",
		     about_names[about]);
	struct entity *e = NULL;

	if (!q)
		return NULL;
	query_set(q, 1, row);
	if (query_step(q) == 1)
		e = entity_from(q, about);
	query_again(q);
	return e;
}

void
index_load_open(struct index *ix, enum about about, int64_t connection,
		void (*each)(void *, struct entity *), void *arg)
{
	struct query *q =
	    PREPARED(ix, ix->load_open[about],
		     "SELECT * FROM %s WHERE connection = ? AND ended IS NULL",
		     about_names[about]);

	if (!q)
		return;
	query_set(q, 1, connection);
	while (query_step(q) == 1)
		each(arg, entity_from(q, about));
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

int
index_save(struct index *ix, const struct entity *e, moment expires, moment now)
{
	struct query *q =
	    PREPARED(ix, ix->save[e->about],
		     "REPLACE INTO %s VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		     "?,?,?,?,?,?,?,?,?,?,?,?)",
		     about_names[e->about]);
	bool live = e->about != MESSAGE && !entity_is_over(e) && expires >= now;
	size_t i;

	if (!q)
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
	set_moment(q, ENDED, e->ended);
	set_moment(q, CUT, e->cut);
	set_flag(q, INCOMING, e->incoming);
	set_flag(q, BY_US, e->by_us);
	set_moment(q, DENIED, e->denied_at);
	query_set_string(q, HISTORY + 1, e->history.at ? e->history.at : "",
			 e->history.len);
	query_set(q, STEPS + 1, e->steps);
	query_set_bytes(q, MARKS + 1, e->mark, sizeof e->mark);
	query_set(q, LIVE + 1, live);
	query_set(q, EXPIRES + 1, expires);
	return query_do(q) ? failed(ix, "write to") : 0;
}

static int
limit_one(struct index *ix, enum about about, moment before, moment after)
{
	char known[128];

	snprintf(known, sizeof known,
		 "SELECT count(*) FROM limits WHERE about = %d AND"
		 " before = %lld AND after = %lld",
		 (int)about, (long long)before, (long long)after);
	if (sql_number(ix->db, known) == 1)
		return 0;
	return sql_run(ix->db,
		       "REPLACE INTO limits VALUES (%d, %lld, %lld);"
		       "UPDATE %s SET live = %d, expires = last +"
		       " CASE WHEN was_up THEN %lld ELSE %lld END"
		       " WHERE stage < %d AND cut IS NULL"
		       " AND NOT (stage = 0 AND denied IS NOT NULL)",
		       (int)about, (long long)before, (long long)after,
		       about_names[about], about != MESSAGE, (long long)after,
		       (long long)before, (int)STAGE_OVER)
		   ? failed(ix, "change")
		   : 0;
}

int
index_limit(struct index *ix, const struct limits *l)
{
	enum about about;

	for (about = 0; about < ABOUTS; about++)
		if (limit_one(ix, about, l->before[about], l->after[about]))
			return -1;
	return 0;
}

int64_t
index_last_row(struct index *ix, enum about about)
{
	char query[64];
	int64_t row;

	snprintf(query, sizeof query, "SELECT max(row) FROM %s",
		 about_names[about]);
	row = sql_number(ix->db, query);
	return row > 0 ? row : 0;
}

int
index_reap(struct index *ix, enum about about, moment now)
{
	struct query *q =
	    PREPARED(ix, ix->reap[about],
		     "UPDATE %s SET live = 0 WHERE live AND expires < ?",
		     about_names[about]);

	if (!q)
		return -1;
	query_set(q, 1, now);
	return query_do(q) ? failed(ix, "reap in") : sql_changes(ix->db);
}

int
index_add_tally(struct index *ix, const struct tally *t)
{
	struct query *q;

	if (!ix->tally)
		ix->tally = sql_prepare(
		    ix->db,
		    "INSERT INTO tally VALUES (?,?,?,?,?,?,?)"
		    " ON CONFLICT DO UPDATE SET count = count + excluded.count,"
		    " odd = odd + excluded.odd, lost = lost + excluded.lost,"
		    " took = took + excluded.took,"
		    " last = max(last, excluded.last)");
	q = ix->tally;
	if (!q)
		return failed(ix, "count in");
	query_set_text(q, 1, t->hook);
	query_set(q, 2, t->status);
	query_set(q, 3, (int64_t)t->count);
	query_set(q, 4, (int64_t)t->odd);
	query_set(q, 5, (int64_t)t->lost);
	query_set(q, 6, (int64_t)t->took);
	query_set(q, 7, t->last);
	return query_do(q) ? failed(ix, "count in") : 0;
}

int
index_positions(struct index *ix, struct position **all)
{
	struct query *q = sql_prepare(
	    ix->db,
	    "SELECT file, inode, offset, print FROM position ORDER BY file");
	int n = 0, step;

	*all = NULL;
	if (!q)
		return failed(ix, "ask");
	while ((step = query_step(q)) == 1) {
		struct position *p;

		*all = reallocarray(*all, (size_t)n + 1, sizeof **all);
		if (!*all)
			die(EXIT_AGAIN, "positions:");
		p = &(*all)[n++];
		snprintf(p->file, sizeof p->file, "%s", query_text(q, 0));
		p->inode = (ino_t)query_number(q, 1);
		p->offset = query_number(q, 2);
		p->print = query_number(q, 3);
	}
	query_free(q);
	return step < 0 ? failed(ix, "read") : n;
}

int
index_set_position(struct index *ix, const struct position *p)
{
	return sql_run(ix->db,
		       "REPLACE INTO position VALUES ('%s', %llu, %lld, %lld)",
		       p->file, (unsigned long long)p->inode,
		       (long long)p->offset, (long long)p->print)
		   ? failed(ix, "write to")
		   : 0;
}

struct sql *
index_sql(struct index *ix)
{
	return ix->db;
}
