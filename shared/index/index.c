/* index - the state that follows from the journal, in SQLite. */

#include "index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/die.h"
#include "base/lock_holder.h"
#include "index_private.h"
#include "schema.h"

/* SQLite's page cache, of index_open() and index_open_small(). */
#define CACHE_KIB 65536
#define SMALL_CACHE_KIB 1024

/*
 * Opening may return SQLITE_BUSY at once, in spite of sql.h: try again, without
 * a deadline for so many seconds.
 */
#define OPEN_SECONDS 5

/* What SQLite appends to a database's name for its files. */
static const char *const suffixes[] = { "", "-wal", "-shm" };

const char *
index_error(const struct index *ix)
{
	return ix->error.text;
}

int
index_failed(struct index *ix, const char *doing)
{
	char holder[LOCK_HOLDER_SIZE];

	ix->corrupt = sql_is_corrupt(ix->db);
	ix->busy = sql_is_busy(ix->db);
	if (!ix->busy || !deadline_has_passed())
		return error_set(&ix->error, "cannot %s %s: %s", doing,
				 ix->open_path, sql_error(ix->db));
	lock_holder(ix->open_path, LOCK_HOLDER_POSIX, holder);
	return error_set(&ix->error, "cannot %s %s: %s holds its lock", doing,
			 ix->open_path, holder);
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
		index_failed(ix, "query");
	return *kept;
}

struct call_records *
index_call_records(const struct index *ix)
{
	return ix->call_records;
}

void
index_set_call_records(struct index *ix, struct call_records *r)
{
	ix->call_records = r;
}

/* Under the lock of index_lock.h. */
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

/*
 * The last process that closes a database removes SQLite's other files, by
 * their names; the lock keeps the files from being swapped meanwhile.
 */
void
index_close_files(struct index *ix)
{
	int lock =
	    ix->db ? index_lock_take(ix->state_dir, INDEX_LOCK_SHARED) : -1;

	if (ix->db && lock < 0)
		sql_keep_files(ix->db);
	close_locked(ix);
	if (lock >= 0)
		close(lock);
}

void
index_close(struct index *ix)
{
	index_close_files(ix);
	free(ix);
}

static ino_t
inode_of(const struct index *ix)
{
	struct stat st;

	return stat(ix->path, &st) ? 0 : st.st_ino;
}

/* SQLite would only say "disk I/O error" of a pipe, and would name no file. */
int
index_check_files(struct index *ix)
{
	char path[PATH_MAX + 8];
	struct stat st;
	size_t i;

	for (i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(path, sizeof path, "%s%s", ix->open_path, suffixes[i]);
		if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
			return error_set(&ix->error,
					 "cannot open %s: this is not a regular"
					 " file; move it away",
					 path);
	}
	return 0;
}

static int
create_tables(struct index *ix)
{
	if (sql_exec(ix->db, "BEGIN IMMEDIATE"))
		return index_failed(ix, "write to");
	/* Another process may have created them meanwhile. */
	if (sql_number(ix->db, "PRAGMA user_version") != SCHEMA_VERSION &&
	    (schema_create(ix->db) || schema_create_indexes(ix->db))) {
		index_failed(ix, "create");
		sql_exec(ix->db, "ROLLBACK");
		return -1;
	}
	return sql_exec(ix->db, "COMMIT") ? index_failed(ix, "create") : 0;
}

/*
 * synchronous=OFF would risk a corrupt file; NORMAL risks only the latest
 * transactions, which the next fold repeats.
 */
static int
open_locked(struct index *ix)
{
	int64_t version, tables;

	ix->open_path = ix->path;
	if (index_check_files(ix))
		return -1;
	ix->db = sql_open(ix->path, true, &ix->error);
	ix->inode = inode_of(ix);
	if (!ix->db)
		return -1;
	if (sql_exec(ix->db,
		     "PRAGMA journal_mode = WAL;"
		     "PRAGMA synchronous = NORMAL;"
		     "PRAGMA cache_size = -%d;"
		     "PRAGMA temp_store = MEMORY",
		     ix->cache_kib))
		return index_failed(ix, "read");
	/* A damaged number may be negative, and -1 is an error. */
	version = sql_number(ix->db, "SELECT user_version & 0xffffffff"
				     " FROM pragma_user_version");
	if (version == SCHEMA_VERSION && sql_has_checksums(ix->db))
		return 0;
	if (version < 0)
		return index_failed(ix, "read");
	tables = sql_number(ix->db, "SELECT count(*) FROM sqlite_master");
	if (tables < 0)
		return index_failed(ix, "read");
	if (tables == 0)
		return create_tables(ix);
	ix->corrupt = true;
	if (version == SCHEMA_VERSION)
		return error_set(&ix->error,
				 "cannot use %s: it has no"
				 " checksums",
				 ix->path);
	return error_set(&ix->error,
			 "cannot use %s: its schema is %lld, not %d", ix->path,
			 (long long)version, SCHEMA_VERSION);
}

