/* index - what the journal tells, as tables: STATE/index.db (SQLite). */

#include "index.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "die.h"
#include "index_ask.h"
#include "owner.h"
#include "schema.h"
#include "sql.h"

struct index {
	char path[PATH_MAX];
	ino_t inode; /* of what has that name, as it was opened */
	struct sql *db;
	int cache; /* of pages; KiB */
	struct query *prepared[QUESTIONS][ABOUTS];
};

/* SQLite's files. */
static const char *const ends[] = { "", "-wal", "-shm" };

static char error[PATH_MAX + 128];
static bool broken, busy;

const char *
index_error(void)
{
	return error;
}

int
index_failed(struct index *ix, const char *doing)
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

struct query *
index_ask(struct index *ix, enum question what, enum about about,
	  const char *before, const char *after)
{
	struct query **kept = &ix->prepared[what][about];

	if (!*kept)
		*kept = sql_prepare(ix->db, "%s%s%s", before,
				    after ? about_names[about] : "",
				    after ? after : "");
	if (!*kept)
		index_failed(ix, "ask");
	return *kept;
}

static void
close_db(struct index *ix)
{
	size_t i, j;

	for (i = 0; i < QUESTIONS; i++)
		for (j = 0; j < ABOUTS; j++) {
			query_free(ix->prepared[i][j]);
			ix->prepared[i][j] = NULL;
		}
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

static ino_t
inode_of(const struct index *ix)
{
	struct stat st;

	return stat(ix->path, &st) ? 0 : st.st_ino;
}

/* SQLite's own files go to the owner of the first one. */
static void
own(const struct index *ix)
{
	char path[PATH_MAX + 8];
	size_t i;

	owner_make(ix->path);
	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(path, sizeof path, "%s%s", ix->path, ends[i]);
		owner_give(path);
	}
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
	own(ix);
	ix->db = sql_open(ix->path, true, &why);
	ix->inode = inode_of(ix);
	if (!ix->db) {
		snprintf(error, sizeof error, "cannot open %s: %s", ix->path,
			 why);
		return -1;
	}
	if (sql_run(ix->db,
		    "PRAGMA journal_mode = WAL;"
		    "PRAGMA synchronous = NORMAL;"
		    "PRAGMA cache_size = -%d;"
		    "PRAGMA temp_store = MEMORY",
		    ix->cache))
		return index_failed(ix, "read");
	layout = sql_number(ix->db, "PRAGMA user_version");
	if (layout == LAYOUT)
		return 0;
	if (layout < 0)
		return index_failed(ix, "read");
	tables = sql_number(ix->db, "SELECT count(*) FROM sqlite_master");
	if (tables < 0)
		return index_failed(ix, "read");
	if (tables > 0) {
		index_failed(ix, "use");
		broken = true;
		return -1;
	}
	if (sql_run(ix->db, "BEGIN IMMEDIATE"))
		return index_failed(ix, "change");
	/* Another may have been faster. */
	if (sql_number(ix->db, "PRAGMA user_version") != LAYOUT &&
	    schema_create(ix->db)) {
		index_failed(ix, "create");
		sql_run(ix->db, "ROLLBACK");
		return -1;
	}
	return sql_run(ix->db, "COMMIT") ? index_failed(ix, "create") : 0;
}

int
index_renew(struct index *ix)
{
	char gone[PATH_MAX + 8];
	size_t i;

	close_db(ix);
	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(gone, sizeof gone, "%s%s", ix->path, ends[i]);
		unlink(gone);
	}
	return try_open(ix);
}

