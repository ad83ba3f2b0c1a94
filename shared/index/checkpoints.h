/*
 * checkpoints - the journal's day files, and how far the index has folded each.
 */
#ifndef ECHOAPP_CHECKPOINTS_H
#define ECHOAPP_CHECKPOINTS_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "index.h"

struct checkpoints {
	int dir;	    /* of the journal; the caller's */
	struct dirent **at; /* the files there are, the earliest day first */
	int count;
	struct checkpoint *stored; /* those in the index */
	int stored_count;
};

/*
 * Lists the directory, which has to stay open, and reads the index's
 * checkpoints.  Returns 0; or -1 with errno if the directory cannot be read,
 * and with errno 0 if the index cannot (index_error()).
 */
int checkpoints_open(struct checkpoints *, int dir, struct index *);
void checkpoints_close(struct checkpoints *);

/* A file's checkpoint; that of a new file is at its first byte. */
struct checkpoint checkpoints_get(const struct checkpoints *, const char *file,
				  const struct stat *);

/*
 * Does every folded file still exist, with the same inode and bytes, and has no
 * file appeared between them?
 */
bool checkpoints_are_valid(const struct checkpoints *);

/* Bytes of the journal after the checkpoints. */
uint64_t checkpoints_unread_bytes(const struct checkpoints *);

/*
 * A hash of the last bytes before the offset.  It differs when the file was
 * truncated, or replaced by another that got the same inode.
 */
int64_t checkpoints_fingerprint(int fd, off_t offset);

#endif