static void
cannot_lock(struct index *ix)
{
	char path[PATH_MAX + 16], holder[LOCK_HOLDER_SIZE];

	snprintf(path, sizeof path, "%s/index.lock", ix->state_dir);
	if (errno == ETIMEDOUT) {
		lock_holder(path, LOCK_HOLDER_OFD, holder);
		error_set(&ix->error, "cannot lock %s: %s holds the lock", path,
			  holder);
	} else {
		error_set(&ix->error, "cannot lock %s:", path);
	}
}

int
index_lock_files(struct index *ix, enum index_lock_mode mode)
{
	int lock = index_lock_take(ix->state_dir, mode);

	ix->corrupt = ix->busy = false;
	if (lock < 0)
		cannot_lock(ix);
	return lock;
}

static int
try_open(struct index *ix)
{
	int lock = index_lock_files(ix, INDEX_LOCK_SHARED), bad;

	if (lock < 0)
		return -1;
	bad = open_locked(ix);
	close(lock);
	return bad;
}

int
index_open_files(struct index *ix)
{
	const time_t start = time(NULL);
	int tries;

	for (tries = 0;; tries++) {
		if (try_open(ix) == 0)
			return 0;
		if (!ix->busy || time(NULL) - start > OPEN_SECONDS ||
		    !deadline_nap(tries))
			return -1;
		index_close_files(ix);
	}
}

/* The database goes first: without it SQLite ignores the other files. */
void
index_remove_files(const struct index *ix)
{
	char path[PATH_MAX + 8];
	size_t i;

	for (i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		snprintf(path, sizeof path, "%s%s", ix->path, suffixes[i]);
		unlink(path);
	}
}

int
index_replace_files(struct index *ix, bool if_corrupt)
{
	int lock, bad;

	index_close_files(ix);
	lock = index_lock_files(ix, INDEX_LOCK_EXCLUSIVE);
	if (lock < 0)
		return -1;
	bad = if_corrupt ? open_locked(ix) : 0;
	if (!if_corrupt || (bad && ix->corrupt)) {
		close_locked(ix);
		index_remove_files(ix);
		bad = open_locked(ix);
	}
	close(lock);
	return bad;
}

bool
index_is_replaced(const struct index *ix)
{
	const ino_t inode = inode_of(ix);

	return inode && inode != ix->inode;
}

ino_t
index_inode(const struct index *ix)
{
	return ix->inode;
}

int
index_reopen(struct index *ix)
{
	/* A fold that was killed leaves its new file behind. */
	unlink(ix->new_path);
	if (ix->db && inode_of(ix) == ix->inode)
		return 0;
	index_close_files(ix);
	return index_open_files(ix);
}

static int
set_paths(struct index *ix, const char *state_dir)
{
	size_t size = sizeof ix->path;

	if (strlen(state_dir) + sizeof "/index.db" > size)
		return error_set(&ix->error,
				 "the path of the state directory is longer"
				 " than %zu bytes",
				 size - sizeof "/index.db");
	snprintf(ix->state_dir, size, "%s", state_dir);
	snprintf(ix->path, size, "%s/index.db", state_dir);
	snprintf(ix->new_path, size, "%s/index.new", state_dir);
	return 0;
}

/* The journal has all of it: a file that cannot be used is replaced. */
static struct index *
open_with(const char *state_dir, int cache_kib, struct error *e)
{
	struct index *ix = calloc(1, sizeof *ix);

	if (!ix)
		die(EXIT_TEMPORARY, "opening the index:");
	ix->cache_kib = cache_kib;
	if (set_paths(ix, state_dir) == 0 &&
	    (index_open_files(ix) == 0 ||
	     (ix->corrupt && index_replace_files(ix, true) == 0)))
		return ix;
	if (e)
		*e = ix->error;
	index_close(ix);
	return NULL;
}

struct index *
index_open(const char *state_dir, struct error *e)
{
	return open_with(state_dir, CACHE_KIB, e);
}

struct index *
index_open_small(const char *state_dir, struct error *e)
{
	return open_with(state_dir, SMALL_CACHE_KIB, e);
}

int
index_begin_read(struct index *ix)
{
	return sql_exec(ix->db, "BEGIN") ? index_failed(ix, "read") : 0;
}

int
index_begin(struct index *ix)
{
	if (sql_exec(ix->db, "BEGIN IMMEDIATE"))
		return index_failed(ix, "write to");
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
	return sql_exec(ix->db, "COMMIT") ? index_failed(ix, "write to") : 0;
}

void
index_rollback(struct index *ix)
{
	sql_exec(ix->db, "ROLLBACK");
}

struct sql *
index_sql(struct index *ix)
{
	return ix->db;
}