int
index_reopen(struct index *ix)
{
	if (inode_of(ix) == ix->inode)
		return 0;
	close_db(ix);
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
static struct index *
open_with(const char *state_dir, int cache)
{
	struct index *ix = calloc(1, sizeof *ix);

	if (!ix)
		die(EXIT_AGAIN, "the index:");
	ix->cache = cache;
	if (snprintf(ix->path, sizeof ix->path, "%s/index.db", state_dir) <
		(int)sizeof ix->path &&
	    (open_patiently(ix) == 0 || (broken && index_renew(ix) == 0)))
		return ix;
	index_close(ix);
	return NULL;
}

struct index *
index_open(const char *state_dir)
{
	return open_with(state_dir, 65536);
}

struct index *
index_open_small(const char *state_dir)
{
	return open_with(state_dir, 1024);
}

int
index_look(struct index *ix)
{
	return sql_run(ix->db, "BEGIN") ? index_failed(ix, "ask") : 0;
}

int
index_begin(struct index *ix)
{
	return sql_run(ix->db, "BEGIN IMMEDIATE") ? index_failed(ix, "change")
						  : 0;
}

int
index_commit(struct index *ix)
{
	return sql_run(ix->db, "COMMIT") ? index_failed(ix, "change") : 0;
}

void
index_rollback(struct index *ix)
{
	sql_run(ix->db, "ROLLBACK");
}

/*
 * When all of it is written, most pages are written more than once: they are
 * kept in memory, and copied from the WAL to their places in the file less
 * often.
 */
static void
write_much(struct index *ix, bool much)
{
	sql_run(ix->db,
		"PRAGMA cache_size = -%d; PRAGMA wal_autocheckpoint = %d",
		much ? 524288 : ix->cache, much ? 16000 : 1000);
}

int
index_clear(struct index *ix)
{
	size_t i;

	write_much(ix, true);
	for (i = 0; i < ABOUTS; i++)
		if (schema_unindex(ix->db, about_names[i]) ||
		    sql_run(ix->db, "DELETE FROM %s", about_names[i]))
			return index_failed(ix, "empty");
	return sql_run(ix->db, "DELETE FROM position; DELETE FROM tally;"
			       "DELETE FROM place; DELETE FROM series")
		   ? index_failed(ix, "empty")
		   : 0;
}

int
index_finish(struct index *ix)
{
	size_t i;

	for (i = 0; i < ABOUTS; i++)
		if (schema_index(ix->db, about_names[i]))
			return index_failed(ix, "finish");
	write_much(ix, false);
	return 0;
}

bool
index_is_unfinished(struct index *ix)
{
	return sql_number(ix->db, "SELECT count(*) FROM sqlite_master"
				  " WHERE name LIKE '%_id'") != ABOUTS;
}

int
index_add_tally(struct index *ix, const struct tally *t)
{
	struct query *q = index_ask(
	    ix, ADD_TALLY, 0,
	    "INSERT INTO tally VALUES (?,?,?,?,?,?,?,?)"
	    " ON CONFLICT DO UPDATE SET count = count + excluded.count,"
	    " odd = odd + excluded.odd, lost = lost + excluded.lost,"
	    " took = took + excluded.took,"
	    " last = max(last, excluded.last)",
	    NULL);

	if (!q)
		return -1;
	query_set_text(q, 1, t->hook);
	query_set(q, 2, t->status);
	query_set_text(q, 3, t->rule);
	query_set(q, 4, (int64_t)t->count);
	query_set(q, 5, (int64_t)t->odd);
	query_set(q, 6, (int64_t)t->lost);
	query_set(q, 7, (int64_t)t->took);
	query_set(q, 8, t->last);
	return query_do(q) ? index_failed(ix, "count in") : 0;
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
		return index_failed(ix, "ask");
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
	return step < 0 ? index_failed(ix, "read") : n;
}

int
index_set_position(struct index *ix, const struct position *p)
{
	return sql_run(ix->db,
		       "REPLACE INTO position VALUES ('%s', %llu, %lld, %lld)",
		       p->file, (unsigned long long)p->inode,
		       (long long)p->offset, (long long)p->print)
		   ? index_failed(ix, "write to")
		   : 0;
}

bool
index_distrust(struct index *ix)
{
	if (!sql_is_broken(ix->db))
		return false;
	/* Without positions it tells of no journal. */
	sql_run(ix->db, "DELETE FROM position");
	return true;
}

moment
index_clock(struct index *ix)
{
	int64_t last =
	    sql_number(ix->db, "SELECT coalesce(max(last), -1) FROM clock");

	return last < 0 ? NEVER : last;
}

int
index_set_clock(struct index *ix, moment now)
{
	return sql_run(ix->db, "REPLACE INTO clock VALUES (0, %lld)",
		       (long long)now)
		   ? index_failed(ix, "write to")
		   : 0;
}

struct sql *
index_sql(struct index *ix)
{
	return ix->db;
}
