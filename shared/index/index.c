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
	char new_path[PATH_MAX]; /* where it is made anew */
	const char *open_path;	 /* which of the two is open */
	ino_t inode; /* of what has the first name, as it was opened */
	struct sql *db;
	int cache_kib;	 /* of pages; KiB */
	int64_t changes; /* before the transaction in hand */
	struct sql_query *prepared[QUERIES][ENTITY_KINDS];
	struct error error;
	bool corrupt, busy; /* of the last error */
};

/* SQLite's files. */
static const char *const suffixes[] = { "", "-wal", "-shm" };

const char *
index_error(const struct index *ix)
{
	return ix->error.text;
}

int
index_failed(struct index *ix, const char *doing)
{
	ix->corrupt = sql_is_corrupt(ix->db);
	ix->busy = sql_is_busy(ix->db);
	return error_set(&ix->error, "cannot %s %s: %s", doing, ix->open_path,
			 sql_error(ix->db));
}

bool
index_error_is_corruption(const struct index *ix)
{
	return ix->corrupt;
}

struct sql_query *
index_query(struct index *ix, enum index_query what, enum entity_kind kind,
	    const char *before, const char *after)
{
	struct sql_query **kept = &ix->prepared[what][kind];

	if (!*kept)
		*kept = sql_prepare(ix->db, "%s%s%s", before,
				    after ? entity_kind_names[kind] : "",
				    after ? after : "");
	if (!*kept)
		index_failed(ix, "ask");
	return *kept;
}

/* Within the gate. */
static void
close_locked(struct index *ix)
{
	size_t i, j;

	for (i = 0; i < QUERIES; i++)
		for (j = 0; j < ENTITY_KINDS; j++) {
			sql_query_free(ix->prepared[i][j]);
			ix->prepared[i][j] = NULL;
		}
	if (ix->db)
		sql_close(ix->db);
	ix->db = NULL;
	sql_set_temp_dir(NULL);
}

