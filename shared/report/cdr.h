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
 * The time before which at most `n` records became final, at `since` or later;
 * INT64_MAX: no more than `n` did.  -1: sql_error().
 */
timestamp cdr_page_end(struct sql *, timestamp since, uint64_t n);

#endif
