/* days - the files of the journal, one for each day. */
#ifndef ECHOAPP_DAYS_H
#define ECHOAPP_DAYS_H

#include <stddef.h>
#include <sys/types.h>

#include "day_file.h"
#include "journal_line.h"

struct day {
	char file[DAY_FILE_SIZE]; /* "20261123.ndjson" */
	off_t size;
	ino_t inode;
};

struct days {
	int dir; /* STATE/journal; -1: it is not there */
	struct day *at;
	size_t count;
};

/*
 * Those there are, the earliest first.  A journal that is not there has none.
 * Returns 0, or -1 with errno.
 */
int days_open(struct days *, const char *state_dir);
void days_close(struct days *);

/* Opens one; `flags` as of open(2).  -1 with errno. */
int days_file(const struct days *, const char *file, int flags);

/* When the day begins. */
moment days_moment(const char *file);

#endif
