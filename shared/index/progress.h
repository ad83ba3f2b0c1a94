/*
 * progress - how far the last fold came, for all processes to read.
 *
 * A fold holds flock(2) on STATE/index.lock, and writes its progress there, so
 * that one small read shows whether the index lags.
 */
#ifndef ECHOAPP_PROGRESS_H
#define ECHOAPP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/timestamp.h"
#include "journal/day_file.h"

struct progress {
	char file[DAY_FILE_SIZE]; /* the last day that was folded */
	int64_t offset;		  /* up to which it was */
	timestamp when;
	bool failed; /* the fold failed; file and offset mean nothing */
};

/*
 * Opens STATE/index.lock, and creates it if it is missing.  Returns a
 * descriptor, not locked, to be close(2)d; or -1 with errno.
 */
int progress_open(const char *state_dir);

/*
 * Reads the record.  Returns 0; or -1, without a change of *progress, if there
 * is none, or one that another version of EchoApp wrote.
 */
int progress_read(int lock, struct progress *);

/* Writes the record with the time of now; the caller holds the lock. */
void progress_write(int lock, const struct progress *);

#endif
