/* journal_days - the files of the journal, one for each day. */
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
	int dir; /* STATE/journal; -1: it does not exist */
	struct journal_day *at;
	size_t count;
};

/*
 * Lists the files, the earliest day first; none if there is no journal. Returns
 * 0, after which journal_days_close() frees the list; or -1 with errno.
 */
int journal_days_open(struct journal_days *, const char *state_dir);
void journal_days_close(struct journal_days *);

/* Opens a file with the flags of open(2).  A descriptor, or -1 with errno. */
int journal_days_open_file(const struct journal_days *, const char *file,
			   int flags);

/* When the file's day begins. */
timestamp journal_days_midnight(const char *file);

#endif
