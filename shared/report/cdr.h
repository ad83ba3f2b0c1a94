/* cdr - call detail records: one row for each call whose record is final. */
#ifndef ECHOAPP_CDR_H
#define ECHOAPP_CDR_H

#include "base/sql.h"
#include "base/timestamp.h"
#include "cell_format.h"

/* Names and order are an interface: programs read them from CSV. */
#define CDR_COLUMNS 25
extern const struct cell_column cdr_columns[CDR_COLUMNS];

/*
 * A query of the records that became final at `since` or later and before
 * `until`, in that order; for sql_query_each().  The caller frees the query;
 * NULL: see sql_error().
 */
struct sql_query *cdr_prepare(struct sql *, timestamp since, timestamp until);

/* How many rows that query has; 0 also if it cannot be asked. */
uint64_t cdr_count(struct sql *, timestamp since, timestamp until);

/*
 * Where somebody who reads page by page is.  The records of one fold may share
 * a time, and come in the order of their rows.
 */
struct cdr_place {
	timestamp recorded;
	int64_t row; /* of the last record of that time; INT64_MAX: all are read
		      */
};

/*
 * At most `n` records after a place: those of its time, or if there are none,
 * later ones.  Column CDR_COLUMNS is the row; otherwise as cdr_prepare().
 */
struct sql_query *cdr_prepare_page(struct sql *, const struct cdr_place *,
				   uint64_t n);

/*
 * How many records come after a place, and when the first of them became final;
 * TIMESTAMP_NONE: there is none.  0, or -1: sql_error().
 */
int cdr_count_after(struct sql *, const struct cdr_place *, uint64_t *count,
		    timestamp *first);

/* Is there a record of that time after that row?  1, 0 or -1. */
int cdr_has_more_of(struct sql *, const struct cdr_place *);

/* Is the record with that id in that row?  1, 0 or -1. */
int cdr_is_at(struct sql *, const struct cdr_place *, const char *uniqueid);

#endif
