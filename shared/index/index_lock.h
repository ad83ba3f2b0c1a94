/*
 * index_lock - keeps the index's files from being swapped while a process opens
 * or closes them.
 *
 * SQLite finds the files beside a database by name, STATE/index.db-wal.  A
 * process that opened the database during a swap would get those of the other
 * database; one that closes it last would remove them.
 *
 * A process that has the old file open keeps using it; SQLite notices on close
 * that it was unlinked (SQLITE_FCNTL_HAS_MOVED).
 */
#ifndef ECHOAPP_INDEX_LOCK_H
#define ECHOAPP_INDEX_LOCK_H

enum index_lock_mode {
	INDEX_LOCK_SHARED,    /* to open or close the files */
	INDEX_LOCK_EXCLUSIVE, /* to swap or remove them */
};

/*
 * Waits for the lock until the deadline (base/deadline.h); without one, for a
 * minute.  Returns the descriptor that holds it, to be close(2)d, or -1 with
 * errno.
 */
int index_lock_take(const char *state_dir, enum index_lock_mode);

#endif