/* Who closes it last removes what belongs to it, by name. */
static void
close_db(struct index *ix)
{
	int gate =
	    ix->db ? index_lock_take(ix->state_dir, INDEX_LOCK_SHARED) : -1;

	close_locked(ix);
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
assign_owner(const struct index *ix)
{
	char path[PATH_MAX + 8];
	size_t i;

	file_owner_create(ix->path);
	for (i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(path, sizeof path, "%s%s", ix->path, suffixes[i]);
		file_owner_assign(path);
	}
}

static int
create(struct index *ix)
{
	if (sql_exec(ix->db, "BEGIN IMMEDIATE"))
		return index_failed(ix, "change");
	/* Another may have been faster. */
	if (sql_number(ix->db, "PRAGMA user_version") != SCHEMA_VERSION &&
	    (schema_create(ix->db) || schema_create_indexes(ix->db))) {
		index_failed(ix, "create");
		sql_exec(ix->db, "ROLLBACK");
		return -1;
	}
	return sql_exec(ix->db, "COMMIT") ? index_failed(ix, "create") : 0;
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

	assign_owner(ix);
	ix->open_path = ix->path;
	ix->db = sql_open(ix->path, true, &why);
	ix->inode = inode_of(ix);
	if (!ix->db)
		return error_set(&ix->error, "cannot open %s: %s", ix->path,
				 why);
	if (sql_exec(ix->db,
		     "PRAGMA journal_mode = WAL;"
		     "PRAGMA synchronous = NORMAL;"
		     "PRAGMA cache_size = -%d;"
		     "PRAGMA temp_store = MEMORY",
		     ix->cache_kib))
		return index_failed(ix, "read");
	layout = sql_number(ix->db, "PRAGMA user_version");
	if (layout == SCHEMA_VERSION)
		return 0;
	if (layout < 0)
		return index_failed(ix, "read");
	tables = sql_number(ix->db, "SELECT count(*) FROM sqlite_master");
	if (tables < 0)
		return index_failed(ix, "read");
	if (tables == 0)
		return create(ix);
	index_failed(ix, "use");
	ix->corrupt = true;
	return -1;
}

/* The gate, or -1. */
static int
lock_files(struct index *ix, enum index_lock_mode how)
{
	int gate = index_lock_take(ix->state_dir, how);

	ix->corrupt = ix->busy = false;
	if (gate < 0)
		error_set(&ix->error,
			  "cannot open %s/index.lock:", ix->state_dir);
	return gate;
}

static int
try_open(struct index *ix)
{
	int gate = lock_files(ix, INDEX_LOCK_SHARED), bad;

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

	for (i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(gone, sizeof gone, "%s%s", ix->path, suffixes[i]);
		unlink(gone);
	}
}

/* For an empty one; a sound one stays when it is only a broken one's turn. */
static int
replace(struct index *ix, bool sound)
{
	int gate, bad;

	close_db(ix);
	gate = lock_files(ix, INDEX_LOCK_EXCLUSIVE);
	if (gate < 0)
		return -1;
	bad = sound || open_db(ix);
	if (sound || (bad && ix->corrupt)) {
		close_locked(ix);
		remove_all(ix);
		bad = open_db(ix);
	}
	close(gate);
	return bad;
}

int
index_build_empty(struct index *ix)
{
	return replace(ix, true);
}

/* Some of what is done in opening SQLite does not wait for. */
static int
open_retrying(struct index *ix)
{
	const struct timespec nap = { .tv_nsec = 20000000 };
	int tries;

	for (tries = 0; tries < 250; tries++) {
		if (try_open(ix) == 0)
			return 0;
		if (!ix->busy)
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
	unlink(ix->new_path);
	if (ix->db && inode_of(ix) == ix->inode)
		return 0;
	close_db(ix);
	return open_retrying(ix);
}

static int
set_paths(struct index *ix, const char *state_dir)
{
	size_t size = sizeof ix->path;

	if (strlen(state_dir) + sizeof "/index.db" > size)
		return error_set(&ix->error,
				 "the state directory's name is too long");
	snprintf(ix->state_dir, size, "%s", state_dir);
	snprintf(ix->path, size, "%s/index.db", state_dir);
	snprintf(ix->new_path, size, "%s/index.new", state_dir);
	return 0;
}

/* It can be told again: what cannot be used is thrown away. */
static struct index *
open_with(const char *state_dir, int cache, struct error *e)
{
	struct index *ix = calloc(1, sizeof *ix);

	if (!ix)
		die(EXIT_TEMPORARY, "the index:");
	ix->cache_kib = cache;
	if (set_paths(ix, state_dir) == 0 &&
	    (open_retrying(ix) == 0 ||
	     (ix->corrupt && replace(ix, false) == 0)))
		return ix;
	if (e)
		*e = ix->error;
	index_close(ix);
	return NULL;
}

struct index *
index_open(const char *state_dir, struct error *e)
{
	return open_with(state_dir, 65536, e);
}

struct index *
index_open_small(const char *state_dir, struct error *e)
{
	return open_with(state_dir, 1024, e);
}

int
index_begin_read(struct index *ix)
{
	return sql_exec(ix->db, "BEGIN") ? index_failed(ix, "ask") : 0;
}

int
index_begin(struct index *ix)
{
	if (sql_exec(ix->db, "BEGIN IMMEDIATE"))
		return index_failed(ix, "change");
	ix->changes = sql_total_changes(ix->db);
	return 0;
}

bool
index_has_changes(const struct index *ix)
{
	return sql_total_changes(ix->db) > ix->changes;
}

int
index_commit(struct index *ix)
{
	return sql_exec(ix->db, "COMMIT") ? index_failed(ix, "change") : 0;
}

void
index_rollback(struct index *ix)
{
	sql_exec(ix->db, "ROLLBACK");
}

/* Nobody else looks at it, and should it be lost it is begun again. */
int
index_build_begin(struct index *ix)
{
	const char *why;

	close_db(ix);
	unlink(ix->new_path);
	file_owner_create(ix->new_path);
	sql_set_temp_dir(ix->state_dir);
	ix->corrupt = ix->busy = false;
	ix->open_path = ix->new_path;
	ix->db = sql_open(ix->new_path, true, &why);
	if (!ix->db)
		return error_set(&ix->error, "cannot open %s: %s", ix->new_path,
				 why);
	if (sql_exec(ix->db, "PRAGMA journal_mode = OFF;"
			     "PRAGMA synchronous = OFF;"
			     "PRAGMA locking_mode = EXCLUSIVE;"
			     "PRAGMA secure_delete = OFF;"
			     "PRAGMA cache_size = -32768;"
			     "PRAGMA temp_store = FILE;"
			     "BEGIN") ||
	    schema_create(ix->db) || sql_exec(ix->db, "COMMIT"))
		return index_failed(ix, "create");
	return 0;
}

int
index_build_abandon(struct index *ix)
{
	close_db(ix);
	unlink(ix->new_path);
	return open_retrying(ix);
}

/* All of it is on the disk before it is there by its name. */
static int
swap_files(struct index *ix)
{
	int fd = open(ix->new_path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), gate,
	    bad;

	bad = fd < 0 || fsync(fd);
	if (fd >= 0)
		close(fd);
	if (!bad) {
		gate = lock_files(ix, INDEX_LOCK_EXCLUSIVE);
		if (gate < 0)
			return -1;
		remove_all(ix);
		bad = rename(ix->new_path, ix->path);
		close(gate);
	}
	return bad ? error_set(&ix->error, "cannot write %s:", ix->new_path)
		   : 0;
}

int
index_build_publish(struct index *ix)
{
	if (sql_exec(ix->db, "BEGIN") || schema_create_indexes(ix->db) ||
	    sql_exec(ix->db, "COMMIT; PRAGMA journal_mode = WAL"))
		return index_failed(ix, "finish");
	close_db(ix);
	return swap_files(ix) ? -1 : open_retrying(ix);
}

struct sql *
index_sql(struct index *ix)
{
	return ix->db;
}
