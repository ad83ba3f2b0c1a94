/*
 * day_files - the days that the journal has, and how far each was read.
 */
#ifndef ECHOAPP_CHECKPOINTS_H
#define ECHOAPP_CHECKPOINTS_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "index.h"

struct checkpoints {
	int dir;	    /* lent */
	struct dirent **at; /* the earliest day first */
	int count;
	struct checkpoint *stored; /* those that the index tells of */
	int stored_count;
};

/* -1: the directory, with errno; or the index, and errno is 0. */
int checkpoints_open(struct checkpoints *, int dir, struct index *);
void checkpoints_close(struct checkpoints *);

/* Where a file was left; a new one begins at its first byte. */
struct checkpoint checkpoints_get(const struct checkpoints *, const char *file,
				  const struct stat *);

/*
 * Is every file that was read still there, and still the one it was, and has
 * none turned up among them?
 */
bool checkpoints_are_valid(const struct checkpoints *);

/* Bytes that were not read yet. */
uint64_t checkpoints_unread_bytes(const struct checkpoints *);

/*
 * Tells a file that was emptied, or whose place another took, from the one
 * that was read: by the last bytes that were.
 */
int64_t checkpoints_fingerprint(int fd, off_t offset);

#endif
