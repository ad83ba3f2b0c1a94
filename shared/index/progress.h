/*
 * mark - how far the index has come, for all to see.
 *
 * Who folds holds the lock of STATE/index.lock, and leaves a mark in it: how
 * far it came, and when.  So anybody can tell by one small read whether the
 * index lags.
 */
#ifndef ECHOAPP_PROGRESS_H
#define ECHOAPP_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/timestamp.h"
#include "journal/day_file.h"

struct progress {
	char file[DAY_FILE_SIZE]; /* the day that was read last */
	int64_t offset;
	timestamp when;
	bool failed;
};

/* The descriptor, not locked; -1 with errno. */
int progress_open(const char *state_dir);

int progress_read(int lock, struct progress *);

/* Sets `when`, too. */
void progress_write(int lock, struct progress *);

#endif
