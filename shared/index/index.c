/* index - what the journal tells, as tables: STATE/index.db (SQLite). */

#include "index.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/file_owner.h"
#include "base/sql.h"
#include "index_lock.h"
#include "index_query.h"
#include "schema.h"

struct index {
	char state_dir[PATH_MAX];
	char path[PATH_MAX];
	char aside[PATH_MAX]; /* where it is made anew */
	const char *used;     /* which of the two is open */
	ino_t inode;	      /* of what has the first name, as it was opened */
	struct sql *db;
	int cache;	 /* of pages; KiB */
	int64_t changes; /* before the transaction in hand */
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
	snprintf(error, sizeof error, "cannot %s %s: %s", doing, ix->used,
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

/* Within the gate. */
static void
close_within(struct index *ix)
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
	sql_sort_in(NULL);
}

/* Who closes it last removes what belongs to it, by name. */
static void
close_db(struct index *ix)
{
	int gate = ix->db ? index_gate(ix->state_dir, GATE_OPEN) : -1;

	close_within(ix);
	if (gate >= 0)
		close(gate);
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

static int
create(struct index *ix)
{
	if (sql_run(ix->db, "BEGIN IMMEDIATE"))
		return index_failed(ix, "change");
	/* Another may have been faster. */
	if (sql_number(ix->db, "PRAGMA user_version") != LAYOUT &&
	    (schema_create(ix->db) || schema_finish(ix->db))) {
		index_failed(ix, "create");
		sql_run(ix->db, "ROLLBACK");
		return -1;
	}
	return sql_run(ix->db, "COMMIT") ? index_failed(ix, "create") : 0;
}

/*
 * synchronous=OFF would risk a broken file, NORMAL only the latest
 * transactions, which the journal can tell again.
 */
static int
open_db(struct index *ix)
{
	int64_t layout, tables;
	const char *why;

	own(ix);
	ix->used = ix->path;
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
	if (tables == 0)
		return create(ix);
	index_failed(ix, "use");
	broken = true;
	return -1;
}

/* The gate, or -1. */
static int
enter(struct index *ix, enum gate how)
{
	int gate = index_gate(ix->state_dir, how);

	broken = busy = false;
	if (gate < 0)
		snprintf(error, sizeof error, "cannot open %s/index.lock: %s",
			 ix->state_dir, strerror(errno));
	return gate;
}

static int
try_open(struct index *ix)
{
	int gate = enter(ix, GATE_OPEN), bad;

	if (gate < 0)
		return -1;
	bad = open_db(ix);
	close(gate);
	return bad;
}

/* The first name goes first: without it the others tell of nothing. */
static void
remove_all(const struct index *ix)
{
	char gone[PATH_MAX + 8];
	size_t i;

	for (i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(gone, sizeof gone, "%s%s", ix->path, ends[i]);
		unlink(gone);
	}
}

/* For an empty one; a sound one stays when it is only a broken one's turn. */
static int
replace(struct index *ix, bool sound)
{
	int gate, bad;

	close_db(ix);
	gate = enter(ix, GATE_EXCHANGE);
	if (gate < 0)
		return -1;
	bad = sound || open_db(ix);
	if (sound || (bad && broken)) {
		close_within(ix);
		remove_all(ix);
		bad = open_db(ix);
	}
	close(gate);
	return bad;
}

int
index_renew(struct index *ix)
{
	return replace(ix, true);
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

int
index_reopen(struct index *ix)
{
	/* Left by who was killed. */
	unlink(ix->aside);
	if (ix->db && inode_of(ix) == ix->inode)
		return 0;
	close_db(ix);
	return open_patiently(ix);
}

static int
set_paths(struct index *ix, const char *state_dir)
{
	size_t size = sizeof ix->path;

	if (strlen(state_dir) + sizeof "/index.db" > size) {
		snprintf(error, sizeof error,
			 "the state directory's name is too long");
		return -1;
	}
	snprintf(ix->state_dir, size, "%s", state_dir);
	snprintf(ix->path, size, "%s/index.db", state_dir);
	snprintf(ix->aside, size, "%s/index.new", state_dir);
	return 0;
}

/* It can be told again: what cannot be used is thrown away. */
static struct index *
open_with(const char *state_dir, int cache)
{
	struct index *ix = calloc(1, sizeof *ix);

	if (!ix)
		die(EXIT_AGAIN, "the index:");
	ix->cache = cache;
	if (set_paths(ix, state_dir) == 0 &&
	    (open_patiently(ix) == 0 || (broken && replace(ix, false) == 0)))
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
	if (sql_run(ix->db, "BEGIN IMMEDIATE"))
		return index_failed(ix, "change");
	ix->changes = sql_all_changes(ix->db);
	return 0;
}

bool
index_is_changed(const struct index *ix)
{
	return sql_all_changes(ix->db) > ix->changes;
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

/* Nobody else looks at it, and should it be lost it is begun again. */
int
index_build(struct index *ix)
{
	const char *why;

	close_db(ix);
	unlink(ix->aside);
	owner_make(ix->aside);
	sql_sort_in(ix->state_dir);
	broken = busy = false;
	ix->used = ix->aside;
	ix->db = sql_open(ix->aside, true, &why);
	if (!ix->db) {
		snprintf(error, sizeof error, "cannot open %s: %s", ix->aside,
			 why);
		return -1;
	}
	if (sql_run(ix->db, "PRAGMA journal_mode = OFF;"
			    "PRAGMA synchronous = OFF;"
			    "PRAGMA locking_mode = EXCLUSIVE;"
			    "PRAGMA secure_delete = OFF;"
			    "PRAGMA cache_size = -32768;"
			    "PRAGMA temp_store = FILE;"
			    "BEGIN") ||
	    schema_create(ix->db) || sql_run(ix->db, "COMMIT"))
		return index_failed(ix, "create");
	return 0;
}

int
index_abandon(struct index *ix)
{
	close_db(ix);
	unlink(ix->aside);
	return open_patiently(ix);
}

/* All of it is on the disk before it is there by its name. */
static int
exchange(struct index *ix)
{
	int fd = open(ix->aside, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), gate, bad;

	bad = fd < 0 || fsync(fd);
	if (fd >= 0)
		close(fd);
	if (!bad) {
		gate = enter(ix, GATE_EXCHANGE);
		if (gate < 0)
			return -1;
		remove_all(ix);
		bad = rename(ix->aside, ix->path);
		close(gate);
	}
	if (bad)
		snprintf(error, sizeof error, "cannot write %s: %s", ix->aside,
			 strerror(errno));
	return bad ? -1 : 0;
}

int
index_publish(struct index *ix)
{
	if (sql_run(ix->db, "BEGIN") || schema_finish(ix->db) ||
	    sql_run(ix->db, "COMMIT; PRAGMA journal_mode = WAL"))
		return index_failed(ix, "finish");
	close_db(ix);
	return exchange(ix) ? -1 : open_patiently(ix);
}

struct sql *
index_sql(struct index *ix)
{
	return ix->db;
}
