/*
 * delivery_position - how far a destination has got:
 *STATE/deliver/NAME.position.
 *
 * The journal and the ledger keep what is to be delivered, so this is all that
 * is kept of a destination.  A text file, replaced as a whole:
 *
 *	echoapp-deliver 1
 *	records LEDGER.RECORDED       the last call record (records_cursor.h)
 *	within ROW INODE UNIQUEID     only up to this one of those of that time
 *	day 20261123.ndjson OFFSET FINGERPRINT TIME LINES    days of the journal
 *	delivered N                   messages so far
 *	dead N                        those that became dead letters
 *	file SIZE PATH                that was written to last, and its size
 */
#ifndef ECHOAPP_DELIVERY_POSITION_H
#define ECHOAPP_DELIVERY_POSITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "index/records_cursor.h"
#include "journal/day_file.h"

#define DELIVERY_DIR "deliver"

/* Days of the journal that are read at the same time: a late program may still
 * write to the day before, and days are not left before they are read. */
#define DELIVERY_POSITION_DAYS 8

#define DELIVERY_POSITION_ID_SIZE 32

/* The longest path of a file that is written to, with its NUL. */
#define DELIVERY_POSITION_FILE_MAX 1024

struct delivery_day {
	char file[DAY_FILE_SIZE];
	off_t offset;	     /* of the next line; day_reader.h */
	int64_t fingerprint; /* checkpoints_fingerprint() */
	timestamp time;	     /* of the line before the offset; or 0 */
	int64_t lines;	     /* before the offset; -1: unknown */
};

struct delivery_position {
	char records[RECORDS_CURSOR_SIZE]; /* "": no record was looked at */
	/*
	 * The records of one fold may share a time.  The row in the index with
	 * that inode of the last one that was delivered; an index made anew has
	 * other rows.  INT64_MAX: all of that time were.
	 */
	int64_t within_row;
	uint64_t within_inode;
	char within_id[DELIVERY_POSITION_ID_SIZE];
	/* The earliest first; days before it are read, all others are not. */
	struct delivery_day days[DELIVERY_POSITION_DAYS];
	size_t day_count;
	uint64_t delivered;
	uint64_t dead;
	char file[DELIVERY_POSITION_FILE_MAX]; /* written to last, or "" */
	off_t file_size;		       /* after the last batch */
};

/*
 * Reads the position of a destination.  Returns 1; 0: there is none; or -1 with
 * the reason.
 */
int delivery_position_read(struct delivery_position *, const char *state_dir,
			   const char *name, struct error *);

/*
 * Replaces the position; after a power cut the file has the old one or the new
 * one.  0, or -1 with the reason.
 */
int delivery_position_write(const struct delivery_position *,
			    const char *state_dir, const char *name,
			    struct error *);

/*
 * The path of a file of a destination, STATE/deliver/NAME.ENDING; NAME ""
 * without the point.  False: it is too long.
 */
bool delivery_position_path(char *into, size_t size, const char *state_dir,
			    const char *name, const char *ending);

#endif
