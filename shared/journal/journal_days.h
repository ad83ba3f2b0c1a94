/* days - the files of the journal, one for each day. */
#ifndef ECHOAPP_JOURNAL_DAYS_H
#define ECHOAPP_JOURNAL_DAYS_H

#include <stddef.h>
#include <sys/types.h>

#include "day_file.h"
#include "journal_line.h"

struct journal_day {
	char file[DAY_FILE_SIZE]; /* "20261123.ndjson" */
	off_t size;
	ino_t inode;
};

struct journal_days {
	int dir; /* STATE/journal; -1: it is not there */
	struct journal_day *at;
	size_t count;
};

/*
 * Those there are, the earliest first.  A journal that is not there has none.
 * Returns 0, or -1 with errno.
 */
int journal_days_open(struct journal_days *, const char *state_dir);
void journal_days_close(struct journal_days *);

/* Opens one; `flags` as of open(2).  -1 with errno. */
int journal_days_open_file(const struct journal_days *, const char *file,
			   int flags);

/* When the day begins. */
timestamp journal_days_midnight(const char *file);

#endif
