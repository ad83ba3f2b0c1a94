/*
 * index_build - makes an index anew, in a file of its own.
 *
 * All others keep using the index there is until index_build_publish() renames
 * the new file over it.  The caller holds the lock of STATE/index.lock
 * (progress.h).  All functions return 0, or -1 with index_error().
 */
#ifndef ECHOAPP_INDEX_BUILD_H
#define ECHOAPP_INDEX_BUILD_H

#include "index.h"

/*
 * Opens an empty STATE/index.new in place of the index.  Its tables have no
 * secondary indexes, so entities are found by their rows only, and a
 * transaction cannot be rolled back.  Then one of the next two is called,
 * outside a transaction.
 */
int index_build_begin(struct index *);

/* Syncs the new file, renames it to STATE/index.db, and opens it there. */
int index_build_publish(struct index *);

/* Removes the new file, and opens STATE/index.db again. */
int index_build_abandon(struct index *);

/* Removes STATE/index.db and opens an empty one in its place. */
int index_build_empty(struct index *);

#endif
