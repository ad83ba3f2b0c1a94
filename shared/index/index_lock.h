/*
 * index_lock_take - who opens and closes the index's files, and who exchanges
 * them.
 *
 * SQLite finds what belongs to a database by its name, STATE/index.db-wal: who
 * opened it while another takes its place would have the other's, and who
 * closes it last would remove the other's.  So nobody does meanwhile.  Who has
 * it open goes on with the one that has lost its name, and is found to have
 * lost it when it is closed (SQLITE_FCNTL_HAS_MOVED).
 */
#ifndef ECHOAPP_INDEX_LOCK_H
#define ECHOAPP_INDEX_LOCK_H

enum index_lock_mode {
	INDEX_LOCK_SHARED,    /* or close; so may others */
	INDEX_LOCK_EXCLUSIVE, /* nobody else */
};

/*
 * Waits until it may be done, and returns what to close(2) when it is; or -1
 * with errno.
 */
int index_lock_take(const char *state_dir, enum index_lock_mode);

#endif
