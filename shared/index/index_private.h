/*
 * index_private - the files of an index; for index.c and index_build.c only.
 */
#ifndef ECHOAPP_INDEX_PRIVATE_H
#define ECHOAPP_INDEX_PRIVATE_H

#include <limits.h>

#include "base/sql.h"
#include "index.h"
#include "index_lock.h"
#include "index_query.h"

struct index {
	char state_dir[PATH_MAX];
	char path[PATH_MAX];	 /* STATE/index.db */
	char new_path[PATH_MAX]; /* STATE/index.new, while it is rebuilt */
	const char *open_path;	 /* which of the two is open */
	ino_t inode;		 /* of `path` when it was opened */
	struct sql *db;		 /* NULL: closed */
	int cache_kib;		 /* SQLite's page cache */
	int64_t changes;	 /* before the current transaction */
	struct sql_query *prepared[QUERIES][ENTITY_KINDS];
	struct call_records *call_records; /* of the fold; NULL: none */
	struct error error;
	bool corrupt, busy; /* of the last error */
};

/* Opens STATE/index.db, and creates it if it is missing.  0 or -1. */
int index_open_files(struct index *);

/* Closes the database, if it is open, and frees the prepared queries. */
void index_close_files(struct index *);

/*
 * Takes the lock of index_lock.h and clears the last error's kind.  Returns the
 * descriptor to close(2), or -1.
 */
int index_lock_files(struct index *, enum index_lock_mode);

/* Is each of the files that are to be opened a regular one, if any?  0 or -1.
 */
int index_check_files(struct index *);

/* Removes STATE/index.db and SQLite's files beside it; under that lock. */
void index_remove_files(const struct index *);

/*
 * Replaces the files by those of an empty index.  With `if_corrupt` they stay
 * when they can be used after all, because another process was faster.  0 or
 * -1.
 */
int index_replace_files(struct index *, bool if_corrupt);

#endif
