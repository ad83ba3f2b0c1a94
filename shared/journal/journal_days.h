/* journal_days - the days of the journal. */
#ifndef ECHOAPP_JOURNAL_DAYS_H
#define ECHOAPP_JOURNAL_DAYS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "day_file.h"
#include "journal_line.h"

/* A day has a file that programs append to, a compressed one, or both. */
struct journal_day {
	char file[DAY_FILE_SIZE]; /* "20261123.ndjson" */
	off_t size;		  /* of that file; 0: there is none */
	ino_t inode;		  /* 0: there is none */
	struct packed_day {
		enum packed_kind kind; /* PACKED_NONE: none */
		off_t size;	       /* compressed */
		int64_t id;	       /* another after each change; 0: none */
	} packed;
};

struct journal_days {
	int dir; /* STATE/journal; -1: it does not exist */
	struct journal_day *at;
	size_t count;
};

/*
 * Lists the days, the earliest first; none if there is no journal. Returns 0,
 * after which journal_days_close() frees the list; or -1 with errno.
 */
int journal_days_open(struct journal_days *, const char *state_dir);
void journal_days_close(struct journal_days *);

/* The same in a directory that is open, and stays so.  0, or -1 with errno. */
int journal_days_list(struct journal_days *, int dir);
void journal_days_free(struct journal_days *);

/* Opens a file with the flags of open(2).  A descriptor, or -1 with errno. */
int journal_days_open_file(const struct journal_days *, const char *file,
			   int flags);

/* Bytes of a day on the disk. */
off_t journal_days_bytes(const struct journal_day *);

/* When the file's day begins. */
timestamp journal_days_midnight(const char *file);

#endif
