/* index_build - makes an index anew, in a file of its own. */

#include "index_build.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/open_file.h"
#include "base/sync_dir.h"
#include "index_private.h"
#include "schema.h"

/* SQLite's page cache during a rebuild. */
#define BUILD_CACHE_KIB 32768

int
index_build_empty(struct index *ix)
{
	return index_replace_files(ix, false);
}

/*
 * No other process reads the new file, and after a crash the rebuild begins
 * again, so neither a rollback journal nor syncs are needed.
 */
int
index_build_begin(struct index *ix)
{
	index_close_files(ix);
	unlink(ix->new_path);
	sql_set_temp_dir(ix->state_dir);
	ix->corrupt = ix->busy = false;
	ix->open_path = ix->new_path;
	if (index_check_files(ix))
		return -1;
	ix->db = sql_open(ix->new_path, true, &ix->error);
	if (!ix->db)
		return -1;
	if (sql_exec(ix->db,
		     /* The file is new, so only pages of the schema are
			journaled. */
		     "PRAGMA journal_mode = MEMORY;"
		     "PRAGMA synchronous = OFF;"
		     "PRAGMA locking_mode = EXCLUSIVE;"
		     "PRAGMA secure_delete = OFF;"
		     "PRAGMA cache_size = -%d;"
		     "PRAGMA temp_store = FILE;"
		     "BEGIN",
		     BUILD_CACHE_KIB) ||
	    schema_create(ix->db) || sql_exec(ix->db, "COMMIT"))
		return index_failed(ix, "create");
	return 0;
}

int
index_build_abandon(struct index *ix)
{
	index_close_files(ix);
	unlink(ix->new_path);
	return index_open_files(ix);
}

/* The whole file is on the disk before the rename, so no crash shows half. */
static int
swap_files(struct index *ix)
{
	int fd = open_file(AT_FDCWD, ix->new_path, O_RDONLY | O_NOFOLLOW, 0),
	    lock, bad;

	bad = fd < 0 || fsync(fd);
	if (fd >= 0)
		close(fd);
	if (!bad) {
		deadline_renew();
		lock = index_lock_files(ix, INDEX_LOCK_EXCLUSIVE);
		if (lock < 0)
			return -1;
		index_remove_files(ix);
		/* So that the old file, with what erase took out, is gone. */
		bad = rename(ix->new_path, ix->path) || sync_dir_of(ix->path);
		close(lock);
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
	index_close_files(ix);
	return swap_files(ix) ? -1 : index_open_files(ix);
}
